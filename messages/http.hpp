// The port through which outbound HTTP goes: plain types, no library. net/ has
// the client behind it, the composition injects it, tests bring their own.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace leadmill {

using http_headers = std::vector<std::pair<std::string, std::string>>;

/// One request. `url` is absolute, http or https; nothing in it or in the
/// headers is encoded any more.
struct http_call {
  std::string method = "GET";
  std::string url;
  http_headers headers;
  std::string body;
  /// For the whole call, connecting and redirects included.
  std::chrono::milliseconds timeout{30'000};
  /// For a silence in the middle of an answer.
  std::chrono::milliseconds idle_timeout{15'000};
  /// Of the body, after decompression.
  std::size_t max_bytes = std::size_t{8} << 20;
  /// Of a body that is larger its beginning is the answer, rather than a
  /// `too_large` problem.
  bool cut_body = false;
  /// Redirects that are followed, to http and https only; 0: none.
  std::uint32_t max_redirects = 0;
};

struct http_answer {
  int status = 0;
  /// Names in lower case, as they came otherwise.
  http_headers headers;
  std::string body;
};

/// The value of a header, by its name in lower case; empty when there is none.
std::string_view header(const http_answer& answer, std::string_view name);

/// Why there is no answer.
enum class http_failure : std::uint8_t {
  /// Neither the name nor the connection could be had.
  unreachable,
  /// In all, or by silence.
  timeout,
  /// Certificate or handshake.
  tls,
  /// The body is larger than allowed.
  too_large,
  /// More redirects than allowed.
  redirects,
  /// The connection broke off, or what came is no HTTP.
  broken,
  /// Somebody cancelled it.
  cancelled,
  /// The request itself cannot be sent (its URL, its headers).
  invalid,
  /// Its host leads to where this client goes not: a private network, this
  /// machine itself. Nothing was sent.
  forbidden,
};

struct http_problem {
  http_failure why = http_failure::broken;
  /// For a person; without anything of the request's query, headers or body.
  std::string detail;
};

using http_result = tl::expected<http_answer, http_problem>;

/// Takes the result of a call, exactly once, on a thread of the client; must
/// not block.
using http_done = std::function<void(http_result)>;

class http_port {
 public:
  virtual ~http_port() = default;

  /// Sends it at once, or as soon as a connection may be had. The number names
  /// the call for `cancel`. Any thread; never blocks.
  virtual std::uint64_t send(http_call call, http_done done) = 0;

  /// Ends the call as `cancelled`, if it has not ended. Any thread.
  virtual void cancel(std::uint64_t number) = 0;
};

} // namespace leadmill
