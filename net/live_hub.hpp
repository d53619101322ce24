// The live feed's bridge end: takes what the feed publishes and passes it to
// the connections that asked for it. Subscriptions are owned by one thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include "config/limits.hpp"
#include "messages/bridge.hpp"
#include "messages/feed.hpp"

namespace leadmill {

class hub_core;

/// How long a live connection may be silent, and how much it may ask for.
struct live_limits {
  std::size_t sessions = limits::max_connections;
  std::size_t message_bytes = limits::client_message_bytes;
  std::size_t snapshot_jobs = limits::snapshot_frame_jobs;
  /// Ids that one connection may subscribe to.
  std::size_t ids = 10000;
  /// Frames waiting for one connection; past them it gets a new snapshot.
  std::size_t queue_frames = 4096;
  std::size_t queue_bytes = 4 * 1024 * 1024;
  /// What the system holds beside that.
  int send_buffer_bytes = limits::live_send_buffer_bytes;
  /// Nonsense that one connection may send.
  std::size_t bad_frames = limits::max_nonsense_messages;
  std::chrono::milliseconds ping_every = limits::heartbeat_seconds;
  /// Nothing heard, or a write stuck, for so long: closed.
  std::chrono::milliseconds stall{60000};
  std::chrono::milliseconds close_grace{3000};
  /// A snapshot that does not come is asked for again.
  std::chrono::milliseconds snapshot_wait{10000};
};

/// Made before the actors, which need its sink, and so before the bridge. It
/// must be given the bridge before a server uses it, and must be stopped (or
/// destroyed) before that bridge is.
class live_hub {
 public:
  explicit live_hub(live_limits limits = {});
  ~live_hub();
  live_hub(const live_hub&) = delete;
  live_hub& operator=(const live_hub&) = delete;

  /// Where the feed publishes: any thread, never blocks; what one thread hands
  /// in stays in order. It may be called, to no effect, after the hub is gone.
  live_sink sink();

  /// Snapshots are asked for here.
  void attach(bridge& port);

  /// Closes every connection with 1001 and takes no more. Returns at once.
  void drain();

  /// Ends the thread. After it returns, the bridge is not called any more.
  void stop();

  /// How many connections are open now.
  std::size_t sessions() const;

  /// For net/ itself.
  const std::shared_ptr<hub_core>& core() const;

 private:
  std::shared_ptr<hub_core> core_;
};

} // namespace leadmill
