#include "leads/age.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <vector>

#include "leads/text.hpp"

namespace leadmill {

namespace {

using std::chrono::day;
using std::chrono::month;
using std::chrono::year;
using std::chrono::year_month_day;

constexpr int oldest = 120;

year_month_day today(unix_ms now) {
  using namespace std::chrono;
  return year_month_day{floor<days>(sys_time<milliseconds>{milliseconds{now}})};
}

/// A run of digits or of letters.
struct token {
  std::string_view text;
  int number = -1; // -1: a word
};

std::vector<token> tokens(std::string_view text) {
  std::vector<token> out;
  for (std::size_t i = 0; i < text.size() && out.size() < 8;) {
    auto digit = is_ascii_digit(text[i]);
    if (!digit && !is_ascii_letter(text[i])) {
      ++i;
      continue;
    }
    auto from = i;
    while (i < text.size()
           && (digit ? is_ascii_digit(text[i]) : is_ascii_letter(text[i])))
      ++i;
    token t{text.substr(from, i - from)};
    if (digit && t.text.size() <= 8)
      std::from_chars(t.text.data(), t.text.data() + t.text.size(), t.number);
    out.push_back(t);
  }
  return out;
}

/// 1–12, or 0 for a word that is no month's English name.
int month_of(std::string_view word) {
  constexpr std::array<std::string_view, 12> names = {
      "january", "february", "march",     "april",   "may",      "june",
      "july",    "august",   "september", "october", "november", "december"};
  if (word.size() < 3)
    return 0;
  for (std::size_t i = 0; i < names.size(); ++i)
    if (word.size() <= names[i].size()
        && equal_ignoring_case(word, names[i].substr(0, word.size())))
      return static_cast<int>(i) + 1;
  return 0;
}

int full_year(const token& t, int this_year) {
  if (t.text.size() != 2)
    return t.number;
  auto century = this_year - this_year % 100;
  return t.number + (t.number > this_year % 100 ? century - 100 : century);
}

std::optional<year_month_day> to_date(int y, int m, int d) {
  if (m < 1 || m > 12 || d < 1 || d > 31)
    return std::nullopt;
  year_month_day date{year{y}, month{static_cast<unsigned>(m)},
                      day{static_cast<unsigned>(d)}};
  return date.ok() ? std::optional{date} : std::nullopt;
}

std::optional<year_month_day> read_date(const std::vector<token>& t,
                                        bool day_first, int this_year) {
  if (t.size() < 3)
    return std::nullopt;
  // "4th": the ordinal's letters stand between.
  if (t[0].number >= 0 && t[0].text.size() == 4 && t[1].number >= 0
      && t[2].number >= 0) // 1964-05-04, with or without a time
    return to_date(t[0].number, t[1].number, t[2].number);
  std::vector<token> numbers;
  int named = 0;
  for (const auto& one : t)
    if (one.number >= 0)
      numbers.push_back(one);
    else if (auto m = month_of(one.text); m != 0 && named == 0)
      named = m;
  if (named != 0 && numbers.size() >= 2)
    return to_date(full_year(numbers[1], this_year), named, numbers[0].number);
  if (named != 0 || numbers.size() < 3)
    return std::nullopt;
  auto y = full_year(numbers[2], this_year);
  auto first = numbers[0].number;
  auto second = numbers[1].number;
  if (day_first || first > 12)
    std::swap(first, second);
  return to_date(y, first, second);
}

std::string iso(const year_month_day& date) {
  auto two = [](unsigned n) { return (n < 10 ? "0" : "") + std::to_string(n); };
  return std::to_string(static_cast<int>(date.year())) + '-'
         + two(static_cast<unsigned>(date.month())) + '-'
         + two(static_cast<unsigned>(date.day()));
}

/// "61 years old", "61 y/o"
bool is_year_word(const token& t) {
  for (std::string_view word :
       {"years", "year", "yrs", "yr", "y", "old", "yo", "o"})
    if (equal_ignoring_case(t.text, word))
      return true;
  return false;
}

std::optional<age_info> checked(int years, std::string given) {
  if (years < 0 || years > oldest)
    return std::nullopt;
  return age_info{years, std::move(given)};
}

} // namespace

std::optional<age_info> parse_age(std::string_view text, unix_ms now) {
  text = trim(text);
  if (text.empty() || text.size() > 64 || text.front() == '-')
    return std::nullopt;
  if (text.ends_with(".0"))
    text.remove_suffix(2);
  auto t = tokens(text);
  if (t.empty())
    return std::nullopt;
  auto date = today(now);
  auto this_year = static_cast<int>(date.year());
  if (auto born =
          read_date(t, text.find('.') != std::string_view::npos, this_year)) {
    auto years = this_year - static_cast<int>(born->year());
    if (std::pair{date.month(), date.day()}
        < std::pair{born->month(), born->day()})
      --years;
    return checked(years, iso(*born));
  }
  if (t[0].number < 0 || !std::all_of(t.begin() + 1, t.end(), is_year_word))
    return std::nullopt;
  // Of a year of birth the birthday is not known: the lower age counts.
  if (t[0].text.size() == 4)
    return checked(this_year - t[0].number - 1, std::string{t[0].text});
  return checked(t[0].number, std::to_string(t[0].number));
}

} // namespace leadmill
