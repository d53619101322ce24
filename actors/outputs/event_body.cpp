#include "actors/outputs/event_body.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/outputs/alert_text.hpp"
#include "actors/outside/json_tree.hpp"
#include "messages/json.hpp"
#include "messages/lead_fields.hpp"

namespace leadmill {

namespace {

bool starts_with_input(const text_pairs::value_type& field) {
  return field.first.starts_with(input_prefix);
}

/// The leads of one body.
class lead_list {
 public:
  explicit lead_list(const text_pairs& fields)
      : fields_(fields), wants_input_(std::any_of(fields.begin(), fields.end(),
                                                  starts_with_input)) {}

  void add(std::string& out, const batch_lead& lead) const {
    if (fields_.empty())
      add_whole(out, lead);
    else
      add_mapped(out, lead);
  }

 private:
  static void add_whole(std::string& out, const batch_lead& lead) {
    object_writer object{out};
    object.add("jobId", lead.job);
    auto own = out.size();
    append_json(out, lead.lead);
    out[own] = ','; // its brace
  }

  void add_mapped(std::string& out, const batch_lead& lead) const {
    auto result = parse_result(lead.lead);
    auto input = wants_input_ ? parse_json(lead.lead.input) : std::nullopt;
    object_writer object{out};
    for (const auto& [ours, theirs] : fields_) {
      if (ours == "jobId") {
        object.add(theirs, lead.job);
        continue;
      }
      if (auto found = find(ours, result, input)) {
        std::string text;
        append_json(text, *found);
        object.add_json(theirs, text);
      }
    }
    object.close();
  }

  /// The lead of a result page, without its input, which may be large.
  static std::optional<json_value> parse_result(const lead_result& lead) {
    std::string text;
    append_json(text, {lead.row, lead.status, lead.reason, lead.key,
                       lead.duplicate_of, "{}", lead.fields});
    return parse_json(text);
  }

  static const json_value* find(std::string_view ours,
                                const std::optional<json_value>& result,
                                const std::optional<json_value>& input) {
    const auto& from = ours.starts_with(input_prefix) ? input : result;
    if (ours.starts_with(input_prefix))
      ours.remove_prefix(input_prefix.size());
    return from ? find_member(*from, ours) : nullptr;
  }

  const text_pairs& fields_;
  bool wants_input_;
};

std::string leads_data(const webhook_declaration& to,
                       const std::vector<batch_lead>& leads) {
  std::vector<std::string> jobs;
  std::string list = "[";
  lead_list writer{to.fields};
  for (const auto& lead : leads) {
    if (std::find(jobs.begin(), jobs.end(), lead.job) == jobs.end())
      jobs.push_back(lead.job);
    if (list.size() > 1)
      list += ',';
    writer.add(list, lead);
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
