#define CAF_SUITE net_upkeep
#include "net/upkeep.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/api_site.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST_FIXTURE_SCOPE(upkeep_tests, api_site)

CAF_TEST(a cleanup keeps as many days as it is told) {
  auto body = body_of(post_json("/api/jobs/cleanup", R"({"daysToKeep":1})"));
  CAF_CHECK_EQUAL(body, json::parse(R"({"success":true,"deleted":3,"errors":0,
                                        "daysToKeep":1})"));
  body = body_of(post("/api/jobs/cleanup", "", ""));
  CAF_CHECK_EQUAL(body.at("daysToKeep"), 30);
  here.bridge().with([](auto& m) {
    CAF_CHECK_EQUAL(m.cleanups.at(0).before, site_time - 86'400'000);
    CAF_CHECK_EQUAL(m.cleanups.at(1).before, 1767225600000);
  });
}

CAF_TEST(a cleanup that would keep nothing is refused) {
  for (auto bad : {R"({"daysToKeep":0})", R"({"daysToKeep":366})",
                   R"({"daystokeep":5})", "[]"})
    refusal_of(post_json("/api/jobs/cleanup", bad));
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(a person is erased by the key of the lead) {
  std::string key = "0123456789abcdef0123456789abcdef";
  auto body = body_of(call("DELETE", "/api/leads?key=" + key));
  CAF_CHECK_EQUAL(body.at("found").size(), 2u);
  CAF_CHECK_EQUAL(body.at("found").at(0).at("jobId"), job_id(1));
  CAF_CHECK_EQUAL(body.at("found").at(0).at("row"), 4);
  CAF_CHECK_EQUAL(body.at("found").at(0).at("in"),
                  json::parse(R"(["input","result"])"));
  CAF_CHECK_EQUAL(body.at("found").at(1).at("in"), json::parse(R"(["input"])"));
  here.bridge().with([&](auto& m) { CAF_CHECK_EQUAL(m.erased.at(0), key); });
}

CAF_TEST(what is no key of a lead is refused) {
  for (std::string bad :
       {"", "?key=", "?key=x", "?key=0123456789abcdef0123456789abcde",
        "?key=0123456789abcdef0123456789abcdefa",
        "?key=..%2f..%2fetc%2fpasswd00000000000"})
    refusal_of(call("DELETE", "/api/leads" + bad));
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(leads can be deleted and nothing else) {
  auto out = call("GET", "/api/leads?key=x");
  refusal_of(out, 405);
  CAF_CHECK_EQUAL(out.fields["allow"], "DELETE, OPTIONS");
  refusal_of(call("DELETE", "/api/jobs/status"), 405);
}

CAF_TEST_FIXTURE_SCOPE_END()
