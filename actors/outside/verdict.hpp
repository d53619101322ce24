// What the status of an answer means for the one who asked, and when it is
// worth asking again.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include "messages/http.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

enum class answer_verdict : std::uint8_t {
  /// There is an answer to read.
  found,
  /// Asked and answered: there is nothing.
  empty,
  /// The request is wrong for them; asking again does not help. Also a
  /// redirect, since none is followed.
  refused,
  /// We ask too fast, or at a bad time, and are told to wait.
  ours_to_wait,
  /// A fault of theirs; it may go away.
  fault,
  /// The key is wrong, or the account frozen or out of credit: every request
  /// will end so until somebody looks.
  locked,
};

/// Of a status; `says_when`: the answer says when to ask again. What the
/// template's `empty_statuses` have goes before everything else.
answer_verdict judge(const request_template& from, int status,
                     bool says_when = false);

/// How long an answer asks to wait: its Retry-After (RFC 9110: seconds, or a
/// date of any of the three forms), else `retryAfter` in its body, a number of
/// seconds; else 0. At most an hour.
std::chrono::milliseconds retry_after(const http_answer& answer, unix_ms now);

/// A date as HTTP has it (RFC 9110, section 5.6.7); unset for anything else.
std::optional<unix_ms> parse_http_date(std::string_view text);

} // namespace leadmill
