#define CAF_SUITE actors_outside_asking
#include "actors/outside/asking.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

provider_declaration lines() {
  request_template request;
  request.name = "lookup";
  request.needs = {"phone"};
  request.url = "https://lines.example.com/v2/{phone}?type=carrier";
  request.headers = {{"Authorization", "Bearer secret"}};
  request.gives = {{"carrier", {{"/carrier/name", {}, {}, {}}}, {}}};
  provider_declaration out;
  out.name = "lines";
  out.requests = {request};
  return out;
}

source_declaration people() {
  source_declaration out;
  out.name = "people";
  out.request.name = "page";
  out.request.url =
      "http://127.0.0.1:8080/api/search?page={page}&start={start}";
  out.params = source_declaration::params_place::query;
  out.rows_at = "/rows";
  return out;
}

upstream_ask ask(std::uint32_t request, text_pairs values) {
  return {{"enrichment-1767225600000-a", 1}, "", request, std::move(values)};
}

} // namespace

CAF_TEST(a provider is asked with the values of a lead) {
  auto options = options_of(lines());
  CAF_CHECK_EQUAL(options.name, "lines");
  auto made = options.render(ask(0, {{"phone", "+12125550123"}}));
  CAF_REQUIRE(made);
  CAF_CHECK_EQUAL(made->call.url, "https://lines.example.com/v2/"
                                  "%2B12125550123?type=carrier");
  CAF_CHECK_EQUAL(made->key.size(), 64u);
  auto same = options.render(ask(0, {{"phone", "+12125550123"}}));
  auto other = options.render(ask(0, {{"phone", "+12125550124"}}));
  CAF_CHECK(same && same->key == made->key);
  CAF_CHECK(other && other->key != made->key);
  CAF_CHECK(!options.render(ask(0, {})));
  CAF_CHECK(!options.render(ask(1, {{"phone", "+12125550123"}})));
}

CAF_TEST(an answer is read by its request) {
  auto options = options_of(lines());
  auto found = options.read(0, 200, R"({"carrier":{"name":"Example"}})");
  CAF_REQUIRE(found);
  CAF_CHECK(*found == (text_pairs{{"carrier", "Example"}}));
  CAF_CHECK(options.read(0, 404, "not found")->empty());
  CAF_CHECK(!options.read(0, 200, "no json"));
  CAF_CHECK(options.judge(0, 404, false) == answer_verdict::empty);
  CAF_CHECK(options.judge(0, 500, false) == answer_verdict::fault);
}

CAF_TEST(a page of a source has the parameters and its place) {
  auto options = options_of(people());
  CAF_CHECK(!options.read);
  auto made = options.render(ask(page_request, {{"params", R"({"q":"a b"})"},
                                                {"page", "3"},
                                                {"start", "50"},
                                                {"count", "25"},
                                                {"next", ""}}));
  CAF_REQUIRE(made);
  CAF_CHECK_EQUAL(made->call.url, "http://127.0.0.1:8080/api/search?"
                                  "page=3&start=50&q=a%20b");
  CAF_CHECK(!options.is_free(page_request));
}

CAF_TEST(robots txt stands at the root of the site and costs nothing) {
  auto options = options_of(people());
  auto made = options.render(ask(robots_request, {}));
  CAF_REQUIRE(made);
  CAF_CHECK_EQUAL(made->call.url, "http://127.0.0.1:8080/robots.txt");
  CAF_CHECK_EQUAL(made->call.max_redirects, 5u);
  CAF_CHECK(options.is_free(robots_request));
  for (auto none : {300, 301, 399, 400, 403, 404, 410, 499})
    CAF_CHECK(options.judge(robots_request, none, false)
              == answer_verdict::empty);
  CAF_CHECK(options.judge(robots_request, 429, false) != answer_verdict::empty);
  CAF_CHECK(options.judge(robots_request, 500, false) == answer_verdict::fault);
}
