#define CAF_SUITE config_cron
#include "config/cron.hpp"

#include <string>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "messages/parse_time.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

using lines = std::vector<std::string>;

unix_ms at(std::string_view iso) { return parse_time(iso).value(); }

// The next starts as the zone's clocks show them.
lines starts(const cron_rule& rule, std::string_view after, std::size_t count) {
  auto schedule = cron_schedule::parse(rule);
  if (!schedule)
    return {schedule.error().detail};
  lines result;
  auto now = at(after);
  while (result.size() < count) {
    auto start = schedule->next(now);
    if (!start)
      return result;
    result.push_back(to_iso(schedule->zone(), *start));
    now = *start;
  }
  return result;
}

std::string next(const cron_rule& rule, std::string_view after) {
  auto found = starts(rule, after, 1);
  return found.empty() ? "never" : found[0];
}

// What is wrong, as "/member text" lines.
lines faults(const cron_rule& rule) {
  auto schedule = cron_schedule::parse(rule);
  lines result;
  if (!schedule)
    for (const auto& field : schedule.error().fields)
      result.push_back(field.pointer + " " + field.detail);
  return result;
}

} // namespace

CAF_TEST(the next start is strictly after) {
  cron_rule rule{"30 2 * * *"};
  CAF_CHECK_EQUAL(next(rule, "2026-01-01T02:29:59.999Z"),
                  "2026-01-01T02:30:00+00:00");
  CAF_CHECK_EQUAL(next(rule, "2026-01-01T02:30:00Z"),
                  "2026-01-02T02:30:00+00:00");
  CAF_CHECK_EQUAL(next(rule, "2026-01-01T02:30:00.001Z"),
                  "2026-01-02T02:30:00+00:00");
}

CAF_TEST(spring in New York moves a skipped time to the end of the leap) {
  cron_rule rule{"30 2 * * *", "America/New_York"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-03-07T00:00:00-05:00", 3),
      (lines{"2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00",
             "2026-03-09T02:30:00-04:00"}));
}

CAF_TEST(all times of a leap are one start together with its end) {
  cron_rule rule{"*/20 * * * *", "America/New_York"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-03-08T01:30:00-05:00", 3),
      (lines{"2026-03-08T01:40:00-05:00", "2026-03-08T03:00:00-04:00",
             "2026-03-08T03:20:00-04:00"}));
  CAF_CHECK_EQUAL(
      starts({"0,30 2,3 * * *", "America/New_York"},
             "2026-03-08T00:00:00-05:00", 3),
      (lines{"2026-03-08T03:00:00-04:00", "2026-03-08T03:30:00-04:00",
             "2026-03-09T02:00:00-04:00"}));
}

CAF_TEST(autumn in New York runs a repeated time once) {
  cron_rule rule{"30 1 * * *", "America/New_York"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-11-01T00:00:00-04:00", 2),
      (lines{"2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"}));
  // Asked between the two.
  CAF_CHECK_EQUAL(next(rule, "2026-11-01T01:45:00-04:00"),
                  "2026-11-02T01:30:00-05:00");
  CAF_CHECK_EQUAL(next(rule, "2026-11-01T01:15:00-05:00"),
                  "2026-11-02T01:30:00-05:00");
  CAF_CHECK_EQUAL(
      starts({"*/30 * * * *", "America/New_York"}, "2026-11-01T00:45:00-04:00",
             3),
      (lines{"2026-11-01T01:00:00-04:00", "2026-11-01T01:30:00-04:00",
             "2026-11-01T02:00:00-05:00"}));
}

CAF_TEST(Berlin changes its clocks on other days) {
  cron_rule rule{"30 2 * * *", "Europe/Berlin"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-03-28T12:00:00+01:00", 2),
      (lines{"2026-03-29T03:00:00+02:00", "2026-03-30T02:30:00+02:00"}));
  CAF_CHECK_EQUAL(
      starts(rule, "2026-10-24T12:00:00+02:00", 2),
      (lines{"2026-10-25T02:30:00+02:00", "2026-10-26T02:30:00+01:00"}));
  CAF_CHECK_EQUAL(
      next({"0 3 * * *", "Europe/Berlin"}, "2026-10-25T02:30:00+02:00"),
      "2026-10-25T03:00:00+01:00");
}

