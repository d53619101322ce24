#include "actors/timetable.hpp"

namespace leadmill {

void timetable::set(const std::string& id, std::int64_t when_ms) {
  erase(id);
  times_.emplace(id, jobs_.emplace(when_ms, id));
}

bool timetable::erase(const std::string& id) {
  auto place = times_.find(id);
  if (place == times_.end())
    return false;
  jobs_.erase(place->second);
  times_.erase(place);
  return true;
}

bool timetable::contains(const std::string& id) const {
  return times_.contains(id);
}

std::optional<std::int64_t> timetable::first() const {
  if (jobs_.empty())
    return std::nullopt;
  return jobs_.begin()->first;
}

std::vector<std::string> timetable::take_due(std::int64_t now_ms,
                                             std::size_t limit) {
  std::vector<std::string> out;
  while (!jobs_.empty() && jobs_.begin()->first <= now_ms
         && out.size() < limit) {
    out.push_back(jobs_.begin()->second);
    erase(out.back());
  }
  return out;
}

} // namespace leadmill
