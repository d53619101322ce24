#define CAF_SUITE config_cron_random
// Random cron expressions against a reference that goes minute by minute and
// matches numbers, not texts.
#include <array>
#include <random>
#include <set>
#include <string>

#include <caf/test/unit_test.hpp>
#include <date/tz.h>

#include "config/cron.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

using minutes_t = std::chrono::minutes;

constexpr std::array<std::array<int, 2>, 5> ranges{
    {{0, 59}, {0, 23}, {1, 31}, {1, 12}, {0, 6}}};

constexpr const char* zones[] = {"UTC",
                                 "America/New_York",
                                 "Europe/Berlin",
                                 "Africa/Cairo",
                                 "Australia/Lord_Howe",
                                 "Asia/Kathmandu",
                                 "Pacific/Apia",
                                 "America/St_Johns",
                                 "America/Havana",
                                 "America/Sao_Paulo"};

// One field: its text, and the numbers that it stands for.
struct random_field {
  std::string text;
  std::set<int> numbers;
  bool is_starred = false;
};

class generator {
 public:
  explicit generator(std::uint64_t seed) : random_(seed) {}

  int number(int low, int high) {
    return std::uniform_int_distribution<int>{low, high}(random_);
  }

  random_field field(int which) {
    auto [low, high] = ranges[static_cast<std::size_t>(which)];
    // Hours and days are mostly free, so that starts are not too rare.
    if (number(0, which == 0 ? 4 : 1) == 0)
      return all(low, high, 1);
    if (number(0, 5) == 0)
      return all(low, high, number(1, (high - low) / 2));
    random_field result;
    for (auto items = number(1, 3); items > 0; --items)
      add_item(result, which, low, high);
    return result;
  }

 private:
  static random_field all(int low, int high, int step) {
    random_field result{
        step == 1 ? "*" : "*/" + std::to_string(step), {}, true};
    for (auto n = low; n <= high; n += step)
      result.numbers.insert(n);
    return result;
  }

  void add_item(random_field& to, int which, int low, int high) {
    auto first = number(low, high);
    auto last = number(0, 1) ? number(first, high) : first;
    auto step = first != last && number(0, 1) ? number(1, high - low) : 1;
    if (!to.text.empty())
      to.text += ',';
    to.text += name(which, first);
    if (first != last)
      to.text += "-" + name(which, last);
    if (step != 1)
      to.text += "/" + std::to_string(step);
    for (auto n = first; n <= last; n += step)
      to.numbers.insert(n);
  }

  std::string name(int which, int n) {
    static constexpr const char* months[] = {"jan", "feb", "mar", "apr",
                                             "may", "jun", "jul", "aug",
                                             "sep", "oct", "nov", "dec"};
    static constexpr const char* weekdays[] = {"sun", "mon", "tue", "wed",
                                               "thu", "fri", "sat"};
    auto text = std::to_string(n);
    if (number(0, 1) == 0)
      return text;
    return which == 3 ? months[n - 1] : which == 4 ? weekdays[n] : text;
  }

  std::mt19937_64 random_;
};

// What is tried.
struct random_rule {
  std::array<random_field, 5> fields;
  cron_rule rule;
  int begin = 0;
  int end = 1'440;

