#define CAF_SUITE net_access_log
#include "net/access_log.hpp"

#include <memory>
#include <sstream>
#include <string>

#include <caf/test/unit_test.hpp>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// Collects what is logged, at any level, as long as it lives.
struct log_catcher {
  log_catcher() : before(spdlog::default_logger()) {
    auto sink = std::make_shared<spdlog::sinks::ostream_sink_mt>(text);
    auto logger = std::make_shared<spdlog::logger>("test", sink);
    logger->set_level(spdlog::level::trace);
    spdlog::set_default_logger(logger);
  }

  ~log_catcher() { spdlog::set_default_logger(before); }

  std::ostringstream text;
  std::shared_ptr<spdlog::logger> before;
};

} // namespace

CAF_TEST(requests are logged by their route) {
  log_catcher log;
  log_request("GET", "/livez", 200);
  log_listening("127.0.0.1", 8288);
  log_trouble("accept_failed", "Too many open files");
  auto text = log.text.str();
  CAF_CHECK(text.find("method=GET route=/livez status=200") != text.npos);
  CAF_CHECK(text.find("host=127.0.0.1 port=8288") != text.npos);
  CAF_CHECK(text.find("event=accept_failed") != text.npos);
}

CAF_TEST(neither keys nor queries nor unknown paths reach the log) {
  log_catcher log;
  {
    site here{[](auto& options, auto&) { options.event_key = site_key; }};
    auto bearer = std::string{"Authorization: Bearer "} + site_key + "\r\n";
    ask(here.port(), make_request("GET", "/api/jobs/status?q=Ann", bearer));
    ask(here.port(), make_request("GET", "/api/jobs/status?key=hunter2hunter2",
                                  "Authorization: Bearer wrongwrong\r\n"));
    ask(here.port(), make_request("POST", std::string{"/e/"} + site_key));
    ask(here.port(), make_request("GET", "/a\x01b"));
  }
  auto text = log.text.str();
  CAF_CHECK(text.find("route=/api/jobs/status status=200") != text.npos);
  for (auto secret : {site_key, "Ann", "hunter2", "wrongwrong", "/e/"})
    CAF_CHECK(text.find(secret) == text.npos);
}
