#include "actors/eraser.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>

namespace leadmill {

namespace {

using erasure_ptr = std::shared_ptr<eraser_state::erasure>;

void begin_next(eraser_pointer self);
void begin_pass(eraser_pointer self, const erasure_ptr& it);

template <class Answer>
void finish(eraser_pointer self, const erasure_ptr& it, Answer answer) {
  it->answer.deliver(std::move(answer));
  self->state.busy = false;
  begin_next(self);
}

void fail(eraser_pointer self, const erasure_ptr& it, const caf::error& why) {
  finish(self, it, to_error(to_problem(why)));
}

void scrub_disk(eraser_pointer self, const erasure_ptr& it) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, scrub{})
      .then(
          [=](bool) {
            auto places = self->state.erased.extract(it->key);
            finish(self, it,
                   places.empty() ? erased_places{}
                                  : erased_places{std::move(places.mapped())});
          },
          [=](const caf::error& error) {
            if (to_problem(error).code != errc::unavailable
                || ++it->scrubs >= self->state.options.max_scrubs)
              return fail(self, it, error);
            self->delayed_send(self, self->state.options.scrub_delay, tick{});
          });
}

/// A job's rows are erased; after the last job of the pass comes the next pass.
void note_erased(eraser_pointer self, const erasure_ptr& it,
                 const std::string& job) {
  for (const auto& [row, had_result] : it->found[job])
    self->state.erased[it->key].push_back({{job, row}, had_result});
  if (--it->outstanding == 0)
    begin_pass(self, it);
}

/// Last, since until then jobs that are under way may have asked about the
/// person.
void forget_answers_about(eraser_pointer self, const erasure_ptr& it) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, forget_answers{it->key})
      .then([=](const leadmill::job&) { scrub_disk(self, it); },
            [=](const caf::error& error) { fail(self, it, error); });
}

/// Has every writer of files take the person out, in turn, then goes on.
void clean_files(eraser_pointer self, const erasure_ptr& it, forget_lead what,
                 std::function<void()> then, std::size_t next = 0) {
  const auto& options = self->state.options;
  if (next == options.files.size())
    return then();
  self->request(options.files[next], options.request_timeout, what)
      .then([=](bool) { clean_files(self, it, what, then, next + 1); },
            [=](const caf::error& error) { fail(self, it, error); });
}

/// Files may have been written from the rows until these were emptied.
void clean_in_the_end(eraser_pointer self, const erasure_ptr& it) {
  forget_lead what{it->key, {}};
  for (const auto& one : self->state.erased[it->key])
    what.places.push_back(one.place);
  clean_files(self, it, std::move(what),
              [=] { forget_answers_about(self, it); });
}

void empty_rows(eraser_pointer self, const erasure_ptr& it) {
  it->outstanding = it->found.size();
  const auto& options = self->state.options;
  for (const auto& [job, rows] : it->found) {
    erase_leads what{job, {}};
    for (const auto& [row, had_result] : rows)
      what.rows.push_back(row);
    self->request(options.store, options.request_timeout, std::move(what))
        .then(
            [=, id = job](const leadmill::job&) { note_erased(self, it, id); },
            [=, id = job](const caf::error& error) {
              if (to_problem(error).code == errc::not_found) {
                it->found.erase(id); // cleaned up meanwhile
                return note_erased(self, it, id);
              }
              if (!std::exchange(it->failed, true))
                fail(self, it, error);
            });
  }
}

void erase_found(eraser_pointer self, const erasure_ptr& it) {
  if (it->found.empty())
    return clean_in_the_end(self, it);
  forget_lead what{it->key, {}};
  for (const auto& [job, rows] : it->found)
    for (const auto& [row, had_result] : rows)
      what.places.push_back({job, row});
  clean_files(self, it, std::move(what), [=] { empty_rows(self, it); });
}

