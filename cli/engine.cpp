#include "cli/engine.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/exit_reason.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "actors/bulk.hpp"
#include "actors/eraser.hpp"
#include "actors/intake.hpp"
#include "actors/janitor.hpp"
#include "actors/live_feed.hpp"
#include "actors/recurring.hpp"
#include "actors/status_store.hpp"
#include "actors/store_reader.hpp"
#include "actors/store_writer.hpp"
#include "actors/supervisor.hpp"
#include "cli/files.hpp"
#include "cli/job_factory.hpp"
#include "cli/later.hpp"
#include "cli/outside.hpp"
#include "cli/schedules.hpp"
#include "cli/settings.hpp"
#include "cli/stored_state.hpp"
#include "cli/webhooks.hpp"
#include "config/limits.hpp"
#include "net/gateway.hpp"
#include "store/sqlite_store.hpp"

namespace leadmill {

namespace {

struct system_config : caf::actor_system_config {
  system_config() {
    leadmill::add_message_types(*this);
    set("scheduler.max-threads", core_count());
    set("scheduler.policy", caf::atom("sharing"));
  }
};

[[noreturn]] void end_process(const problem& what) {
  spdlog::critical("event=disk_unknown detail=\"{}\"", what.detail);
  spdlog::shutdown();
  _exit(exit_disk_unknown);
}

void report_start(const std::string& schedule, const outcome<job>& started) {
  if (started)
    spdlog::info("event=schedule_started schedule={} job={}", schedule,
                 started->id);
  else
    spdlog::error("event=schedule_failed schedule={} detail=\"{}\"", schedule,
                  started.error().detail);
}

/// Passes on what the feed publishes, and tells of it those who write files and
/// who deliver.
live_sink tell_outputs(live_sink sink, std::vector<result_files_actor> files,
                       std::function<void(note_job)> router) {
  return [sink = std::move(sink), files = std::move(files),
          router = std::move(router)](live_event what) {
    if (auto* job = std::get_if<live_job>(&what)) {
      note_job news{job->id, job->open, job->seq};
      for (const auto& writer : files)
        caf::anon_send(writer, news);
      router(std::move(news));
    } else if (auto* gone = std::get_if<live_removed>(&what)) {
      for (const auto& writer : files)
        caf::anon_send(writer, publish_removed{{gone->id, gone->seq}});
    }
    sink(std::move(what));
  };
}

} // namespace

struct engine::impl {
  std::shared_ptr<sqlite_store> store;
  std::shared_ptr<const pipeline> trade;
  system_config caf_config;
  std::unique_ptr<caf::actor_system> system;
  store_writer_actor writer;
  store_reader_actor reader;
  /// Job actors and look-ups of single jobs read here, so that a list or an
  /// export does not hold them up.
  store_reader_actor row_reader;
  /// What looks at everything, for an erasure, holds nobody up here.
  store_reader_actor slow_reader;
  /// What is kept in the data directory, and, apart from it, what destinations
  /// get: these may be on disks of others.
  std::vector<result_files_actor> files;
  live_feed_actor feed;
  status_store_actor status;
  outside world;
  supervisor_actor supervisor;
  /// Upstream actors, which the intake asks, tell it of their troubles.
  later<intake_actor> door;
  intake_actor intake;
  later<output_router_actor> outbox;
  output_router_actor router;
  bulk_actor bulk;
  eraser_actor eraser;
  ticking_actor janitor;
  ticking_actor recurring;
  std::unique_ptr<gateway> port;

  ~impl();
  outcome<store_reader_actor> spawn_reader();
  outcome<void> spawn_outputs(const config& settings);
  void spawn_store(stored_state state, live_sink sink);
  void spawn_world(const config& settings, usage_report used);
  void spawn_supervisor(const config& settings, std::vector<job> open_jobs,
                        paused_types paused);
  void spawn_services(const config& settings);
  void spawn_clockwork(const config& settings);
  void open_port();
};

engine::impl::~impl() {
  port.reset();
  if (!system)
    return;
  auto stop = [](auto& actor) {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::user_shutdown);
    actor = nullptr;
  };
  stop(recurring);
  stop(janitor);
  stop(eraser);
  stop(bulk);
  stop(intake);
  stop(router);
  outbox.forget();
  stop(supervisor);
  world.stop();
  stop(status);
  stop(feed);
  std::for_each(files.begin(), files.end(), stop);
  stop(slow_reader);
  stop(row_reader);
  stop(reader);
  stop(writer);
  system.reset();
}

