// The request by which something goes to a webhook.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "messages/destination.hpp"
#include "messages/http.hpp"

namespace leadmill {

/// So much of an answer is kept, for the history; the rest is not read.
constexpr std::size_t kept_answer_bytes = 1'024;

/// A POST of `body`, signed with each of `keys` (bytes, see `signing_key`), as
/// of `timestamp_s`; the headers of the declaration stand behind ours.
/// Redirects are not followed.
http_call webhook_call(const webhook_declaration& to,
                       const std::vector<std::string>& keys,
                       std::string_view id, std::int64_t timestamp_s,
                       std::string body);

} // namespace leadmill
