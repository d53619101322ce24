#include "actors/store_reader.hpp"

#include <string>
#include <utility>

namespace leadmill {

namespace {

/// An outcome as a handler's result.
template <class T>
caf::result<T> answer(outcome<T> value) {
  if (!value)
    return to_error(value.error());
  return std::move(*value);
}

void keep_expiring(store_reader_pointer self) {
  auto& state = self->state;
  if (state.expiring || state.pages.empty())
    return;
  state.expiring = true;
  self->delayed_send(self, state.options.cursor_idle, expire{});
}

} // namespace

outcome<result_text> store_reader_state::open(const result_query& query,
                                              time_point now) {
  if (pages.size() >= options.max_cursors)
    return fail(errc::too_many, "Too many result pages are being read at once; "
                                "try again in a moment");
  auto rows = options.reader->open_results(query);
  if (!rows)
    return tl::make_unexpected(rows.error());
  const auto& head = (*rows)->head();
  page opened{std::move(*rows),
              result_encoder{head.state, head.headers, query.format}, now,
              query.since.has_value()};
  auto text = opened.encoder.begin();
  auto first = part(opened, std::move(text));
  if (first && first->cursor != 0) {
    first->cursor = ++last_cursor;
    pages.emplace(last_cursor, std::move(opened));
  }
  return first;
}

outcome<result_text> store_reader_state::next(std::uint64_t cursor,
                                              time_point now) {
  auto place = pages.find(cursor);
  if (place == pages.end())
    return fail(errc::not_found, "This result page was not asked for in time; "
                                 "ask for it from its start");
  place->second.used = now;
  auto result = part(place->second, {});
  if (result && result->cursor != 0)
    result->cursor = cursor;
  else
    pages.erase(place);
  return result;
}

/// The next rows behind `text`; `cursor` only says whether more follow.
outcome<result_text> store_reader_state::part(page& from, std::string text) {
  auto rows = from.rows->next(options.part_rows);
  if (!rows)
    return tl::make_unexpected(rows.error());
  from.encoder.add(text, rows->leads);
  if (rows->last)
    text += from.encoder.end(rows->next_row,
                             from.by_saving ? std::optional{rows->next_since}
                                            : std::nullopt);
  return result_text{std::move(text), rows->last ? 0u : 1u};
}

void store_reader_state::close(std::uint64_t cursor) { pages.erase(cursor); }

bool store_reader_state::drop_idle(time_point now) {
  std::erase_if(pages, [&](const auto& entry) {
    return now - entry.second.used >= options.cursor_idle;
  });
  return !pages.empty();
}

store_reader_actor::behavior_type store_reader(store_reader_pointer self,
                                               store_reader_options options) {
  self->state.options = std::move(options);
  auto reader = self->state.options.reader;
  return {
      [reader](const pull_rows& what) { return answer(reader->pull(what)); },
      [reader](const read_checkpoint& what) {
        return answer(reader->checkpoint(what));
      },
      [reader](const read_scrape& what) {
        return answer(reader->scrape(what.attempt));
      },
      [reader](const find_answer& what) {
        return answer(reader->answer(what.key, what.subject, what.now));
      },
      [reader](get_usage what) { return answer(reader->usage(what.now)); },
      [reader](const get_job& what) { return answer(reader->find(what.id)); },
      [reader](const job_query& what) { return answer(reader->list(what)); },
      [reader](const get_history& what) {
        return answer(reader->history(what.id).map(
            [](auto entries) { return history_page{std::move(entries)}; }));
      },
      [reader](get_stats what) { return answer(reader->stats(what.now)); },
      [reader](get_paused) { return answer(reader->paused()); },
      [reader](const find_lead& what) {
        return answer(reader->find_lead(what.key).map(
            [](auto places) { return lead_places{std::move(places)}; }));
      },
      [reader](find_unworked what) {
        return answer(reader->unworked(what.job, what.row, what.max_rows));
      },
      [self](const result_query& what) {
        auto first = self->state.open(what, self->clock().now());
        keep_expiring(self);
        return answer(std::move(first));
      },
      [self](next_results what) {
        return answer(self->state.next(what.cursor, self->clock().now()));
      },
      [self](close_results what) { self->state.close(what.cursor); },
      [self](expire) {
        self->state.expiring = false;
        self->state.drop_idle(self->clock().now());
        keep_expiring(self);
      },
  };
}

} // namespace leadmill
