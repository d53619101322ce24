// The actors of the declared providers and sources, and the client through
// which they ask: spawned before whoever asks them, stopped after.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

#include "config/config.hpp"
#include "messages/actors.hpp"
#include "messages/http.hpp"
#include "messages/usage.hpp"

namespace leadmill {

struct outside_options {
  status_store_actor store;
  store_reader_actor reader;
  /// What was used so far.
  usage_report used;
  std::function<std::uint64_t()> entropy;
  /// Called, on any thread, when one of them could not answer.
  std::function<void()> on_trouble;
  /// Takes what webhooks are to be told; unset: nothing is.
  std::function<void(announce)> tell;
};

/// By name. Each handle is valid until `stop`.
struct outside {
  std::unordered_map<std::string, upstream_actor> providers;
  std::unordered_map<std::string, upstream_actor> sources;

  /// Spawns one for each that is enabled.
  static outside spawn(caf::actor_system& system, const config& settings,
                       const outside_options& options);

  /// Ends them; what is under way is cancelled.
  void stop();
};

/// What `GET /api/settings/usage` tells the limits of.
std::vector<upstream_limits> limits_of(const config& settings);

} // namespace leadmill
