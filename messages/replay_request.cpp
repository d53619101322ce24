#include "messages/replay_request.hpp"

#include <optional>
#include <string>

#include "messages/document.hpp"

namespace leadmill {

namespace dom = simdjson::dom;

namespace {

std::optional<problem> read_field(std::string_view name, dom::element value,
                                  const request_rules& rules,
                                  delivery_filter& out) {
  if (name == "deliveryId")
    return read_short_text(value, "filter.deliveryId", rules.max_filter_bytes,
                           out.id);
  if (name == "destination")
    return read_short_text(value, "filter.destination", rules.max_filter_bytes,
                           out.destination);
  if (name == "jobId")
    return take(read_job_id(value, "filter.jobId"), out.job);
  if (name == "state")
    return take(read_word(value, "filter.state", parse_delivery_state,
                          delivery_state_words),
                out.state);
  if (name == "event")
    return take(
        read_word(value, "filter.event", parse_event_kind, event_kind_words),
        out.event);
  return unknown_field("/filter", name).value();
}

std::optional<problem> read_filter(dom::element value,
                                   const request_rules& rules,
                                   delivery_filter& out) {
  dom::object object;
  if (value.get(object))
    return refuse_part("filter", "must be an object").value();
  if (object.size() == 0)
    return refuse_part("filter", "is empty; name a destination, a job, a state "
                                 "or an event")
        .value();
  for (auto [name, field] : object)
    if (auto bad = read_field(name, field, rules, out))
      return bad;
  return std::nullopt;
}

} // namespace

outcome<delivery_filter> parse_replay_request(std::string_view body,
                                              const request_rules& rules) {
  document doc;
  auto root = doc.parse_object(body);
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  auto request = *root;
  if (request.size() == 0)
    return refuse_field("/deliveryId", "deliveryId or filter is required");
  if (request.size() == 2 && !request["deliveryId"].error()
      && !request["filter"].error())
    return refuse_part("filter", "cannot be given with deliveryId");
  delivery_filter out;
  for (auto [name, value] : request) {
    auto bad = name == "deliveryId"
                   ? read_short_text(value, "deliveryId",
                                     rules.max_filter_bytes, out.id)
               : name == "filter" ? read_filter(value, rules, out)
                                  : unknown_field("", name).value();
    if (bad)
      return tl::make_unexpected(std::move(*bad));
  }
  return out;
}

} // namespace leadmill
