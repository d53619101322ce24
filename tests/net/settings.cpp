#define CAF_SUITE net_settings
#include "net/settings.hpp"

#include <stdexcept>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

struct fixture {
  answer get(std::string_view target) {
    auto out = ask(here.port(), make_request("GET", target));
    CAF_REQUIRE(out.has_value());
    return *out;
  }

  site here{[](server_options& options, live_limits&) {
    options.settings = [] { return R"({"success":true,"version":"9"})"; };
    options.check = []() -> std::string { throw std::runtime_error{"oh"}; };
    options.node.slots = 3;
    options.node.build = "1.2.3";
  }};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(settings_tests, fixture)

CAF_TEST(the settings are those that the program tells) {
  auto told = get("/api/settings");
  CAF_CHECK_EQUAL(told.status, 200);
  CAF_CHECK_EQUAL(copy(json::parse(told.body).at("version")), "9");
}

CAF_TEST(a check that breaks off is no end) {
  CAF_CHECK_EQUAL(copy(get("/api/settings/check").status), 503);
  CAF_CHECK_EQUAL(copy(get("/api/settings").status), 200);
}

CAF_TEST(the cluster is this node and what it runs) {
  auto told = json::parse(get("/api/cluster").body);
  CAF_CHECK_EQUAL(told, json::parse(R"({"success":true,"nodes":[{
      "name":"local","state":"up","slots":3,"running":2,"labels":[],
      "build":"1.2.3","protocol":1}]})"));
  auto asked = here.bridge().with([](auto& m) { return m.queries.back(); });
  CAF_CHECK(asked.status == job_status::running);
}

CAF_TEST_FIXTURE_SCOPE_END()
