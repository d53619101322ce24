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

/// Names and, for states, the codes themselves.
table make_states() {
  table out;
  for (const auto& s : state_names)
    out.emplace(s.name, s.code);
  return out;
}

bool is_state_code(std::string_view upper) {
  return std::any_of(std::begin(state_names), std::end(state_names),
                     [&](const entry& s) { return s.code == upper; });
}

/// Takes `word` off the end; says whether it was there.
bool drop_end(std::string_view& text, std::string_view word) {
  if (text.size() <= word.size()
      || !equal_ignoring_case(text.substr(text.size() - word.size()), word))
    return false;
  text = trim(text.substr(0, text.size() - word.size()));
  return true;
}

/// "Greater Boston Area" is Boston.
std::string_view drop_area_words(std::string_view text) {
  auto metro = drop_end(text, " metropolitan area")
               || drop_end(text, " metro area") || drop_end(text, " bay area")
               || drop_end(text, " area") || drop_end(text, " metroplex");
  static_cast<void>(metro);
  constexpr std::string_view greater = "greater ";
  if (text.size() > greater.size()
      && equal_ignoring_case(text.substr(0, greater.size()), greater))
    text = trim(text.substr(greater.size()));
  return text;
}

bool is_zip(std::string_view text) {
  auto digits = [](std::string_view s) {
    return std::all_of(s.begin(), s.end(), is_ascii_digit);
  };
  return (text.size() == 5 && digits(text))
         || (text.size() == 10 && text[5] == '-' && digits(text.substr(0, 5))
             && digits(text.substr(6)));
}

/// "TX 78701": the state's text, with the ZIP taken off into `out`.
std::string_view take_zip(std::string_view text, place& out) {
  auto space = text.find_last_of(' ');
  auto last = space == std::string_view::npos ? text : text.substr(space + 1);
  if (!is_zip(last))
    return text;
  out.zip = std::string{last};
  return trim(text.substr(0, text.size() - last.size()));
}

/// A two-letter word is a state's code only in capitals when it stands without
/// a comma before it: "La" and "In" are words.
std::string_view trailing_code(std::string_view text) {
  auto space = text.find_last_of(' ');
  if (space == std::string_view::npos || text.size() - space != 3)
    return {};
  auto last = text.substr(space + 1);
  return is_state_code(last) ? last : std::string_view{};
}

void read_single(std::string_view text, place& out) {
  if (equal_ignoring_case(text, "new york city")
      || equal_ignoring_case(text, "nyc")) {
    out.city = "New York";
    out.state = "NY";
  } else if (auto state = state_code(text); !state.empty()) {
    out.state = state;
    if (state == "DC")
      out.city = "Washington";
  } else if (auto code = trailing_code(text); !code.empty()) {
    out.state = code;
    out.city = squeeze(text.substr(0, text.size() - 3));
  } else {
    out.city = squeeze(text);
  }
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

place parse_location(std::string_view text) {
  place out;
  auto parts = split(text, ",");
  // A code alone is a state ("CA"), behind a state's name a country.
  if (!parts.empty()
      && (parts.back().size() > 2 || parts.size() > 2
          || state_code(parts.back()).empty()))
    if (auto country = country_code(parts.back());
        !country.empty()
        && (parts.size() > 1 || state_code(parts.back()).empty())) {
      out.country = country;
      parts.pop_back();
    }
  if (parts.empty())
    return out;
  auto last = take_zip(drop_area_words(parts.back()), out);
  if (parts.size() == 1) {
    read_single(last, out);
  } else {
    auto code = state_code(last);
    out.state = code.empty() ? squeeze(last) : std::string{code};
    out.city = squeeze(drop_area_words(parts[parts.size() - 2]));
  }
  return out;
}

std::string normalize_zip(std::string_view text, std::string_view state) {
  constexpr std::array<std::string_view, 10> with_leading_zero = {
      "CT", "MA", "ME", "NH", "NJ", "PR", "RI", "VI", "VT", "NY"};
  text = trim(text);
  auto digits = text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
  if (digits.empty() || !std::all_of(digits.begin(), digits.end(), [](char c) {
        return is_ascii_digit(c);
      }))
    return squeeze(text);
  auto zeros =
      std::find(with_leading_zero.begin(), with_leading_zero.end(), state)
      != with_leading_zero.end();
  std::string out{digits};
  if (zeros && (out.size() == 3 || out.size() == 4))
    out.insert(0, 5 - out.size(), '0');
  if (out.size() == 9)
    out.insert(5, 1, '-');
  return out;
}

} // namespace leadmill
