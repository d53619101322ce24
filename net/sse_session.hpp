// The live feed as Server-Sent Events, for where WebSockets do not pass: the
// same frames, each with its seq as the event's id. On the hub's thread.
#pragma once

#include "net/asio.hpp"

#include <array>
#include <optional>
#include <string>

#include "net/live_session.hpp"

namespace leadmill {

class sse_session final : public live_session {
 public:
  sse_session(hub_core& hub, tcp_socket socket, sse_hello hello);

  void start() override;
  void end(close_reason why) override;
  void look_at_clock() override;
  void cut() override;

 private:
  void write() override;
  io_executor executor() override;
  /// What a client sends is not looked at, only that it is still there.
  void read();
  void on_read(error_code e, std::size_t bytes);
  void on_written(error_code e);
  void beat();
  void finish();

  tcp_socket socket_;
  live_subscribe wanted_;
  std::array<char, 256> ignored_;
  std::size_t ignored_bytes_ = 0;
  /// What stands before the frame: at first the answer's head, then its id.
  std::string before_;
  /// Frames and beats are written one after the other.
  bool writing_ = false;
  steady_clock::time_point wrote_at_;
  std::optional<steady_clock::time_point> beating_since_;
  std::optional<steady_clock::time_point> ending_since_;
};

} // namespace leadmill
