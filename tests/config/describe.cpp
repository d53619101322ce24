#define CAF_SUITE config_describe
#include "config/describe.hpp"

#include <caf/test/unit_test.hpp>

#include "config/keys.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

CAF_TEST(keys are never shown) {
  config value;
  value.event_key = "event-0123456789-0123456789-0123456789";
  value.signing_key = "sign-0123456789-0123456789-0123456789";
  auto text = describe(value);
  CAF_CHECK(text.find("0123456789") == std::string::npos);
  CAF_CHECK(text.find("event_key = \"(set, not shown)\"") != std::string::npos);
  for (const auto& [name, shown] : describe_values(value))
    CHECK_FOR(name, shown.find("0123456789") == std::string::npos);
}

CAF_TEST(a key that is not set is shown as empty) {
  CAF_CHECK(describe(config{}).find("event_key = \"\"\n") != std::string::npos);
}

CAF_TEST(every key stands once under its table) {
  auto text = describe(config{}, {{"jobs.slots", "--slots"}});
  CAF_CHECK(text.find("[server]\nlisten = \"127.0.0.1:8288\"\n")
            != std::string::npos);
  CAF_CHECK(text.find("slots = 4  # --slots\n") != std::string::npos);
  CAF_CHECK_EQUAL(describe_values(config{}).size(), config_keys().size());
}
