#include "actors/job_board.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

job_board::job_board(job_board_options options)
    : options_(options), queue_(options.starts_before_lower) {}

bool job_board::is_large(const job& state) const {
  auto bound = state.type == job_type::enrichment ? options_.large_rows
                                                  : options_.large_pages;
  return state.progress.total > bound;
}

void job_board::place(const job& pending, const two_clocks& now, bool front) {
  waiting_job queued{pending.id,       pending.attempt,   pending.type,
                     pending.priority, is_large(pending), 0};
  switch (pending.phase) {
  case job_phase::queued:
    if (front)
      queue_.push_front(std::move(queued));
    else
      queue_.push_back(std::move(queued));
    break;
  case job_phase::scheduled:
    dates_.set(pending.id, pending.run_at);
    break;
  case job_phase::retrying:
    backoffs_.set(pending.id,
                  now.steady_ms
                      + std::clamp<std::int64_t>(pending.run_at - now.wall, 0,
                                                 options_.max_backoff_ms));
    break;
  case job_phase::waiting:
    wait_for_other(pending);
    break;
  default:
    break;
  }
}

void job_board::wait_for_other(const job& pending) {
  wait place{pending.after, last_wait_ + 1};
  if (!waits_.emplace(pending.id, std::move(place)).second)
    return;
  children_[pending.after].emplace(++last_wait_, pending.id);
}

void job_board::remove(const std::string& id) {
  queue_.erase(id);
  dates_.erase(id);
  backoffs_.erase(id);
  auto found = waits_.find(id);
  if (found == waits_.end())
    return;
  auto siblings = children_.find(found->second.parent);
  siblings->second.erase(found->second.place);
  if (siblings->second.empty())
    children_.erase(siblings);
  waits_.erase(found);
}

std::optional<waiting_job> job_board::next(const start_permit& permit) {
  return queue_.pop(permit);
}

void job_board::put_back(waiting_job job) { queue_.put_back(std::move(job)); }

std::vector<std::string> job_board::take_due(const two_clocks& now,
                                             std::size_t limit) {
  auto out = backoffs_.take_due(now.steady_ms, limit);
  for (auto& id : dates_.take_due(now.wall, limit - out.size()))
    out.push_back(std::move(id));
  return out;
}

std::vector<std::string>
job_board::children_of(const std::string& parent) const {
  std::vector<std::string> out;
  auto found = children_.find(parent);
  if (found != children_.end())
    for (const auto& [place, id] : found->second)
      out.push_back(id);
  return out;
}

bool job_board::waits_for_other(const std::string& id) const {
  return waits_.contains(id);
}

void job_board::set_deadline(const job& started, const two_clocks& now) {
  if (started.deadline_at == 0 || deadlines_.contains(started.id))
    return;
  auto most = started.timeout_s * std::int64_t{1000};
  auto left = std::clamp<std::int64_t>(started.deadline_at - now.wall, 0, most);
  deadlines_.set(started.id, now.steady_ms + left);
}

void job_board::clear_deadline(const std::string& id) { deadlines_.erase(id); }

void job_board::postpone_deadline(const std::string& id, const two_clocks& now,
                                  std::int64_t delay_ms) {
  deadlines_.set(id, now.steady_ms + delay_ms);
}

std::vector<std::string> job_board::take_overdue(const two_clocks& now,
                                                 std::size_t limit) {
  return deadlines_.take_due(now.steady_ms, limit);
}

std::optional<std::int64_t> job_board::until_next(const two_clocks& now) const {
  std::optional<std::int64_t> out;
  auto consider = [&out](std::optional<std::int64_t> when, std::int64_t from) {
    if (when)
      out = std::min(out.value_or(*when - from), *when - from);
  };
  consider(dates_.first(), now.wall);
  consider(backoffs_.first(), now.steady_ms);
  consider(deadlines_.first(), now.steady_ms);
  if (out)
    out = std::max<std::int64_t>(*out, 0);
  return out;
}

std::size_t job_board::size() const {
  return queue_.size() + dates_.size() + backoffs_.size() + waits_.size();
}

} // namespace leadmill
