#include "messages/event.hpp"

namespace leadmill {

const char* to_string(event_kind kind) noexcept {
  switch (kind) {
  case event_kind::job_started:
    return "job.started";
  case event_kind::job_completed:
    return "job.completed";
  case event_kind::job_failed:
    return "job.failed";
  case event_kind::job_cancelled:
    return "job.cancelled";
  case event_kind::leads_saved:
    return "leads.saved";
  case event_kind::quota_approaching:
    return "quota.approaching";
  case event_kind::system_paused:
    return "system.paused";
  }
  return "";
}

std::optional<event_kind> parse_event_kind(std::string_view text) noexcept {
  for (auto kind : all_event_kinds)
    if (text == to_string(kind))
      return kind;
  return std::nullopt;
}

bool is_of_job(event_kind kind) noexcept {
  return kind != event_kind::quota_approaching
         && kind != event_kind::system_paused;
}

} // namespace leadmill
