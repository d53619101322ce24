// What `GET /metrics` tells a Prometheus: the jobs that there are, what was
// used outside, who follows the feed, and the requests that were answered.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "messages/queries.hpp"
#include "messages/usage.hpp"
#include "net/handlers.hpp"

namespace leadmill {

/// Answers since the start, by what is in the table of calls: bounded, whatever
/// is asked for. On the I/O thread.
class request_counts {
 public:
  /// `route` is a call's path, or "-"; both texts must live as long as this.
  void add(std::string_view method, std::string_view route, int status);

  using key = std::tuple<std::string_view, std::string_view, int>;
  const std::map<key, std::uint64_t>& all() const noexcept { return counts_; }

 private:
  std::map<key, std::uint64_t> counts_;
};

/// What is told.
struct measured {
  std::string version;
  job_stats jobs;
  std::vector<usage_line> usage;
  std::uint64_t live_connections = 0;
  const request_counts* requests = nullptr;
};

/// As Prometheus reads it (text, version 0.0.4).
std::string metrics_text(const measured& what);

void read_metrics(const api& self, const request& what, const exchange_ptr& to);

} // namespace leadmill
