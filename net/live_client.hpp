// What one live connection wants and what waits to be sent on it: the protocol
// without the socket.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <variant>
#include <vector>

#include "net/conflating_queue.hpp"
#include "net/live_hub.hpp"
#include "net/live_protocol.hpp"

namespace leadmill {

/// A snapshot that many connections send.
using shared_snapshot = std::shared_ptr<const live_snapshot>;

/// The rule that leaves no gap: a subscription shows nothing until a snapshot
/// comes which was asked for afterwards, and everything that comes after that
/// snapshot. A snapshot always holds all that the connection wants, since its
/// reader replaces everything by it.
class live_client {
 public:
  explicit live_client(const live_limits& limits);

  enum class verdict : std::uint8_t {
    nothing,  // go on
    snapshot, // ask for a snapshot
    close,    // too much nonsense
  };

  /// A text frame that the client sent.
  verdict receive(std::string_view text);

  /// A frame that cannot be read at all, e.g. a binary one.
  verdict reject(std::string_view detail);

  /// The next job, or removal, in the order of commits. A removal is shown to
  /// whom the job's last state was, or would have been.
  void publish(const live_frame& frame);

  /// A snapshot that was asked for.
  void deliver(const shared_snapshot& snapshot);

  /// The next frame to send, or null.
  shared_text next();

  bool empty() const noexcept;

  /// Whether too much had to be dropped, so that the client must be given a
  /// new snapshot when it has taken what is left. True once.
  bool take_lost() noexcept;

 private:
  struct interest {
    live_filter filter;
    bool active = false;
  };

  /// A snapshot on its way: the places of its jobs, and how many were sent.
  struct outgoing {
    shared_snapshot from;
    std::vector<std::uint32_t> places;
    std::size_t sent = 0;
  };

  using item = std::variant<live_frame, shared_text, outgoing>;

  enum class match : std::uint8_t { no, last, yes };

  match matches(const live_job& job) const;
  match matches(const interest& what, const live_job& job) const;
  verdict subscribe(live_subscribe what);
  verdict unsubscribe(const live_unsubscribe& what);
  void enqueue(const live_frame& frame);
  void drop_frame(const std::string& id);
  void drop_frames();
  shared_text next_part();

  const live_limits& limits_;
  std::optional<interest> all_;
  std::unordered_map<std::string, interest> ids_;
  /// The open jobs that were shown: each gets a last frame when it ends. Kept
  /// only once something was subscribed to with `activeOnly`.
  std::unordered_set<std::string> shown_;
  bool tracking_ = false;
  conflating_queue<item> queue_;
  std::optional<outgoing> current_;
  std::size_t frames_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t newest_ = 0;
  std::size_t nonsense_ = 0;
  bool lost_ = false;
};

} // namespace leadmill
