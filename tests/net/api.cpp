#define CAF_SUITE net_api
#include "net/api.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

constexpr const char* json_type = "Content-Type: application/json\r\n";
constexpr const char* csv_type = "Content-Type: text/csv\r\n";
constexpr const char* good_body =
    R"({"parsedData":{"headers":["a"],"rows":[{"a":"1"}]}})";

struct fixture {
  answer get(std::string_view target) {
    auto out = ask(here.port(), make_request("GET", target));
    CAF_REQUIRE(out.has_value());
    return *out;
  }

  answer post(std::string_view target, std::string_view fields,
              std::string_view body) {
    auto out = ask(here.port(), make_request("POST", target, fields, body));
    CAF_REQUIRE(out.has_value());
    return *out;
  }

  answer enrich(std::string_view body) {
    return post("/api/jobs/enrich", json_type, body);
  }

  /// The refusal of a request: 400, with its sentence.
  std::string refusal_of(const answer& what, int status = 400) {
    CAF_CHECK_EQUAL(what.status, status);
    auto field = what.fields.find("content-type");
    CAF_REQUIRE(field != what.fields.end());
    CAF_CHECK_EQUAL(field->second, "application/problem+json");
    auto body = json::parse(what.body);
    CAF_CHECK_EQUAL(body.at("success"), false);
    CAF_CHECK_EQUAL(body.at("status"), status);
    return body.at("error");
  }

  site here;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(api_tests, fixture)

CAF_TEST(an accepted job is answered with its id and place) {
  auto out = enrich(good_body);
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

CAF_TEST(other types are refused) {
  refusal_of(post("/api/jobs/enrich", "", good_body), 415);
  refusal_of(
      post("/api/jobs/enrich", "Content-Type: text/plain\r\n", good_body), 415);
  refusal_of(post("/api/jobs/cancel", csv_type, "{}"), 415);
}

CAF_TEST(refusals of the actors keep their status) {
  auto refuse = [&](errc code) {
    here.bridge().with(
        [&](auto& m) { m.refusal = problem{code, "Because", {}}; });
  };
  refuse(errc::too_many);
  auto out = enrich(good_body);
  CAF_CHECK_EQUAL(refusal_of(out, 429), "Because");
  CAF_CHECK_EQUAL(out.fields.count("retry-after"), 1u);
  refuse(errc::draining);
  out = enrich(good_body);
  refusal_of(out, 503);
  CAF_CHECK_EQUAL(out.fields.count("retry-after"), 1u);
  refuse(errc::not_found);
  refusal_of(get("/api/jobs/status?jobId=" + job_id(1)), 404);
  refusal_of(get("/api/jobs/results?jobId=" + job_id(1)), 404);
  refuse(errc::conflict);
  refusal_of(
      post("/api/jobs/cancel", json_type, R"({"jobId":")" + job_id(1) + "\"}"),
      409);
  refuse(errc::invalid_argument);
  refusal_of(get("/api/jobs/status?cursor=nonsense"));
}

CAF_TEST(one job is answered by its id) {
  auto out = get("/api/jobs/status?jobId=" + job_id(7));
  CAF_CHECK_EQUAL(out.status, 200);
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("success"), true);
  CAF_CHECK_EQUAL(body.at("job").at("jobId"), job_id(7));
}

CAF_TEST(an id that is none is refused wherever it stands) {
  for (auto bad : {"", "x", "../../etc/passwd", "%2e%2e%2fetc%2fpasswd",
                   "enrichment-1-a"}) {
    refusal_of(get(std::string{"/api/jobs/status?jobId="} + bad));
    refusal_of(get(std::string{"/api/jobs/results?jobId="} + bad));
  }
  refusal_of(get("/api/jobs/results"));
  for (auto bad : {"", "{}", "[]", R"({"jobId":1})", R"({"jobId":"../x"})",
                   R"({"jobId":""})"})
    refusal_of(post("/api/jobs/cancel", json_type, bad));
}

CAF_TEST(jobs are listed in pages) {
  auto out = get("/api/jobs/status");
  auto body = json::parse(out.body);
  CAF_CHECK_EQUAL(out.status, 200);
  CAF_CHECK_EQUAL(body.at("count"), 2);
  CAF_CHECK_EQUAL(body.at("jobs").size(), 2u);
  CAF_CHECK_EQUAL(body.at("nextCursor"), "more");
}

CAF_TEST(a listing passes every filter on) {
  get("/api/jobs/status?limit=7&cursor=c&status=failed&type=scraping&tag=t"
      "&from=2026-01-01&to=1767225600001&q=x%20y&other=1");
  auto query = here.bridge().with([](auto& m) { return m.queries.at(0); });
  CAF_CHECK_EQUAL(query.limit, 7u);
  CAF_CHECK_EQUAL(query.cursor, "c");
  CAF_CHECK(query.status == job_status::failed);
  CAF_CHECK(query.type == job_type::scraping);
  CAF_CHECK_EQUAL(query.tag, "t");
  CAF_CHECK_EQUAL(query.from, 1767225600000);
  CAF_CHECK_EQUAL(query.to, 1767225600001);
  CAF_CHECK_EQUAL(query.text, "x y");
  CAF_CHECK(!query.open_only);
}

CAF_TEST(all open jobs come at once unless fewer are asked for) {
  get("/api/jobs/status?activeOnly=true");
  get("/api/jobs/status?activeOnly=true&limit=3");
  get("/api/jobs/status");
  here.bridge().with([](auto& m) {
    CAF_CHECK(m.queries.at(0).open_only);
    CAF_CHECK_EQUAL(m.queries.at(0).limit, 500u);
    CAF_CHECK_EQUAL(m.queries.at(1).limit, 3u);
    CAF_CHECK_EQUAL(m.queries.at(2).limit, 50u);
  });
}

