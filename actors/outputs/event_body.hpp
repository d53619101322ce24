// The bodies of webhooks.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/destination.hpp"
#include "messages/event.hpp"
#include "messages/outbox.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// {"type":"job.completed","timestamp":ISO,"data":{…}}, or, for Slack and
/// Discord, the event as a sentence. `data` is a JSON object: of an event of a
/// job {"job":{…as api.md has it}}, of quota.approaching {"upstream","kind":
/// "daily"|"monthly"|"spend","used","limit"}, of system.paused {"seconds",
/// "reason"}.
std::string event_body(const webhook_declaration& to, event_kind event,
                       unix_ms at, std::string_view data);

/// The body of `leads.saved`; its data is {"count","jobIds":[…],"leads":[…]}.
/// A lead is that of a result page, behind "jobId"; with `fields`, an object of
/// those alone that it has, in their order, under their names.
std::string leads_body(const webhook_declaration& to, unix_ms at,
                       const std::vector<batch_lead>& leads);

} // namespace leadmill