  explicit random_rule(generator& random) {
    for (int i = 0; i < 5; ++i) {
      auto& field = fields[static_cast<std::size_t>(i)] = random.field(i);
      rule.expression += (i == 0 ? "" : " ") + field.text;
    }
    rule.zone = zones[random.number(0, std::size(zones) - 1)];
    rule.weekends = random.number(0, 3) != 0;
    if (random.number(0, 2) == 0) {
      begin = random.number(0, 1'439);
      end = random.number(begin + 1, 1'440);
      char text[32];
      std::snprintf(text, sizeof text, "%02d:%02d-%02d:%02d", begin / 60,
                    begin % 60, end / 60, end % 60);
      rule.hours = text;
    }
  }

  bool in_hours(date::local_time<minutes_t> wall) const {
    auto day = date::floor<date::days>(wall);
    auto minute = (wall - day).count();
    auto weekday = date::weekday{day}.c_encoding();
    return minute >= begin && minute < end
           && (rule.weekends || (weekday != 0 && weekday != 6));
  }

  bool names(date::local_time<minutes_t> wall) const {
    auto day = date::floor<date::days>(wall);
    auto minute = static_cast<int>((wall - day).count());
    auto holds = [&](std::size_t i, auto n) {
      return fields[i].numbers.count(static_cast<int>(n)) != 0;
    };
    if (!holds(0, minute % 60) || !holds(1, minute / 60))
      return false;
    date::year_month_day ymd{day};
    auto by_day = holds(2, unsigned{ymd.day()});
    auto by_weekday = holds(4, date::weekday{day}.c_encoding());
    auto both_given = !fields[2].is_starred && !fields[4].is_starred;
    return holds(3, unsigned{ymd.month()})
           && (both_given ? by_day || by_weekday : by_day && by_weekday);
  }
};

// Goes through the minutes of a zone.
class wall_watcher {
 public:
  wall_watcher(const char* zone, date::sys_time<minutes_t> begin)
      : zone_(date::locate_zone(zone)), now_(begin) {
    newest_ = wall();
  }

  // The next minute. Whether one of its wall times is wanted: there are none
  // when the clocks repeat them, more than one when they leap.
  template <class Wanted>
  bool step(Wanted wanted) {
    now_ += minutes_t{1};
    auto shown = wall();
    auto result = false;
    while (newest_ < shown) {
      newest_ += minutes_t{1};
      result = result || wanted(newest_);
    }
    return result;
  }

  date::sys_time<minutes_t> now() const { return now_; }

  date::local_time<minutes_t> wall() {
    if (now_ < info_.begin || now_ >= info_.end)
      info_ = zone_->get_info(now_);
    return date::local_time<minutes_t>{now_.time_since_epoch()
                                       + date::floor<minutes_t>(info_.offset)};
  }

 private:
  const date::time_zone* zone_;
  date::sys_time<minutes_t> now_;
  date::local_time<minutes_t> newest_;
  date::sys_info info_{};
};

// Compares all starts of `days` days from `begin` on, and counts them; answers
// with a difference.
std::string compare(const random_rule& tried, date::sys_days begin, int days,
                    std::size_t& starts) {
  auto schedule = cron_schedule::parse(tried.rule);
  if (!schedule)
    return schedule.error().detail.find("leaves out") != std::string::npos
                   || schedule.error().detail.find("never") != std::string::npos
               ? ""
               : schedule.error().detail;
  // A day ahead, so that it knows which times are repeated.
  wall_watcher watcher{tried.rule.zone.c_str(), begin - date::days{1}};
  auto end = begin + date::days{days};
  auto next = schedule->next(
      std::chrono::milliseconds{begin.time_since_epoch()}.count());
  while (watcher.now() < end) {
    auto is_start = watcher.step(
        [&](auto wall) { return tried.names(wall) && tried.in_hours(wall); });
    is_start = is_start && tried.in_hours(watcher.wall());
    if (watcher.now() <= begin)
      continue;
    auto now =
        std::chrono::milliseconds{watcher.now().time_since_epoch()}.count();
    if (is_start != (next == now))
      return date::format("%FT%R", watcher.now())
             + (is_start ? " is missed" : " is wrong");
    if (is_start) {
      ++starts;
      next = schedule->next(now);
    }
  }
  return {};
}

std::string say(const cron_rule& rule) {
  return rule.expression + " in " + rule.zone + " " + rule.hours
         + (rule.weekends ? "" : " without weekends");
}

} // namespace

CAF_TEST(every start is that of a reference which goes minute by minute) {
  generator random{20'261'124};
  std::size_t starts = 0;
  for (int round = 0; round < 80; ++round) {
    random_rule tried{random};
    // Any day of 2006 to 2026, then a month.
    auto begin = date::sys_days{date::year{2006} / 1 / 1}
                 + date::days{random.number(0, 7'600)};
    auto difference = compare(tried, begin, 31, starts);
    if (!difference.empty())
      CAF_CHECK_EQUAL(say(tried.rule) + ": " + difference, "");
  }
  // It is not that there was nothing to compare.
  CAF_CHECK_GREATER(starts, 5'000u);
}

CAF_TEST(around each change of the clocks it is the same) {
  generator random{7};
  std::size_t starts = 0;
  for (auto zone : zones) {
    auto data = date::locate_zone(zone);
    auto info = data->get_info(date::sys_days{date::year{2005} / 1 / 1});
    for (int change = 0; change < 30; ++change) {
      if (info.end > date::sys_days{date::year{2027} / 1 / 1})
        break;
      random_rule tried{random};
      tried.rule.zone = zone;
      auto begin = date::floor<date::days>(info.end) - date::days{2};
      auto difference = compare(tried, begin, 4, starts);
      if (!difference.empty())
        CAF_CHECK_EQUAL(say(tried.rule) + ": " + difference, "");
      info = data->get_info(info.end);
    }
  }
  CAF_CHECK_GREATER(starts, 1'000u);
}
