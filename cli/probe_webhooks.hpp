// `leadmill check --online` for webhooks: whether each can be reached. They get
// a "ping", signed like everything else: {"type":"ping","timestamp","data":{}},
// which Slack and Discord refuse without showing anything to anybody.
#pragma once

#include <iosfwd>
#include <string>
#include <vector>

#include "cli/online.hpp"
#include "cli/probe_answer.hpp"
#include "messages/destination.hpp"
#include "messages/http.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// The clients: one that refuses private addresses, and one that does not.
struct webhook_ports {
  http_port& guarded;
  http_port& open;
};

/// Says on `notes` what is about to happen, sends a ping to each at the same
/// time, and waits for all. Results are in the order of the declarations.
std::vector<probe_result>
probe_webhooks(const std::vector<webhook_declaration>& webhooks,
               webhook_ports ports, std::ostream& notes,
               const wall_clock& now = system_now);

/// Any answer will do but 404 and 410 (there is no such webhook), a redirect
/// (none is followed) and a fault of its own (5xx): a receiver may well refuse
/// an event that it does not know.
probe_verdict judge_ping(const http_call& call, const http_result& result);

} // namespace leadmill
