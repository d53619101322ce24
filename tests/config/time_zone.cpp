#define CAF_SUITE config_time_zone
#include "config/time_zone.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/config/zones.hpp"

using namespace leadmill;

namespace {

// What is wrong with a name; empty: nothing.
std::string fault_of(const std::string& name) {
  auto found = time_zone::find(name);
  return found ? std::string{} : found.error().detail;
}

// 2026-03-08T07:00Z and 2026-11-01T06:00Z, when New York changes its clocks.
constexpr unix_ms spring = 1'772'953'200'000;
constexpr unix_ms autumn = 1'793'512'800'000;
constexpr unix_ms hour = 3'600'000;

// What New York's clocks show then, and at the two ends of the leap.
constexpr wall_s spring_wall = 1'772'953'200 - 5 * 3'600;
constexpr wall_s autumn_wall = 1'793'512'800 - 5 * 3'600;

} // namespace

CAF_TEST(UTC shows the time itself) {
  time_zone utc;
  CAF_CHECK_EQUAL(utc.wall_at(1'500), 1);
  CAF_CHECK_EQUAL(utc.first_at(2), 2'000);
  CAF_CHECK_EQUAL(to_iso(zone_named("UTC"), spring),
                  "2026-03-08T07:00:00+00:00");
}

CAF_TEST(clocks show the time of their zone) {
  CAF_CHECK_EQUAL(to_iso(zone_named("America/New_York"), spring - 1),
                  "2026-03-08T01:59:59-05:00");
  CAF_CHECK_EQUAL(to_iso(zone_named("America/New_York"), spring),
                  "2026-03-08T03:00:00-04:00");
  CAF_CHECK_EQUAL(to_iso(zone_named("Asia/Kathmandu"), spring),
                  "2026-03-08T12:45:00+05:45");
  CAF_CHECK_EQUAL(to_iso(zone_named("America/St_Johns"), autumn),
                  "2026-11-01T02:30:00-03:30");
}

CAF_TEST(a time over which the clocks leap is the first moment after) {
  auto zone = zone_named("America/New_York");
  for (wall_s after : {0, 1, 1'800, 3'599, 3'600})
    CAF_CHECK_EQUAL(zone.first_at(spring_wall + after), spring);
  CAF_CHECK_EQUAL(zone.first_at(spring_wall - 1), spring - 1'000);
  CAF_CHECK_EQUAL(zone.first_at(spring_wall + 3'601), spring + 1'000);
}

CAF_TEST(a time that comes twice is the first of the two) {
  auto zone = zone_named("America/New_York");
  CAF_CHECK_EQUAL(zone.first_at(autumn_wall), autumn - hour);
  CAF_CHECK_EQUAL(zone.first_at(autumn_wall + 3'599), autumn - 1'000);
  CAF_CHECK_EQUAL(zone.first_at(autumn_wall + 3'600), autumn + hour);
  CAF_CHECK_EQUAL(zone.wall_at(autumn - hour), autumn_wall);
  CAF_CHECK_EQUAL(zone.wall_at(autumn), autumn_wall);
}

CAF_TEST(a zone is known by its exact name alone) {
  for (auto name :
       {"", "utc", "europe/berlin", "Europe/Berlim", "PST", "+01:00",
        "../../../etc/passwd", "leapseconds", "right/UTC", "UTC "})
    CHECK_FOR(name,
              fault_of(name).find("no IANA time zone") != std::string::npos);
  for (auto name : {"UTC", "Etc/UTC", "Europe/Berlin", "America/New_York"})
    CAF_CHECK_EQUAL(fault_of(name), "");
}

CAF_TEST(a slip is answered with the nearest zone) {
  CAF_CHECK_EQUAL(fault_of("Europe/Berlim"),
                  "is \"Europe/Berlim\", which is no IANA time zone that this "
                  "machine knows; write it like \"Europe/Berlin\"; the nearest "
                  "one is \"Europe/Berlin\"");
}

CAF_TEST(summers to come are known) {
  // 2035-07-01T12:00Z
  CAF_CHECK_EQUAL(to_iso(zone_named("Europe/Berlin"), 2'066'904'000'000),
                  "2035-07-01T14:00:00+02:00");
}
