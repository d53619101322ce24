// What is to happen to which job at what time. Pure: it knows neither what the
// times count from nor what time it is.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace leadmill {

/// One time for each job; every operation is logarithmic in their number.
class timetable {
 public:
  /// Replaces the time that the job had.
  void set(const std::string& id, std::int64_t when_ms);
  /// Whether it had one.
  bool erase(const std::string& id);
  bool contains(const std::string& id) const;
  std::size_t size() const noexcept { return times_.size(); }
  /// The earliest time.
  std::optional<std::int64_t> first() const;
  /// Takes out the jobs whose time has come, the earliest first, at most
  /// `limit`; those of one time in the order in which they were set.
  std::vector<std::string> take_due(std::int64_t now_ms, std::size_t limit);

 private:
  using jobs = std::multimap<std::int64_t, std::string>;
  jobs jobs_;
  std::unordered_map<std::string, jobs::iterator> times_;
};

} // namespace leadmill
