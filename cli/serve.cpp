#include "cli/serve.hpp"

#include <condition_variable>
#include <iostream>
#include <mutex>
#include <optional>
#include <utility>

#include <sys/resource.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "cli/check.hpp"
#include "cli/engine.hpp"
#include "cli/logging.hpp"
#include "cli/outside.hpp"
#include "cli/overview.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "cli/watchdog.hpp"
#include "config/limits.hpp"
#include "leads/csv.hpp"
#include "leads/pipeline.hpp"
#include "net/live_hub.hpp"
#include "net/server.hpp"
#include "net/web_files.hpp"
#include "store/data_dir.hpp"

namespace leadmill {

namespace {

/// The event that ends the serving.
class stop_event {
 public:
  void set() {
    std::lock_guard guard{mutex_};
    is_set_ = true;
    changed_.notify_all();
  }

  void wait() {
    std::unique_lock guard{mutex_};
    changed_.wait(guard, [this] { return is_set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_set_ = false;
};

/// Each connection takes a descriptor: asks for as many as the system allows.
void raise_descriptor_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

server_options make_server_options(const config_sources& sources,
                                   const loaded_config& loaded) {
  const auto& settings = loaded.value;
  server_options options;
  options.host = settings.server.listen.host;
  options.port = settings.server.listen.port;
  options.event_key = settings.event_key;
  options.allowed_origins = settings.server.allowed_origins;
  options.rules = limits::rules_for_requests(known_step_names(settings));
  options.rules.outputs = known_output_names(settings);
  for (const auto& one : settings.sources)
    options.rules.sources.push_back(one.name);
  options.upstreams = limits_of(settings);
  options.read_csv = [](std::string_view text) {
    return read_csv(text, limits::max_rows_per_job);
  };
  options.version = LEADMILL_VERSION;
  options.pages = web_files();
  options.settings = [loaded] {
    return settings_json(loaded, LEADMILL_VERSION, system_now());
  };
  options.check = [sources] { return check_json(sources); };
  options.node.slots = settings.jobs.slots;
  options.node.build = LEADMILL_VERSION;
  return options;
}

int fail_start(const problem& what) {
  std::cerr << "leadmill serve: " << what.detail << '\n';
  return exit_failure;
}

/// The disk or a thread does not come back: the next start finds out.
[[noreturn]] void end_hanging_shutdown() {
  spdlog::critical("event=shutdown_hangs");
  spdlog::shutdown();
  _exit(exit_disk_unknown);
}

} // namespace

int run_serve(const config_sources& sources) {
  watchdog guard{end_hanging_shutdown};
  stop_event stop;
  signal_watch signals{[&stop](int count) {
    if (count > 1)
      _exit(exit_failure);
    stop.set();
  }};
  auto loaded = load_config(sources);
  check_surroundings(loaded);
  if (!loaded.problems.empty())
    return report_problems(loaded.problems, std::cerr);
  const auto& settings = loaded.value;
  start_logging(settings.log.level);
  raise_descriptor_limit();
  auto data =
      data_dir::open(settings.server.data_dir,
                     "leadmill serve on " + to_string(settings.server.listen));
  if (!data)
    return fail_start(data.error());
  live_hub hub;
  auto running =
      engine::start(settings, {data->database(), hub.sink(),
                               [](const job&) { return true; }, true});
  if (!running)
    return fail_start(running.error());
  hub.attach((*running)->port());
  auto listening = server::start(make_server_options(sources, loaded),
                                 (*running)->port(), hub);
  if (!listening) {
    hub.stop();
    return fail_start(listening.error());
  }
  endpoint address{settings.server.listen.host, (*listening)->port()};
  spdlog::info("event=started address={} data_dir={} slots={} keys={}",
               to_string(address), settings.server.data_dir,
               settings.jobs.slots, settings.event_key.empty() ? "off" : "on");
  std::cout << "Leadmill listens on http://" << to_string(address) << '/'
            << std::endl;
  stop.wait();
  spdlog::info("event=draining");
  guard.arm(limits::drain_seconds + limits::shutdown_seconds);
  // Jobs first: clients see their jobs come to rest before the feed closes.
  auto at_rest = (*running)->drain(limits::drain_seconds);
  hub.drain();
  (*listening)->drain();
  listening->reset();
  hub.stop();
  spdlog::info("event=stopped jobs_at_checkpoint={}", at_rest);
  return exit_done;
}

} // namespace leadmill
