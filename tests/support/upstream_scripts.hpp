// The control of upstream_server.cpp: what is to go wrong next, and what has
// been asked. For one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "tests/support/upstream.hpp"
#include "tests/support/upstream_world.hpp"

namespace leadmill::testing {

/// One order of `POST /_script`.
struct upstream_order {
  std::string path;
  std::optional<std::uint64_t> page;
  /// How often still; none: for good.
  std::optional<std::uint64_t> times;
  std::string manner;
  std::optional<int> status;
  std::optional<std::uint64_t> retry_after;
  std::chrono::milliseconds delay{0};
  std::vector<std::pair<std::string, std::string>> headers;
  std::optional<std::string> body;
};

/// Reads one; throws std::exception with what is wrong.
upstream_order parse_order(const nlohmann::json& from);

class upstream_scripts {
 public:
  explicit upstream_scripts(world_options options) : options_(options) {}

  /// Answers a request: as ordered, else as the world does. Those whose path
  /// begins with "/_" give orders and ask for records, and are not recorded.
  upstream_reply play(const upstream_request& asked);

 private:
  struct record {
    upstream_request what;
    double at_ms = 0;
  };

  upstream_reply control(const upstream_request& asked);
  upstream_reply counts() const;
  upstream_reply requests(const std::string& path) const;
  void reset();
  void remember(const upstream_request& asked);
  std::optional<upstream_order> take_order(const upstream_request& asked);
  upstream_reply obey(const upstream_order& order,
                      const upstream_request& asked);

  const world_options options_;
  std::vector<upstream_order> orders_;
  std::uint64_t total_ = 0;
  std::map<std::string, std::uint64_t> by_path_;
  std::map<std::string, std::deque<double>> arrivals_;
  std::deque<record> records_;
  std::optional<std::chrono::steady_clock::time_point> start_;
};

} // namespace leadmill::testing
