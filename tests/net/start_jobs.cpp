#define CAF_SUITE net_start_jobs
#include "net/start_jobs.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST_FIXTURE_SCOPE(start_jobs_tests, api_site)

CAF_TEST(an accepted job is answered with its id and place) {
  auto out = enrich(enrich_body);
  CAF_CHECK_EQUAL(out.status, 202);
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("success"), true);
  CAF_CHECK_EQUAL(body.at("jobId"), job_id(1));
  CAF_CHECK_EQUAL(body.at("message"), "Enrichment job started");
  CAF_CHECK_EQUAL(out.fields["location"],
                  "/api/jobs/status?jobId=" + job_id(1));
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.drafts.size(); }),
                  1u);
}

CAF_TEST(refused bodies are told what is wrong) {
  CAF_CHECK_EQUAL(refusal_of(enrich("[]")), "parsedData is required");
  CAF_CHECK_EQUAL(refusal_of(enrich("{}")), "parsedData is required");
  CAF_CHECK_EQUAL(
      refusal_of(enrich(R"({"parsedData":{"headers":[],"rows":{}}})")),
      "parsedData.rows must be an array");
  CAF_CHECK_EQUAL(refusal_of(enrich(R"({"parsedData":{"rows":[{}]}})")),
                  "parsedData.headers must be an array");
  CAF_CHECK_EQUAL(
      refusal_of(enrich(R"({"parsedData":{"headers":[],"rows":[]}})")),
      "parsedData.rows cannot be empty");
  refusal_of(enrich(R"({"parsedData":{"headers":[],"rows":[1]}})"));
  refusal_of(enrich(R"({"parsedData":{"headers":[],"rows":[{}]},)"
                    R"("options":{"nonsense":1}})"));
}

CAF_TEST(malformed bodies are refused and nothing is left behind) {
  using namespace std::string_literals;
  for (const auto& bad :
       {""s, "{"s, R"({"parsedData":{"headers":["a"],"rows":[{"a":1})"s, "\0"s,
        "{\"a\":\"\0\"}"s, R"({"a":"\u0000"})"s, "{\"a\":\"\xff\"}"s,
        std::string(100000, '['),
        std::string(100000, '[') + std::string(100000, ']'),
        R"({"parsedData":{"headers":["a"],"rows":[)"
            + std::string(100000, '[')})
    refusal_of(enrich(bad));
  CAF_CHECK(here.bridge().with([](auto& m) { return m.drafts.empty(); }));
}

CAF_TEST(ten thousand rows are taken and one more is not) {
  auto body = [](int rows) {
    std::string out = R"({"parsedData":{"headers":["a"],"rows":[{"a":"1"})";
    for (int n = 1; n < rows; ++n)
      out += R"(,{"a":"1"})";
    return out + "]}}";
  };
  CAF_CHECK_EQUAL(copy(enrich(body(10000)).status), 202);
  CAF_CHECK_EQUAL(refusal_of(enrich(body(10001))),
                  "Maximum 10,000 leads per job. Please split into smaller "
                  "batches.");
}

CAF_TEST(tables are taken with options and metadata from the query) {
  auto out = post("/api/jobs/enrich?options=%7B%22tags%22%3A%5B%22x%22%5D%7D"
                  "&metadata=%7B%22file%22%3A%22a+b.csv%22%7D",
                  csv_type, "name,email\nAnn,ann@example.com\n");
  CAF_CHECK_EQUAL(out.status, 202);
  auto draft = here.bridge().with([](auto& m) { return m.drafts.at(0); });
  CAF_CHECK_EQUAL(draft.tags.at(0), "x");
  CAF_CHECK_EQUAL(copy(json::parse(draft.metadata).at("file")), "a b.csv");
  CAF_CHECK_EQUAL(draft.headers.size(), 2u);
}

CAF_TEST(bad tables and bad options beside them are refused) {
  CAF_CHECK_EQUAL(refusal_of(post("/api/jobs/enrich", csv_type, "x")),
                  "The table has no columns");
  refusal_of(post("/api/jobs/enrich?options=%7B", csv_type, "a,b"));
  refusal_of(
      post("/api/jobs/enrich?options=%7B%22x%22%3A1%7D", csv_type, "a,b"));
  refusal_of(post("/api/jobs/enrich?metadata=1", csv_type, "a,b"));
  refusal_of(post("/api/jobs/enrich?metadata=%zz", csv_type, "a,b"));
}

CAF_TEST(rows of another job need no body of their own) {
  auto out = enrich(R"({"fromJob":")" + job_id(5) + "\"}");
  CAF_CHECK_EQUAL(out.status, 202);
  here.bridge().with([](auto& m) {
    CAF_CHECK(m.drafts.at(0).takes_rows);
    CAF_CHECK_EQUAL(m.drafts.at(0).after, job_id(5));
  });
}

