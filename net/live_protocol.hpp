// The frames of the subprotocol leadmill.v1, from text and to text.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "messages/errors.hpp"
#include "messages/feed.hpp"

namespace leadmill {

using shared_text = std::shared_ptr<const std::string>;

/// A job, or its removal, as the hub passes it on: the frame is encoded once
/// for everybody.
struct live_frame {
  live_job job;
  shared_text text;
};

struct live_filter {
  bool active_only = false;
  std::optional<job_type> type;
};

/// Jobs by id, or all of them ("*").
struct live_subscribe {
  bool all = false;
  std::vector<std::string> ids;
  live_filter filter;
  /// The highest seq that the client has of this subscription: it wants what
  /// happened since.
  std::optional<std::uint64_t> after;
};

struct live_unsubscribe {
  bool all = false;
  std::vector<std::string> ids;
};

using live_message = std::variant<live_subscribe, live_unsubscribe>;

/// What a client sent, or what is wrong with it.
outcome<live_message> parse_live_message(std::string_view text);

std::string hello_frame(std::chrono::milliseconds heartbeat);
std::string error_frame(std::string_view code, std::string_view detail);
std::string job_frame(const live_job& job);
std::string removed_frame(const live_removed& gone);

/// What the hub passes on of a job and of a removal, which is the last that is
/// heard of an ended job.
live_frame to_frame(live_job job);
live_frame to_frame(const live_removed& gone);

/// A part of a snapshot, which names jobs and removals by their places.
struct snapshot_part {
  /// Its reader replaces all by it.
  bool full = true;
  std::span<const std::uint32_t> jobs;
  std::span<const std::uint32_t> removed;
  bool more = false;
};

std::string snapshot_frame(const live_snapshot& from,
                           const snapshot_part& part);

} // namespace leadmill
