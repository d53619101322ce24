// A real HTTP server that plays what leads come from: scripted by a function
// from request to reply, it can be slow, hang, close, answer by halves or with
// garbage, and it counts what it is asked. Loopback, a port of its own, TLS
// with a certificate of its own on request.
//
//   upstream server{[](const upstream_request& asked) {
//     upstream_reply out;
//     out.body = R"({"on_list":true})";
//     return out;
//   }};
//   … server.url() + "/dnc?phone=…" …
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace leadmill::testing {

/// What was asked.
struct upstream_request {
  std::string method;
  /// Path and query, as they came.
  std::string target;
  /// Names in lower case.
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::chrono::steady_clock::time_point at;

  /// The value of the first header of that name, in lower case; else empty.
  std::string header(const std::string& name) const;
  bool has_header(const std::string& name) const;
};

enum class upstream_manner : std::uint8_t {
  answers,
  hangs,   // never answers
  closes,  // closes without an answer
  half,    // the header and half of the body, then closes
  garbage, // what is no HTTP
  stalls,  // the header and half of the body, then silence
  drips,   // the header, then a byte of the body every `drip`
};

/// Says how long it is and closes or keeps the connection as it was asked to,
/// and is JSON unless a Content-Type says otherwise. The body goes out as it
/// is: compressed bytes want a Content-Encoding beside them.
struct upstream_reply {
  int status = 200;
  std::string body = "{}";
  std::vector<std::pair<std::string, std::string>> headers;
  /// Before anything is sent.
  std::chrono::milliseconds delay{0};
  upstream_manner manner = upstream_manner::answers;
  /// So many more bytes ('x') behind the body, made as they are sent.
  std::uint64_t filler_bytes = 0;
  /// Sent in chunks, without saying how long it is.
  bool chunked = false;
  std::chrono::milliseconds drip{20};
};

struct upstream_options {
  /// 0: a free one.
  std::uint16_t port = 0;
  bool tls = false;
  /// The last requests that `requests` knows.
  std::size_t kept_requests = 10'000;
};

class upstream {
 public:
  using script = std::function<upstream_reply(const upstream_request&)>;

  /// Runs from here on. `play` is called on the server's thread, for one
  /// request after the other. Throws std::exception when it cannot listen.
  explicit upstream(script play, upstream_options options = {});
  /// Closes what is open; `play` is not called any more.
  ~upstream();
  upstream(const upstream&) = delete;
  upstream& operator=(const upstream&) = delete;

  std::uint16_t port() const;
  /// "http://127.0.0.1:PORT", or https.
  std::string url() const;
  /// With TLS: what a client must trust, as PEM. Is for 127.0.0.1 alone.
  std::string certificate() const;

  /// The last requests, in the order of arrival.
  std::vector<upstream_request> requests() const;
  /// Requests so far.
  std::size_t count() const;
  /// Connections accepted so far, and those of them that are open.
  std::size_t connections() const;
  std::size_t open_connections() const;

  /// Waits until so many requests have come; false when 20 s were not enough.
  bool await_count(std::size_t requests) const;
  /// Waits until so many connections are open, likewise.
  bool await_open(std::size_t connections) const;

 private:
  class server;
  std::unique_ptr<server> server_;
};

} // namespace leadmill::testing
