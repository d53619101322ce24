#include "messages/ids.hpp"

#include <algorithm>
#include <array>
#include <cstdio>

namespace leadmill {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_suffix_char(char c) { return is_digit(c) || (c >= 'a' && c <= 'z'); }

} // namespace

const char* to_string(job_type type) noexcept {
  return type == job_type::enrichment ? "enrichment" : "scraping";
}

std::optional<job_type> parse_job_type(std::string_view text) noexcept {
  for (auto type : {job_type::enrichment, job_type::scraping})
    if (text == to_string(type))
      return type;
  return std::nullopt;
}

bool is_job_id(std::string_view text) noexcept {
  constexpr std::size_t time_digits = 13, max_suffix = 12;
  auto dash = text.find('-');
  if (dash == text.npos || !parse_job_type(text.substr(0, dash)))
    return false;
  auto rest = text.substr(dash + 1);
  if (rest.size() < time_digits + 2 || rest[time_digits] != '-')
    return false;
  auto time = rest.substr(0, time_digits);
  auto suffix = rest.substr(time_digits + 1);
  return std::all_of(time.begin(), time.end(), is_digit)
         && suffix.size() <= max_suffix
         && std::all_of(suffix.begin(), suffix.end(), is_suffix_char);
}

job_type type_of(std::string_view id) noexcept {
  return id.starts_with("scraping-") ? job_type::scraping
                                     : job_type::enrichment;
}

std::string make_job_id(job_type type, unix_ms now, std::uint64_t entropy) {
  static constexpr std::string_view digits =
      "0123456789abcdefghijklmnopqrstuvwxyz";
  std::array<char, 9> suffix{};
  for (auto& c : suffix) {
    c = digits[entropy % digits.size()];
    entropy /= digits.size();
  }
  char time[24];
  std::snprintf(time, sizeof time, "-%013lld-", static_cast<long long>(now));
  return std::string{to_string(type)} + time
         + std::string{suffix.data(), suffix.size()};
}

std::string follower_id(std::string_view id) {
  auto rest = id.substr(id.find('-'));
  return std::string{to_string(job_type::enrichment)} + std::string{rest};
}

} // namespace leadmill
