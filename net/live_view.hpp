// A snapshot on its way to many connections: what of it each subscription
// shows, and the frames, which those who show the same share. On the hub's
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "messages/feed.hpp"
#include "net/live_protocol.hpp"

namespace leadmill {

/// What one subscription shows of a snapshot: places in it, by rising seq.
struct live_selection {
  /// Everything, so that its reader replaces what it has.
  bool full = true;
  std::vector<std::uint32_t> jobs;
  std::vector<std::uint32_t> removed;
  /// Frames that somebody still holds are not made again.
  std::vector<std::weak_ptr<const std::string>> frames;
};

using shared_selection = std::shared_ptr<live_selection>;

class live_view {
 public:
  explicit live_view(live_snapshot from);

  const live_snapshot& snapshot() const noexcept { return from_; }

  /// Whether a reader that knows all up to `after` can be told the rest alone.
  bool can_resume(std::uint64_t after) const noexcept;

  /// All jobs that pass `filter`; with `after`, what happened since. It was
  /// made for all who ask the same.
  shared_selection all(const live_filter& filter,
                       std::optional<std::uint64_t> after);

  /// The places of a job's state and of its removal, if they are there.
  std::optional<std::uint32_t> find_job(std::string_view id);
  std::optional<std::uint32_t> find_removed(std::string_view id);

  /// How many frames show `what`, when each holds at most `per_frame` jobs.
  std::size_t count_frames(const live_selection& what,
                           std::size_t per_frame) const;

  /// The frame number `index`.
  shared_text frame(live_selection& what, std::size_t index,
                    std::size_t per_frame) const;

 private:
  using places = std::unordered_map<std::string_view, std::uint32_t>;
  using key = std::tuple<bool, int, bool, std::uint64_t>;

  live_snapshot from_;
  std::map<key, shared_selection> all_;
  /// Made when somebody asks.
  std::optional<places> jobs_;
  std::optional<places> removed_;
};

using shared_view = std::shared_ptr<live_view>;

} // namespace leadmill
