#include "actors/outputs/event_body.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/outputs/alert_text.hpp"
#include "leads/mapping.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

std::string leads_data(const webhook_declaration& to,
                       const std::vector<batch_lead>& leads) {
  std::vector<std::string> jobs;
  std::string list = "[";
  lead_mapping mapping{to.fields};
  for (const auto& lead : leads) {
    if (std::find(jobs.begin(), jobs.end(), lead.job) == jobs.end())
      jobs.push_back(lead.job);
    if (list.size() > 1)
      list += ',';
    mapping.append(list, lead.job, lead.lead);
  }
  std::string out;
  object_writer data{out};
  data.add_number("count", static_cast<std::int64_t>(leads.size()));
  data.add_json("jobIds", to_json(jobs));
  data.add_json("leads", list += ']');
  data.close();
  return out;
}

std::string standard_body(event_kind event, unix_ms at, std::string_view data) {
  std::string out;
  out.reserve(data.size() + 96);
  object_writer body{out};
  body.add("type", to_string(event));
  body.add("timestamp", to_iso(at));
  body.add_json("data", data);
  body.close();
  return out;
}

} // namespace

std::string event_body(const webhook_declaration& to, event_kind event,
                       unix_ms at, std::string_view data) {
  if (to.format == webhook_format::standard)
    return standard_body(event, at, data);
  return alert_body(to.format, alert_text(event, data));
}

std::string leads_body(const webhook_declaration& to, unix_ms at,
                       const std::vector<batch_lead>& leads) {
  if (to.format == webhook_format::standard)
    return standard_body(event_kind::leads_saved, at, leads_data(to, leads));
  return alert_body(to.format, alert_text(leads));
}

} // namespace leadmill
