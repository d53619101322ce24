#define CAF_SUITE messages_scrape_request
#include "messages/scrape_request.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

#include "config/limits.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms now = 1'767'225'600'000; // 2026-01-01T00:00:00Z

request_rules rules_with(std::vector<std::string> sources) {
  auto rules = limits::rules_for_requests({"identity", "phone"});
  rules.sources = std::move(sources);
  return rules;
}

const request_rules rules =
    rules_with({"people", "linkedin-sales-navigator", "directory"});

job_draft good(std::string_view body, const request_rules& with = rules) {
  auto draft = parse_scrape_request(body, with, now);
  if (!draft)
    CAF_FAIL(draft.error().detail);
  return *draft;
}

/// A request with this beside its parameters.
std::string with(std::string_view rest) {
  return R"({"searchParams":{"title":"CEO"},)" + std::string{rest} + "}";
}

void refused(std::string_view body, std::string_view detail,
             std::string_view pointer, const request_rules& by = rules) {
  auto draft = parse_scrape_request(body, by, now);
  CAF_REQUIRE(!draft);
  const auto& why = draft.error();
  CAF_CHECK(why.code == errc::invalid_argument);
  CAF_CHECK_EQUAL(why.detail, detail);
  CAF_REQUIRE_EQUAL(why.fields.size(), 1u);
  CAF_CHECK_EQUAL(why.fields[0].pointer, pointer);
}

} // namespace

CAF_TEST(parameters alone are a search of the usual source) {
  auto draft = good(R"({ "searchParams": { "title": "CEO", "n": [1, 2.5] } })");
  CAF_CHECK(draft.type == job_type::scraping);
  CAF_CHECK_EQUAL(draft.max_attempts, 3u);
  CAF_CHECK_EQUAL(draft.metadata, "{}");
  CAF_CHECK(draft.rows.empty() && draft.then.empty() && !draft.takes_rows);
  CAF_REQUIRE(draft.scrape.has_value());
  CAF_CHECK(*draft.scrape
            == (scrape_plan{"linkedin-sales-navigator",
                            R"({"title":"CEO","n":[1,2.5]})", 10, 250}));
}

