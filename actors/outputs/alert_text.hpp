// Events as one sentence for people, and as the bodies that Slack and Discord
// take. Nothing of the person of a lead is in them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "messages/destination.hpp"
#include "messages/event.hpp"
#include "messages/outbox.hpp"

namespace leadmill {

/// What Discord takes: characters; counted here in bytes, which are no fewer.
constexpr std::size_t max_alert_bytes = 2'000;

/// Of an event whose `data` is that of its body (event_body.hpp). What `data`
/// does not say is left out.
std::string alert_text(event_kind event, std::string_view data);

/// "12 leads were saved by enrichment-…."
std::string alert_text(const std::vector<batch_lead>& leads);

/// The body: `format` is slack or discord. What means something to them (a
/// mention, a link) means nothing in it; longer text is cut.
std::string alert_body(webhook_format format, std::string_view text);

} // namespace leadmill
