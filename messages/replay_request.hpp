// The request to send deliveries once more: parsed into a checked type.
#pragma once

#include <string_view>

#include "messages/errors.hpp"
#include "messages/outbox.hpp"
#include "messages/validate.hpp"

namespace leadmill {

/// `{deliveryId}` or `{filter:{deliveryId?,destination?,jobId?,state?,event?}}`
/// of POST /api/deliveries/replay. An empty filter is refused, since it would
/// send everything that ever went out, and so is a field that is unknown.
outcome<delivery_filter> parse_replay_request(std::string_view body,
                                              const request_rules& rules);

/// What `state` and `event` may be, for refusals.
constexpr const char* delivery_state_words = "sending, queued, delivered, dead";
constexpr const char* event_kind_words =
    "job.started, job.completed, job.failed, job.cancelled, leads.saved, "
    "quota.approaching, system.paused";

} // namespace leadmill
