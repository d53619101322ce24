#define CAF_SUITE net_api
#include "net/api.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

const char* method_of(const call& which) {
  switch (which.method) {
  case verb::get:
    return "get";
  case verb::delete_:
    return "delete";
  default:
    return "post";
  }
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(api_tests, api_site)

CAF_TEST(other types are refused) {
  refusal_of(post("/api/jobs/enrich", "", enrich_body), 415);
  refusal_of(
      post("/api/jobs/enrich", "Content-Type: text/plain\r\n", enrich_body),
      415);
  refusal_of(post("/api/jobs/cancel", csv_type, "{}"), 415);
}

CAF_TEST(refusals of the actors keep their status) {
  refuse(errc::too_many);
  auto out = enrich(enrich_body);
  CAF_CHECK_EQUAL(refusal_of(out, 429), "Because");
  CAF_CHECK_EQUAL(out.fields.count("retry-after"), 1u);
  refuse(errc::draining);
  out = enrich(enrich_body);
  refusal_of(out, 503);
  CAF_CHECK_EQUAL(out.fields.count("retry-after"), 1u);
  refuse(errc::not_found);
  refusal_of(get("/api/jobs/status?jobId=" + job_id(1)), 404);
  refusal_of(get("/api/jobs/results?jobId=" + job_id(1)), 404);
  refuse(errc::invalid_argument);
  refusal_of(get("/api/jobs/status?cursor=nonsense"));
}

CAF_TEST(parameters that cannot be read are refused) {
  refusal_of(get("/api/jobs/status?q=%zz"));
  refusal_of(get("/api/jobs/status?q=%ff"));
  refusal_of(get("/api/jobs/status?q=a%00b"));
  refusal_of(get("/api/jobs/status?limit=1&limit=2"));
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
    auto method = method_of(call);
    CAF_CHECK(paths.contains(call.path) && paths[call.path].contains(method));
    for (const auto& type : call.media)
      CAF_CHECK(
          paths[call.path][method]["requestBody"]["content"].contains(type));
  }
}

CAF_TEST(the feed is described as it is) {
  auto out = get("/asyncapi.json");
  CAF_CHECK_EQUAL(out.status, 200);
  auto description = json::parse(out.body);
  CAF_CHECK_EQUAL(copy(description.at("info").at("version")), "1.2.3");
  for (const auto& [name, channel] : description.at("channels").items())
    CAF_CHECK_EQUAL(copy(channel.at("address")), "/api/jobs/" + name);
  // Every reference leads somewhere.
  std::string_view mark = R"("$ref":"#)";
  auto text = description.dump();
  for (auto at = text.find(mark); at != text.npos;
       at = text.find(mark, at + 1)) {
    auto from = at + mark.size();
    json::json_pointer to{text.substr(from, text.find('"', from) - from)};
    CAF_CHECK(description.contains(to));
  }
}

CAF_TEST(the options that are described are those that are known) {
  auto options = json::parse(get("/openapi.json").body)
                     .at("components")
                     .at("schemas")
                     .at("Options")
                     .at("properties");
  CAF_CHECK_EQUAL(options.size(), 10u);
  for (const auto& [name, schema] : options.items()) {
    auto why = refusal_of(
        enrich(R"({"parsedData":{"headers":[],"rows":[{}]},"options":{")" + name
               + R"(":{"no":"value"}}})"));
    CAF_CHECK(why.starts_with("options." + name));
  }
}

CAF_TEST(the options of a search that are described are those that are known) {
  auto schemas =
      json::parse(get("/openapi.json").body).at("components").at("schemas");
  auto why = [&](std::string_view options) {
    return refusal_of(scrape(R"({"searchParams":{},"options":)"
                             + std::string{options} + "}"));
  };
  auto own = schemas.at("ScrapeOptions").at("properties");
  CAF_CHECK_EQUAL(own.size(), 10u);
  for (const auto& [name, schema] : own.items())
    CAF_CHECK(why("{\"" + name + R"(":{"no":"value"}})")
                  .starts_with("options." + name));
  auto then = schemas.at("ThenOptions").at("properties");
  CAF_CHECK_EQUAL(then.size(), 7u);
  for (const auto& [name, schema] : then.items())
    CAF_CHECK(why(R"({"then":{")" + name + R"(":17.5}})")
                  .starts_with("options.then." + name + " must be"));
}

CAF_TEST(every part that the description refers to is there) {
  auto text = get("/openapi.json").body;
  auto root = json::parse(text);
  const std::string mark = R"("$ref": "#)";
  std::size_t found = 0;
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at)) {
    at += mark.size();
    auto pointer = text.substr(at, text.find('"', at) - at);
    if (!root.contains(json::json_pointer{pointer}))
      CAF_ERROR(pointer);
    ++found;
  }
  CAF_CHECK(found > 100);
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
  for (auto path :
       {"/api/jobs/status", "/api/jobs/results", "/openapi.json",
        "/api/jobs/live", "/api/jobs/log", "/api/stats", "/api/settings/usage",
        "/api/destinations", "/api/deliveries"}) {
    CAF_CHECK_EQUAL(status("GET", path, ""), 401);
    CAF_CHECK_EQUAL(status("HEAD", path, ""), 401);
    CAF_CHECK_EQUAL(status("GET", path, "Authorization: Bearer x\r\n"), 401);
    CAF_CHECK_EQUAL(status("GET", path, "Authorization: Bearer\r\n"), 400);
    CAF_CHECK_EQUAL(status("GET", path, good + good), 400);
    CAF_CHECK_NOT_EQUAL(status("GET", path, good), 401);
  }
  for (auto path : {"/api/jobs/enrich", "/api/jobs/scrape", "/api/jobs/cancel",
                    "/api/jobs/retry"}) {
    CAF_CHECK_EQUAL(status("POST", path, json_type), 401);
    CAF_CHECK_EQUAL(status("POST", path, good + json_type), 400);
  }
  for (auto path :
       {"/api/jobs/pause", "/api/jobs/resume", "/api/jobs/cleanup"}) {
    CAF_CHECK_EQUAL(status("POST", path, json_type), 401);
    CAF_CHECK_EQUAL(status("POST", path, good + json_type), 200);
  }
  CAF_CHECK_EQUAL(status("DELETE", "/api/leads?key=x", ""), 401);
  CAF_CHECK_EQUAL(status("DELETE", "/api/leads?key=x", good), 400);
  auto wrong = ask(here.port(), make_request("GET", "/api/jobs/status",
                                             "Authorization: Bearer x\r\n"));
  CAF_CHECK_EQUAL(wrong->fields["www-authenticate"],
                  "Bearer realm=\"leadmill\", error=\"invalid_token\"");
}
