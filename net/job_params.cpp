#include "net/job_params.hpp"

#include <limits>
#include <string>
#include <utility>

#include "config/limits.hpp"
#include "messages/replay_request.hpp"
#include "messages/validate.hpp"

namespace leadmill {

namespace {

/// A short text parameter that, if given, is not empty.
outcome<std::string> short_text(const query_params& query,
                                std::string_view name) {
  auto value = query.find(name);
  if (value == nullptr)
    return std::string{};
  if (value->empty() || value->size() > limits::filter_text_bytes)
    return refuse_parameter(
        name, "must have 1 to " + std::to_string(limits::filter_text_bytes)
                  + " bytes");
  return *value;
}

/// A parameter that is one of a set of words, read by `parse`.
template <class T>
outcome<std::optional<T>> word(const query_params& query, std::string_view name,
                               std::optional<T> (*parse)(std::string_view),
                               std::string_view words) {
  auto value = query.find(name);
  if (value == nullptr)
    return std::optional<T>{};
  if (auto parsed = parse(*value))
    return parsed;
  return refuse_parameter(name, "must be one of: " + std::string{words});
}

std::optional<lead_status> parse_lead_status(std::string_view text) {
  for (auto status : all_lead_statuses)
    if (text == to_string(status))
      return status;
  return std::nullopt;
}

std::optional<result_format> parse_format(std::string_view text) {
  if (text == "json")
    return result_format::json;
  if (text == "ndjson")
    return result_format::ndjson;
  if (text == "csv")
    return result_format::csv;
  return std::nullopt;
}

std::optional<job_status> parse_status(std::string_view text) {
  return parse_job_status(text);
}

std::optional<job_type> parse_type(std::string_view text) {
  return parse_job_type(text);
}

std::optional<delivery_state> parse_state(std::string_view text) {
  return parse_delivery_state(text);
}

std::optional<event_kind> parse_event(std::string_view text) {
  return parse_event_kind(text);
}

/// Moves the value to its place, or keeps the first problem.
template <class T, class U>
void take(std::optional<problem>& bad, outcome<T> value, U& place) {
  if (!value && !bad)
    bad = std::move(value.error());
  else if (value)
    place = std::move(*value);
}

} // namespace

outcome<job_query> parse_job_query(const query_params& query) {
  job_query out;
  std::optional<problem> bad;
  std::optional<std::uint64_t> limit;
  take(bad, query.flag("activeOnly"), out.open_only);
  take(bad, query.number("limit", 1, limits::max_page_jobs), limit);
  take(bad, short_text(query, "cursor"), out.cursor);
  take(bad,
       word(query, "status", parse_status,
            "pending, running, completed, failed, cancelled"),
       out.status);
  take(bad, word(query, "type", parse_type, "enrichment, scraping"), out.type);
  take(bad, short_text(query, "tag"), out.tag);
  take(bad, short_text(query, "q"), out.text);
  take(bad, query.time("from"), out.from);
  take(bad, query.time("to"), out.to);
  if (!bad && out.from != 0 && out.to != 0 && out.from > out.to)
    return refuse_parameter("from", "must not be after to");
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  // Older clients ask for all open jobs and know of no pages.
  out.limit = static_cast<std::uint32_t>(
      limit.value_or(out.open_only ? limits::max_page_jobs : out.limit));
  return out;
}

outcome<result_query> parse_result_query(const query_params& query) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max() - 1;
  result_query out;
  std::optional<problem> bad;
  std::optional<std::uint64_t> limit, cursor;
  std::optional<result_format> format;
  take(bad, parse_job_id(query.text("jobId")), out.job);
  take(bad, query.number("limit", 1, most), limit);
  take(bad, query.number("cursor", 0, most), cursor);
  take(bad, query.number("since", 0, std::numeric_limits<std::int64_t>::max()),
       out.since);
  take(bad, word(query, "status", parse_lead_status, "saved, filtered, failed"),
       out.status);
  take(bad, word(query, "format", parse_format, "json, csv, ndjson"), format);
  if (!bad && out.since && cursor)
    return refuse_parameter("since", "cannot be given with cursor");
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  out.limit = static_cast<std::uint32_t>(limit.value_or(0));
  out.from_row = static_cast<std::uint32_t>(cursor.value_or(0));
  out.format = format.value_or(result_format::json);
  return out;
}

outcome<delivery_query> parse_delivery_query(const query_params& query) {
  delivery_query out;
  std::optional<problem> bad;
  std::optional<std::uint64_t> limit;
  auto& filter = out.filter;
  take(bad, short_text(query, "deliveryId"), filter.id);
  take(bad, short_text(query, "destination"), filter.destination);
  if (auto job = query.find("jobId"))
    take(bad, parse_job_id(*job), filter.job);
  take(bad, word(query, "state", parse_state, delivery_state_words),
       filter.state);
  take(bad, word(query, "event", parse_event, event_kind_words), filter.event);
  take(bad, query.number("limit", 1, limits::max_page_deliveries), limit);
  take(bad, short_text(query, "cursor"), out.cursor);
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  out.limit = static_cast<std::uint32_t>(
      limit.value_or(limits::default_page_deliveries));
  return out;
}

} // namespace leadmill
