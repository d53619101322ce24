#define CAF_SUITE leads_phone
#include "leads/phone.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string e164(std::string_view cell, std::string_view region = "US") {
  auto found = parse_phone(cell, region);
  return found ? found->e164 : "";
}

} // namespace

CAF_TEST(all spellings of a number are one) {
  for (auto cell : {"(212) 555-0101",
                    "212-555-0101",
                    "212.555.0101",
                    "212 555 0101",
                    "2125550101",
                    "+1 212 555 0101",
                    "+12125550101",
                    "1-212-555-0101",
                    "001 212 555 0101",
                    "tel:+1-212-555-0101",
                    "12125550101.0",
                    "'2125550101",
                    "=\"2125550101\"",
                    "212/555-0101",
                    " 212\xc2\xa0"
                    "555\xe2\x80\x91"
                    "0101 ",
                    "212-555-0101 (cell)",
                    "212-555-0101 work",
                    "Cell: 212-555-0101",
                    "(212) 555-0101; (212) 555-0199",
                    "212-555-0101 / 212-555-0199",
                    "n.a., 212-555-0101",
                    "\xef\xbc\x92"
                    "125550101"}) {
    CAF_MESSAGE(cell);
    CAF_CHECK_EQUAL(e164(cell), "+12125550101");
  }
}

CAF_TEST(what cannot be a number is none) {
  for (auto cell : {"", "123", "555-0100", "call me", "000-000-0000",
                    "+1 212 555 01", "2.12555E+09", "+", "++++", "212-055-0101",
                    "+44 7700 900123", "jane@example.com", ";;;;"}) {
    CAF_MESSAGE(cell);
    CAF_CHECK_EQUAL(e164(cell), "");
  }
  CAF_CHECK_EQUAL(e164(std::string(1000000, '1')), "");
  CAF_CHECK_EQUAL(e164(std::string(250, ';')), "");
}

CAF_TEST(a North American number tells what it can) {
  auto found = parse_phone("(212) 555-0145 ext. 49", "US");
  CAF_REQUIRE(found.has_value());
  CAF_CHECK_EQUAL(found->e164, "+12125550145");
  CAF_CHECK_EQUAL(found->extension, "49");
  CAF_CHECK_EQUAL(found->country, "US");
  CAF_CHECK(found->type == line_type::fixed_or_mobile);
  CAF_CHECK_EQUAL(found->region, "New York, NY");
  CAF_CHECK_EQUAL(found->time_zone, "America/New_York");
  auto canada = parse_phone("416 555 0101", "US");
  CAF_REQUIRE(canada.has_value());
  CAF_CHECK_EQUAL(canada->country, "CA");
  CAF_CHECK_EQUAL(canada->region, "Ontario");
  CAF_CHECK_EQUAL(canada->time_zone, "America/Toronto");
  // a zone's border cuts through
  CAF_CHECK_EQUAL(copy(parse_phone("850 555 0101", "US")->time_zone), "");
  CAF_CHECK_EQUAL(copy(parse_phone("850 555 0101", "US")->country), "US");
  CAF_CHECK_EQUAL(copy(parse_phone("787 555 0101", "US")->country), "PR");
  CAF_CHECK(parse_phone("800 555 0101", "US")->type == line_type::toll_free);
}

CAF_TEST(numbers of other countries are read by region or by prefix) {
  CAF_CHECK_EQUAL(e164("020 7946 0123", "GB"), "+442079460123");
  CAF_CHECK_EQUAL(e164("+44 (0)20 7946 0123"), "+442079460123");
  CAF_CHECK_EQUAL(e164("0491 570 006", "AU"), "+61491570006");
  CAF_CHECK_EQUAL(e164("0044 20 7946 0123"), "+442079460123");
  auto london = parse_phone("+442079460123", "US");
  CAF_CHECK(london->type == line_type::landline);
  CAF_CHECK_EQUAL(london->region, "London");
  CAF_CHECK_EQUAL(london->time_zone, "Europe/London");
  auto australia = parse_phone("+61491570006", "US");
  CAF_CHECK(australia->type == line_type::mobile);
  CAF_CHECK_EQUAL(australia->country, "AU");
  CAF_CHECK_EQUAL(australia->time_zone, ""); // it has several
}

CAF_TEST(the fictional US numbers of real areas are valid) {
  for (auto area : {201, 206, 212, 303, 305, 312, 404, 415, 503, 512, 602, 615,
                    617, 702, 713, 808, 907})
    for (auto line : {100, 150, 199})
      CAF_CHECK(
          !e164(std::to_string(area) + "5550" + std::to_string(line)).empty());
}

CAF_TEST(line types have words that are read back) {
  for (auto type :
       {line_type::mobile, line_type::landline, line_type::fixed_or_mobile,
        line_type::voip, line_type::toll_free, line_type::premium_rate,
        line_type::shared_cost, line_type::personal, line_type::pager,
        line_type::uan, line_type::voicemail, line_type::unknown})
    CAF_CHECK(parse_line_type(to_string(type)) == type);
  CAF_CHECK(parse_line_type("Wireless") == line_type::mobile);
  CAF_CHECK(parse_line_type("Fixed Line") == line_type::landline);
  CAF_CHECK(parse_line_type("nonFixedVoip") == line_type::voip);
  CAF_CHECK(parse_line_type("") == line_type::unknown);
}

CAF_TEST(regions are checked) {
  CAF_CHECK(is_phone_region("US"));
  CAF_CHECK(!is_phone_region("us"));
  CAF_CHECK(!is_phone_region("XX"));
  CAF_CHECK(!is_phone_region(""));
}

CAF_TEST(several threads may ask at once) {
  std::atomic<int> wrong{0};
  auto work = [&](int from) {
    for (int i = 0; i < 500; ++i) {
      auto n = std::to_string(100 + (from + i) % 100);
      if (e164("(303) 555-0" + n) != "+13035550" + n)
        ++wrong;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 3; ++i)
    threads.emplace_back(work, 17 * i);
  for (auto& t : threads)
    t.join();
  CAF_CHECK_EQUAL(wrong.load(), 0);
}
