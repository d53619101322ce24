#include "store/outbox.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "messages/json.hpp"
#include "store/erasure.hpp"

namespace leadmill {

namespace {

template <class Values, class Value>
bool has(const Values& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool takes(const outbox_route& route, const job& state) {
  return state.outputs.empty() ? route.by_default
                               : has(state.outputs, route.destination);
}

std::optional<event_kind> event_of(const job& state) {
  switch (state.phase) {
  case job_phase::running:
    return state.attempt == 1 ? std::optional{event_kind::job_started}
                              : std::nullopt;
  case job_phase::done:
    return event_kind::job_completed;
  case job_phase::failed:
    return event_kind::job_failed;
  case job_phase::cancelled:
  case job_phase::skipped:
    return event_kind::job_cancelled;
  default:
    return std::nullopt;
  }
}

} // namespace

std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const job& state, std::uint64_t first,
                                     std::uint64_t last) {
  std::vector<outbox_entry> out;
  if (first > last)
    return out;
  for (const auto& route : routes)
    if (!route.at_end && has(route.events, event_kind::leads_saved)
        && takes(route, state))
      out.push_back(
          {route.destination, event_kind::leads_saved, first, last, {}});
  return out;
}

std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const job& state, std::uint64_t announced,
                                     std::uint64_t saved, job_phase from) {
  std::vector<outbox_entry> out;
  auto event = event_of(state);
  if (!event || from == state.phase)
    return out;
  std::string data;
  for (const auto& route : routes) {
    if (!takes(route, state))
      continue;
    if (route.at_end && is_terminal(state.phase) && saved > announced
        && has(route.events, event_kind::leads_saved))
      out.push_back({route.destination,
                     event_kind::leads_saved,
                     announced + 1,
                     saved,
                     {}});
    if (!has(route.events, *event))
      continue;
    if (data.empty())
      data = "{\"job\":" + to_json(state) + "}";
    out.push_back({route.destination, *event, 0, 0, data});
  }
  return out;
}

std::vector<outbox_entry> entries_of(const std::vector<outbox_route>& routes,
                                     const announce& what) {
  std::vector<outbox_entry> out;
  for (const auto& route : routes)
    if (has(route.events, what.event))
      out.push_back({route.destination, what.event, 0, 0, what.data});
  return out;
}

outcome<std::int64_t> parse_delivery_cursor(const delivery_query& query) {
  if (query.limit == 0)
    return fail(errc::invalid_argument, "limit must be at least 1");
  auto out = std::numeric_limits<std::int64_t>::max();
  if (query.cursor.empty())
    return out;
  const auto* end = query.cursor.data() + query.cursor.size();
  auto [stop, fault] = std::from_chars(query.cursor.data(), end, out);
  if (fault != std::errc{} || stop != end || out <= 0)
    return fail(errc::invalid_argument, "cursor is none of ours");
  return out;
}

bool goes_out(const lead_result& lead, const std::vector<lead_status>& to) {
  return has(to, lead.status) && !is_erased(lead);
}

} // namespace leadmill
