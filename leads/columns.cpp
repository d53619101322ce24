#include "leads/columns.hpp"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "leads/text.hpp"

namespace leadmill {

namespace {

struct alias {
  std::string_view name;
  column kind;
  std::uint8_t rank = 0;
};

/// Folded names (`fold_name`) without the owner that may stand in front.
constexpr alias aliases[] = {
    {"name", column::name},
    {"fullname", column::name},
    {"completename", column::name},
    {"displayname", column::name, 1},
    {"contact", column::name, 2},
    {"lead", column::name, 2},
    {"firstname", column::first_name},
    {"first", column::first_name},
    {"fname", column::first_name},
    {"givenname", column::first_name},
    {"forename", column::first_name},
    {"lastname", column::last_name},
    {"last", column::last_name},
    {"lname", column::last_name},
    {"surname", column::last_name},
    {"familyname", column::last_name},
    {"email", column::email},
    {"emailaddress", column::email},
    {"emailid", column::email},
    {"mail", column::email, 1},
    {"mailaddress", column::email, 1},
    {"mobile", column::phone},
    {"mobilephone", column::phone},
    {"mobilenumber", column::phone},
    {"mobilephonenumber", column::phone},
    {"mobileno", column::phone},
    {"cell", column::phone},
    {"cellphone", column::phone},
    {"cellnumber", column::phone},
    {"cellphonenumber", column::phone},
    {"wireless", column::phone},
    {"whatsapp", column::phone, 1},
    {"phone", column::phone, 1},
    {"phonenumber", column::phone, 1},
    {"phoneno", column::phone, 1},
    {"phonenum", column::phone, 1},
    {"telephone", column::phone, 1},
    {"telephonenumber", column::phone, 1},
    {"tel", column::phone, 1},
    {"telno", column::phone, 1},
    {"contactnumber", column::phone, 1},
    {"ph", column::phone, 2},
    {"number", column::phone, 3},
    {"city", column::city},
    {"cityname", column::city},
    {"town", column::city},
    {"citytown", column::city},
    {"locality", column::city, 1},
    {"municipality", column::city, 1},
    {"state", column::state},
    {"statecode", column::state},
    {"stateprovince", column::state},
    {"provincestate", column::state},
    {"stateregion", column::state},
    {"province", column::state},
    {"region", column::state, 1},
    {"st", column::state, 2},
    {"zip", column::zip},
    {"zipcode", column::zip},
    {"zip5", column::zip},
    {"ziporpostalcode", column::zip},
    {"zippostalcode", column::zip},
    {"postalcode", column::zip},
    {"postcode", column::zip},
    {"postal", column::zip},
    {"plz", column::zip},
    {"location", column::location},
    {"geography", column::location},
    {"citystate", column::location},
    {"citystatezip", column::location},
    {"geo", column::location, 1},
    {"area", column::location, 2},
    {"country", column::country},
    {"countrycode", column::country},
    {"countryname", column::country},
    {"countryregion", column::country},
    {"nation", column::country},
    {"dob", column::age},
    {"dateofbirth", column::age},
    {"birthdate", column::age},
    {"birthday", column::age},
    {"birthyear", column::age, 2},
    {"yearofbirth", column::age, 2},
    {"age", column::age, 1},
    {"ageyears", column::age, 1},
    {"ageinyears", column::age, 1},
    {"doborage", column::age, 1},
    {"ageordob", column::age, 1},
    {"agedob", column::age, 1},
    {"company", column::company},
    {"companyname", column::company},
    {"currentcompany", column::company},
    {"organization", column::company},
    {"organisation", column::company},
    {"organizationname", column::company},
    {"organisationname", column::company},
    {"org", column::company},
    {"employer", column::company},
    {"employername", column::company},
    {"business", column::company, 1},
    {"businessname", column::company, 1},
    {"firm", column::company, 1},
    {"account", column::company, 2},
    {"accountname", column::company, 2},
    {"jobtitle", column::job_title},
    {"title", column::job_title},
    {"currenttitle", column::job_title},
    {"currentjobtitle", column::job_title},
    {"position", column::job_title},
    {"currentposition", column::job_title},
    {"jobposition", column::job_title},
    {"role", column::job_title},
    {"jobrole", column::job_title},
    {"designation", column::job_title},
    {"job", column::job_title, 1},
    {"occupation", column::job_title, 1},
    {"profession", column::job_title, 1},
    {"headline", column::job_title, 2},
    {"linkedin", column::linkedin_url},
    {"linkedinurl", column::linkedin_url},
    {"linkedinlink", column::linkedin_url},
    {"linkedinprofile", column::linkedin_url},
    {"linkedinprofileurl", column::linkedin_url},
    {"linkedinprofilelink", column::linkedin_url},
    {"linkedinpublicurl", column::linkedin_url},
    {"liurl", column::linkedin_url},
    {"publicprofileurl", column::linkedin_url},
    {"profileurl", column::linkedin_url, 1},
    {"profilelink", column::linkedin_url, 1},
    {"navigationurl", column::linkedin_url, 1},
    {"salesnavigatorurl", column::linkedin_url, 2},
    {"salesnavurl", column::linkedin_url, 2},
    {"profile", column::linkedin_url, 2},
    {"domain", column::website},
    {"website", column::website, 1},
    {"websiteurl", column::website, 1},
    {"webpage", column::website, 1},
    {"companydomain", column::website},
    {"companywebsite", column::website, 1},
    {"companyurl", column::website, 2},
    {"linetype", column::line_type},
    {"phonetype", column::line_type, 1},
    {"carrier", column::carrier},
    {"carriername", column::carrier},
    {"phonecarrier", column::carrier},
    {"platform", column::platform},
    {"leadplatform", column::platform},
    {"source", column::platform, 1},
    {"leadsource", column::platform, 1},
    {"searchfilter", column::search_filter},
    {"searchfilters", column::search_filter},
    {"datescraped", column::date_scraped},
    {"scrapedat", column::date_scraped},
    {"scrapedate", column::date_scraped},
    {"sourcedetails", column::source_details},
    {"dnc", column::do_not_call},
    {"dncstatus", column::do_not_call},
    {"donotcall", column::do_not_call},
};

struct owner {
  std::string_view name;
  std::uint8_t rank;
};

/// Words that may stand in front of an alias ("Contact Email", "Work Phone"),
/// and how much less such a column counts.
constexpr owner owners[] = {
    {"contact", 0},  {"lead", 0},      {"person", 0},      {"persons", 0},
    {"prospect", 0}, {"customer", 0},  {"client", 0},      {"candidate", 0},
    {"owner", 0},    {"member", 0},    {"user", 0},        {"your", 0},
    {"primary", 0},  {"main", 0},      {"best", 0},        {"verified", 0},
    {"personal", 1}, {"direct", 1},    {"home", 2},        {"mailing", 2},
    {"work", 2},     {"business", 2},  {"office", 3},      {"secondary", 4},
    {"other", 5},    {"alternate", 5}, {"alternative", 5}, {"alt", 5},
};

using alias_table = std::unordered_map<std::string_view, column_match>;

const alias_table& table() {
  static const alias_table made = [] {
    alias_table out;
    for (const auto& a : aliases)
      out.emplace(a.name, column_match{a.kind, a.rank});
    return out;
  }();
  return made;
}

std::optional<column_match> find_alias(std::string_view folded) {
  auto found = table().find(folded);
  if (found == table().end())
    return std::nullopt;
  return found->second;
}

std::optional<column_match> find_owned(std::string_view folded) {
  if (auto exact = find_alias(folded))
    return exact;
  // "User Name" is a login, "Business Name" an alias of its own.
  if (folded == "username")
    return std::nullopt;
  for (const auto& o : owners)
    if (folded.starts_with(o.name))
      if (auto rest = find_alias(folded.substr(o.name.size())))
        return column_match{rest->kind,
                            static_cast<std::uint8_t>(rest->rank + o.rank)};
  return std::nullopt;
}

} // namespace

std::optional<column_match> recognize_column(std::string_view name) {
  auto folded = fold_name(name);
  if (auto found = find_owned(folded))
    return found;
  // "Phone 2" is a phone, after "Phone 1".
  auto end = folded.find_last_not_of("0123456789");
  if (end == std::string::npos || end + 1 == folded.size()
      || folded.size() - end > 3)
    return std::nullopt;
  auto found = find_owned(std::string_view{folded}.substr(0, end + 1));
  if (found && folded.compare(end + 1, std::string::npos, "1") != 0)
    found->rank = static_cast<std::uint8_t>(found->rank + 10);
  return found;
}

column_plan::column_plan(const row_columns& row) {
  std::array<std::vector<std::pair<std::uint8_t, std::uint32_t>>, column_kinds>
      found;
  for (std::uint32_t i = 0; i < row.size(); ++i) {
    names_.push_back(row[i].first);
    if (auto match = recognize_column(row[i].first))
      found[static_cast<std::size_t>(match->kind)].emplace_back(match->rank, i);
  }
  for (std::size_t kind = 0; kind < column_kinds; ++kind) {
    std::sort(found[kind].begin(), found[kind].end());
    for (auto [rank, index] : found[kind])
      sources_[kind].push_back(index);
  }
}

bool column_plan::fits(const row_columns& row) const noexcept {
  return std::equal(row.begin(), row.end(), names_.begin(), names_.end(),
                    [](const auto& column, const auto& name) {
                      return column.first == name;
                    });
}

std::string_view column_plan::value(const row_columns& row,
                                    column kind) const noexcept {
  auto is_name = kind <= column::last_name;
  for (auto index : sources_[static_cast<std::size_t>(kind)]) {
    auto text = trim(row[index].second);
    // There are people of these names.
    auto spared = is_name && (text == "Na" || text == "Nil" || text == "Null");
    if (is_placeholder(text) && !spared)
      continue;
    return text;
  }
  return {};
}

} // namespace leadmill
