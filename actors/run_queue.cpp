#include "actors/run_queue.hpp"

#include <utility>

namespace leadmill {

void run_queue::insert(list::iterator before, waiting_job job) {
  if (places_.contains(job.id))
    return;
  auto place = jobs_.insert(before, std::move(job));
  places_.emplace(place->id, place);
}

void run_queue::push_back(waiting_job job) {
  insert(jobs_.end(), std::move(job));
}

void run_queue::push_front(waiting_job job) {
  insert(jobs_.begin(), std::move(job));
}

std::optional<waiting_job> run_queue::pop() {
  if (jobs_.empty())
    return std::nullopt;
  auto job = std::move(jobs_.front());
  jobs_.pop_front();
  places_.erase(job.id);
  return job;
}

bool run_queue::erase(const std::string& id) {
  auto place = places_.find(id);
  if (place == places_.end())
    return false;
  jobs_.erase(place->second);
  places_.erase(place);
  return true;
}

std::size_t run_queue::size() const noexcept { return jobs_.size(); }

} // namespace leadmill
