#include "tests/net/support/site.hpp"

#include <stdexcept>

namespace leadmill::test {

site::site(const std::function<void(server_options&, live_limits&)>& adjust) {
  server_options options;
  options.port = 0;
  options.bounds.drain = std::chrono::milliseconds{1000};
  options.rules = limits::rules_for_requests({"email", "phone"});
  options.rules.sources = {"linkedin-sales-navigator", "people"};
  options.upstreams = {{"lookup", upstream_kind::provider, 100, 0, 0},
                       {"people", upstream_kind::source, 0, 0, 0}};
  options.version = "1.2.3";
  options.bounds.tick = std::chrono::milliseconds{20};
  options.read_csv = [](std::string_view csv) -> outcome<job_draft> {
    if (csv.find(',') == csv.npos)
      return fail(errc::invalid_argument, "The table has no columns");
    job_draft draft;
    draft.headers = {"name", "email"};
    draft.rows = {R"({"name":"Ann","email":"ann@example.com"})"};
    return draft;
  };
  live_limits live;
  if (adjust)
    adjust(options, live);
  hub_ = std::make_unique<live_hub>(live);
  bridge_ = std::make_unique<fake_bridge>(hub_->sink());
  hub_->attach(*bridge_);
  auto started = server::start(std::move(options), *bridge_, *hub_);
  if (!started)
    throw std::runtime_error(started.error().detail);
  server_ = std::move(*started);
}

site::~site() {
  stop_http();
  hub_->stop();
}

void site::stop_http() { server_.reset(); }

std::uint16_t site::port() const { return server_->port(); }

fake_bridge& site::bridge() { return *bridge_; }

live_hub& site::hub() { return *hub_; }

server& site::http() { return *server_; }

} // namespace leadmill::test
