// One connection of the live feed, whatever carries it: passes on what its
// `live_client` decides, one frame a time. On the hub's thread.
#pragma once

#include "net/asio.hpp"

#include <memory>
#include <optional>

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
class live_session : public std::enable_shared_from_this<live_session> {
 public:
  explicit live_session(hub_core& hub);
  virtual ~live_session() = default;
  live_session(const live_session&) = delete;
  live_session& operator=(const live_session&) = delete;

  virtual void start() = 0;

  void publish(const live_frame& frame);
  void deliver(const shared_view& view);

  /// Begins to close, once; what is being written is finished first.
  virtual void end(close_reason why) = 0;

  /// Shows that it lives; closes who is silent or does not read.
  virtual void look_at_clock() = 0;

  /// Cuts the connection.
  virtual void cut() = 0;

 protected:
  /// Writes `sending()`, and then calls `on_sent`.
  virtual void write() = 0;
  virtual io_executor executor() = 0;

  void act(live_client::verdict what);
  void send_soon();
  void send();
  void on_sent(error_code e);

  /// Whether a write has been stuck for too long.
  bool is_stuck() const;

  const live_text& sending() const noexcept { return sending_; }

  template <class Self>
  std::shared_ptr<Self> self() {
    return std::static_pointer_cast<Self>(shared_from_this());
  }

  hub_core& hub_;
  live_client client_;
  /// Frames may be written.
  bool open_ = false;

 private:
  live_text sending_;
  bool scheduled_ = false;
  steady_clock::time_point sending_since_;
};

} // namespace leadmill
