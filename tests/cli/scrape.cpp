#define CAF_SUITE cli_scrape
#include "cli/scrape.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

scrape_options sample() {
  scrape_options out;
  out.source = "people";
  return out;
}

job_draft good(const scrape_options& options, std::string_view params) {
  auto draft = make_scrape_draft(options, params, {"people", "shops"});
  CAF_REQUIRE(draft.has_value());
  return *draft;
}

} // namespace

CAF_TEST(a search is what a request would have made of it) {
  auto options = sample();
  options.pages = 3;
  options.results = 50;
  options.tags = {"mine"};
  options.priority = job_priority::low;
  auto draft = good(options, R"({ "title": "CEO" })");
  CAF_CHECK(draft.type == job_type::scraping);
  CAF_CHECK(*draft.scrape
            == (scrape_plan{"people", R"({"title":"CEO"})", 3, 50}));
  CAF_CHECK_EQUAL(draft.max_attempts, 3u);
  CAF_CHECK(draft.priority == job_priority::low);
  CAF_CHECK_EQUAL(draft.metadata, R"({"source":"people"})");
  CAF_REQUIRE_EQUAL(draft.tags.size(), 2u);
  CAF_CHECK(draft.tags[0].starts_with("search-"));
  CAF_CHECK_EQUAL(draft.tags[1], "mine");
  auto plain = good(sample(), "{}");
  CAF_CHECK_EQUAL(plain.scrape->max_pages, 10u);
  CAF_CHECK_EQUAL(plain.scrape->max_results, 250u);
}

CAF_TEST(the same search is known by its tag) {
  auto tag = [](const scrape_options& options, std::string_view params) {
    return good(options, params).tags.at(0);
  };
  auto first = tag(sample(), R"({"a":1})");
  CAF_CHECK_EQUAL(tag(sample(), R"({ "a" : 1 })"), first);
  auto other = sample();
  other.pages = 11;
  CAF_CHECK_NOT_EQUAL(tag(other, R"({"a":1})"), first);
  other = sample();
  other.results = 251;
  CAF_CHECK_NOT_EQUAL(tag(other, R"({"a":1})"), first);
  other = sample();
  other.source = "shops";
  CAF_CHECK_NOT_EQUAL(tag(other, R"({"a":1})"), first);
  CAF_CHECK_NOT_EQUAL(tag(sample(), R"({"a":2})"), first);
}

CAF_TEST(a source that is not in use is refused by naming those that are) {
  auto options = sample();
  options.source = "nobody\"";
  auto refused = make_scrape_draft(options, "{}", {"people", "shops"});
  CAF_REQUIRE(!refused);
  CAF_CHECK_EQUAL(copy(refused.error().detail),
                  "source is not known or not enabled; enabled are: people, "
                  "shops");
  CAF_CHECK(!make_scrape_draft(sample(), "{}", {}));
  CAF_CHECK(!make_scrape_draft(sample(), "[]", {"people"}));
}

CAF_TEST(leads are written as the ending of their file says) {
  CAF_CHECK(format_of("leads.json") == result_format::json);
  CAF_CHECK(format_of("a.b/leads.JSON") == result_format::json);
  CAF_CHECK(format_of("leads.ndjson") == result_format::ndjson);
  for (auto out : {"-", "leads.csv", "leads", "leads.txt", "a.json/leads"})
    CAF_CHECK(format_of(out) == result_format::csv);
}

CAF_TEST(the command that goes on finds the same data and file) {
  auto options = sample();
  CAF_CHECK_EQUAL(go_on_command(options), "leadmill scrape --retry");
  options.sources.file = "my mill.toml";
  options.sources.flags.push_back({"--data", "server.data_dir", "d/it's"});
  options.out = "leads.json";
  CAF_CHECK_EQUAL(go_on_command(options),
                  "leadmill scrape --config 'my mill.toml' --data "
                  "'d/it'\\''s' --out leads.json --retry");
}
