#include "actors/run_queue.hpp"

#include <utility>

namespace leadmill {

namespace {

std::size_t index_of(job_priority priority) {
  return static_cast<std::size_t>(priority);
}

std::size_t lane_of(const waiting_job& job) {
  return static_cast<std::size_t>(job.type) * 2 + (job.large ? 1 : 0);
}

} // namespace

void run_queue::insert(waiting_job job) {
  if (places_.contains(job.id))
    return;
  auto& in = classes_[index_of(job.priority)];
  if (in.size++ == 0)
    in.passed_over = 0;
  auto& lane = in.lanes[lane_of(job)];
  auto at = lane.end();
  if (!lane.empty() && job.place < lane.back().place) {
    at = lane.begin();
    while (at->place < job.place)
      ++at;
  }
  at = lane.insert(at, std::move(job));
  places_.emplace(at->id, spot{&lane, at});
}

void run_queue::push_back(waiting_job job) {
  job.place = ++last_place_;
  insert(std::move(job));
}

void run_queue::push_front(waiting_job job) {
  job.place = --first_place_;
  insert(std::move(job));
}

void run_queue::put_back(waiting_job job) { insert(std::move(job)); }

run_queue::job_list* run_queue::next_lane(priority_class& from,
                                          const start_permit& permit) {
  job_list* first = nullptr;
  for (auto& lane : from.lanes) {
    if (lane.empty() || !permit.allows(lane.front().type, lane.front().large))
      continue;
    if (first == nullptr || lane.front().place < first->front().place)
      first = &lane;
  }
  return first;
}

run_queue::job_list* run_queue::choose(const start_permit& permit) {
  job_list* highest = nullptr;
  for (auto c = classes; c-- > 0;) {
    auto* lane = next_lane(classes_[c], permit);
    if (lane == nullptr)
      continue;
    if (classes_[c].passed_over >= starts_before_lower_)
      return lane;
    if (highest == nullptr)
      highest = lane;
  }
  return highest;
}

void run_queue::note_start(std::size_t priority) {
  classes_[priority].passed_over = 0;
  for (std::size_t lower = 0; lower < priority; ++lower)
    if (classes_[lower].size != 0)
      ++classes_[lower].passed_over;
}

std::optional<waiting_job> run_queue::pop(const start_permit& permit) {
  auto* lane = choose(permit);
  if (lane == nullptr)
    return std::nullopt;
  auto job = std::move(lane->front());
  lane->pop_front();
  places_.erase(job.id);
  --classes_[index_of(job.priority)].size;
  note_start(index_of(job.priority));
  return job;
}

bool run_queue::erase(const std::string& id) {
  auto place = places_.find(id);
  if (place == places_.end())
    return false;
  auto [lane, at] = place->second;
  --classes_[index_of(at->priority)].size;
  lane->erase(at);
  places_.erase(place);
  return true;
}

} // namespace leadmill
