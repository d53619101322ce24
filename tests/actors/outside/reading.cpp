#define CAF_SUITE actors_outside_reading
#include "actors/outside/reading.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

source_declaration source(source_format format) {
  source_declaration out;
  out.name = "people";
  out.format = format;
  out.request.url = "https://people.example.com/list?page={page}&q={q}";
  out.rows_at = format == source_format::json ? "/rows" : "//li";
  if (format == source_format::html)
    out.columns = {{"Name", {{"./b", {}, {}, {}}}, {}}};
  return out;
}

upstream_answer answer(std::string body, std::string type = {}) {
  return {200, std::move(body), {}, std::move(type)};
}

const text_pairs page_two = {{"params", R"({"q":"a"})"},
                             {"page", "2"},
                             {"start", "25"},
                             {"count", "25"},
                             {"next", ""}};

} // namespace

CAF_TEST(json and html are read as the source says) {
  auto json =
      read_source_page(source(source_format::json),
                       answer(R"({"rows":[{"Name":"Ada"}]})"), page_two);
  CAF_REQUIRE(json);
  CAF_CHECK_EQUAL(json->rows.at(0), R"({"Name":"Ada"})");
  auto html =
      read_source_page(source(source_format::html),
                       answer("<ul><li><b>Ada</b></li></ul>"), page_two);
  CAF_REQUIRE(html);
  CAF_CHECK_EQUAL(html->rows.at(0), R"({"Name":"Ada"})");
}

CAF_TEST(the header says how a page of html is encoded) {
  auto page = read_source_page(
      source(source_format::html),
      answer("<li><b>Jos\xe9</b></li>", "text/html; charset=iso-8859-1"),
      page_two);
  CAF_REQUIRE(page);
  CAF_CHECK_EQUAL(page->rows.at(0), R"({"Name":"José"})");
}

CAF_TEST(robots txt decides about the page with its query) {
  auto people = source(source_format::html);
  auto check = [&](const std::string& rules) {
    return check_source_robots(people, parse_robots(rules), page_two);
  };
  CAF_CHECK(check("User-agent: *\nDisallow: /private\n"));
  CAF_CHECK(!check("User-agent: *\nDisallow: /list\n"));
  CAF_CHECK(!check("User-agent: *\nDisallow: /list?page=2\n"));
  CAF_CHECK(check("User-agent: *\nDisallow: /list?page=3\n"));
  auto slow = check("User-agent: *\nCrawl-delay: 9\n");
  CAF_REQUIRE(slow);
  CAF_CHECK(*slow == std::chrono::seconds{9});
  // What a person searches for is not repeated.
  auto refused = check("User-agent: *\nDisallow: /\n");
  CAF_REQUIRE(!refused);
  CAF_CHECK_EQUAL(refused.error().detail, "Disallow /list");
}
