// The jobs that wait for a slot, and which of them starts next. Pure; the
// supervisor owns one.
//
// A higher priority starts before a lower one, with one exception: when jobs of
// higher priorities have started `starts_before_lower` times since a lower
// class began to wait (or last had a start), the next start is its. Within a
// class the order is that of admission. Jobs that may not start now, since
// their type is paused or their kind has all the slots that it may have, are
// passed over and keep their place.
#pragma once

#include <array>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "messages/job.hpp"

namespace leadmill {

/// A job that waits, and the attempt it had when it began to.
struct waiting_job {
  std::string id;
  std::uint32_t attempt = 0;
  job_type type = job_type::enrichment;
  job_priority priority = job_priority::normal;
  /// So large that it must leave a slot to others.
  bool large = false;
  /// Its place in the order of admission; the queue sets it.
  std::int64_t place = 0;
};

/// Which kinds of job may start now.
class start_permit {
 public:
  void forbid(job_type type, bool large) { forbidden_[index(type, large)] = 1; }
  bool allows(job_type type, bool large) const {
    return forbidden_[index(type, large)] == 0;
  }

 private:
  static std::size_t index(job_type type, bool large) {
    return static_cast<std::size_t>(type) * 2 + (large ? 1 : 0);
  }
  std::array<char, 4> forbidden_{};
};

/// Every operation takes constant time, however many wait. A job waits once:
/// pushing it again is ignored.
class run_queue {
 public:
  explicit run_queue(std::uint32_t starts_before_lower = 8)
      : starts_before_lower_(starts_before_lower) {}

  void push_back(waiting_job job);
  /// Before all others of its class: it was running before they came.
  void push_front(waiting_job job);
  /// For a job that was popped and could not start: it takes its place again.
  void put_back(waiting_job job);
  /// The job to start next; none when nobody waits who may start.
  std::optional<waiting_job> pop(const start_permit& permit);
  /// Whether it waited.
  bool erase(const std::string& id);
  std::size_t size() const noexcept { return places_.size(); }

 private:
  static constexpr std::size_t classes = std::size(all_job_priorities);
  /// One lane for each kind of job, so that those that may not start are not
  /// searched through.
  using job_list = std::list<waiting_job>;
  struct priority_class {
    std::array<job_list, 4> lanes;
    std::size_t size = 0;
    /// Starts of higher classes since it began to wait, or last had one.
    std::uint32_t passed_over = 0;
  };
  struct spot {
    job_list* in;
    job_list::iterator at;
  };

  /// At its place; the few that come before it are those that were first.
  void insert(waiting_job job);
  job_list* next_lane(priority_class& from, const start_permit& permit);
  job_list* choose(const start_permit& permit);
  void note_start(std::size_t priority);

  std::uint32_t starts_before_lower_;
  std::array<priority_class, classes> classes_;
  std::unordered_map<std::string, spot> places_;
  std::int64_t first_place_ = 0;
  std::int64_t last_place_ = 0;
};

} // namespace leadmill
