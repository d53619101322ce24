// The HTTP server: start it with options, the bridge to the actors and the live
// hub; it serves until it is drained or destroyed. A plain header: Beast stays
// inside net/.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "config/limits.hpp"
#include "messages/bridge.hpp"
#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/usage.hpp"
#include "messages/validate.hpp"
#include "net/api.hpp"
#include "net/live_hub.hpp"
#include "net/web_files.hpp"

namespace leadmill {

/// What a client may cost.
struct server_limits {
  std::size_t body_bytes = limits::body_bytes;
  std::size_t header_bytes = limits::header_bytes;
  std::size_t connections = limits::max_connections;
  /// Request bodies held at the same time, over all connections; past it 503.
  /// Those above `inline_parse_bytes` count twice, for what is made of them.
  std::size_t buffered_bytes = 256 * 1024 * 1024;
  /// Larger bodies are parsed on a thread of their own.
  std::size_t inline_parse_bytes = 64 * 1024;
  /// Between two requests.
  std::chrono::milliseconds idle = limits::keep_alive_seconds;
  /// From the first byte of a header to its last.
  std::chrono::milliseconds header = limits::header_seconds;
  /// Without a further byte of a body, and for all of it.
  std::chrono::milliseconds body_pause{30000};
  std::chrono::milliseconds body = limits::body_seconds;
  /// For a handler to answer; past it 503.
  std::chrono::milliseconds reply{60000};
  /// The same for a call that goes through many jobs or rows.
  std::chrono::milliseconds slow_reply{120000};
  /// Without a further byte of an answer taken.
  std::chrono::milliseconds write = limits::write_seconds;
  /// For a whole streamed answer.
  std::chrono::milliseconds stream = limits::stream_seconds;
  /// How long, and for how many bytes, the rest of a refused body is still
  /// read, so that its sender sees the answer rather than a reset.
  std::chrono::milliseconds linger{5000};
  std::size_t linger_bytes = 256 * 1024 * 1024;
  /// How long `drain` waits for what is in flight.
  std::chrono::milliseconds drain{5000};
  /// How often deadlines are looked at.
  std::chrono::milliseconds tick{250};
};

struct server_options {
  std::string host = "127.0.0.1";
  /// 0: any free one.
  std::uint16_t port = 8288;
  /// Empty: every call is open.
  std::string event_key;
  /// Origins of other sites whose pages may call, e.g. "https://example.com".
  std::vector<std::string> allowed_origins;
  request_rules rules;
  /// Reads an uploaded table into headers and rows; called on one thread at a
  /// time, but not always the same.
  std::function<outcome<job_draft>(std::string_view csv)> read_csv;
  /// As the API description shows it.
  std::string version;
  /// What starts and cleanups are held against.
  wall_clock clock = system_now;
  /// Providers and sources with their limits, in the order in which their usage
  /// is told.
  std::vector<upstream_limits> upstreams;
  /// What `GET /api/settings` and `/api/settings/check` answer, as JSON; called
  /// like `read_csv`.
  std::function<std::string()> settings;
  std::function<std::string()> check;
  /// This process, as `GET /api/cluster` shows it.
  node_description node;
  /// The pages, which must outlive the server.
  std::span<const web_file> pages;
  server_limits bounds;
};

/// Runs on one I/O thread, and one more for large bodies. The bridge and the
/// hub must outlive it.
class server {
 public:
  /// Binds and listens; `unavailable` names the address and the reason.
  static outcome<std::unique_ptr<server>> start(server_options options,
                                                bridge& port, live_hub& hub);

  /// Closes what is open at once, and calls the bridge no more.
  ~server();
  server(const server&) = delete;
  server& operator=(const server&) = delete;

  /// The port that it listens on.
  std::uint16_t port() const;

  /// Accepts no more, finishes what is in flight, closes idle connections, and
  /// WebSockets with 1001. Returns when all are gone, or after
  /// `bounds.drain`. Not to be called on a thread of the bridge.
  void drain();

 private:
  struct impl;
  explicit server(std::shared_ptr<impl> core);
  std::shared_ptr<impl> impl_;
};

} // namespace leadmill
