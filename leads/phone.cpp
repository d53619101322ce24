#include "leads/phone.hpp"

#include <algorithm>
#include <set>
#include <unordered_map>

#include <phonenumbers/geocoding/phonenumber_offline_geocoder.h>
#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

#include "leads/text.hpp"
#include "leads/time_zone.hpp"

namespace leadmill {

namespace {

namespace lib = i18n::phonenumbers;

const lib::PhoneNumberUtil& util() {
  static const lib::PhoneNumberUtil& made = []() -> lib::PhoneNumberUtil& {
    auto* out = lib::PhoneNumberUtil::GetInstance();
    // Its own log goes to standard output, with the numbers in it.
    out->SetLogger(new lib::NullLogger);
    return *out;
  }();
  return made;
}

const lib::PhoneNumberOfflineGeocoder& geocoder() {
  static const lib::PhoneNumberOfflineGeocoder made;
  return made;
}

line_type from_library(lib::PhoneNumberUtil::PhoneNumberType type) {
  using numbers = lib::PhoneNumberUtil;
  switch (type) {
  case numbers::FIXED_LINE:
    return line_type::landline;
  case numbers::MOBILE:
    return line_type::mobile;
  case numbers::FIXED_LINE_OR_MOBILE:
    return line_type::fixed_or_mobile;
  case numbers::VOIP:
    return line_type::voip;
  case numbers::TOLL_FREE:
    return line_type::toll_free;
  case numbers::PREMIUM_RATE:
    return line_type::premium_rate;
  case numbers::SHARED_COST:
    return line_type::shared_cost;
  case numbers::PERSONAL_NUMBER:
    return line_type::personal;
  case numbers::PAGER:
    return line_type::pager;
  case numbers::UAN:
    return line_type::uan;
  case numbers::VOICEMAIL:
    return line_type::voicemail;
  default:
    return line_type::unknown;
  }
}

constexpr std::uint64_t millions = 1'000'000;

/// Country and zone, with as few questions to the library as possible: each
/// costs microseconds.
void place(const lib::PhoneNumber& number, phone_number& out) {
  if (number.country_code() == 1) {
    auto area = number.national_number() / (10 * millions);
    auto known = find_area_code(static_cast<std::uint32_t>(area));
    auto geographic = out.type == line_type::fixed_or_mobile;
    if (geographic && !known.country.empty()) {
      out.country = known.country;
      out.time_zone = known.time_zone;
      return;
    }
  }
  util().GetRegionCodeForNumber(number, &out.country);
  if (out.country == "001" || out.country == "ZZ")
    out.country.clear();
  out.time_zone = time_zone_of_country(out.country);
}

std::optional<phone_number> parse_exact(const std::string& text,
                                        const std::string& region) {
  lib::PhoneNumber number;
  if (util().Parse(text, region, &number)
      != lib::PhoneNumberUtil::NO_PARSING_ERROR)
    return std::nullopt;
  // The library's validity is this type being known; asking for both would
  // match every pattern twice.
  auto type = util().GetNumberType(number);
  if (type == lib::PhoneNumberUtil::UNKNOWN)
    return std::nullopt;
  phone_number out;
  out.type = from_library(type);
  util().Format(number, lib::PhoneNumberUtil::E164, &out.e164);
  out.extension = number.extension();
  place(number, out);
  static const icu::Locale english{"en"};
  out.region = geocoder().GetDescriptionForValidNumber(number, english);
  return out;
}

/// Without what is said about a number behind it: "212-555-0101 (cell)". To
/// the library letters are digits.
std::string_view drop_remark(std::string_view text) {
  std::size_t digits = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    digits += is_ascii_digit(text[i]) ? 1 : 0;
    if (digits >= 7 && (is_ascii_letter(text[i]) || text[i] == '('))
      return trim(text.substr(0, i));
  }
  return text;
}

std::optional<phone_number> parse_one(std::string_view text,
                                      const std::string& region) {
  if (auto found = parse_exact(std::string{text}, region))
    return found;
  // "00" for "+" is usual where the region's own prefix is another.
  if (text.starts_with("00"))
    return parse_exact('+' + std::string{text.substr(2)}, region);
  if (auto bare = drop_remark(text); bare.size() < text.size())
    return parse_exact(std::string{bare}, region);
  return std::nullopt;
}

std::size_t count_digits(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), is_ascii_digit));
}

/// What spreadsheets and exports do to numbers.
std::string_view drop_artifacts(std::string_view text) {
  text = trim(text);
  if (text.ends_with(".0"))
    text.remove_suffix(2);
  if (text.starts_with('\'') || text.starts_with('='))
    text.remove_prefix(1);
  if (text.size() > 1 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return trim(text);
}

/// No number has more digits, extension and prefixes included.
constexpr std::size_t max_digits = 22;
constexpr std::size_t max_cell_bytes = 250;

} // namespace

const char* to_string(line_type type) noexcept {
  switch (type) {
  case line_type::unknown:
    return "unknown";
  case line_type::mobile:
    return "mobile";
  case line_type::landline:
    return "landline";
  case line_type::fixed_or_mobile:
    return "fixed-or-mobile";
  case line_type::voip:
    return "voip";
  case line_type::toll_free:
    return "toll-free";
  case line_type::premium_rate:
    return "premium-rate";
  case line_type::shared_cost:
    return "shared-cost";
  case line_type::personal:
    return "personal";
  case line_type::pager:
    return "pager";
  case line_type::uan:
    return "uan";
  case line_type::voicemail:
    return "voicemail";
  }
  return "unknown";
}

line_type parse_line_type(std::string_view text) {
  static const std::unordered_map<std::string_view, line_type> words = {
      {"mobile", line_type::mobile},
      {"wireless", line_type::mobile},
      {"cell", line_type::mobile},
      {"cellular", line_type::mobile},
      {"cellphone", line_type::mobile},
      {"mobilephone", line_type::mobile},
      {"landline", line_type::landline},
      {"fixed", line_type::landline},
      {"fixedline", line_type::landline},
      {"fixedlandline", line_type::landline},
      {"fixedormobile", line_type::fixed_or_mobile},
      {"fixedlineormobile", line_type::fixed_or_mobile},
      {"mobileorlandline", line_type::fixed_or_mobile},
      {"voip", line_type::voip},
      {"fixedvoip", line_type::voip},
      {"nonfixedvoip", line_type::voip},
      {"tollfree", line_type::toll_free},
      {"premiumrate", line_type::premium_rate},
      {"premium", line_type::premium_rate},
      {"sharedcost", line_type::shared_cost},
      {"personal", line_type::personal},
      {"pager", line_type::pager},
      {"uan", line_type::uan},
      {"voicemail", line_type::voicemail},
  };
  auto found = words.find(fold_name(text));
  return found == words.end() ? line_type::unknown : found->second;
}

bool is_phone_region(std::string_view region) {
  static const auto known = [] {
    std::set<std::string> out;
    util().GetSupportedRegions(&out);
    return out;
  }();
  return known.contains(std::string{region});
}

std::optional<phone_number> parse_phone(std::string_view cell,
                                        std::string_view region) {
  const std::string home{region};
  auto text = drop_artifacts(cell);
  if (text.size() > max_cell_bytes)
    return std::nullopt;
  constexpr std::string_view separators = ";,/|\n\r";
  auto several = text.find_first_of(separators) != std::string_view::npos;
  if (!several || count_digits(text) <= max_digits - 4)
    if (auto found = parse_one(text, home))
      return found;
  if (several)
    for (auto part : split(text, separators))
      if (auto found = parse_one(part, home))
        return found;
  return std::nullopt;
}

} // namespace leadmill
