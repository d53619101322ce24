// The ways in which a call can go wrong, and what carries them: a value or a
// problem is returned, exceptions do not leave a handler.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

namespace leadmill {

/// What went wrong. 0 is kept free: it means "no error" in `caf::error`.
enum class errc : std::uint8_t {
  /// The request is malformed; its fields say where. HTTP 400.
  invalid_argument = 1,
  /// There is no such thing. HTTP 404.
  not_found,
  /// The job's state does not allow it. HTTP 409.
  conflict,
  /// The same Idempotency-Key came with another request before. HTTP 422.
  key_reused,
  /// The write comes from an attempt that is not the current one (or no longer
  /// running): its actor must quit.
  stale,
  /// A bound of admission is reached; try later. HTTP 429.
  too_many,
  /// The store cannot write now (disk full, I/O error before the commit):
  /// nothing of the request was kept. HTTP 503.
  unavailable,
  /// The server is draining and takes nothing new. HTTP 503.
  draining,
  /// A provider or source may not be asked any more today, or this month (its
  /// limit or its spend cap). HTTP 429.
  daily_limit,
  monthly_limit,
  /// Too much goes wrong outside: new jobs wait until that is over. HTTP 503.
  cooling_down,
  /// A provider or source could not answer, by a fault that is not ours; it was
  /// tried as often as configured.
  upstream_failed,
  /// A provider or source says that this request is wrong: asking again would
  /// not help.
  upstream_refused,
  /// A job was accepted but could not be handed to the supervisor: it is
  /// failed. HTTP 503; the detail ends with the job's id.
  dispatch_failed,
  /// A sync failed, so what the disk holds is unknown: the process must end
  /// (exit status 74) and find out at its next start.
  disk_unknown,
  /// No answer came in time. HTTP 503.
  timeout,
  /// A defect of our own: a state that should be impossible. HTTP 500.
  internal,
};

/// The name of `code` as clients read it, e.g. "not_found".
const char* to_string(errc code) noexcept;

/// One bad field of a request; `pointer` is a JSON pointer (RFC 6901).
struct field_error {
  std::string pointer;
  std::string detail;
  bool operator==(const field_error&) const = default;
};

/// An error for a person to read: `detail` says what was wrong, where, and what
/// to do.
struct problem {
  errc code = errc::internal;
  std::string detail;
  std::vector<field_error> fields;
  /// When it is worth trying again; 0: as usual for the code.
  std::uint32_t retry_after_s = 0;
  bool operator==(const problem&) const = default;
};

/// A value, or what went wrong instead.
template <class T>
using outcome = tl::expected<T, problem>;

/// `return fail(errc::not_found, "Job not found");`
inline tl::unexpected<problem> fail(errc code, std::string detail) {
  return tl::make_unexpected(problem{code, std::move(detail), {}, 0});
}

} // namespace leadmill
