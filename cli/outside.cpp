#include "cli/outside.hpp"

#include <algorithm>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

#include "actors/outside/asking.hpp"
#include "actors/upstream.hpp"
#include "net/http_client.hpp"

namespace leadmill {

namespace {

usage_entry used_of(const usage_report& all, const std::string& name) {
  auto found =
      std::find_if(all.entries.begin(), all.entries.end(),
                   [&](const auto& one) { return one.upstream == name; });
  return found == all.entries.end() ? usage_entry{} : *found;
}

/// What all requests may have under way together decides how many connections
/// are worth having.
std::shared_ptr<http_port> make_client(const config& settings) {
  http_client_options options;
  std::size_t together = 0;
  auto count = [&](const upstream_bounds& bounds) {
    together += bounds.concurrency;
    options.max_calls_per_origin =
        std::max<std::size_t>(options.max_calls_per_origin, bounds.concurrency);
  };
  for (const auto& one : settings.providers)
    count(one.bounds);
  for (const auto& one : settings.sources)
    count(one.bounds);
  options.max_calls = std::max(options.max_calls, together);
  options.user_agent = "leadmill/" LEADMILL_VERSION;
  return std::make_shared<http_client>(std::move(options));
}

} // namespace

outside outside::spawn(caf::actor_system& system, const config& settings,
                       const outside_options& options) {
  outside out;
  if (settings.providers.empty() && settings.sources.empty())
    return out;
  auto client = make_client(settings);
  auto start = [&](upstream_options asking) {
    asking.http = client;
    asking.store = options.store;
    asking.reader = options.reader;
    asking.used = used_of(options.used, asking.name);
    asking.entropy = options.entropy;
    asking.on_trouble = options.on_trouble;
    asking.tell = options.tell;
    return system.spawn(upstream, std::move(asking));
  };
  for (const auto& one : settings.providers)
    out.providers.emplace(one.name, start(options_of(one)));
  for (const auto& one : settings.sources)
    out.sources.emplace(one.name, start(options_of(one)));
  return out;
}

void outside::stop() {
  for (auto* all : {&providers, &sources}) {
    for (auto& [name, actor] : *all)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    all->clear();
  }
}

std::vector<upstream_limits> limits_of(const config& settings) {
  std::vector<upstream_limits> out;
  for (const auto& one : settings.providers)
    out.push_back(limits_of(one));
  for (const auto& one : settings.sources)
    out.push_back(limits_of(one));
  return out;
}

} // namespace leadmill
