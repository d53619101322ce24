#include "tests/sim/checking_store.hpp"

#include <utility>

namespace leadmill::sim {

namespace {

template <class T>
bool is(const change& what) {
  return std::holds_alternative<T>(what);
}

std::string say(const job& state) {
  return state.id + " (" + to_string(state.phase) + ", attempt "
         + std::to_string(state.attempt) + ", "
         + std::to_string(state.progress.current) + " of "
         + std::to_string(state.progress.total) + ")";
}

const char* name_of(const change& what) {
  constexpr const char* names[] = {
      "accept", "begin",   "save",   "end",    "cancel", "fail",
      "queue",  "release", "retry",  "pause",  "erase",  "page",
      "keep",   "note",    "forget", "outbox", "probe"};
  static_assert(std::size(names) == std::variant_size_v<change>);
  return names[what.index()];
}

/// The attempt that a write names; 0 for one that names none.
std::uint32_t writer_of(const change& what) {
  if (auto* save = std::get_if<save_leads>(&what))
    return save->attempt.number;
  if (auto* page = std::get_if<save_page>(&what))
    return page->attempt.number;
  if (auto* end = std::get_if<end_attempt>(&what))
    return end->attempt.number;
  return 0;
}

} // namespace

outcome<std::vector<outcome<job>>>
checking_store::commit(const std::vector<change>& batch, unix_ms now) {
  if (refuses)
    return fail(errc::unavailable, "the disk is full");
  auto answers = inner_.commit(batch, now);
  if (!answers)
    return answers;
  for (std::size_t i = 0; i < batch.size(); ++i) {
    const auto& answer = (*answers)[i];
    if (log)
      log(std::string{name_of(batch[i])} + ": "
          + (answer ? say(*answer) : answer.error().detail));
    if (answer)
      check(batch[i], *answer, now);
  }
  return answers;
}

outcome<std::vector<removed_job>> checking_store::remove_ended(unix_ms before,
                                                               unix_ms now) {
  if (refuses)
    return fail(errc::unavailable, "the disk is full");
  auto removed = inner_.remove_ended(before, now);
  if (!removed)
    return removed;
  for (const auto& gone : *removed) {
    if (gone.seq <= seq_)
      violate("the removal of " + gone.id + " has an old number");
    seq_ = std::max(seq_, gone.seq);
    auto place = jobs_.find(gone.id);
    if (place == jobs_.end() || !is_terminal(place->second.phase))
      violate("a job was removed that is not there or not ended: " + gone.id);
    for (const auto& [id, other] : jobs_)
      if (other.phase == job_phase::waiting && other.after == gone.id)
        violate(gone.id + " was removed though " + id + " waits for it");
    jobs_.erase(gone.id);
  }
  return removed;
}

outcome<bool> checking_store::purge(std::uint32_t max_rows, unix_ms now) {
  if (refuses)
    return fail(errc::unavailable, "the disk is full");
  return inner_.purge(max_rows, now);
}

outcome<void> checking_store::scrub() { return inner_.scrub(); }

void checking_store::check(const change& what, const job& after, unix_ms now) {
  if (after.id.empty())
    return;
  if (auto* accept = std::get_if<accept_job>(&what)) {
    check_repeat(accept->draft, after, now);
    if (after.id != accept->draft.id)
      return;
    for (const auto& then : accept->draft.then)
      accepted_beside_[then.id] = after.id;
  }
  auto place = jobs_.find(after.id);
  if (place == jobs_.end()) {
    if (auto beside = accepted_beside_.find(after.id);
        beside != accepted_beside_.end()) {
      if (after.after != beside->second || !after.takes_rows)
        violate(say(after) + " does not wait for " + beside->second);
      accepted_beside_.erase(beside);
    } else if (!is<accept_job>(what)) {
      violate("a job that is not there was changed: " + say(after));
    }
    jobs_.emplace(after.id, after);
    seq_ = std::max(seq_, after.seq);
    return;
  }
  const auto& before = place->second;
  if (after == before)
    return;
  if (after.seq <= seq_)
    violate("an old number: " + say(after));
  seq_ = std::max(seq_, after.seq);
  check_phase(what, before, after);
  check_attempt(what, before, after);
  check_progress(what, before, after);
  // The dispatch that fails takes its key back.
  if (auto* failed = std::get_if<fail_job>(&what); failed && failed->forget_key)
    std::erase_if(started_, [&](const auto& entry) {
      return entry.second.job == after.id;
    });
  if (is<erase_leads>(what))
    std::erase_if(started_, [&](const auto& entry) {
      return entry.second.job == after.id;
    });
  place->second = after;
}

void checking_store::check_repeat(const job_draft& draft, const job& after,
                                  unix_ms now) {
  const auto& key = draft.repeat.key;
  if (key.empty())
    return;
  auto known = started_.find(key);
  if (after.id != draft.id) {
    if (known == started_.end() || known->second.job != after.id)
      violate("the repeat of " + key + " was answered with " + after.id);
    return;
  }
  if (known != started_.end() && now - known->second.at < keep_keys_ms)
    violate(key + " started " + after.id + " after " + known->second.job);
  started_[key] = {after.id, now};
}

void checking_store::check_phase(const change& what, const job& before,
                                 const job& after) {
  auto changed = before.phase != after.phase;
  if (changed && !may_follow(before.phase, after.phase))
    violate(say(before) + " became " + say(after));
  if (is_terminal(before.phase) && !is<retry_job>(what)
      && !is<erase_leads>(what))
    violate(say(before) + " had ended and became " + say(after));
  if (before.phase == job_phase::skipped && changed)
    violate(say(before) + " was skipped and became " + say(after));
  if (before.phase == job_phase::cancelling && changed
      && after.phase != job_phase::cancelled)
    violate(say(before) + " was cancelling and became " + say(after));
  if (after.phase == job_phase::done && after.type == job_type::enrichment
      && after.progress.current != after.progress.total)
    violate(say(after) + " is done with rows missing");
  if (after.phase == job_phase::running && after.deadline_at == 0
      && after.timeout_s != 0)
    violate(say(after) + " runs without a deadline");
  if (after.deaths >= 3 && after.code != "quarantined")
    violate(say(after) + " died too often and goes on");
}

void checking_store::check_attempt(const change& what, const job& before,
                                   const job& after) {
  auto begun = is<begin_attempt>(what);
  if (after.attempt != before.attempt + (begun ? 1 : 0))
    violate("the attempt of " + say(before) + " became " + say(after));
  auto writer = writer_of(what);
  if (writer != 0
      && (writer != before.attempt
          || status_of(before.phase) != job_status::running))
    violate("attempt " + std::to_string(writer) + " changed " + say(before));
  if (auto* end = std::get_if<end_attempt>(&what);
      end && end->how == attempt_end::died && is_alive
      && is_alive(end->attempt))
    violate("attempt " + std::to_string(writer)
            + " was called dead: " + say(before));
  if (after.failures > after.max_attempts)
    violate(say(after) + " failed more often than it may");
}

void checking_store::check_progress(const change& what, const job& before,
                                    const job& after) {
  auto rows = after.counts.saved + after.counts.filtered + after.counts.failed;
  auto rows_before =
      before.counts.saved + before.counts.filtered + before.counts.failed;
  if (after.type == job_type::enrichment && after.progress.current != rows)
    violate("the counts of " + say(after) + " do not add up");
  if (after.type == job_type::scraping && rows < rows_before)
    violate("rows of " + say(before) + " are gone: " + say(after));
  if (after.type == job_type::scraping
      && after.progress.current
             != before.progress.current + (is<save_page>(what) ? 1 : 0))
    violate("the pages of " + say(before) + " became " + say(after));
  if (after.progress.current > after.progress.total)
    violate(say(after) + " did more than there is");
  if (after.progress.current < before.progress.current && !is<retry_job>(what))
    violate("the progress of " + say(before) + " went back: " + say(after));
  if (after.progress.total != before.progress.total
      && !(before.takes_rows && before.phase != job_phase::running))
    violate("the total of " + say(before) + " became " + say(after));
}

} // namespace leadmill::sim
