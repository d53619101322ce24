// The signature of a webhook, per Standard Webhooks 1.0.0.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/signing_key.hpp"

namespace leadmill {

/// What stands in `webhook-signature`: for each key `v1,` and the base64 of the
/// HMAC-SHA256 of "id.timestamp.body", with blanks in between; empty without
/// any. The keys are bytes, as `signing_key` gives them; `timestamp_s`, in
/// seconds since 1970, goes along as `webhook-timestamp`.
std::string webhook_signatures(const std::vector<std::string>& keys,
                               std::string_view id, std::int64_t timestamp_s,
                               std::string_view body);

} // namespace leadmill
