// What is to be delivered to webhooks, and what became of it, as plain data.
//
// In the transaction of the state that it announces, the store puts an entry
// into the outbox of each destination that wants it: an event with its text, or
// a range of a job's leads in the order of saving. Entries are made into
// deliveries, in order: a body under an id, which is committed before its first
// byte goes out, and stays until it was delivered or is dead.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "messages/event.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// What a store must know of a destination to write its outbox.
struct outbox_route {
  std::string destination;
  std::vector<event_kind> events;
  /// Leads are announced when their job has ended, not when they are saved.
  bool at_end = false;
  /// Jobs that name no outputs go there.
  bool by_default = true;
};

/// Leads of a job by their place in the order of saving, from 1, both included.
struct lead_range {
  std::string job;
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  bool operator==(const lead_range&) const = default;
};

/// Up to where entries were taken: of all entries before `entry` everything, of
/// that one the leads up to `lead` (0: all of it).
struct outbox_place {
  std::uint64_t entry = 0;
  std::uint64_t lead = 0;
  bool operator==(const outbox_place&) const = default;
};

/// A lead with its job.
struct batch_lead {
  std::string job;
  lead_result lead;
};

enum class delivery_state : std::uint8_t {
  /// To be sent, now or after a pause.
  sending,
  /// To be sent once more, by request.
  queued,
  delivered,
  /// Given up; may be replayed.
  dead,
};

constexpr delivery_state all_delivery_states[] = {
    delivery_state::sending, delivery_state::queued, delivery_state::delivered,
    delivery_state::dead};

const char* to_string(delivery_state state) noexcept;
std::optional<delivery_state>
parse_delivery_state(std::string_view text) noexcept;

/// One try to deliver.
struct delivery_attempt {
  unix_ms at = 0;
  std::int64_t duration_ms = 0;
  /// Of HTTP; 0: there was no answer.
  int status = 0;
  /// Why there was none; empty when there was.
  std::string error;
  /// The first bytes of the answer.
  std::string answer;
  bool operator==(const delivery_attempt&) const = default;
};

/// A delivery as its history shows it.
struct delivery {
  std::string id;
  std::string destination;
  event_kind event = event_kind::leads_saved;
  delivery_state state = delivery_state::sending;
  /// The jobs that it is about, in order; each once.
  std::vector<std::string> jobs;
  std::uint32_t leads = 0;
  unix_ms created_at = 0;
  /// When it is sent again; 0: not waiting.
  unix_ms next_at = 0;
  /// When it was delivered or given up; 0: not yet.
  unix_ms ended_at = 0;
  std::vector<delivery_attempt> attempts;
};

/// Which deliveries; unset fields do not restrict.
struct delivery_filter {
  std::string id;
  std::string destination;
  std::string job;
  std::optional<delivery_state> state;
  std::optional<event_kind> event;
};

struct delivery_query {
  delivery_filter filter;
  std::uint32_t limit = 50;
  /// `next_cursor` of the page before; empty: the first page.
  std::string cursor;
};

/// Newest first; each with its newest 50 attempts, oldest first.
struct delivery_page {
  std::vector<delivery> deliveries;
  /// Empty on the last page.
  std::string next_cursor;
};

/// The delivery that a destination is at: the one that is `sending`, else the
/// oldest that is `queued`.
struct open_delivery {
  std::string id;
  event_kind event = event_kind::leads_saved;
  /// Empty: to be composed anew of its leads, since a person in it was erased.
  std::string body;
  unix_ms created_at = 0;
  unix_ms next_at = 0;
  /// Tries since it was composed, or last replayed.
  std::uint32_t tries = 0;
  unix_ms first_try_at = 0;
};

/// Asks for what a destination's next delivery can be made of.
struct pending_query {
  std::string destination;
  std::uint32_t max_leads = 100;
  /// Of leads as they are kept; one lead is given whatever its size.
  std::size_t max_bytes = 0;
  std::vector<lead_status> statuses;
};

/// The oldest entries of an outbox that are of one kind: leads, as many as
/// fit, or one event.
struct pending_batch {
  /// Set when there is anything. Nothing to send may come of it: leads of other
  /// statuses only.
  std::optional<event_kind> event;
  /// Of an event: what it says, a JSON object.
  std::string data;
  /// Of leads, in the order of saving.
  std::vector<batch_lead> leads;
  std::vector<lead_range> ranges;
  outbox_place end;
  /// Of its oldest entry.
  unix_ms since = 0;
  /// No further lead can join it: it is full, or something else follows.
  bool closed = false;
  /// How often people were erased by then: what was read before an erasure must
  /// not be kept after it.
  std::uint64_t erasures = 0;
};

/// The leads of a delivery as they are kept now, in its order.
struct delivery_leads {
  std::vector<batch_lead> leads;
  std::uint64_t erasures = 0;
};

/// How a destination stands.
struct destination_report {
  std::string destination;
  /// Entries of its outbox, and the leads among them (of whatever status).
  std::uint64_t entries = 0;
  std::uint64_t leads = 0;
  /// Of its oldest entry; 0: none.
  unix_ms oldest_at = 0;
  std::uint64_t delivered = 0;
  std::uint64_t dead = 0;
  /// Deliveries that are sending or queued.
  std::uint64_t open = 0;
  /// Since when nothing is sent there; 0: it is not stopped.
  unix_ms parked_at = 0;
  std::string reason;
};

/// A destination, for people.
struct destination_view {
  /// "webhook", "csv" or "ndjson".
  std::string kind;
  /// Of a webhook; of another only its name is set.
  destination_report stands;
  /// What it is at was tried, in vain.
  bool retrying = false;
};

} // namespace leadmill
