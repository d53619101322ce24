// How long jobs of one type wait and run, for the statistics of every store.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "messages/queries.hpp"

namespace leadmill {

/// Quantiles are of so many jobs of a type, those that were accepted last.
constexpr std::size_t quantile_jobs = 10'000;

constexpr unix_ms hour_ms = 60 * 60 * 1'000;

class job_times {
 public:
  /// A job that was `ready_at` to start, did so, and ended; 0: did not. A clock
  /// that went back meanwhile counts as no time.
  void add(unix_ms ready_at, unix_ms started_at, unix_ms completed_at);

  quantiles waiting() const;
  quantiles running() const;

 private:
  std::vector<std::int64_t> waiting_;
  std::vector<std::int64_t> running_;
};

/// By the nearest rank: the smallest of the times that so many percent do not
/// exceed.
quantiles quantiles_of(std::vector<std::int64_t> times_ms);

} // namespace leadmill
