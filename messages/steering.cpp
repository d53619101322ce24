#include "messages/steering.hpp"

#include "messages/document.hpp"

namespace leadmill {

namespace dom = simdjson::dom;

namespace {

std::optional<problem> read_filter_field(std::string_view name,
                                         dom::element value,
                                         const request_rules& rules,
                                         job_query& out) {
  if (name == "status")
    return take(read_word(value, "filter.status", parse_job_status,
                          "pending, running, completed, failed, cancelled"),
                out.status);
  if (name == "type")
    return take(
        read_word(value, "filter.type", parse_job_type, "enrichment, scraping"),
        out.type);
  if (name == "tag")
    return read_short_text(value, "filter.tag", rules.max_filter_bytes,
                           out.tag);
  if (name == "q")
    return read_short_text(value, "filter.q", rules.max_filter_bytes, out.text);
  if (name == "from")
    return take(read_time(value, "filter.from"), out.from);
  if (name == "to")
    return take(read_time(value, "filter.to"), out.to);
  return unknown_field("/filter", name).value();
}

std::optional<problem> read_filter(dom::element value,
                                   const request_rules& rules, job_query& out) {
  dom::object object;
  if (value.get(object))
    return refuse_part("filter", "must be an object").value();
  for (auto [name, field] : object)
    if (auto bad = read_filter_field(name, field, rules, out))
      return bad;
  if (out.from != 0 && out.to != 0 && out.from > out.to)
    return refuse_part("filter.from", "must not be after filter.to").value();
  return std::nullopt;
}

/// The members of a request by filter. Even beside the filter nothing unknown
/// may stand: "dryrun" would cancel what was only to be counted.
std::optional<problem> read_by_filter(dom::object request,
                                      const request_rules& rules,
                                      steer_request& out) {
  for (auto [name, value] : request) {
    std::optional<problem> bad;
    if (name == "filter")
      bad = read_filter(value, rules, out.filter);
    else if (name == "dryRun")
      bad = take(read_flag(value, "dryRun"), out.dry_run);
    else
      bad = unknown_field("", name).value();
    if (bad)
      return bad;
  }
  return std::nullopt;
}

} // namespace

outcome<steer_request> parse_steer_request(std::string_view body,
                                           const request_rules& rules) {
  document doc;
  auto root = doc.parse_object(body);
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  auto request = *root;
  dom::element id;
  auto has_id = !request["jobId"].get(id);
  auto has_filter = !request["filter"].error();
  if (has_id && has_filter)
    return refuse_part("filter", "cannot be given with jobId");
  if (!has_id && !has_filter)
    return refuse_field("/jobId", "jobId or filter is required");
  steer_request out;
  if (has_id && !request["dryRun"].error())
    return refuse_part("dryRun", "goes with filter");
  auto bad = has_id ? take(read_job_id(id, "jobId"), out.job)
                    : read_by_filter(request, rules, out);
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  return out;
}

outcome<std::optional<job_type>> parse_pause_request(std::string_view body) {
  document doc;
  auto request = doc.parse_object(body.empty() ? "{}" : body);
  if (!request)
    return tl::make_unexpected(std::move(request.error()));
  std::optional<job_type> type;
  for (auto [name, value] : *request) {
    auto bad = name == "type" ? take(read_word(value, "type", parse_job_type,
                                               "enrichment, scraping"),
                                     type)
                              : unknown_field("", name).value();
    if (bad)
      return tl::make_unexpected(std::move(*bad));
  }
  return type;
}

outcome<std::uint32_t> parse_cleanup_request(std::string_view body,
                                             const request_rules& rules) {
  document doc;
  auto request = doc.parse_object(body.empty() ? "{}" : body);
  if (!request)
    return tl::make_unexpected(std::move(request.error()));
  auto days = rules.keep_days;
  for (auto [name, value] : *request) {
    auto bad =
        name == "daysToKeep"
            ? take(read_number(value, "daysToKeep", 1, rules.max_keep_days),
                   days)
            : unknown_field("", name).value();
    if (bad)
      return tl::make_unexpected(std::move(*bad));
  }
  return days;
}

} // namespace leadmill
