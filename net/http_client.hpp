// The outbound HTTP client behind messages/http.hpp: libcurl's multi interface
// on a thread of its own. Connections are kept alive and pooled by host, TLS is
// verified, HTTP/2 is used where it is offered, gzip and brotli are unpacked,
// proxies come from the environment.
//
//   http_client client;
//   client.send(call, [](http_result got) { … });
//
// What it promises beyond the port:
// - `timeout` counts from `send`, the wait for a connection included;
//   `idle_timeout` from the last byte, once the answer has begun. Both are as
//   exact as the machine's clock, at most a day, and over at once when they
//   are not above zero.
// - A request goes out once. A kept connection that turns out to be dead ends
//   the call as `broken`: whether to ask again, and pay again, is the caller's
//   decision.
// - Redirects (`max_redirects`): to another origin (scheme, host, port) no
//   header of the caller goes along, and no body. One that cannot be followed
//   so, or that leads from https to http, ends the call as `redirects`.
// - Each call carries a `traceparent` (W3C Trace Context) with random ids,
//   unless the caller gave one.
// - A body that a Content-Encoding had packed comes unpacked; the headers still
//   say what came. `max_bytes` bounds the unpacked body.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "messages/http.hpp"

namespace leadmill {

struct http_client_options {
  /// Calls under way at once to one origin, and in all; those beyond wait
  /// their turn. With HTTP/1.1 each takes a connection.
  std::size_t max_calls_per_origin = 256;
  std::size_t max_calls = 1'024;
  /// Name, connection and TLS.
  std::chrono::milliseconds connect_timeout{5'000};
  std::string user_agent = "leadmill";
  /// A PEM file to trust instead of the system's; empty: the system's.
  std::string ca_file;
  /// "http://host:port"; empty: none; absent: what http_proxy, https_proxy,
  /// all_proxy and no_proxy say at the time of a call.
  std::optional<std::string> proxy;
  /// Connects to addresses of the public Internet only (public_address.hpp),
  /// whatever a name leads to: `forbidden` otherwise. Without a proxy, whatever
  /// is said above.
  bool public_only = false;
};

class http_client final : public http_port {
 public:
  explicit http_client(http_client_options options = {});

  /// Ends every call that has not ended as `cancelled`; those too that a
  /// `done` still sends meanwhile. Not from within a `done`.
  ~http_client() override;
  http_client(const http_client&) = delete;
  http_client& operator=(const http_client&) = delete;

  /// `done` must not throw. It may send and cancel.
  std::uint64_t send(http_call call, http_done done) override;
  void cancel(std::uint64_t number) override;

 private:
  class loop;
  std::unique_ptr<loop> loop_;
};

} // namespace leadmill
