// What a committed change puts into the outbox: pure, for every store.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/outbox.hpp"

namespace leadmill {

/// An event for one destination, or leads of a job (`first` to `last` in the
/// order of saving).
struct outbox_entry {
  std::string destination;
  event_kind event = event_kind::leads_saved;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  /// Of an event: what it says, a JSON object.
  std::string data;
  bool operator==(const outbox_entry&) const = default;
};

/// After these leads of a job were saved.
std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const job& state, std::uint64_t first,
                                     std::uint64_t last);

/// After a job came to where `state` has it. Those that get leads at the end
/// get them before they hear of it; they know of leads up to `announced`, and
/// the job has `saved`.
std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const job& state, std::uint64_t announced,
                                     std::uint64_t saved, job_phase from);

/// An event that no job made.
std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const announce& what);

/// Whether a lead goes out at all to those that want these statuses. One that
/// was erased does not.
bool goes_out(const lead_result& lead, const std::vector<lead_status>& to);

/// The number before which the page of `query` begins, counting down; beyond
/// all of them for the first page. `invalid_argument` for a cursor that is none
/// of ours, and for a limit of 0.
outcome<std::int64_t> parse_delivery_cursor(const delivery_query& query);

/// Of a delivery, in a list: the newest.
constexpr std::size_t shown_attempts = 50;

/// Rows that one look at an outbox goes through at most.
constexpr std::uint32_t outbox_scan_rows = 5'000;

/// Deliveries are kept for so long after they were delivered, and after they
/// were given up; events that are told once are remembered for as long as the
/// last of these.
constexpr unix_ms keep_delivered_ms = unix_ms{7} * 24 * 60 * 60 * 1000;
constexpr unix_ms keep_dead_ms = unix_ms{30} * 24 * 60 * 60 * 1000;
constexpr unix_ms keep_announced_ms = unix_ms{60} * 24 * 60 * 60 * 1000;

} // namespace leadmill
