// A site whose API a suite calls: requests in, checked answers out.
#pragma once

#include <string>
#include <string_view>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"

namespace leadmill::test {

constexpr const char* json_type = "Content-Type: application/json\r\n";
constexpr const char* csv_type = "Content-Type: text/csv\r\n";
constexpr const char* enrich_body =
    R"({"parsedData":{"headers":["a"],"rows":[{"a":"1"}]}})";

constexpr const char* scrape_body = R"({"searchParams":{"title":"CEO"}})";

/// What the site's clock says: 2026-01-31T00:00:00Z.
constexpr unix_ms site_time = 1'769'817'600'000;

struct api_site {
  answer call(std::string_view method, std::string_view target,
              std::string_view fields = "", std::string_view body = "") {
    auto out = ask(here.port(), make_request(method, target, fields, body));
    CAF_REQUIRE(out.has_value());
    return *out;
  }

  answer get(std::string_view target) { return call("GET", target); }

  answer post(std::string_view target, std::string_view fields,
              std::string_view body) {
    return call("POST", target, fields, body);
  }

  answer post_json(std::string_view target, std::string_view body) {
    return post(target, json_type, body);
  }

  answer enrich(std::string_view body, std::string fields = {}) {
    return post("/api/jobs/enrich", json_type + fields, body);
  }

  answer scrape(std::string_view body, std::string fields = {}) {
    return post("/api/jobs/scrape", json_type + fields, body);
  }

  /// The refusal of a request: its sentence.
  std::string refusal_of(const answer& what, int status = 400) {
    CAF_CHECK_EQUAL(what.status, status);
    auto field = what.fields.find("content-type");
    CAF_REQUIRE(field != what.fields.end());
    CAF_CHECK_EQUAL(field->second, "application/problem+json");
    auto body = nlohmann::json::parse(what.body);
    CAF_CHECK_EQUAL(body.at("success"), false);
    CAF_CHECK_EQUAL(body.at("status"), status);
    return body.at("error");
  }

  /// The body of a good answer.
  nlohmann::json body_of(const answer& what, int status = 200) {
    CAF_CHECK_EQUAL(what.status, status);
    auto body = nlohmann::json::parse(what.body, nullptr, false);
    CAF_REQUIRE(body.is_object());
    CAF_CHECK_EQUAL(body.at("success"), true);
    return body;
  }

  /// Makes every call of the bridge fail so.
  void refuse(errc code, std::string detail = "Because",
              std::uint32_t retry_after_s = 0) {
    here.bridge().with([&](auto& m) {
      m.refusal = problem{code, std::move(detail), {}, retry_after_s};
    });
  }

  site here{
      [](auto& options, auto&) { options.clock = [] { return site_time; }; }};
};

} // namespace leadmill::test