CAF_TEST(a bad value is refused by its name) {
  for (std::string name :
       {"limit=0", "limit=501", "limit=x", "activeOnly=yes", "status=done",
        "type=cleaning", "tag=", "q=", "from=yesterday", "to=2026-13-01",
        "cursor=", "limit=1&limit=2", "from=2026-01-02&to=2026-01-01"}) {
    auto why = refusal_of(get("/api/jobs/status?" + name));
    CAF_CHECK(why.starts_with(name.substr(0, name.find('='))));
  }
  auto base = "/api/jobs/results?jobId=" + job_id(1) + "&";
  for (std::string name :
       {"limit=0", "limit=-1", "cursor=x", "since=-1", "since=1.5",
        "status=done", "format=xml", "since=1&cursor=1"}) {
    auto why = refusal_of(get(base + name));
    CAF_CHECK(why.starts_with(name.substr(0, name.find('='))));
  }
  refusal_of(get("/api/jobs/status?q=%zz"));
  refusal_of(get("/api/jobs/status?q=%ff"));
  refusal_of(get("/api/jobs/status?q=a%00b"));
}

CAF_TEST(results are asked for as the query says) {
  auto out = get("/api/jobs/results?jobId=" + job_id(1)
                 + "&limit=5&cursor=10&status=saved&format=csv");
  CAF_CHECK_EQUAL(out.status, 200);
  CAF_CHECK_EQUAL(out.fields["content-type"], "text/csv; charset=utf-8");
  CAF_CHECK_EQUAL(out.fields["content-disposition"],
                  "attachment; filename=\"" + job_id(1) + ".csv\"");
  get("/api/jobs/results?jobId=" + job_id(1) + "&since=9&format=ndjson");
  here.bridge().with([](auto& m) {
    auto& first = m.result_queries.at(0);
    CAF_CHECK_EQUAL(first.limit, 5u);
    CAF_CHECK_EQUAL(first.from_row, 10u);
    CAF_CHECK(first.status == lead_status::saved);
    CAF_CHECK(first.format == result_format::csv);
    CAF_CHECK(!first.since);
    CAF_CHECK_EQUAL(m.result_queries.at(1).since.value(), 9u);
    CAF_CHECK_EQUAL(m.result_queries.at(1).limit, 0u);
  });
}

CAF_TEST(cancelling by filter is said not to be there) {
  auto why = refusal_of(post("/api/jobs/cancel", json_type,
                             R"({"filter":{"status":"pending"}})"));
  CAF_CHECK(why.find("filter") != why.npos);
}

CAF_TEST(health calls answer and are not kept anywhere) {
  for (auto path : {"/livez", "/readyz", "/healthz", "/health"}) {
    auto out = get(path);
    CAF_CHECK_EQUAL(out.status, 200);
    CAF_CHECK_EQUAL(out.fields["cache-control"], "no-store");
  }
  here.bridge().with([](auto& m) {
    m.refusal = problem{errc::unavailable, "The disk is full", {}};
  });
  CAF_CHECK_EQUAL(refusal_of(get("/readyz"), 503), "The disk is full");
  CAF_CHECK_EQUAL(copy(get("/livez").status), 200);
}

CAF_TEST(the description names exactly the calls that there are) {
  auto out = get("/openapi.json");
  CAF_CHECK_EQUAL(out.status, 200);
  auto paths = json::parse(out.body).at("paths");
  CAF_CHECK_EQUAL(copy(json::parse(out.body).at("info").at("version")),
                  "1.2.3");
  auto calls = api_calls({}, here.bridge());
  CAF_CHECK_EQUAL(paths.size(), calls.size());
  for (const auto& call : calls) {
    auto method = call.method == verb::get ? "get" : "post";
    CAF_CHECK(paths.contains(call.path) && paths[call.path].contains(method));
    for (const auto& type : call.media)
      CAF_CHECK(
          paths[call.path][method]["requestBody"]["content"].contains(type));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(with a key every call but the health ones asks for it) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  auto good = std::string{"Authorization: Bearer "} + site_key + "\r\n";
  auto status = [&](auto method, auto path, const std::string& fields) {
    auto body = std::string_view{method} == "POST" ? "{}" : "";
    return ask(here.port(), make_request(method, path, fields, body))->status;
  };
  for (auto path : {"/livez", "/readyz", "/healthz", "/health"})
    CAF_CHECK_EQUAL(status("GET", path, ""), 200);
  for (auto path : {"/api/jobs/status", "/api/jobs/results", "/openapi.json",
                    "/api/jobs/live"}) {
    CAF_CHECK_EQUAL(status("GET", path, ""), 401);
    CAF_CHECK_EQUAL(status("HEAD", path, ""), 401);
    CAF_CHECK_EQUAL(status("GET", path, "Authorization: Bearer x\r\n"), 401);
    CAF_CHECK_EQUAL(status("GET", path, "Authorization: Bearer\r\n"), 400);
    CAF_CHECK_EQUAL(status("GET", path, good + good), 400);
    CAF_CHECK_NOT_EQUAL(status("GET", path, good), 401);
  }
  for (auto path : {"/api/jobs/enrich", "/api/jobs/cancel"}) {
    CAF_CHECK_EQUAL(status("POST", path, json_type), 401);
    CAF_CHECK_EQUAL(status("POST", path, good + json_type), 400);
  }
  auto wrong = ask(here.port(), make_request("GET", "/api/jobs/status",
                                             "Authorization: Bearer x\r\n"));
  CAF_CHECK_EQUAL(wrong->fields["www-authenticate"],
                  "Bearer realm=\"leadmill\", error=\"invalid_token\"");
}
