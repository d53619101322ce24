#define CAF_SUITE net_status
#include "net/status.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace leadmill;

CAF_TEST(each error has the status that its comment promises) {
  CAF_CHECK_EQUAL(status_of(errc::invalid_argument), 400);
  CAF_CHECK_EQUAL(status_of(errc::not_found), 404);
  CAF_CHECK_EQUAL(status_of(errc::conflict), 409);
  CAF_CHECK_EQUAL(status_of(errc::key_reused), 422);
  CAF_CHECK_EQUAL(status_of(errc::too_many), 429);
  CAF_CHECK_EQUAL(status_of(errc::unavailable), 503);
  CAF_CHECK_EQUAL(status_of(errc::draining), 503);
  CAF_CHECK_EQUAL(status_of(errc::dispatch_failed), 503);
  CAF_CHECK_EQUAL(status_of(errc::timeout), 503);
  CAF_CHECK_EQUAL(status_of(errc::daily_limit), 429);
  CAF_CHECK_EQUAL(status_of(errc::monthly_limit), 429);
  CAF_CHECK_EQUAL(status_of(errc::cooling_down), 503);
  CAF_CHECK_EQUAL(status_of(errc::upstream_failed), 502);
  CAF_CHECK_EQUAL(status_of(errc::upstream_refused), 502);
  CAF_CHECK_EQUAL(status_of(errc::internal), 500);
}

CAF_TEST(a problem says what happened to new clients and to old ones) {
  problem what{errc::invalid_argument, "limit is \"bad\"", {{"/limit", "bad"}}};
  auto out = problem_response(what, "/api/jobs/status");
  CAF_CHECK_EQUAL(out.content_type, "application/problem+json");
  auto body = nlohmann::json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("type"), "about:blank");
  CAF_CHECK_EQUAL(body.at("title"), "Bad Request");
  CAF_CHECK_EQUAL(body.at("status"), 400);
  CAF_CHECK_EQUAL(body.at("code"), "invalid_argument");
  CAF_CHECK_EQUAL(body.at("instance"), "/api/jobs/status");
  CAF_CHECK_EQUAL(body.at("errors").at(0).at("pointer"), "/limit");
  CAF_CHECK_EQUAL(body.at("success"), false);
  CAF_CHECK_EQUAL(body.at("error"), body.at("detail"));
}

CAF_TEST(what may be tried again says when) {
  for (auto code : {errc::too_many, errc::unavailable, errc::draining,
                    errc::dispatch_failed}) {
    auto out = problem_response({code, "later", {}}, "/");
    CAF_REQUIRE_EQUAL(out.headers.size(), 1u);
    CAF_CHECK_EQUAL(out.headers[0].first, "Retry-After");
  }
  CAF_CHECK(problem_response({errc::not_found, "no", {}}, "/").headers.empty());
}

CAF_TEST(a problem that knows when it passes says so) {
  auto seconds = [](errc code, std::uint32_t known) {
    auto out = problem_response({code, "later", {}, known}, "/");
    return out.headers.empty() ? std::string{} : out.headers.at(0).second;
  };
  CAF_CHECK_EQUAL(seconds(errc::cooling_down, 0), "5");
  CAF_CHECK_EQUAL(seconds(errc::cooling_down, 300), "300");
  CAF_CHECK_EQUAL(seconds(errc::too_many, 1), "1");
  CAF_CHECK_EQUAL(seconds(errc::daily_limit, 0), "3600");
  CAF_CHECK_EQUAL(seconds(errc::monthly_limit, 0), "3600");
  CAF_CHECK_EQUAL(seconds(errc::daily_limit, 86'399), "86399");
  CAF_CHECK_EQUAL(seconds(errc::upstream_failed, 0), "");
  CAF_CHECK_EQUAL(seconds(errc::conflict, 7), "7");
}

CAF_TEST(a key that was used before has a title of its own) {
  auto out = problem_response({errc::key_reused, "x", {}}, "/");
  CAF_CHECK_EQUAL(out.status, 422);
  auto body = nlohmann::json::parse(out.body);
  CAF_CHECK_EQUAL(body.at("title"),
                  "Idempotency-Key was used for another request");
  CAF_CHECK_EQUAL(std::string{reason_of(422)}, "Unprocessable Content");
  CAF_CHECK_EQUAL(std::string{reason_of(304)}, "Not Modified");
}

CAF_TEST(a refusal has a code of its own) {
  auto body =
      nlohmann::json::parse(refusal(413, "payload_too_large", "x", "/p").body);
  CAF_CHECK_EQUAL(body.at("code"), "payload_too_large");
  CAF_CHECK_EQUAL(body.at("title"), "Content Too Large");
}
