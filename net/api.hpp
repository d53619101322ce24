// The table of the HTTP API's calls. Their handlers (start_jobs, read_jobs,
// steer_jobs, upkeep) turn requests into calls of the bridge and its replies
// into answers: no Beast, no threads, exchanges see to both.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/usage.hpp"
#include "messages/validate.hpp"
#include "net/exchange.hpp"
#include "net/router.hpp"

namespace leadmill {

class request_counts;

/// This process as a node.
struct node_description {
  std::string name = "local";
  std::uint32_t slots = 0;
  std::string build;
  std::uint32_t protocol = 1;
};

struct api_options {
  request_rules rules;
  std::function<outcome<job_draft>(std::string_view csv)> read_csv;
  std::string version;
  /// Bodies above are parsed by `exchange::offload`.
  std::size_t inline_parse_bytes = 64 * 1024;
  wall_clock clock = system_now;
  /// Providers and sources with their limits, in the order in which their usage
  /// is told.
  std::vector<upstream_limits> upstreams;
  /// For the live feed.
  std::shared_ptr<ticket_book> tickets;
  /// The answers of the calls that tell the settings and check them, as JSON.
  std::function<std::string()> settings;
  std::function<std::string()> check;
  node_description node;
  /// What the metrics tell of this server itself.
  std::function<std::size_t()> live_connections;
  std::shared_ptr<const request_counts> requests;
};

/// The table of all calls. The bridge must outlive it.
std::vector<call> api_calls(api_options options, bridge& port);

/// The API description (OpenAPI 3.1) with the version put in.
std::string api_description(std::string_view version);

/// The description of the live feed (AsyncAPI 3.0), likewise.
std::string feed_description(std::string_view version);

} // namespace leadmill
