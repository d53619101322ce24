#define CAF_SUITE config_cron_fields
#include "config/cron_fields.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

constexpr std::uint64_t bits(std::initializer_list<unsigned> numbers) {
  std::uint64_t result = 0;
  for (auto n : numbers)
    result |= std::uint64_t{1} << n;
  return result;
}

constexpr auto all_minutes = (std::uint64_t{1} << 60) - 1;
constexpr auto all_hours = (std::uint64_t{1} << 24) - 1;
constexpr auto all_days = (std::uint64_t{1} << 32) - 2;
constexpr auto all_months = (std::uint64_t{1} << 13) - 2;
constexpr auto all_weekdays = (std::uint64_t{1} << 7) - 1;

cron_fields fields(std::string_view expression) {
  auto result = parse_cron_fields(expression);
  CHECK_FOR(expression, result.has_value());
  return result.value_or(cron_fields{});
}

std::string fault(std::string_view expression) {
  auto result = parse_cron_fields(expression);
  return result ? "none" : result.error().detail;
}

bool says(std::string_view expression, std::string_view part) {
  return fault(expression).find(part) != std::string::npos;
}

} // namespace

CAF_TEST(asterisks are everything) {
  CAF_CHECK(fields("* * * * *")
            == (cron_fields{all_minutes, all_hours, all_days, all_months,
                            all_weekdays, false}));
  CAF_CHECK(fields("  *\t*  * * *  ") == fields("* * * * *"));
}

CAF_TEST(numbers and ranges and lists and steps are read) {
  CAF_CHECK_EQUAL(fields("0 * * * *").minutes, bits({0}));
  CAF_CHECK_EQUAL(fields("59 * * * *").minutes, bits({59}));
  CAF_CHECK_EQUAL(fields("09 * * * *").minutes, bits({9}));
  CAF_CHECK_EQUAL(fields("* 9-11 * * *").hours, bits({9, 10, 11}));
  CAF_CHECK_EQUAL(fields("* 7-7 * * *").hours, bits({7}));
  CAF_CHECK_EQUAL(fields("* * 1,15,31 * *").days, bits({1, 15, 31}));
  CAF_CHECK_EQUAL(fields("*/20 * * * *").minutes, bits({0, 20, 40}));
  CAF_CHECK_EQUAL(fields("5-20/7 * * * *").minutes, bits({5, 12, 19}));
  CAF_CHECK_EQUAL(fields("* * */10 * *").days, bits({1, 11, 21, 31}));
  CAF_CHECK_EQUAL(fields("*/60 * * * *").minutes, bits({0}));
  CAF_CHECK_EQUAL(fields("1,1,5-6,*/30 * * * *").minutes,
                  bits({0, 1, 5, 6, 30}));
}

CAF_TEST(months and weekdays have names in any case) {
  CAF_CHECK_EQUAL(fields("* * * jan,DEC *").months, bits({1, 12}));
  CAF_CHECK_EQUAL(fields("* * * Mar-may *").months, bits({3, 4, 5}));
  CAF_CHECK_EQUAL(fields("* * * * mon-fri").weekdays, bits({1, 2, 3, 4, 5}));
  CAF_CHECK_EQUAL(fields("* * * * SAT,sun").weekdays, bits({0, 6}));
  CAF_CHECK_EQUAL(fields("* * * * mon-fri/2").weekdays, bits({1, 3, 5}));
}

CAF_TEST(seven is Sunday and Sunday ends a range) {
  CAF_CHECK_EQUAL(fields("* * * * 7").weekdays, bits({0}));
  CAF_CHECK_EQUAL(fields("* * * * 0").weekdays, bits({0}));
  CAF_CHECK_EQUAL(fields("* * * * 5-7").weekdays, bits({0, 5, 6}));
  CAF_CHECK_EQUAL(fields("* * * * 0-7").weekdays, all_weekdays);
  CAF_CHECK_EQUAL(fields("* * * * fri-sun").weekdays, bits({0, 5, 6}));
  CAF_CHECK_EQUAL(fields("* * * * sun-mon").weekdays, bits({0, 1}));
  CAF_CHECK_EQUAL(fields("* * * * */3").weekdays, bits({0, 3, 6}));
}

CAF_TEST(either day is enough when neither begins with an asterisk) {
  CAF_CHECK(fields("0 0 1 * mon").either_day);
  CAF_CHECK(!fields("0 0 * * mon").either_day);
  CAF_CHECK(!fields("0 0 1 * *").either_day);
  CAF_CHECK(!fields("0 0 */2 * mon").either_day);
}

CAF_TEST(nicknames stand for expressions) {
  CAF_CHECK(fields("@hourly") == fields("0 * * * *"));
  CAF_CHECK(fields("@daily") == fields("0 0 * * *"));
  CAF_CHECK(fields("@Weekly") == fields("0 0 * * 0"));
  CAF_CHECK(fields("@monthly") == fields("0 0 1 * *"));
}

CAF_TEST(another number of fields is refused) {
  for (auto text :
       {"", " ", "* * * *", "* * * * * *", "@reboot", "@", "hourly"})
    CHECK_FOR(text, says(text, "must have five fields and has "));
  CAF_CHECK(says("* * * *", "has 4; write minute hour day-of-month month "
                            "day-of-week"));
}

CAF_TEST(what no field may hold is refused) {
  for (auto text : {"60 * * * *",
                    "* 24 * * *",
                    "* * 0 * *",
                    "* * 32 * *",
                    "* * * 0 *",
                    "* * * 13 *",
                    "* * * * 8",
                    "-1 * * * *",
                    "x * * * *",
                    "1.5 * * * *",
                    "jan * * * *",
                    "* * * mon *",
                    "? * * * *",
                    "* * L * *",
                    "* * 15W * *",
                    "* * * * mon#2",
                    "** * * * *",
                    "1,,2 * * * *",
                    ", * * * *",
                    "1- * * * *",
                    "-5 * * * *",
                    "1-2-3 * * * *",
                    "*-5 * * * *",
                    "+5 * * * *",
                    "99999999999999999999 * * * *",
                    "* * * january *",
                    "\n * * * *",
                    "0x5 * * * *"})
    CHECK_FOR(text, says(text, "is not a number from "));
  for (auto text : {"*/0 * * * *", "*/61 * * * *", "*/ * * * *", "*/x * * * *",
                    "*/-1 * * * *", "*/5/5 * * * *", "* */25 * * *"})
    CHECK_FOR(text, says(text, "has a step that is not a number from 1 to "));
  for (auto text : {"30-10 * * * *", "* * * dec-jan *", "* * * * fri-mon"})
    CHECK_FOR(text, says(text, "begins after it ends"));
}

CAF_TEST(a refusal says which field and what to write) {
  CAF_CHECK_EQUAL(fault("61 * * * *"),
                  "is \"61 * * * *\": minute \"61\" is not a number from 0 to "
                  "59, a range of these, or *");
  CAF_CHECK_EQUAL(fault("* * * * funday"),
                  "is \"* * * * funday\": day of week \"funday\" is not a "
                  "number from 0 to 6 or a name from sun to sat, a range of "
                  "these, or *");
  CAF_CHECK(says("5/15 * * * *", "minute \"5/15\" has a step without a range; "
                                 "write \"5-59/15\""));
}

CAF_TEST(every bad field is named at once) {
  CAF_CHECK(says("61 25 * 13 *", "minute \"61\""));
  CAF_CHECK(says("61 25 * 13 *", "; hour \"25\""));
  CAF_CHECK(says("61 25 * 13 *", "; month \"13\""));
}