outcome<store_reader_actor> engine::impl::spawn_reader() {
  auto connection = store->make_reader();
  if (!connection)
    return tl::make_unexpected(connection.error());
  store_reader_options options;
  options.reader = std::move(*connection);
  options.max_cursors = limits::max_open_cursors;
  options.cursor_idle = limits::cursor_idle_seconds;
  return system->spawn<caf::detached>(store_reader, std::move(options));
}

outcome<void> engine::impl::spawn_outputs(const config& settings) {
  auto connection = store->make_reader();
  if (!connection)
    return tl::make_unexpected(connection.error());
  router = spawn_router(*system, settings, status, std::move(*connection));
  outbox.be(router);
  return {};
}

void engine::impl::spawn_store(stored_state state, live_sink sink) {
  store_writer_options writing;
  writing.store = {store, &store->writer()};
  writing.max_batch = limits::write_batch_changes;
  writer = system->spawn<caf::detached>(store_writer, std::move(writing));

  live_feed_options feeding;
  feeding.sink = std::move(sink);
  feeding.jobs = std::move(state.ended);
  feeding.jobs.insert(feeding.jobs.end(), state.open.begin(), state.open.end());
  feeding.seq = state.seq;
  feeding.removed = std::move(state.removed);
  feeding.max_ended = limits::recently_ended_jobs;
  feeding.max_removed = limits::remembered_removals;
  feed = system->spawn(live_feed, std::move(feeding));

  status_store_options showing;
  showing.writer = writer;
  showing.reader = reader;
  showing.row_reader = row_reader;
  showing.feed = feed;
  showing.open_jobs = std::move(state.open);
  showing.seq = state.seq;
  showing.write_timeout = limits::commit_seconds;
  showing.read_timeout = limits::actor_seconds;
  showing.on_disk_unknown = end_process;
  status = system->spawn(status_store, std::move(showing));
}

void engine::impl::spawn_world(const config& settings, usage_report used) {
  outside_options options;
  options.store = status;
  // Look-ups of kept answers are as short as those of single jobs.
  options.reader = row_reader;
  options.used = std::move(used);
  options.entropy = make_entropy();
  options.on_trouble = [tell = door.sender<note_trouble>()] {
    tell(note_trouble{});
  };
  options.tell = outbox.sender<announce>();
  world = outside::spawn(*system, settings, options);
}

