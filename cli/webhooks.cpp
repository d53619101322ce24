#include "cli/webhooks.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_system.hpp>
#include <spdlog/spdlog.h>

#include "actors/outputs/output_router.hpp"
#include "cli/job_factory.hpp"
#include "net/http_client.hpp"

namespace leadmill {

namespace {

/// Requests under way at once, over all destinations.
constexpr std::size_t max_sending = 32;

std::shared_ptr<http_port> make_client(bool public_only) {
  http_client_options options;
  options.max_calls_per_origin = options.max_calls = max_sending;
  options.user_agent = "leadmill/" LEADMILL_VERSION;
  options.public_only = public_only;
  return std::make_shared<http_client>(std::move(options));
}

/// What the receiver said is not logged: it may be about a person.
void report(const std::string& destination, const problem& what) {
  if (destination.empty())
    spdlog::error("event=outbox_failed detail=\"{}\"", what.detail);
  else
    spdlog::warn("event=delivery_failed destination={} detail=\"{}\"",
                 destination, what.detail);
}

} // namespace

std::vector<outbox_route> routes_of(const config& settings) {
  std::vector<outbox_route> out;
  for (const auto& one : settings.webhooks)
    out.push_back({one.name, one.events, one.at_end, one.by_default});
  return out;
}

output_router_actor spawn_router(caf::actor_system& system,
                                 const config& settings,
                                 status_store_actor store,
                                 std::unique_ptr<job_reader> reader) {
  output_router_options options;
  options.webhooks = settings.webhooks;
  for (const auto& one : settings.exports)
    options.others.emplace_back(
        one.name, one.format == export_format::csv ? "csv" : "ndjson");
  options.store = std::move(store);
  options.reader = std::move(reader);
  auto any = [&](bool is_private) {
    return std::any_of(
        settings.webhooks.begin(), settings.webhooks.end(),
        [&](const auto& one) { return one.allow_private == is_private; });
  };
  if (any(false))
    options.public_http = make_client(true);
  if (any(true))
    options.any_http = make_client(false);
  options.on_problem = report;
  options.entropy = make_entropy();
  options.max_sending = max_sending;
  return system.spawn<caf::detached>(output_router, std::move(options));
}

} // namespace leadmill
