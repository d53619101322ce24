// The names of a lead's fields, as JSON has them: here, for those who may not
// look into leads/, where the fields are.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace leadmill {

/// In the order of leads/fields.hpp.
constexpr std::array<std::string_view, 34> lead_field_names{
    "name",         "firstName",     "lastName",
    "phone",        "email",         "domain",
    "city",         "state",         "zipcode",
    "country",      "dobOrAge",      "age",
    "lineType",     "carrier",       "normalizedCarrier",
    "dncStatus",    "dncReason",     "dncLastChecked",
    "canContact",   "linkedinUrl",   "company",
    "jobTitle",     "platform",      "searchFilter",
    "dateScraped",  "sourceDetails", "phoneExtension",
    "phoneCountry", "phoneRegion",   "timeZone",
    "phoneStatus",  "emailStatus",   "emailRole",
    "emailFree"};

constexpr bool is_lead_field(std::string_view name) noexcept {
  return std::find(lead_field_names.begin(), lead_field_names.end(), name)
         != lead_field_names.end();
}

/// What else a result may have.
constexpr std::array<std::string_view, 9> lead_member_names{
    "jobId",  "row",         "status",  "key",  "filterReason",
    "errors", "duplicateOf", "sources", "input"};

/// What stands before a column of the input, as it came: "input.Notes".
constexpr std::string_view input_prefix = "input.";

/// Whether a destination's mapping may name it: a field, another member of a
/// result, or a column of the input.
constexpr bool is_mappable(std::string_view name) noexcept {
  if (name.starts_with(input_prefix))
    return name.size() > input_prefix.size();
  return is_lead_field(name)
         || std::find(lead_member_names.begin(), lead_member_names.end(), name)
                != lead_member_names.end();
}

/// Fields that follow from others, whatever an answer says.
constexpr bool is_own_field(std::string_view name) noexcept {
  return name == "canContact" || name == "emailRole" || name == "emailFree";
}

} // namespace leadmill
