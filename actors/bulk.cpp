#include "actors/bulk.hpp"

#include <utility>

namespace leadmill {

namespace {

using run_ptr = std::shared_ptr<bulk_state::run>;

void next_page(bulk_pointer self, const run_ptr& run);

/// Whether a job in this state can be changed so.
bool allows(const job& state, bulk_action action) {
  if (action == bulk_action::cancel)
    return !is_terminal(state.phase) && state.phase != job_phase::cancelling;
  return state.phase == job_phase::failed || state.phase == job_phase::cancelled
         || (state.phase == job_phase::done && state.counts.failed != 0);
}

/// One more job is dealt with; the last one of a page asks for the next, or
/// tells why it went no further.
void note_answer(bulk_pointer self, const run_ptr& run, bool changed) {
  run->count += changed ? 1 : 0;
  if (--run->outstanding != 0)
    return;
  if (run->refusal)
    run->answer.deliver(to_error(*run->refusal));
  else
    next_page(self, run);
}

/// A job that may not be changed any more is passed over; anything else ends
/// the run.
void note_refusal(bulk_pointer self, const run_ptr& run, problem why) {
  if (why.code != errc::conflict && why.code != errc::stale
      && why.code != errc::not_found && !run->refusal) {
    why.detail +=
        " (" + std::to_string(run->count) + " jobs were changed before that)";
    run->refusal = std::move(why);
  }
  note_answer(self, run, false);
}

template <class Change>
void change_one(bulk_pointer self, const run_ptr& run, const std::string& id) {
  const auto& options = self->state.options;
  self->request(options.supervisor, options.request_timeout, Change{id})
      .then([=](const job&) { note_answer(self, run, true); },
            [=](const caf::error& error) {
              note_refusal(self, run, to_problem(error));
            });
}

void change_page(bulk_pointer self, const run_ptr& run, const job_page& page) {
  run->what.filter.cursor = page.next_cursor;
  // One more than there are, so that the page is not over before it is asked.
  run->outstanding = 1;
  for (const auto& j : page.jobs) {
    if (!allows(j, run->what.action))
      continue;
    ++run->outstanding;
    if (run->what.dry_run)
      note_answer(self, run, true);
    else if (run->what.action == bulk_action::cancel)
      change_one<cancel_job>(self, run, j.id);
    else
      change_one<retry_job>(self, run, j.id);
  }
  if (page.next_cursor.empty())
    run->what.filter.limit = 0;
  note_answer(self, run, false);
}

/// Asks for the next page; a limit of 0 says that there is none.
void next_page(bulk_pointer self, const run_ptr& run) {
  if (run->what.filter.limit == 0) {
    run->answer.deliver(run->count);
    return;
  }
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout, run->what.filter)
      .then([=](const job_page& page) { change_page(self, run, page); },
            [=](const caf::error& error) {
              run->answer.deliver(to_error(to_problem(error)));
            });
}

} // namespace

bulk_actor::behavior_type bulk(bulk_pointer self, bulk_options options) {
  self->state.options = std::move(options);
  return {
      [self](bulk_request& what) -> caf::result<std::uint64_t> {
        auto run = std::make_shared<bulk_state::run>();
        run->what = std::move(what);
        run->what.filter.cursor.clear();
        run->what.filter.limit = self->state.options.page_jobs;
        run->answer = self->make_response_promise<std::uint64_t>();
        next_page(self, run);
        return run->answer;
      },
  };
}

} // namespace leadmill
