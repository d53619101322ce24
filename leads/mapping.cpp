#include "leads/mapping.hpp"

#include <algorithm>
#include <optional>
#include <string_view>
#include <utility>

#include "messages/json.hpp"
#include "messages/lead_fields.hpp"

namespace leadmill {

namespace {

mapped_value of_text(std::string_view text) {
  mapped_value out;
  append_quoted(out.json, text);
  out.text = text;
  return out;
}

mapped_value of_json(std::string json) {
  auto text = json;
  return {std::move(json), std::move(text)};
}

/// What stands in the lead itself; unset for what its fields may have.
std::optional<mapped_value> head_value(std::string_view name,
                                       const std::string& job,
                                       const lead_result& lead) {
  if (name == "jobId")
    return of_text(job);
  if (name == "row")
    return of_json(std::to_string(lead.row));
  if (name == "status")
    return of_text(to_string(lead.status));
  if (name == "key" && !lead.key.empty())
    return of_text(lead.key);
  if (name == "filterReason" && lead.status == lead_status::filtered)
    return of_text(lead.reason);
  if (name == "duplicateOf" && lead.duplicate_of != no_row)
    return of_json(std::to_string(lead.duplicate_of));
  if (name == "errors" && lead.status == lead_status::failed)
    return of_json(to_json(std::vector<std::string>{lead.reason}));
  if (name == "input")
    return of_json(lead.input);
  return std::nullopt;
}

mapped_value find(const std::vector<row_member>& members,
                  std::string_view name) {
  auto found = std::find_if(members.begin(), members.end(),
                            [&](const auto& one) { return one.name == name; });
  if (found == members.end())
    return {};
  // One value may go out under two names.
  return {found->json, found->text};
}

} // namespace

lead_mapping::lead_mapping(const text_pairs& fields) {
  for (const auto& [ours, theirs] : fields) {
    auto is_column = ours.starts_with(input_prefix);
    auto name = is_column ? ours.substr(input_prefix.size()) : ours;
    sources_.push_back({is_column, std::move(name)});
    names_.push_back(theirs);
    has_columns_ |= is_column;
  }
}

std::vector<mapped_value> lead_mapping::values(const std::string& job,
                                               const lead_result& lead) {
  auto fields = reader_.read_members(lead.fields);
  auto input = has_columns_ ? reader_.read_members(lead.input)
                            : std::vector<row_member>{};
  std::vector<mapped_value> out;
  out.reserve(sources_.size());
  for (const auto& from : sources_) {
    if (from.is_column)
      out.push_back(find(input, from.name));
    else if (auto own = head_value(from.name, job, lead))
      out.push_back(std::move(*own));
    else
      out.push_back(find(fields, from.name));
  }
  return out;
}

void lead_mapping::append(std::string& out, const std::string& job,
                          const lead_result& lead) {
  if (empty())
    return append_json(out, job, lead);
  object_writer object{out};
  auto found = values(job, lead);
  for (std::size_t i = 0; i < found.size(); ++i)
    if (!found[i].json.empty())
      object.add_json(names_[i], found[i].json);
  object.close();
}

} // namespace leadmill