void look_at_results(eraser_pointer self, const erasure_ptr& it) {
  const auto& options = self->state.options;
  self->request(options.reader, options.request_timeout, find_lead{it->key})
      .then(
          [=](const lead_places& places) {
            for (const auto& place : places.places)
              it->found[place.job][place.row] = true;
            erase_found(self, it);
          },
          [=](const caf::error& error) { fail(self, it, error); });
}

void look_at_inputs(eraser_pointer self, const erasure_ptr& it,
                    std::uint64_t job, std::uint32_t row);

/// Computes the keys of a page with the steps of the job that its first row
/// belongs to, up to the first row of another job.
void look_at_page(eraser_pointer self, const erasure_ptr& it,
                  const std::shared_ptr<unworked_page>& page) {
  if (page->rows.empty()) {
    if (page->next_job == 0)
      look_at_results(self, it);
    else
      look_at_inputs(self, it, page->next_job, page->next_row);
    return;
  }
  const auto& options = self->state.options;
  auto id = page->rows.front().job;
  auto end = std::find_if(page->rows.begin(), page->rows.end(),
                          [&](const auto& one) { return one.job != id; });
  std::vector<unworked_row> rows{page->rows.begin(), end};
  page->rows.erase(page->rows.begin(), end);
  self->request(options.store, options.request_timeout, get_job{id})
      .then(
          [=](const leadmill::job& of) {
            self->state.add_matches(*it, rows, of.steps);
            look_at_page(self, it, page);
          },
          [=](const caf::error& error) {
            if (to_problem(error).code == errc::not_found)
              look_at_page(self, it, page); // cleaned up meanwhile
            else
              fail(self, it, error);
          });
}

void look_at_inputs(eraser_pointer self, const erasure_ptr& it,
                    std::uint64_t job, std::uint32_t row) {
  const auto& options = self->state.options;
  self->request(options.reader, options.request_timeout,
                find_unworked{job, row, options.page_rows})
      .then(
          [=](unworked_page& page) {
            look_at_page(self, it,
                         std::make_shared<unworked_page>(std::move(page)));
          },
          [=](const caf::error& error) { fail(self, it, error); });
}

void begin_pass(eraser_pointer self, const erasure_ptr& it) {
  it->found.clear();
  if (it->passes++ == self->state.options.max_passes)
    return finish(self, it,
                  make_error(errc::unavailable,
                             "Jobs go on bringing this person in; ask again "
                             "when they have ended"));
  look_at_inputs(self, it, 0, 0);
}

void begin_next(eraser_pointer self) {
  auto& state = self->state;
  if (state.busy || state.waiting.empty())
    return;
  state.busy = true;
  state.current = state.waiting.front();
  state.waiting.erase(state.waiting.begin());
  begin_pass(self, state.current);
}

} // namespace

void eraser_state::add_matches(erasure& of,
                               const std::vector<unworked_row>& rows,
                               const std::vector<std::string>& steps) const {
  std::vector<input_row> inputs;
  for (const auto& one : rows)
    inputs.push_back(one.row);
  // As a job has it, before it asks anybody.
  auto worked = options.trade->start(inputs, steps, options.now()).leads;
  for (std::size_t i = 0; i < worked.size(); ++i)
    if (worked[i].key == of.key)
      of.found[rows[i].job].emplace(rows[i].row.row, rows[i].has_failed);
}

eraser_actor::behavior_type eraser(eraser_pointer self,
                                   eraser_options options) {
  self->state.options = std::move(options);
  return {
      [self](erase_lead& what) -> caf::result<erased_places> {
        auto it = std::make_shared<eraser_state::erasure>();
        it->key = std::move(what.key);
        it->answer = self->make_response_promise<erased_places>();
        self->state.waiting.push_back(it);
        begin_next(self);
        return it->answer;
      },
      [self](tick) {
        if (self->state.current)
          scrub_disk(self, self->state.current);
      },
  };
}

} // namespace leadmill
