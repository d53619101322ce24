#define CAF_SUITE cli_outside
#include "cli/outside.hpp"

#include <atomic>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/test/unit_test.hpp>

#include "messages/types.hpp"
#include "tests/support/upstream.hpp"

using namespace leadmill;
using leadmill::testing::upstream_reply;
using leadmill::testing::upstream_request;

namespace {

provider_declaration lines(const std::string& url) {
  request_template request;
  request.url = url + "/v2/{phone}";
  request.gives = {{"carrier", {{"/carrier", {}, {}, {}}}, {}}};
  provider_declaration out;
  out.name = "lines";
  out.step = "line_type";
  out.requests = {request};
  out.bounds.retries = 0;
  out.bounds.daily_limit = 7;
  return out;
}

source_declaration people(const std::string& url) {
  source_declaration out;
  out.name = "people";
  out.request.url = url + "/people?page={page}";
  out.bounds.retries = 0;
  return out;
}

struct fixture {
  fixture() {
    settings.providers = {lines(server.url())};
    settings.sources = {people(server.url())};
    options.entropy = [] { return std::uint64_t{1}; };
    options.on_trouble = [this] { ++troubles; };
    options.store = caf::actor_cast<status_store_actor>(
        system.spawn([](caf::event_based_actor*) -> caf::behavior {
          return {[](const keep_answer&) { return job{}; },
                  [](const note_subject&) { return job{}; }};
        }));
  }

  ~fixture() {
    caf::anon_send_exit(options.store, caf::exit_reason::user_shutdown);
    options.store = nullptr;
  }

  /// What an ask with a phone becomes: a value, a body, or "!" and why not.
  std::string ask(const upstream_actor& whom, text_pairs values) {
    caf::scoped_actor self{system};
    std::string out;
    self->request(whom, std::chrono::seconds{30},
                  upstream_ask{{"job", 1}, "", 0, std::move(values)})
        .receive(
            [&](const upstream_answer& answer) {
              out =
                  answer.values.empty() ? answer.body : answer.values[0].second;
            },
            [&](const caf::error& error) {
              out = '!' + to_problem(error).detail;
            });
    return out;
  }

  caf::actor_system_config caf_config;
  caf::actor_system system{caf_config};
  leadmill::testing::upstream server{[](const upstream_request& asked) {
    upstream_reply out;
    out.status = asked.target.find("666") == std::string::npos ? 200 : 500;
    out.body = asked.target.starts_with("/v2")
                   ? R"({"carrier":"Example Wireless"})"
                   : R"([{"Name":"Ada Example"}])";
    return out;
  }};
  config settings;
  outside_options options;
  std::atomic<int> troubles{0};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(outside_tests, fixture)

CAF_TEST(those that are enabled are asked over http) {
  auto world = outside::spawn(system, settings, options);
  CAF_REQUIRE_EQUAL(world.providers.size(), 1u);
  CAF_REQUIRE_EQUAL(world.sources.size(), 1u);
  CAF_CHECK_EQUAL(ask(world.providers["lines"], {{"phone", "+12125550123"}}),
                  "Example Wireless");
  CAF_CHECK_EQUAL(ask(world.sources["people"], {{"page", "1"}}),
                  R"([{"Name":"Ada Example"}])");
  CAF_CHECK_EQUAL(troubles.load(), 0);
  world.stop();
  CAF_CHECK(world.providers.empty());
}

CAF_TEST(troubles are told) {
  auto world = outside::spawn(system, settings, options);
  CAF_CHECK_EQUAL(ask(world.providers["lines"], {{"phone", "666"}}),
                  "!it answered 500");
  CAF_CHECK_EQUAL(troubles.load(), 1);
  world.stop();
}

CAF_TEST(without declarations there is nobody to ask) {
  auto world = outside::spawn(system, config{}, options);
  CAF_CHECK(world.providers.empty() && world.sources.empty());
}

CAF_TEST(limits are those of all that are enabled) {
  auto limits = limits_of(settings);
  CAF_REQUIRE_EQUAL(limits.size(), 2u);
  CAF_CHECK_EQUAL(limits[0].name, "lines");
  CAF_CHECK_EQUAL(limits[0].daily, 7u);
  CAF_CHECK(limits[1].kind == upstream_kind::source);
}

CAF_TEST_FIXTURE_SCOPE_END()
