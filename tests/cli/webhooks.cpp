#define CAF_SUITE cli_webhooks
#include <caf/test/unit_test.hpp>

#include "cli/webhooks.hpp"

using namespace leadmill;

// That they are delivered, e2e.webhooks shows with a real receiver.
CAF_TEST(a webhook is a route with what it wants) {
  config settings;
  CAF_CHECK(routes_of(settings).empty());
  webhook_declaration crm;
  crm.name = "crm";
  crm.events = {event_kind::leads_saved, event_kind::job_failed};
  crm.at_end = true;
  crm.by_default = false;
  settings.webhooks = {crm};
  auto routes = routes_of(settings);
  CAF_REQUIRE_EQUAL(routes.size(), 1u);
  CAF_CHECK_EQUAL(routes[0].destination, "crm");
  CAF_CHECK(routes[0].events == crm.events);
  CAF_CHECK(routes[0].at_end);
  CAF_CHECK(!routes[0].by_default);
}
