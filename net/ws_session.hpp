// One WebSocket of the live feed: reads and writes what its `live_client`
// decides, pings, and closes who does not read. On the hub's thread.
#pragma once

#include "net/asio.hpp"

#include <memory>
#include <optional>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "net/hub_core.hpp"
#include "net/live_client.hpp"

namespace leadmill {

/// Why the server closes.
enum class close_reason : std::uint16_t {
  going_away = 1001,
  policy = 1008,
  try_again_later = 1013,
  unauthorized = 4401,
};

/// Lives in the hub until it leaves.
class ws_session : public std::enable_shared_from_this<ws_session> {
 public:
  ws_session(hub_core& hub, tcp_socket socket);

  void accept(const live_hello& hello);
  void publish(const live_frame& frame);
  void deliver(const shared_snapshot& snapshot);

  /// Begins to close, once; what is being written is finished first.
  void end(close_reason why);

  /// Pings; closes who is silent or does not read.
  void look_at_clock();

  /// Cuts the connection.
  void cut();

 private:
  void on_accepted(error_code e);
  void read();
  void on_read(error_code e);
  void act(live_client::verdict what);
  void send_soon();
  void send();
  void on_sent(error_code e);
  void finish();

  hub_core& hub_;
  boost::beast::websocket::stream<tcp_socket, false> ws_;
  live_client client_;
  boost::beast::flat_buffer buffer_;
  /// What is being written.
  shared_text sending_;
  bool open_ = false;
  bool scheduled_ = false;
  bool pinging_ = false;
  steady_clock::time_point heard_at_;
  steady_clock::time_point pinged_at_;
  steady_clock::time_point sending_since_;
  std::optional<close_reason> pending_end_;
  std::optional<steady_clock::time_point> ending_since_;
};

} // namespace leadmill
