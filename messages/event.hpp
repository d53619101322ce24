// What the outside can be told of.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace leadmill {

enum class event_kind : std::uint8_t {
  /// Of a job: its first attempt began, and its ends. `cancelled` also stands
  /// for one that was skipped.
  job_started,
  job_completed,
  job_failed,
  job_cancelled,
  /// Leads were saved.
  leads_saved,
  /// A provider or source has used 80 % of a limit.
  quota_approaching,
  /// New jobs are refused for a while, since too much goes wrong outside.
  system_paused,
};

constexpr event_kind all_event_kinds[] = {
    event_kind::job_started,   event_kind::job_completed,
    event_kind::job_failed,    event_kind::job_cancelled,
    event_kind::leads_saved,   event_kind::quota_approaching,
    event_kind::system_paused,
};

/// As it goes out: "job.started", "leads.saved", …
const char* to_string(event_kind kind) noexcept;
std::optional<event_kind> parse_event_kind(std::string_view text) noexcept;

/// Whether it tells of one job.
bool is_of_job(event_kind kind) noexcept;

} // namespace leadmill
