// A WebSocket client for the live feed. Every wait ends after ten seconds.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace leadmill::test {

struct ws_options {
  std::string protocol = "leadmill.v1";
  std::string origin;
  std::string key;
  int receive_bytes = 0;
  std::string target = "/api/jobs/live";
};

class ws_client {
 public:
  explicit ws_client(std::uint16_t port, const ws_options& options = {});
  ~ws_client();

  /// Whether the upgrade succeeded; otherwise `status` says with what it was
  /// answered.
  bool is_open() const;
  int status() const;

  /// The subprotocol that was echoed.
  std::string protocol() const;

  bool send(std::string_view text);
  bool send_binary(std::string_view bytes);

  /// The next message; unset when the connection has ended.
  std::optional<std::string> read();

  /// The code that the server closed with, once `read` came back empty; 0 when
  /// it just went.
  int close_code() const;

  void close();

 private:
  struct impl;
  std::unique_ptr<impl> impl_;
};

} // namespace leadmill::test