CAF_TEST(starts are held against the clock of the server) {
  auto with = [&](std::string_view time) {
    return enrich(R"({"parsedData":{"headers":[],"rows":[{}]},"options":)"
                  R"({"runAt":")"
                  + std::string{time} + "\"}}");
  };
  CAF_CHECK_EQUAL(copy(with("2036-02-01T00:00:00Z").status), 202);
  auto why = refusal_of(with("2036-02-01T00:00:01Z"));
  CAF_CHECK(why.starts_with("options.runAt must not be later"));
}

CAF_TEST(an idempotency key reaches the draft with its scope) {
  enrich(enrich_body, "Idempotency-Key: \"k-1\"\r\n");
  enrich(enrich_body, "idempotency-key: \"k-1\"\r\n");
  post("/api/jobs/enrich?metadata=%7B%7D",
       std::string{csv_type} + "Idempotency-Key: k-2\r\n", "name,email\n");
  enrich(enrich_body);
  here.bridge().with([](auto& m) {
    CAF_CHECK_EQUAL(m.drafts.at(0).repeat.key,
                    "open\n/api/jobs/enrich\n\"k-1\"");
    CAF_CHECK_EQUAL(m.drafts.at(0).repeat.digest.size(), 64u);
    CAF_CHECK(m.drafts.at(0).repeat == m.drafts.at(1).repeat);
    CAF_CHECK_EQUAL(m.drafts.at(2).repeat.key, "open\n/api/jobs/enrich\nk-2");
    CAF_CHECK(m.drafts.at(3).repeat == idempotency{});
  });
}

CAF_TEST(a large body has the digest of its bytes too) {
  std::string large = enrich_body + std::string(100'000, ' ');
  for (const auto& body : {large, large, large + " "})
    enrich(body, "Idempotency-Key: k\r\n");
  here.bridge().with([](auto& m) {
    CAF_CHECK(m.drafts.at(0).repeat == m.drafts.at(1).repeat);
    CAF_CHECK(m.drafts.at(0).repeat.digest != m.drafts.at(2).repeat.digest);
  });
}

CAF_TEST(a key that is none is refused before the body is read) {
  for (std::string field : {"", "a b", "\x80", "a\tb"})
    CAF_CHECK_EQUAL(
        refusal_of(enrich("{", "Idempotency-Key: " + field + "\r\n")),
        "Idempotency-Key must have 1 to 255 visible ASCII "
        "characters");
  refusal_of(enrich(enrich_body,
                    "Idempotency-Key: " + std::string(256, 'x') + "\r\n"));
  CAF_CHECK_EQUAL(refusal_of(enrich(enrich_body, "Idempotency-Key: a\r\n"
                                                 "Idempotency-Key: a\r\n")),
                  "Idempotency-Key is given twice");
  CAF_CHECK(here.bridge().with([](auto& m) { return m.drafts.empty(); }));
}

CAF_TEST(a key that was used for another request is told so) {
  refuse(errc::key_reused, "It came with another body before");
  auto out = enrich(enrich_body, "Idempotency-Key: k\r\n");
  CAF_CHECK_EQUAL(refusal_of(out, 422), "It came with another body before");
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("code"), "key_reused");
  CAF_CHECK_EQUAL(body.at("title"),
                  "Idempotency-Key was used for another request");
}

CAF_TEST(a job that nobody took is named) {
  refuse(errc::dispatch_failed, "It is failed: " + job_id(3));
  auto out = enrich(enrich_body);
  refusal_of(out, 503);
  CAF_CHECK_EQUAL(out.fields.count("retry-after"), 1u);
  CAF_CHECK_EQUAL(copy(json::parse(out.body).at("jobId")), job_id(3));
}

CAF_TEST(an accepted search is answered with its id and place) {
  auto out = scrape(R"({"searchParams":{"title":"CEO"},"source":"people",
                        "maxPages":3,"maxResults":7,"metadata":{"a":1}})");
  auto id = job_id(1, job_type::scraping);
  CAF_CHECK_EQUAL(body_of(out, 202),
                  (json{{"success", true},
                        {"jobId", id},
                        {"message", "Scraping job started"}}));
  CAF_CHECK_EQUAL(out.fields["location"], "/api/jobs/status?jobId=" + id);
  auto draft = here.bridge().with([](auto& m) { return m.drafts.at(0); });
  CAF_CHECK(draft.type == job_type::scraping);
  CAF_CHECK_EQUAL(draft.max_attempts, 3u);
  CAF_CHECK(*draft.scrape
            == (scrape_plan{"people", R"({"title":"CEO"})", 3, 7}));
}