CAF_TEST(midnight may be what the clocks leap over) {
  CAF_CHECK_EQUAL(
      starts({"@daily", "Africa/Cairo"}, "2026-04-23T12:00:00+02:00", 2),
      (lines{"2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"}));
}

CAF_TEST(a whole day may be what the calendar leaps over) {
  // Samoa had no 30 December in 2011.
  CAF_CHECK_EQUAL(
      starts({"0 12 30 * *", "Pacific/Apia"}, "2011-12-29T13:00:00-10:00", 2),
      (lines{"2011-12-31T00:00:00+14:00", "2012-01-30T12:00:00+14:00"}));
}

CAF_TEST(the last of February is only in leap years) {
  cron_rule rule{"0 0 29 2 *"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-11-24T00:00:00Z", 2),
      (lines{"2028-02-29T00:00:00+00:00", "2032-02-29T00:00:00+00:00"}));
  CAF_CHECK_EQUAL(next(rule, "2096-02-29T00:00:00Z"),
                  "2104-02-29T00:00:00+00:00");
  // 2032 has it on a Sunday.
  CAF_CHECK_EQUAL(next({"0 0 29 2 *", "UTC", "", false}, "2028-03-01"),
                  "2036-02-29T00:00:00+00:00");
}

CAF_TEST(months without the day are left out) {
  CAF_CHECK_EQUAL(
      starts({"0 0 31 * *"}, "2026-01-31T00:00:00Z", 3),
      (lines{"2026-03-31T00:00:00+00:00", "2026-05-31T00:00:00+00:00",
             "2026-07-31T00:00:00+00:00"}));
  CAF_CHECK_EQUAL(starts({"59 23 31 12 *"}, "2026-12-31T23:59:00Z", 1),
                  (lines{"2027-12-31T23:59:00+00:00"}));
}

CAF_TEST(a day of the month or one of the week is enough when both are given) {
  CAF_CHECK_EQUAL(
      starts({"0 0 13 * fri"}, "2026-11-06T00:00:00Z", 4),
      (lines{"2026-11-13T00:00:00+00:00", "2026-11-20T00:00:00+00:00",
             "2026-11-27T00:00:00+00:00", "2026-12-04T00:00:00+00:00"}));
  CAF_CHECK_EQUAL(
      starts({"0 0 13 12 sun"}, "2026-12-06T00:00:00Z", 2),
      (lines{"2026-12-13T00:00:00+00:00", "2026-12-20T00:00:00+00:00"}));
  // With an asterisk a day must be in both.
  CAF_CHECK_EQUAL(next({"0 0 */31 * mon"}, "2026-11-24"),
                  "2027-02-01T00:00:00+00:00");
}

CAF_TEST(starts outside of the hours are left out) {
  cron_rule rule{"0,30 * * * *", "Europe/Berlin", "09:30-11:00"};
  CAF_CHECK_EQUAL(
      starts(rule, "2026-01-01T00:00:00Z", 4),
      (lines{"2026-01-01T09:30:00+01:00", "2026-01-01T10:00:00+01:00",
             "2026-01-01T10:30:00+01:00", "2026-01-02T09:30:00+01:00"}));
  CAF_CHECK_EQUAL(
      starts({"@hourly", "UTC", "23:00-24:00"}, "2026-01-01", 2),
      (lines{"2026-01-01T23:00:00+00:00", "2026-01-02T23:00:00+00:00"}));
}

CAF_TEST(a start that is moved out of the hours is left out) {
  CAF_CHECK_EQUAL(next({"30 2 * * *", "America/New_York", "02:00-03:00"},
                       "2026-03-08T00:00:00-05:00"),
                  "2026-03-09T02:30:00-04:00");
  CAF_CHECK_EQUAL(next({"30 2 * * *", "America/New_York", "02:00-03:01"},
                       "2026-03-08T00:00:00-05:00"),
                  "2026-03-08T03:00:00-04:00");
}

