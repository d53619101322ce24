// The jobs that wait for a slot, in the order in which they will start: first
// come, first served. Pure; the supervisor owns one.
#pragma once

#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

namespace leadmill {

/// A job that waits, and the attempt it had when it began to.
struct waiting_job {
  std::string id;
  std::uint32_t attempt = 0;
};

/// Every operation takes constant time, however many wait. A job waits once:
/// pushing it again is ignored.
class run_queue {
 public:
  void push_back(waiting_job job);
  /// For a job that was next already and could not start.
  void push_front(waiting_job job);
  /// The job to start next; none when nobody waits.
  std::optional<waiting_job> pop();
  /// Whether it waited.
  bool erase(const std::string& id);
  std::size_t size() const noexcept;

 private:
  using list = std::list<waiting_job>;
  void insert(list::iterator before, waiting_job job);

  list jobs_;
  std::unordered_map<std::string, list::iterator> places_;
};

} // namespace leadmill
