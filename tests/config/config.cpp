#define CAF_SUITE config_config
#include "config/config.hpp"

#include <caf/test/unit_test.hpp>

#include "config/address.hpp"

using namespace leadmill;

CAF_TEST(an endpoint is written as it is read) {
  for (const char* text : {"127.0.0.1:8288", "[::1]:0", "localhost:1"}) {
    auto parsed = parse_endpoint(text);
    CAF_REQUIRE(parsed.has_value());
    CAF_CHECK_EQUAL(to_string(*parsed), text);
  }
}

CAF_TEST(the defaults are what the documentation promises) {
  config value;
  CAF_CHECK_EQUAL(to_string(value.server.listen), "127.0.0.1:8288");
  CAF_CHECK_EQUAL(value.jobs.slots, 4u);
  CAF_CHECK_EQUAL(value.jobs.timeout_seconds, 86'400u);
  CAF_CHECK_EQUAL(value.jobs.silence_seconds, 300u);
  CAF_CHECK_EQUAL(value.jobs.step_seconds, 60u);
  CAF_CHECK_EQUAL(value.jobs.retry_base_seconds, 5u);
  CAF_CHECK_EQUAL(value.jobs.retry_max_seconds, 300u);
  CAF_CHECK_EQUAL(value.jobs.enrichment_slots, 0u);
  CAF_CHECK_EQUAL(value.jobs.scraping_slots, 0u);
  CAF_CHECK_EQUAL(value.jobs.retention_days, 0u);
  CAF_CHECK(value.schedules.empty());
  CAF_CHECK_EQUAL(value.leads.max_age, 59u);
  CAF_CHECK_EQUAL(value.leads.default_region, "US");
  CAF_CHECK_EQUAL(to_string(value.environment), std::string{"development"});
  CAF_CHECK(value.leads.steps == default_steps());
  CAF_CHECK(!value.leads.contact_on_unknown_dnc);
  CAF_CHECK(!value.cooldown.enabled);
  CAF_CHECK_EQUAL(value.cooldown.errors, 10u);
  CAF_CHECK_EQUAL(value.cooldown.seconds, 300u);
  CAF_CHECK(value.providers.empty() && value.sources.empty());
}

CAF_TEST(the default steps hold the local ones in their order) {
  auto left = local_steps();
  for (const auto& step : default_steps())
    if (!left.empty() && left.front() == step)
      left.erase(left.begin());
  CAF_CHECK(left.empty());
}

CAF_TEST(the steps that a job may name are each known once) {
  config value;
  CAF_CHECK(known_step_names(value) == default_steps());
  value.providers.emplace_back().step = "line_type";
  value.providers.emplace_back().step = "other";
  value.disabled.push_back({declaration_kind::provider, "a", "off", "other"});
  value.disabled.push_back({declaration_kind::provider, "b", "off", "third"});
  value.disabled.push_back({declaration_kind::source, "c", "off", ""});
  auto known = known_step_names(value);
  CAF_REQUIRE_EQUAL(known.size(), default_steps().size() + 2);
  CAF_CHECK_EQUAL(known[known.size() - 2], "other");
  CAF_CHECK_EQUAL(known.back(), "third");
}

CAF_TEST(a schedule is by default in UTC on any day at any hour) {
  schedule_config value;
  CAF_CHECK_EQUAL(value.when.zone, "UTC");
  CAF_CHECK_EQUAL(value.when.hours, "");
  CAF_CHECK(value.when.weekends);
  CAF_CHECK(value.priority == job_priority::normal);
  CAF_CHECK_EQUAL(value.max_attempts, 4u);
}