CAF_TEST(weekends can be left out as the zone has them) {
  cron_rule rule{"0 22 * * *", "America/New_York", "", false};
  // Friday there is Saturday in UTC.
  CAF_CHECK_EQUAL(
      starts(rule, "2026-11-26T12:00:00Z", 3),
      (lines{"2026-11-26T22:00:00-05:00", "2026-11-27T22:00:00-05:00",
             "2026-11-30T22:00:00-05:00"}));
}

CAF_TEST(a start that is moved into a weekend is left out) {
  // 2011-12-30, a Friday, was left out for Saturday the 31st.
  CAF_CHECK_EQUAL(next({"0 12 30,31 12 *", "Pacific/Apia", "", false},
                       "2011-12-29T13:00:00-10:00"),
                  "2012-12-31T12:00:00+14:00");
}

CAF_TEST(what never comes is refused) {
  for (auto text : {"0 0 31 2 *", "0 0 30 feb *", "0 0 31 4,6,9,11 *"})
    CHECK_FOR(text, faults({text})
                        == (lines{"/cron is \"" + std::string{text}
                                  + "\", which never comes: no month of it has "
                                    "such a day"}));
  CAF_CHECK(faults({"0 0 29 2 *"}).empty());
  CAF_CHECK(faults({"0 0 31 2 mon"}).empty());
  CAF_CHECK_EQUAL(faults({"0 9 * * sat,sun", "UTC", "", false}),
                  (lines{"/weekends is false, which leaves out every day of "
                         "the cron expression"}));
  CAF_CHECK_EQUAL(faults({"0 8,17 * * *", "UTC", "09:00-17:00"}),
                  (lines{"/hours is \"09:00-17:00\", which leaves out every "
                         "time of day of the cron expression"}));
}

CAF_TEST(hours that are none are refused) {
  for (auto hours :
       {"9:00-17:00", "09:00", "09:00-", "-", "x", "09:60-10:00", "09:00-24:01",
        "09:00-25:00", "0900-1700", "09:00 - 17:00", "09:00-17:00-18:00",
        "09:00\xe2\x80\x93"
        "17:00"}) {
    auto found = faults({"@hourly", "UTC", hours});
    CHECK_FOR(hours, found.size() == 1
                         && found[0].find("write hours like \"09:00-17:00\"")
                                != std::string::npos);
  }
  for (auto hours : {"22:00-06:00", "09:00-09:00", "24:00-24:00"}) {
    auto found = faults({"@hourly", "UTC", hours});
    CHECK_FOR(hours,
              found.size() == 1
                  && found[0].find("make two schedules") != std::string::npos);
  }
}

CAF_TEST(everything that is wrong is named at once) {
  auto found = faults({"61 * * * *", "Mars/Olympus", "all day"});
  CAF_REQUIRE_EQUAL(found.size(), 3u);
  CAF_CHECK(found[0].starts_with("/cron is \"61 * * * *\": minute"));
  CAF_CHECK(found[1].starts_with("/time_zone is \"Mars/Olympus\""));
  CAF_CHECK(found[2].starts_with("/hours is \"all day\""));
  auto whole = cron_schedule::parse({"61 * * * *", "Mars/Olympus"});
  CAF_REQUIRE(!whole);
  CAF_CHECK(whole.error().detail.starts_with("cron is \"61 * * * *\": "));
  CAF_CHECK(whole.error().detail.find("; time_zone is \"Mars/Olympus\"")
            != std::string::npos);
}

CAF_TEST(no time is too early or too late to ask) {
  auto rule = cron_schedule::parse({"@daily", "America/New_York"});
  CAF_REQUIRE(rule);
  for (auto before : {INT64_MIN, std::int64_t{-1}, std::int64_t{0}})
    CAF_CHECK_EQUAL(rule->next(before).value_or(0), 5 * 3'600'000);
  for (auto after : {at("9900-01-01"), at("9999-12-31"), INT64_MAX})
    CAF_CHECK(!rule->next(after));
}
