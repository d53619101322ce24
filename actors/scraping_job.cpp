#include "actors/scraping_job.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "actors/attempt_steps.hpp"
#include "actors/outside/asking.hpp"
#include "actors/scraped_rows.hpp"
#include "messages/scraping.hpp"

namespace leadmill {

namespace {

void advance(scraping_job_pointer self);

std::string page_name(const scraping_job_state& state) {
  return "page " + std::to_string(state.page());
}

void save(scraping_job_pointer self) {
  auto& state = self->state;
  state.saving = true;
  self->request(state.options.sink, state.options.request_timeout,
                save_page{*state.unsaved})
      .then(
          [self](const job&) {
            auto& me = self->state;
            me.saving = false;
            auto pause = me.end_page();
            me.due = self->clock().now() + pause;
            if (!is_read(me.so_far))
              self->delayed_send(self, pause, resume_attempt{});
            advance(self);
          },
          [self](const caf::error& error) {
            self->state.saving = false;
            recover(self, error);
          });
}

/// Reads something of the store, and goes on when `take` has it.
template <class Answer, class Question, class F>
void load(scraping_job_pointer self, Question what, F take) {
  auto& state = self->state;
  state.loading = true;
  self->request(state.options.rows, state.options.request_timeout,
                std::move(what))
      .then(
          [self, take](Answer& answer) {
            self->state.loading = false;
            take(self->state, answer);
            advance(self);
          },
          [self](const caf::error& error) {
            self->state.loading = false;
            recover(self, error);
          });
}

void load_progress(scraping_job_pointer self) {
  load<scrape_progress>(self, read_scrape{self->state.options.attempt},
                        [self](auto& state, scrape_progress& so_far) {
                          state.begin(so_far);
                          if (state.source.upstream)
                            self->monitor(state.source.upstream);
                        });
}

void load_checkpoint(scraping_job_pointer self) {
  const auto& state = self->state;
  load<checkpoint_chunk>(
      self,
      read_checkpoint{state.options.attempt, state.checkpoint_row,
                      state.options.chunk_rows},
      [](auto& me, checkpoint_chunk& chunk) { me.add_checkpoint(chunk); });
}

/// Asks the source; `take` has the answer unless the attempt is at its end by
/// then. No timeout: the upstream actor answers in its own time, and its death
/// is noticed; CAF would keep the timer of every request that was answered.
template <class F>
void ask(scraping_job_pointer self, std::uint32_t request, std::string what,
         text_pairs values, F take) {
  auto& state = self->state;
  state.asking = true;
  self->request(
          state.source.upstream, caf::infinite,
          upstream_ask{state.options.attempt, {}, request, std::move(values)})
      .then(
          [self, take](upstream_answer& answer) {
            self->state.asking = false;
            if (!self->state.verdict)
              take(self->state, answer);
            advance(self);
          },
          [self, what](const caf::error& error) {
            auto& me = self->state;
            me.asking = false;
            me.conclude(me.end_for(what, to_problem(error)));
            advance(self);
          });
}

void ask_robots(scraping_job_pointer self) {
  ask(self, robots_request, "robots.txt", self->state.values(),
      [](auto& state, upstream_answer& answer) {
        state.robots = robots_of_answer(answer.status, answer.body);
      });
}

/// Whether the page may be asked for; otherwise the attempt ends.
bool may_read(scraping_job_state& state, const text_pairs& values) {
  const auto& options = state.options;
  if (!state.robots)
    return true;
  auto allowed =
      options.check_robots(state.source.declaration, *state.robots, values);
  if (allowed) {
    state.pause = std::max(state.source.declaration.pause, *allowed);
    return true;
  }
  state.conclude({attempt_end::given_up,
                  "The robots.txt of " + state.source.declaration.name
                      + " does not let " + page_name(state)
                      + " be read: " + allowed.error().detail,
                  "robots", 0});
  return false;
}

void ask_page(scraping_job_pointer self) {
  auto values = self->state.values();
  if (!may_read(self->state, values)) {
    advance(self);
    return;
  }
  ask(self, page_request, page_name(self->state), values,
      [values](auto& state, upstream_answer& answer) {
        const auto& options = state.options;
        auto content = options.read(state.source.declaration, answer, values);
        if (content)
          state.take_page(std::move(*content), options.now());
        else
          state.conclude(state.end_for(page_name(state), content.error()));
      });
}

/// Reads what there is to know before the first page, then page after page.
void go_on(scraping_job_pointer self) {
  auto& state = self->state;
  if (!state.progress_read)
    load_progress(self);
  else if (!state.checkpoint_read)
    load_checkpoint(self);
  else if (self->clock().now() < state.due)
    return; // a message to go on is under way
  else if (state.source.declaration.obey_robots && !state.robots)
    ask_robots(self);
  else
    ask_page(self);
}

/// Whatever can go on now, goes on; called after every event.
void advance(scraping_job_pointer self) {
  auto& state = self->state;
  if (state.saving || state.ending)
    return;
  if (state.unsaved)
    return save(self);
  if (!state.verdict && state.checkpoint_read && is_read(state.so_far))
    state.conclude({attempt_end::completed, {}, {}, 0});
  if (state.verdict)
    end(self, *state.verdict);
  else if (!state.loading && !state.asking)
    go_on(self);
}

} // namespace

void scraping_job_state::begin(scrape_progress read_so_far) {
  so_far = std::move(read_so_far);
  if (auto found = options.sources.find(so_far.plan.source);
      found != options.sources.end())
    source = found->second;
  else if (!is_read(so_far))
    conclude({attempt_end::given_up,
              "There is no source \"" + so_far.plan.source
                  + "\" any more: enable it in the configuration, then retry",
              "source_unknown", 0});
  pause = source.declaration.pause;
  progress_read = true;
  checkpoint_read = so_far.rows == 0 || is_read(so_far);
}

void scraping_job_state::add_checkpoint(const checkpoint_chunk& chunk) {
  checkpoint_read = chunk.last;
  for (const auto& lead : chunk.leads) {
    checkpoint_row = lead.row + 1;
    if (!lead.key.empty())
      keys.insert(lead.key);
  }
}

text_pairs scraping_job_state::values() const {
  auto count = source.declaration.page_size;
  return {{"params", so_far.plan.params},
          {"page", std::to_string(page())},
          {"start", std::to_string(std::uint64_t{so_far.pages} * count)},
          {"count", std::to_string(count)},
          {"next", so_far.cursor}};
}

void scraping_job_state::take_page(page_content content, unix_ms now) {
  const auto& declared = source.declaration;
  const auto& plan = so_far.plan;
  if (so_far.pages != 0 && !content.rows.empty()
      && content.digest == so_far.digest) {
    conclude({attempt_end::given_up,
              "Page " + std::to_string(page()) + " of " + declared.name
                  + " repeats page " + std::to_string(so_far.pages)
                  + ": the source does not go on to the next page. What was "
                    "read before is kept.",
              "page_repeated", 0});
    return;
  }
  row_origin origin{declared.platform.empty() ? declared.name
                                              : declared.platform,
                    declared.name, search_words(plan.params), now};
  std::vector<input_row> rows;
  for (const auto& row : content.rows)
    rows.push_back({static_cast<std::uint32_t>(so_far.rows + rows.size()),
                    with_origin(row, origin)});
  save_page out{options.attempt,           page(), std::move(content.next),
                std::move(content.digest), false,  {}};
  for (auto& lead :
       options.trade->run(rows, {"identity", "email", "phone"}, now))
    if (so_far.rows + out.leads.size() < plan.max_results
        && keys.insert(lead.key).second)
      out.leads.push_back(std::move(lead));
  out.last = content.rows.empty() || !content.more || out.page >= plan.max_pages
             || so_far.rows + out.leads.size() >= plan.max_results;
  unsaved = std::move(out);
}

std::chrono::milliseconds scraping_job_state::end_page() {
  add_page(so_far, *unsaved);
  unsaved.reset();
  auto jitter = static_cast<std::uint64_t>(pause.count()) / 2;
  return pause + std::chrono::milliseconds{options.entropy() % (jitter + 1)};
}

void scraping_job_state::conclude(stop_attempt as) {
  if (!verdict)
    verdict = std::move(as);
}

stop_attempt scraping_job_state::end_for(const std::string& what,
                                         const problem& why) const {
  const auto& name_of_source = so_far.plan.source;
  switch (why.code) {
  case errc::daily_limit:
  case errc::monthly_limit:
    return {attempt_end::given_up, "Scrape limit reached", "scrape_limit", 0};
  case errc::upstream_refused:
  case errc::invalid_argument:
    return {attempt_end::given_up,
            name_of_source + " refuses " + what + ": " + why.detail,
            "source_refused", 0};
  default:
    return {attempt_end::failed,
            name_of_source + " could not give " + what + ": " + why.detail,
            "source_failed", options.retry_at ? options.retry_at() : 0};
  }
}

bool scraping_job_state::is_patient(time_point now) const {
  auto waits = asking || (checkpoint_read && now < due);
  return waits && !verdict && !unsaved;
}

job_actor::behavior_type scraping_job(scraping_job_pointer self,
                                      scraping_job_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  self->set_down_handler([self](const caf::down_msg&) {
    auto& me = self->state;
    me.conclude(me.end_for(page_name(me),
                           {errc::upstream_failed, "its actor is gone", {}}));
    advance(self);
  });
  advance(self);
  return {
      [self](stop_attempt& what) {
        self->state.conclude(std::move(what));
        advance(self);
      },
      [self](ask_patience) {
        return self->state.is_patient(self->clock().now());
      },
      [self](resume_attempt) { advance(self); },
  };
}

} // namespace leadmill