CAF_TEST(an enrichment that follows a search is named too) {
  auto out = scrape(
      R"({"searchParams":{},"options":{"then":{"tags":["x"],"steps":["email"]}}})");
  auto body = body_of(out, 202);
  auto id = job_id(1, job_type::scraping);
  CAF_CHECK_EQUAL(body.at("jobId"), id);
  CAF_CHECK_EQUAL(body.at("thenJobId"), job_id(1));
  CAF_CHECK_EQUAL(body.at("thenJobId"), follower_id(id));
  here.bridge().with([](auto& m) {
    CAF_REQUIRE_EQUAL(m.drafts.at(0).then.size(), 1u);
    CAF_CHECK(m.drafts.at(0).then[0].takes_rows);
  });
}

CAF_TEST(searches that ask for what there is not are told so) {
  CAF_CHECK_EQUAL(refusal_of(scrape("[]")),
                  "searchParams is required and must be an object");
  CAF_CHECK_EQUAL(refusal_of(scrape(R"({"searchParams":[]})")),
                  "searchParams is required and must be an object");
  CAF_CHECK_EQUAL(refusal_of(scrape(R"({"searchParams":{},"maxPages":0})")),
                  "maxPages must be a whole number from 1 to 100");
  CAF_CHECK_EQUAL(
      refusal_of(scrape(R"({"searchParams":{},"maxResults":10001})")),
      "maxResults must be a whole number from 1 to 10000");
  CAF_CHECK_EQUAL(refusal_of(scrape(R"({"searchParams":{},"source":"x"})")),
                  "source is not known or not enabled; enabled are: "
                  "linkedin-sales-navigator, people");
  refusal_of(scrape(R"({"searchParams":{},"options":{"steps":["email"]}})"));
  refusal_of(scrape("{"));
  refusal_of(scrape(""));
  refusal_of(post("/api/jobs/scrape", csv_type, scrape_body), 415);
  refusal_of(call("GET", "/api/jobs/scrape"), 405);
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(a search is as large as its parameters may be) {
  auto sized = [](std::size_t bytes) {
    return R"({"searchParams":{"q":")" + std::string(bytes - 8, 'x') + "\"}}";
  };
  CAF_CHECK_EQUAL(copy(scrape(sized(65'536)).status), 202);
  CAF_CHECK_EQUAL(refusal_of(scrape(sized(65'537))),
                  "searchParams must have at most 65536 bytes");
  refusal_of(scrape(scrape_body + std::string(300'000, ' ')), 413);
}

CAF_TEST(a search repeated under its key has its own scope and digest) {
  scrape(scrape_body, "Idempotency-Key: k\r\n");
  scrape(scrape_body, "Idempotency-Key: k\r\n");
  scrape(scrape_body + std::string(100'000, ' '), "Idempotency-Key: k\r\n");
  refusal_of(scrape(scrape_body, "Idempotency-Key: a b\r\n"));
  here.bridge().with([](auto& m) {
    CAF_REQUIRE_EQUAL(m.drafts.size(), 3u);
    CAF_CHECK_EQUAL(m.drafts[0].repeat.key, "open\n/api/jobs/scrape\nk");
    CAF_CHECK(m.drafts[0].repeat == m.drafts[1].repeat);
    CAF_CHECK(m.drafts[0].repeat.digest != m.drafts[2].repeat.digest);
  });
}

CAF_TEST(a limit that is reached is told with its kind) {
  for (auto [code, type] : {std::pair{errc::daily_limit, "daily"},
                            {errc::monthly_limit, "monthly"}}) {
    refuse(code, "people may be read 5 times", 1234);
    auto out = scrape(scrape_body);
    CAF_CHECK_EQUAL(refusal_of(out, 429), "Scrape limit reached");
    auto body = json::parse(out.body);
    CAF_CHECK_EQUAL(body.at("message"), "people may be read 5 times");
    CAF_CHECK_EQUAL(body.at("limitType"), type);
    CAF_CHECK_EQUAL(body.at("code"), to_string(code));
    CAF_CHECK_EQUAL(out.fields["retry-after"], "1234");
  }
}

CAF_TEST(trouble outside is told with its end) {
  refuse(errc::cooling_down, "Too much goes wrong outside", 300);
  auto out = scrape(scrape_body);
  CAF_CHECK_EQUAL(refusal_of(out, 503), "Too much goes wrong outside");
  CAF_CHECK_EQUAL(out.fields["retry-after"], "300");
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a key belongs to whom the API key let in) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  auto fields = std::string{json_type} + "Idempotency-Key: k\r\n"
                + "Authorization: Bearer " + site_key + "\r\n";
  ask(here.port(),
      make_request("POST", "/api/jobs/enrich", fields, enrich_body));
  auto key =
      here.bridge().with([](auto& m) { return m.drafts.at(0).repeat.key; });
  CAF_CHECK(key.ends_with("\n/api/jobs/enrich\nk"));
  CAF_CHECK_EQUAL(key.find('\n'), 64u);
  CAF_CHECK(key.find(site_key) == key.npos);
}
