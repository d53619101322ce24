#include "leads/places.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

#include "leads/text.hpp"

namespace leadmill {

namespace {

struct entry {
  std::string_view name; // folded (`fold_name`)
  std::string_view code;
};

constexpr entry state_names[] = {
    {"alabama", "AL"},
    {"alaska", "AK"},
    {"arizona", "AZ"},
    {"arkansas", "AR"},
    {"california", "CA"},
    {"colorado", "CO"},
    {"connecticut", "CT"},
    {"delaware", "DE"},
    {"florida", "FL"},
    {"georgia", "GA"},
    {"hawaii", "HI"},
    {"idaho", "ID"},
    {"illinois", "IL"},
    {"indiana", "IN"},
    {"iowa", "IA"},
    {"kansas", "KS"},
    {"kentucky", "KY"},
    {"louisiana", "LA"},
    {"maine", "ME"},
    {"maryland", "MD"},
    {"massachusetts", "MA"},
    {"michigan", "MI"},
    {"minnesota", "MN"},
    {"mississippi", "MS"},
    {"missouri", "MO"},
    {"montana", "MT"},
    {"nebraska", "NE"},
    {"nevada", "NV"},
    {"newhampshire", "NH"},
    {"newjersey", "NJ"},
    {"newmexico", "NM"},
    {"newyork", "NY"},
    {"northcarolina", "NC"},
    {"northdakota", "ND"},
    {"ohio", "OH"},
    {"oklahoma", "OK"},
    {"oregon", "OR"},
    {"pennsylvania", "PA"},
    {"rhodeisland", "RI"},
    {"southcarolina", "SC"},
    {"southdakota", "SD"},
    {"tennessee", "TN"},
    {"texas", "TX"},
    {"utah", "UT"},
    {"vermont", "VT"},
    {"virginia", "VA"},
    {"washington", "WA"},
    {"westvirginia", "WV"},
    {"wisconsin", "WI"},
    {"wyoming", "WY"},
    {"puertorico", "PR"},
    {"guam", "GU"},
    {"usvirginislands", "VI"},
    {"americansamoa", "AS"},
    {"districtofcolumbia", "DC"},
    {"washingtondc", "DC"},
    {"northernmarianaislands", "MP"},
    {"washingtonstate", "WA"},
    {"newyorkstate", "NY"},
    {"calif", "CA"},
    {"fla", "FL"},
    {"mass", "MA"},
    {"penna", "PA"},
    {"tex", "TX"},
    {"ariz", "AZ"},
    {"conn", "CT"},
    {"minn", "MN"},
    {"tenn", "TN"},
    {"wash", "WA"},
    {"wisc", "WI"},
    {"alberta", "AB"},
    {"britishcolumbia", "BC"},
    {"manitoba", "MB"},
    {"newbrunswick", "NB"},
    {"newfoundlandandlabrador", "NL"},
    {"newfoundland", "NL"},
    {"novascotia", "NS"},
    {"nunavut", "NU"},
    {"northwestterritories", "NT"},
    {"ontario", "ON"},
    {"princeedwardisland", "PE"},
    {"quebec", "QC"},
    {"qu\xc3\xa9"
     "bec",
     "QC"},
    {"saskatchewan", "SK"},
    {"yukon", "YT"},
};

constexpr std::array<std::string_view, 13> canadian = {
    "AB", "BC", "MB", "NB", "NL", "NS", "NT",
    "NU", "ON", "PE", "QC", "SK", "YT"};

constexpr entry country_names[] = {
    {"us", "US"},
    {"usa", "US"},
    {"unitedstates", "US"},
    {"unitedstatesofamerica", "US"},
    {"america", "US"},
    {"ca", "CA"},
    {"canada", "CA"},
    {"gb", "GB"},
    {"uk", "GB"},
    {"unitedkingdom", "GB"},
    {"greatbritain", "GB"},
    {"england", "GB"},
    {"scotland", "GB"},
    {"wales", "GB"},
    {"northernireland", "GB"},
    {"ie", "IE"},
    {"ireland", "IE"},
    {"au", "AU"},
    {"australia", "AU"},
    {"nz", "NZ"},
    {"newzealand", "NZ"},
    {"de", "DE"},
    {"germany", "DE"},
    {"deutschland", "DE"},
    {"fr", "FR"},
    {"france", "FR"},
    {"es", "ES"},
    {"spain", "ES"},
    {"it", "IT"},
    {"italy", "IT"},
    {"pt", "PT"},
    {"portugal", "PT"},
    {"nl", "NL"},
    {"netherlands", "NL"},
    {"thenetherlands", "NL"},
    {"holland", "NL"},
    {"be", "BE"},
    {"belgium", "BE"},
    {"ch", "CH"},
    {"switzerland", "CH"},
    {"at", "AT"},
    {"austria", "AT"},
    {"se", "SE"},
    {"sweden", "SE"},
    {"no", "NO"},
    {"norway", "NO"},
    {"dk", "DK"},
    {"denmark", "DK"},
    {"fi", "FI"},
    {"finland", "FI"},
    {"pl", "PL"},
    {"poland", "PL"},
    {"cz", "CZ"},
    {"czechrepublic", "CZ"},
    {"czechia", "CZ"},
    {"hu", "HU"},
    {"hungary", "HU"},
    {"ro", "RO"},
    {"romania", "RO"},
    {"gr", "GR"},
    {"greece", "GR"},
    {"tr", "TR"},
    {"turkey", "TR"},
    {"ua", "UA"},
    {"ukraine", "UA"},
    {"il", "IL"},
    {"israel", "IL"},
    {"ae", "AE"},
    {"unitedarabemirates", "AE"},
    {"uae", "AE"},
    {"sa", "SA"},
    {"saudiarabia", "SA"},
    {"in", "IN"},
    {"india", "IN"},
    {"pk", "PK"},
    {"pakistan", "PK"},
    {"bd", "BD"},
    {"bangladesh", "BD"},
    {"sg", "SG"},
    {"singapore", "SG"},
    {"my", "MY"},
    {"malaysia", "MY"},
    {"ph", "PH"},
    {"philippines", "PH"},
    {"id", "ID"},
    {"indonesia", "ID"},
    {"th", "TH"},
    {"thailand", "TH"},
    {"vn", "VN"},
    {"vietnam", "VN"},
    {"jp", "JP"},
    {"japan", "JP"},
    {"kr", "KR"},
    {"southkorea", "KR"},
    {"cn", "CN"},
    {"china", "CN"},
    {"hk", "HK"},
    {"hongkong", "HK"},
    {"tw", "TW"},
    {"taiwan", "TW"},
    {"mx", "MX"},
    {"mexico", "MX"},
    {"br", "BR"},
    {"brazil", "BR"},
    {"brasil", "BR"},
    {"ar", "AR"},
    {"argentina", "AR"},
    {"cl", "CL"},
    {"chile", "CL"},
    {"co", "CO"},
    {"colombia", "CO"},
    {"pe", "PE"},
    {"peru", "PE"},
    {"za", "ZA"},
    {"southafrica", "ZA"},
    {"ng", "NG"},
    {"nigeria", "NG"},
    {"ke", "KE"},
    {"kenya", "KE"},
    {"eg", "EG"},
    {"egypt", "EG"},
    {"pr", "PR"},
};

using table = std::unordered_map<std::string_view, std::string_view>;

table make_states() {
  table out;
  for (const auto& s : state_names)
    out.emplace(s.name, s.code);
  return out;
}

} // namespace

std::string_view state_code(std::string_view text) {
  static const table states = make_states();
  text = trim(text);
  if (text.size() < 2)
    return {};
  if (text.size() == 2) {
    char upper[2] = {ascii_upper(text[0]), ascii_upper(text[1])};
    for (const auto& s : state_names)
      if (s.code == std::string_view{upper, 2})
        return s.code;
    return {};
  }
  auto folded = fold_name(text);
  if (auto found = states.find(folded); found != states.end())
    return found->second;
  // "D.C.", "N.Y."
  if (folded.size() == 2 && text.find('.') != std::string_view::npos)
    return state_code(folded);
  return {};
}

bool is_canadian(std::string_view code) noexcept {
  return std::find(canadian.begin(), canadian.end(), code) != canadian.end();
}

std::string_view country_code(std::string_view text) {
  static const table countries = [] {
    table out;
    for (const auto& c : country_names)
      out.emplace(c.name, c.code);
    return out;
  }();
  auto found = countries.find(fold_name(text));
  return found == countries.end() ? std::string_view{} : found->second;
}

} // namespace leadmill
