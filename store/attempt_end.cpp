#include "store/attempt_end.hpp"

#include <utility>

#include "store/scraping.hpp"

namespace leadmill {

namespace {

/// What is still to be saved, in words; empty when nothing is.
std::string find_missing(const job& current, const scrape_progress* scrape) {
  if (scrape != nullptr)
    return is_read(*scrape) ? ""
                            : "Page " + std::to_string(scrape->pages + 1)
                                  + " is wanted and not saved yet";
  const auto& progress = current.progress;
  if (progress.current >= progress.total)
    return {};
  return std::to_string(progress.total - progress.current) + " of "
         + std::to_string(progress.total) + " rows are not saved yet";
}

outcome<decision> complete(const job& current, const scrape_progress* scrape,
                           unix_ms now) {
  if (current.phase == job_phase::cancelling)
    return fail(errc::stale, "The job is being cancelled");
  if (auto missing = find_missing(current, scrape); !missing.empty())
    return fail(errc::conflict, std::move(missing));
  return move_to(current, job_phase::done, now, {}, "completed");
}

/// Fails the job itself, with what the end of its attempt says.
outcome<decision> give_up(const end_attempt& what, job state, unix_ms now) {
  auto reason = what.error.empty() ? what.code : what.error;
  state.error = what.error;
  state.code = what.code;
  return move_to(std::move(state), job_phase::failed, now, std::move(reason),
                 "failed");
}

outcome<decision> try_again(const end_attempt& what, job state, unix_ms now) {
  if (++state.failures >= state.max_attempts)
    return give_up(what, std::move(state), now);
  auto reason = what.error.empty() ? what.code : what.error;
  auto to = what.retry_at > now ? job_phase::retrying : job_phase::queued;
  state.run_at = to == job_phase::retrying ? what.retry_at : 0;
  return move_to(std::move(state), to, now, std::move(reason), "tried again");
}

/// After a death of its process or node: it counts only if no row was saved.
outcome<decision> survive(job state, unix_ms now) {
  if (!state.saved_since_start)
    ++state.deaths;
  if (state.deaths < max_deaths_in_a_row)
    return move_to(std::move(state), job_phase::queued, now,
                   "its process or node died", "queued");
  state.error = "Its process died " + std::to_string(state.deaths)
                + " times in a row while it ran, without a row saved in "
                  "between; retry it when the cause is mended";
  state.code = "quarantined";
  auto reason = state.error;
  return move_to(std::move(state), job_phase::failed, now, std::move(reason),
                 "quarantined");
}

} // namespace

outcome<decision> decide_end(const end_attempt& what, const job* current,
                             const scrape_progress* scrape, unix_ms now) {
  if (auto fence = check_fence(current, what.attempt); !fence)
    return tl::make_unexpected(std::move(fence.error()));
  if (what.how == attempt_end::completed)
    return complete(*current, scrape, now);
  if (current->phase == job_phase::cancelling
      || what.how == attempt_end::cancelled)
    return move_to(*current, job_phase::cancelled, now, {},
                   "ended as cancelled: nobody asked for it");
  switch (what.how) {
  case attempt_end::failed:
    return try_again(what, *current, now);
  case attempt_end::died:
    return survive(*current, now);
  case attempt_end::given_up:
    return give_up(what, *current, now);
  default:
    return move_to(*current, job_phase::queued, now, "released", "given back");
  }
}

} // namespace leadmill
