#include "actors/outside/verdict.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "actors/outside/json_tree.hpp"
#include "actors/outside/read_answer.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds longest_wait = std::chrono::hours{1};

answer_verdict judge_refusal(int status) {
  switch (status) {
  case 401:
  case 402:
  case 403:
  case 407:
    return answer_verdict::locked;
  case 408:
  case 425:
    return answer_verdict::fault;
  case 429:
    return answer_verdict::ours_to_wait;
  default:
    return answer_verdict::refused;
  }
}

/// A number of seconds, whole or not; unset for anything else.
std::optional<milliseconds> parse_seconds(std::string_view text) {
  // Not "inf" and the like.
  if (text.find_first_of("0123456789") > 1)
    return std::nullopt;
  double seconds = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error == std::errc::result_out_of_range && stop == end)
    return longest_wait;
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  constexpr auto most = std::chrono::duration<double>{longest_wait}.count();
  seconds = std::clamp(seconds, 0.0, most);
  return std::chrono::ceil<milliseconds>(
      std::chrono::duration<double>{seconds});
}

/// Reads a date from left to right.
class date_reader {
 public:
  explicit date_reader(std::string_view text) : rest_{text} {}

  /// One of the characters of `text`, which must stand there.
  void skip(std::string_view text) {
    if (rest_.starts_with(text))
      rest_.remove_prefix(text.size());
    else
      good_ = false;
  }

  int number(std::size_t digits) {
    auto text = rest_.substr(0, digits);
    rest_.remove_prefix(text.size());
    good_ = good_ && text.size() == digits;
    // The one of asctime, in which a day may be padded with a blank.
    if (digits == 2 && text.starts_with(' '))
      text.remove_prefix(1);
    int value = 0;
    auto end = text.data() + text.size();
    auto [stop, error] = std::from_chars(text.data(), end, value);
    good_ = good_ && error == std::errc{} && stop == end && value >= 0;
    return value;
  }

  unsigned month() {
    static constexpr std::array<std::string_view, 12> names{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun",
        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    auto found = std::find(names.begin(), names.end(), rest_.substr(0, 3));
    good_ = good_ && found != names.end();
    rest_.remove_prefix(std::min<std::size_t>(3, rest_.size()));
    return static_cast<unsigned>(found - names.begin()) + 1;
  }

  milliseconds time() {
    auto hours = number(2);
    skip(":");
    auto minutes = number(2);
    skip(":");
    auto seconds = number(2);
    // 60 is a leap second.
    good_ = good_ && hours < 24 && minutes < 60 && seconds <= 60;
    return std::chrono::hours{hours} + std::chrono::minutes{minutes}
           + std::chrono::seconds{seconds};
  }

  bool good() const noexcept { return good_ && rest_.empty(); }

 private:
  std::string_view rest_;
  bool good_ = true;
};

std::optional<unix_ms> to_time(const date_reader& read, int year,
                               unsigned month, int day, milliseconds time) {
  using namespace std::chrono;
  if (!read.good())
    return std::nullopt;
  year_month_day date{std::chrono::year{year}, std::chrono::month{month},
                      std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok())
    return std::nullopt;
  return duration_cast<milliseconds>(sys_days{date}.time_since_epoch() + time)
      .count();
}

/// "Sun, 06 Nov 1994 08:49:37 GMT", from the day on.
std::optional<unix_ms> parse_fixed(std::string_view text) {
  date_reader read{text};
  auto day = read.number(2);
  read.skip(" ");
  auto month = read.month();
  read.skip(" ");
  auto year = read.number(4);
  read.skip(" ");
  auto time = read.time();
  read.skip(" GMT");
  return to_time(read, year, month, day, time);
}

/// "Sunday, 06-Nov-94 08:49:37 GMT", from the day on.
std::optional<unix_ms> parse_rfc850(std::string_view text) {
  date_reader read{text};
  auto day = read.number(2);
  read.skip("-");
  auto month = read.month();
  read.skip("-");
  auto year = read.number(2);
  read.skip(" ");
  auto time = read.time();
  read.skip(" GMT");
  return to_time(read, year + (year < 70 ? 2000 : 1900), month, day, time);
}

/// "Sun Nov  6 08:49:37 1994", from the month on.
std::optional<unix_ms> parse_asctime(std::string_view text) {
  date_reader read{text};
  auto month = read.month();
  read.skip(" ");
  auto day = read.number(2);
  read.skip(" ");
  auto time = read.time();
  read.skip(" ");
  auto year = read.number(4);
  return to_time(read, year, month, day, time);
}

std::optional<milliseconds> said_in_body(std::string_view body) {
  auto root = parse_json(body);
  auto found = root ? find_member(*root, "retryAfter") : nullptr;
  return found ? parse_seconds(found->text) : std::nullopt;
}

} // namespace

answer_verdict judge(const request_template& from, int status, bool says_when) {
  if (means_nothing(from, status))
    return answer_verdict::empty;
  if (status >= 200 && status <= 299)
    return answer_verdict::found;
  if (status >= 400 && status <= 499)
    return judge_refusal(status);
  if (status == 503 && says_when)
    return answer_verdict::ours_to_wait;
  if (status >= 300 && status <= 399)
    return answer_verdict::refused;
  return answer_verdict::fault;
}

milliseconds retry_after(const http_answer& answer, unix_ms now) {
  auto text = trim(header(answer, "retry-after"));
  if (auto seconds = parse_seconds(text))
    return *seconds;
  if (auto date = parse_http_date(text))
    return std::clamp(milliseconds{*date - now}, milliseconds{0}, longest_wait);
  return said_in_body(answer.body).value_or(milliseconds{0});
}

std::optional<unix_ms> parse_http_date(std::string_view text) {
  auto blank = std::min(text.find(' '), text.size());
  auto weekday = text.substr(0, blank);
  auto rest = text.substr(std::min(blank + 1, text.size()));
  if (weekday.size() == 3)
    return parse_asctime(rest);
  return weekday.size() == 4 ? parse_fixed(rest) : parse_rfc850(rest);
}

} // namespace leadmill
