#define CAF_SUITE net_metrics
#include "net/metrics.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/net/support/ws_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

bool has(const std::string& text, std::string_view line) {
  return text.find("\n" + std::string{line} + "\n") != text.npos;
}

} // namespace

CAF_TEST(jobs are told by phase and leads by what became of them) {
  measured what;
  what.version = "1.2.3";
  what.jobs.types.resize(1);
  auto& of = what.jobs.types[0];
  of.by_phase[static_cast<std::size_t>(job_phase::running)] = 3;
  of.leads = {40, 2, 1};
  of.retries = 5;
  auto text = '\n' + metrics_text(what);
  CAF_CHECK(has(text, "# TYPE leadmill_jobs gauge"));
  CAF_CHECK(has(text, R"(leadmill_jobs{type="enrichment",phase="running"} 3)"));
  CAF_CHECK(has(text, R"(leadmill_jobs{type="enrichment",phase="failed"} 0)"));
  CAF_CHECK(
      has(text, R"(leadmill_leads{type="enrichment",status="filtered"} 2)"));
  CAF_CHECK(has(text, R"(leadmill_job_retries{type="enrichment"} 5)"));
  CAF_CHECK(has(text, R"(leadmill_build_info{version="1.2.3"} 1)"));
}

CAF_TEST(names from the configuration cannot break a line) {
  measured what;
  what.usage.resize(1);
  what.usage[0].used.upstream = "a\"b\\c\nd";
  what.usage[0].used.this_month_micros = 1'500'000;
  CAF_CHECK(has(metrics_text(what), "leadmill_upstream_cost_this_month"
                                    R"({upstream="a\"b\\c\nd"} 1.5)"));
}

CAF_TEST(requests are counted by the table of calls) {
  site here;
  for (auto target : {"/livez", "/livez", "/nothing", "/secret/name"})
    ask(here.port(), make_request("GET", target));
  ws_client follower{here.port()};
  auto out = ask(here.port(), make_request("GET", "/metrics"));
  CAF_REQUIRE(out.has_value());
  CAF_CHECK_EQUAL(out->status, 200);
  CAF_CHECK_EQUAL(out->fields["content-type"],
                  "text/plain; version=0.0.4; charset=utf-8");
  auto count = [&](std::string route, std::string_view status) {
    return "leadmill_http_answers_total{method=\"GET\",route=\"" + route
           + "\",status=\"" + std::string{status} + "\"}";
  };
  CAF_CHECK(has(out->body, count("/livez", "200") + " 2"));
  CAF_CHECK(has(out->body, count("-", "404") + " 2"));
  CAF_CHECK(has(out->body, count("/api/jobs/live", "101") + " 1"));
  CAF_CHECK(has(out->body, "leadmill_live_connections 1"));
  CAF_CHECK(out->body.find("secret") == std::string::npos);
}

CAF_TEST(metrics ask for the key) {
  site here{[](auto& options, auto&) { options.event_key = site_key; }};
  CAF_CHECK_EQUAL(
      copy(ask(here.port(), make_request("GET", "/metrics"))->status), 401);
}
