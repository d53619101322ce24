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
#include "net/live_view.hpp"

namespace leadmill {

/// A frame to send.
struct live_text {
  shared_text text;
  /// Where its reader can resume when it has it.
  std::optional<std::uint64_t> seq;

  explicit operator bool() const noexcept { return text != nullptr; }
};

/// The rule that leaves no gap: a subscription shows nothing until a snapshot
/// comes which was asked for afterwards, and everything that comes after that
/// snapshot. A full one holds all that the connection wants, since its reader
/// replaces everything by it; one for a reader that resumes holds all that
/// happened since, of everything that the connection wants.
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

  /// The same as a frame that asks for it.
  verdict subscribe(live_subscribe what);

  /// The next job, or removal, in the order of commits. A removal is shown to
  /// whom the job's last state was, or would have been.
  void publish(const live_frame& frame);

  /// A snapshot; without effect when none is wanted any more.
  void deliver(const shared_view& view);

  /// The next frame to send, or none.
  live_text next();

  bool empty() const noexcept;

  /// Whether too much had to be dropped, so that the client must be given a
  /// new snapshot when it has taken what is left. True once.
  bool take_lost() noexcept;

 private:
  struct interest {
    live_filter filter;
    bool active = false;
  };

  /// What the next snapshot must hold: all, or what happened after.
  struct want {
    bool full = false;
    std::uint64_t after = 0;
  };

  /// A snapshot on its way, and how many of its frames were sent.
  struct outgoing {
    shared_view from;
    shared_selection what;
    std::uint64_t after = 0;
    std::size_t sent = 0;
  };

  using item = std::variant<live_frame, shared_text, outgoing>;

  enum class match : std::uint8_t { no, last, yes };

  match matches(const live_job& job) const;
  match matches(const interest& what, const live_job& job) const;
  void want_also(want what);
  bool shows(std::string_view id, bool open, bool resumes) const;
  want settle_want(const live_view& view);
  shared_selection select(live_view& view,
                          std::optional<std::uint64_t> after) const;
  void add_last_states(live_view& view, shared_selection& what) const;
  void note_shown(const live_view& view);
  void drop_told(const live_view& view, const live_selection& told);
  verdict unsubscribe(const live_unsubscribe& what);
  void enqueue(const live_frame& frame);
  void drop_frame(const std::string& id);
  void drop_frames();
  live_text next_part();

  const live_limits& limits_;
  std::optional<interest> all_;
  std::unordered_map<std::string, interest> ids_;
  /// The open jobs that were shown: each gets a last frame when it ends. Kept
  /// only once something was subscribed to with `activeOnly`.
  std::unordered_set<std::string> shown_;
  bool tracking_ = false;
  std::optional<want> want_;
  conflating_queue<item> queue_;
  std::optional<outgoing> current_;
  std::size_t frames_ = 0;
  std::size_t bytes_ = 0;
  std::uint64_t newest_ = 0;
  std::size_t nonsense_ = 0;
  bool lost_ = false;
};

} // namespace leadmill
