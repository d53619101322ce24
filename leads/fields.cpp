#include "leads/fields.hpp"

#include <unordered_map>

#include "messages/json.hpp"
#include "messages/lead_fields.hpp"

namespace leadmill {

namespace {

struct field_form {
  std::string_view csv;
  bool literal = false;
};

/// In the order of the enumeration.
constexpr std::array<field_form, field_count> forms = {{
    {"Name"},
    {"Firstname"},
    {"Lastname"},
    {"Phone"},
    {"Email"},
    {"Domain"},
    {"City"},
    {"State"},
    {"Zipcode"},
    {"Country"},
    {"DOB or Age"},
    {"Age", true},
    {"Linetype"},
    {"Carrier"},
    {"Normalized Carrier"},
    {"DNC Status"},
    {"DNC Reason"},
    {"DNC Last Checked"},
    {"Can Contact", true},
    {"LinkedIn URL"},
    {"Company"},
    {"Job Title"},
    {"Platform"},
    {"Search Filter"},
    {"Date Scraped"},
    {"Source Details"},
    {"Phone Extension"},
    {"Phone Country"},
    {"Phone Region"},
    {"Time Zone"},
    {"Phone Status"},
    {"Email Status"},
    {"Role Email", true},
    {"Free Email", true},
}};

static_assert(lead_field_names.size() == field_count);

} // namespace

std::string_view json_name(field f) noexcept {
  return lead_field_names[static_cast<std::size_t>(f)];
}

std::string_view csv_name(field f) noexcept {
  return forms[static_cast<std::size_t>(f)].csv;
}

bool is_literal(field f) noexcept {
  return forms[static_cast<std::size_t>(f)].literal;
}

std::size_t field_index(std::string_view name) {
  static const auto table = [] {
    std::unordered_map<std::string_view, std::size_t> out;
    for (std::size_t i = 0; i < field_count; ++i)
      out.emplace(lead_field_names[i], i);
    return out;
  }();
  auto found = table.find(name);
  return found == table.end() ? field_count : found->second;
}

void lead_draft::ask(std::string_view provider, std::string_view at) {
  // A lead is asked about a handful of times; 250 would be a loop elsewhere.
  constexpr std::size_t max_asked = 250;
  if (asked_.size() < max_asked)
    asked_.push_back({std::string{provider}, std::string{at}});
}

void lead_draft::append_source(std::string& out, std::uint8_t source,
                               std::string_view name,
                               std::string_view at) const {
  bool any = false;
  for (std::size_t i = 0; i < field_count; ++i) {
    if (sources_[i] != source)
      continue;
    if (!any) {
      out += out.back() == '[' ? "{\"from\":\"" : ",{\"from\":\"";
      out += name;
      out += "\",\"at\":\"";
      out += at;
      out += "\",\"fields\":[";
    } else {
      out += ',';
    }
    any = true;
    out += '"';
    out += lead_field_names[i];
    out += '"';
  }
  if (any)
    out += "]}";
}

std::string lead_draft::to_json(std::string_view at) const {
  std::string out;
  out.reserve(1024);
  object_writer object{out};
  for (std::size_t i = 0; i < field_count; ++i) {
    if (values_[i].empty())
      continue;
    if (forms[i].literal)
      object.add_json(lead_field_names[i], values_[i]);
    else
      object.add(lead_field_names[i], values_[i]);
  }
  if (!errors_.empty())
    object.add_json("errors", leadmill::to_json(errors_));
  std::string sources = "[";
  sources.reserve(512);
  append_source(sources, input, "input", at);
  append_source(sources, local, "local", at);
  for (std::size_t i = 0; i < asked_.size(); ++i)
    append_source(sources, static_cast<std::uint8_t>(first_asked + i),
                  asked_[i].provider, asked_[i].at);
  if (sources.size() > 1) {
    sources += ']';
    object.add_json("sources", sources);
  }
  object.close();
  return out;
}

} // namespace leadmill