void engine::impl::spawn_supervisor(const config& settings,
                                    std::vector<job> open_jobs,
                                    paused_types paused) {
  const auto& jobs = settings.jobs;
  supervisor_options options;
  options.store = status;
  options.open_jobs = std::move(open_jobs);
  options.paused = paused;
  options.slots = jobs.slots;
  options.enrichment_slots = jobs.enrichment_slots;
  options.scraping_slots = jobs.scraping_slots;
  options.max_waiting = limits::max_waiting_jobs;
  options.board.starts_before_lower = limits::starts_before_lower;
  options.board.large_rows = limits::large_job_rows;
  options.board.large_pages = limits::large_job_pages;
  options.board.max_backoff_ms = jobs.retry_max_seconds * std::int64_t{1'000};
  options.retry = retry_of(settings);
  options.silence = std::chrono::seconds{jobs.silence_seconds};
  options.entropy = make_entropy();
  options.stop_grace = limits::cancel_seconds;
  job_parts parts;
  parts.rows = row_reader;
  parts.sink = status;
  parts.trade = trade;
  parts.world = world;
  options.spawn_job = make_job_factory(*system, settings, std::move(parts));
  supervisor = system->spawn(leadmill::supervisor, std::move(options));
}

void engine::impl::spawn_services(const config& settings) {
  intake_options taking;
  taking.store = status;
  taking.supervisor = supervisor;
  taking.timeout_s = settings.jobs.timeout_seconds;
  taking.entropy = make_entropy();
  taking.dispatch_timeout = limits::dispatch_seconds;
  taking.sources = world.sources;
  taking.tell = outbox.sender<announce>();
  if (settings.cooldown.enabled) {
    taking.cooldown_errors = settings.cooldown.errors;
    taking.cooldown = std::chrono::seconds{settings.cooldown.seconds};
  }
  intake = system->spawn(leadmill::intake, std::move(taking));
  door.be(intake);

  bulk_options steering;
  steering.store = status;
  steering.supervisor = supervisor;
  bulk = system->spawn(leadmill::bulk, std::move(steering));

  eraser_options erasing;
  erasing.store = status;
  erasing.reader = slow_reader;
  erasing.files = files;
  erasing.trade = trade;
  eraser = system->spawn(leadmill::eraser, std::move(erasing));
}

void engine::impl::spawn_clockwork(const config& settings) {
  janitor_options tidying;
  tidying.store = status;
  tidying.retention_days = settings.jobs.retention_days;
  janitor = system->spawn(leadmill::janitor, std::move(tidying));

  recurring_options repeating;
  repeating.intake = intake;
  repeating.jobs = make_recurring(settings.schedules);
  repeating.on_start = report_start;
  if (!repeating.jobs.empty())
    recurring =
        system->spawn<caf::detached>(leadmill::recurring, std::move(repeating));
}

void engine::impl::open_port() {
  gateway_options options;
  options.intake = intake;
  options.supervisor = supervisor;
  options.bulk = bulk;
  options.eraser = eraser;
  options.status = status;
  options.reader = reader;
  options.feed = feed;
  options.outputs = router;
  port = std::make_unique<gateway>(*system, std::move(options));
}

outcome<std::unique_ptr<engine>> engine::start(const config& settings,
                                               engine_options options) {
  auto parts = std::make_unique<impl>();
  auto trade = make_trade(settings);
  if (!trade)
    return tl::make_unexpected(trade.error());
  parts->trade = std::move(*trade);
  // What a command of its own does is not delivered: only a server delivers.
  auto store = sqlite_store::open(options.database,
                                  options.tend ? routes_of(settings)
                                               : std::vector<outbox_route>{});
  if (!store)
    return tl::make_unexpected(store.error());
  parts->store = std::move(*store);
  auto connection = parts->store->make_reader();
  if (!connection)
    return tl::make_unexpected(connection.error());
  auto state = read_state(**connection);
  if (!state)
    return tl::make_unexpected(state.error());
  std::vector<job> resumed;
  std::copy_if(state->open.begin(), state->open.end(),
               std::back_inserter(resumed), options.resume);
  parts->system = std::make_unique<caf::actor_system>(parts->caf_config);
  for (auto* actor :
       {&parts->reader, &parts->row_reader, &parts->slow_reader}) {
    auto spawned = parts->spawn_reader();
    if (!spawned)
      return tl::make_unexpected(spawned.error());
    *actor = std::move(*spawned);
  }
  // A pause is for the server: whoever enriches a file waits for it.
  auto paused = options.tend ? state->paused : paused_types{};
  if (options.tend) {
    auto spawned = spawn_files(parts->files, *parts->system, settings,
                               *parts->store, options.database.parent_path());
    if (!spawned)
      return tl::make_unexpected(spawned.error());
    options.sink = tell_outputs(std::move(options.sink), parts->files,
                                parts->outbox.sender<note_job>());
  }
  auto used = std::move(state->used);
  parts->spawn_store(std::move(*state), std::move(options.sink));
  parts->spawn_world(settings, std::move(used));
  parts->spawn_supervisor(settings, std::move(resumed), paused);
  parts->spawn_services(settings);
  if (options.tend) {
    parts->spawn_clockwork(settings);
    if (auto spawned = parts->spawn_outputs(settings); !spawned)
      return tl::make_unexpected(spawned.error());
  }
  parts->open_port();
  return std::unique_ptr<engine>{new engine(std::move(parts))};
}

engine::engine(std::unique_ptr<impl> parts) : impl_(std::move(parts)) {}

engine::~engine() = default;

bridge& engine::port() { return *impl_->port; }

bool engine::drain(std::chrono::milliseconds limit) {
  caf::scoped_actor self{*impl_->system};
  auto until = std::chrono::steady_clock::now() + limit;
  bool done = false;
  self->request(impl_->supervisor, limit, leadmill::drain{})
      .receive([&](bool) { done = true; }, [](const caf::error&) {});
  // What the files lack after that, the next start finds.
  for (const auto& writer : impl_->files) {
    auto left = std::chrono::ceil<std::chrono::milliseconds>(
        until - std::chrono::steady_clock::now());
    if (left.count() > 0)
      self->request(writer, left, flush_files{})
          .receive([](bool) {}, [](const caf::error&) {});
  }
  return done;
}

} // namespace leadmill