CAF_TEST(everything that is asked for reaches the draft) {
  auto draft = good(with(R"("source":"people","maxPages":100,"maxResults":10000,
    "metadata":{"a": 1},"options":{"priority":"high","delaySeconds":5,
    "timeoutSeconds":60,"maxAttempts":2,"tags":["t"],
    "after":"scraping-1767225600000-a","afterPolicy":"always"})"));
  CAF_CHECK(*draft.scrape
            == (scrape_plan{"people", R"({"title":"CEO"})", 100, 10'000}));
  CAF_CHECK_EQUAL(draft.metadata, R"({"a":1})");
  CAF_CHECK(draft.priority == job_priority::high);
  CAF_CHECK_EQUAL(draft.max_attempts, 2u);
  CAF_CHECK_EQUAL(draft.after, "scraping-1767225600000-a");
  CAF_CHECK(draft.policy == after_policy::always);
}

CAF_TEST(what is null is not there) {
  auto draft = good(with(R"("source":null,"maxPages":null,"maxResults":null,
                            "metadata":null,"options":null)"));
  CAF_CHECK_EQUAL(draft.scrape->max_pages, 10u);
  CAF_CHECK_EQUAL(draft.scrape->max_results, 250u);
}

CAF_TEST(a search without parameters is refused) {
  for (auto bad :
       {"{}", "[]", "1", R"({"searchParams":null})", R"({"searchParams":[]})",
        R"({"searchParams":"title"})", R"({"searchparams":{}})"})
    refused(bad, "searchParams is required and must be an object",
            "/searchParams");
  CAF_CHECK_EQUAL(copy(good(R"({"searchParams":{}})").scrape->params), "{}");
}

CAF_TEST(pages and results have bounds that are named) {
  for (auto bad : {"0", "101", "-1", "1.5", "10.0", "\"5\"", "[]", "true",
                   "4294967297", "1e2", "18446744073709551616"}) {
    auto value = std::string{bad};
    refused(with("\"maxPages\":" + value),
            value == "18446744073709551616"
                ? "Body is not valid JSON: Problem while parsing a number"
                : "maxPages must be a whole number from 1 to 100",
            value == "18446744073709551616" ? "" : "/maxPages");
  }
  for (auto bad : {"0", "10001"})
    refused(with(R"("maxResults":)" + std::string{bad}),
            "maxResults must be a whole number from 1 to 10000", "/maxResults");
  CAF_CHECK_EQUAL(copy(good(with(R"("maxPages":1)")).scrape->max_pages), 1u);
  CAF_CHECK_EQUAL(copy(good(with(R"("maxResults":1)")).scrape->max_results),
                  1u);
}

CAF_TEST(a source that is not enabled is refused by naming those that are) {
  for (auto bad : {R"("source":"nobody")", R"("source":"")",
                   R"("source":"People")", R"("source":"people ")"})
    refused(with(bad),
            "source is not known or not enabled; enabled are: people, "
            "linkedin-sales-navigator, directory",
            "/source");
  refused(with(R"("source":["people"])"), "source must be a string", "/source");
  refused(with(R"("source":"people")"),
          "source is not known or not enabled; no source is enabled", "/source",
          rules_with({}));
}

CAF_TEST(without a name the only source is meant) {
  auto body = with(R"("maxPages":2)");
  CAF_CHECK_EQUAL(copy(good(body, rules_with({"people"})).scrape->source),
                  "people");
  refused(body, "source is required; enabled are: people, directory", "/source",
          rules_with({"people", "directory"}));
  refused(body, "source is required; no source is enabled", "/source",
          rules_with({}));
}

CAF_TEST(parameters have a size and a depth) {
  auto sized = [](std::size_t bytes) {
    return R"({"searchParams":{"q": ")" + std::string(bytes - 8, 'x') + "\"}}";
  };
  CAF_CHECK_EQUAL(good(sized(65'536)).scrape->params.size(), 65'536u);
  refused(sized(65'537), "searchParams must have at most 65536 bytes",
          "/searchParams");
  auto nested = [](std::size_t depth) {
    return R"({"searchParams":{"q":)" + std::string(depth, '[')
           + std::string(depth, ']') + "}}";
  };
  good(nested(60));
  refused(nested(70),
          "Body is not valid JSON: it is nested deeper than 64 levels", "");
}

CAF_TEST(what is no JSON text is refused) {
  using namespace std::string_literals;
  for (const auto& bad : {""s, "{"s, "{\"searchParams\":{\"a\":\"\xff\"}}"s,
                          R"({"searchParams":{"a":"\u0000"}})"s, "\0"s,
                          R"({"searchParams":{}} x)"s, std::string(9'999, '[')})
    CAF_CHECK(!parse_scrape_request(bad, rules, now));
}

CAF_TEST(steps belong to the enrichment that follows) {
  refused(with(R"("options":{"steps":["phone"]})"),
          "options.steps does not apply to a scraping job; it may stand in "
          "options.then",
          "/options/steps");
  auto draft = good(with(R"("options":{"then":{"steps":["phone"]}})"));
  CAF_REQUIRE_EQUAL(draft.then.size(), 1u);
  CAF_CHECK(draft.then[0].steps == std::vector<std::string>{"phone"});
  CAF_CHECK(draft.steps.empty());
}

CAF_TEST(metadata and options of a search are checked like others) {
  refused(with(R"("metadata":[])"), "metadata must be an object", "/metadata");
  refused(with(R"("metadata":{"a":")" + std::string(16'400, 'x') + "\"}"),
          "metadata must have at most 16384 bytes", "/metadata");
  refused(with(R"("options":1)"), "options must be an object", "/options");
  refused(with(R"("options":{"speed":9})"),
          "options has an unknown field: "
          "speed",
          "/options/speed");
  refused(with(R"("options":{"fromJob":"scraping-1767225600000-a"})"),
          "options has an unknown field: fromJob", "/options/fromJob");
}
