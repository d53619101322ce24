// Puts the actors together: opens the store, spawns everything in order, and
// takes it down again in order. `leadmill serve` and an in-process `leadmill
// enrich` are the same engine, with and without the HTTP server before it.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>

#include "config/config.hpp"
#include "messages/bridge.hpp"
#include "messages/feed.hpp"

namespace leadmill {

struct engine_options {
  std::filesystem::path database;
  /// Takes what the live feed publishes; must outlive the engine.
  live_sink sink;
  /// Which of the jobs that were left open to go on with.
  std::function<bool(const job&)> resume;
  /// Whether to start the recurring jobs of the configuration, to remove old
  /// jobs, and to keep results in files beside the database.
  bool tend = false;
};

class engine {
 public:
  /// Opens and spawns; jobs to resume start at once. The problem of a store
  /// that cannot be opened, or of steps that cannot be set up.
  static outcome<std::unique_ptr<engine>> start(const config& settings,
                                                engine_options options);

  /// Stops at once what was not drained; waits for every actor.
  ~engine();
  engine(const engine&) = delete;
  engine& operator=(const engine&) = delete;

  /// Valid while the engine lives.
  bridge& port();

  /// Takes nothing new and brings what runs to its checkpoint; whether that
  /// was done within `limit`.
  bool drain(std::chrono::milliseconds limit);

 private:
  struct impl;
  explicit engine(std::unique_ptr<impl> parts);
  std::unique_ptr<impl> impl_;
};

} // namespace leadmill
