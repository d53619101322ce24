// A small HTTP client for load: many keep-alive connections on one thread, with
// requests that are ready as bytes, so that it takes as little as possible of
// the cores that it shares with the server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill::bench {

/// A request as it goes over the wire; with a body it is a POST of JSON.
std::string make_request(std::string_view path, std::string_view body = {});

struct load_plan {
  std::uint16_t port = 0;
  std::size_t connections = 1;
  /// The next request, valid until the next call; null when there is none.
  std::function<const std::string*()> next;
  /// Takes every answer.
  std::function<void(int status, std::string_view body)> answered;
};

struct load_times {
  double seconds = 0;
  /// Per answer, from the first byte sent to the last received.
  std::vector<std::uint32_t> latency_us;
};

/// Sends all that `next` gives, one request at a time on each connection; the
/// clock starts when all are connected. Throws std::runtime_error when a
/// connection breaks, or an answer has no Content-Length.
load_times run_load(const load_plan& plan);

} // namespace leadmill::bench
