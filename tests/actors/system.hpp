// A whole system of actors on the deterministic coordinator, over the memory
// store: no thread but the test's, and a clock that is advanced by hand.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/bulk.hpp"
#include "actors/enrichment_job.hpp"
#include "actors/eraser.hpp"
#include "actors/intake.hpp"
#include "actors/live_feed.hpp"
#include "actors/status_store.hpp"
#include "actors/store_reader.hpp"
#include "actors/store_writer.hpp"
#include "actors/supervisor.hpp"
#include "leads/pipeline.hpp"
#include "store/memory_store.hpp"

namespace leadmill::testing {

/// A store whose next commits can be made to fail.
class fragile_store final : public job_store {
 public:
  explicit fragile_store(job_store& inner) : inner_(inner) {}

  outcome<std::vector<outcome<job>>> commit(const std::vector<change>& batch,
                                            unix_ms now) override {
    ++commits;
    changes += batch.size();
    if (failure)
      return tl::make_unexpected(*failure);
    for (const auto& what : batch)
      if (auto* accept = std::get_if<accept_job>(&what);
          accept && accept->draft.id == poison)
        return fail(errc::internal, "a defect");
    return inner_.commit(batch, now);
  }

  outcome<std::vector<removed_job>> remove_ended(unix_ms before,
                                                 unix_ms now) override {
    if (failure)
      return tl::make_unexpected(*failure);
    return inner_.remove_ended(before, now);
  }

  outcome<bool> purge(std::uint32_t max_rows, unix_ms now) override {
    ++purges;
    if (failure)
      return tl::make_unexpected(*failure);
    return inner_.purge(max_rows, now);
  }

  outcome<void> scrub() override {
    ++scrubs;
    if (blocked_scrubs != 0) {
      --blocked_scrubs;
      return fail(errc::unavailable, "readers are in the way");
    }
    return inner_.scrub();
  }

  std::optional<problem> failure;
  std::size_t purges = 0;
  std::size_t scrubs = 0;
  std::size_t blocked_scrubs = 0;
  /// A batch that accepts this job fails as a whole.
  std::string poison = "none";
  std::size_t commits = 0;
  std::size_t changes = 0;

 private:
  job_store& inner_;
};

inline std::shared_ptr<const pipeline> make_pipeline() {
  static auto made = pipeline::create({}).value();
  return made;
}

/// A draft of `rows` people who are all different.
inline job_draft make_draft(std::uint32_t rows, std::string id = {}) {
  job_draft draft;
  draft.id = std::move(id);
  draft.headers = {"Name", "Email", "Phone"};
  for (std::uint32_t i = 0; i < rows; ++i)
    draft.rows.push_back(R"({"Name":"Ada Example","Email":"ada)"
                         + std::to_string(i)
                         + R"(@example.com","Phone":"(212) 555-0)"
                         + std::to_string(100 + i % 100) + "\"}");
  return draft;
}

struct system_fixture : test_coordinator_fixture<> {
  system_fixture() { start({}); }

  ~system_fixture() { stop(); }

  /// Spawns everything over the store as it is.
  void start(std::vector<job> resumed) {
    auto reading = store.make_reader();
    auto open = reading->open_jobs().value();
    auto seq = reading->last_seq().value();
    writer = sys.spawn(store_writer,
                       store_writer_options{{std::shared_ptr<void>{}, top},
                                            [this] { return now; },
                                            512});
    store_reader_options reader_options;
    reader_options.reader = store.make_reader();
    reader_options.part_rows = 3;
    reader = sys.spawn(store_reader, reader_options);
    live_feed_options feed_options;
    feed_options.sink = [this](auto what) { published.push_back(what); };
    feed_options.jobs = open;
    feed_options.seq = seq;
    feed = sys.spawn(live_feed, feed_options);
    status_store_options status_options;
    status_options.writer = writer;
    status_options.reader = reader;
    status_options.row_reader = reader;
    status_options.feed = feed;
    status_options.open_jobs = open;
    status_options.seq = seq;
    status_options.on_disk_unknown = [this](const problem& what) {
      disk_failures.push_back(what);
    };
    status = sys.spawn(status_store, status_options);
    auto supervising = supervisor_settings;
    supervising.store = status;
    supervising.paused = reading->paused().value();
    supervising.open_jobs = std::move(resumed);
    supervising.now = [this] { return now; };
    supervising.entropy = [this] { return ++entropy; };
    supervising.spawn_job = [this](const job& begun) {
      return spawn_job ? spawn_job(begun) : make_job(begun);
    };
    boss = sys.spawn(supervisor, supervising);
    auto taking = intake_settings;
    taking.store = status;
    taking.supervisor = boss;
    taking.now = supervising.now;
    taking.entropy = supervising.entropy;
    door = sys.spawn(intake, taking);
    consume_messages();
  }

  /// Lets time pass, by both clocks, and what is due happen.
  void pass(std::chrono::milliseconds time) {
    now += time.count();
    advance_time(time);
    consume_messages();
  }

  job_actor make_job(const job& begun) {
    enrichment_job_options options;
    options.attempt = {begun.id, begun.attempt};
    options.source = reader;
    options.sink = status;
    options.trade = trade;
    options.providers = providers;
    options.now = [this] { return now; };
    options.spawn_worker = spawn_worker;
    options.chunk_rows = 10;
    options.slice_rows = 4;
    options.batch_rows = 8;
    return jobs[begun.id] = sys.spawn(enrichment_job, options);
  }

  /// Kills every actor, as the end of the process does.
  void stop() {
    for (auto& [id, actor] : jobs)
      kill(actor);
    jobs.clear();
    kill(door);
    kill(boss);
    kill(status);
    kill(feed);
    kill(reader);
    kill(writer);
    consume_messages();
  }

  template <class Handle>
  void kill(Handle& actor) {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
    actor = nullptr;
  }

  /// Asks, runs everything that can run, and takes the answer.
  template <class Answer, class Handle, class Message>
  outcome<Answer> ask(const Handle& to, Message message) {
    outcome<Answer> out = fail(errc::internal, "no answer");
    auto pending = self->request(to, caf::infinite, std::move(message));
    consume_messages();
    pending.receive([&](Answer& answer) { out = std::move(answer); },
                    [&](const caf::error& error) {
                      out = tl::make_unexpected(to_problem(error));
                    });
    return out;
  }

  /// Lets the actors work until `done`, a bounded number of messages.
  template <class Condition>
  void run_until(Condition done) {
    for (int i = 0; i < 100'000 && !done(); ++i)
      if (!sched.try_run_once())
        break;
    CAF_REQUIRE(done());
  }

  /// A monitor of an actor that is gone is told so at once.
  bool has_quit(const job_actor& actor) {
    bool gone = false;
    self->monitor(actor);
    self->receive([&](const caf::down_msg&) { gone = true; },
                  caf::after(std::chrono::seconds{0}) >> [] {});
    return gone;
  }

  /// The state of an actor: `state_of<store_reader_pointer>(reader)`.
  template <class Pointer, class Handle>
  auto& state_of(const Handle& actor) {
    return deref<std::remove_pointer_t<Pointer>>(actor).state;
  }

  job look_up(const std::string& id) {
    return ask<job>(status, get_job{id}).value();
  }

  std::vector<lead_result> results(const std::string& id) {
    result_query query;
    query.job = id;
    auto cursor = store.make_reader()->open_results(query).value();
    return cursor->next(100'000).value().leads;
  }

  unix_ms now = 1'767'225'600'000;
  std::uint64_t entropy = 0;
  /// What the supervisor and the intake are spawned with, but for the handles.
  supervisor_options supervisor_settings = two_slots();
  intake_options intake_settings;
  memory_store store;
  fragile_store disk{store.writer()};
  /// What the writer writes to.
  job_store* top = &disk;
  std::vector<live_event> published;
  std::vector<problem> disk_failures;
  std::function<job_actor(const job&)> spawn_job;
  std::function<step_worker_actor()> spawn_worker;
  /// What job actors are spawned with.
  std::shared_ptr<const pipeline> trade = make_pipeline();
  std::unordered_map<std::string, upstream_actor> providers;
  std::map<std::string, job_actor> jobs;
  store_writer_actor writer;
  store_reader_actor reader;
  live_feed_actor feed;
  status_store_actor status;
  supervisor_actor boss;
  intake_actor door;

 private:
  static supervisor_options two_slots() {
    supervisor_options out;
    out.slots = 2;
    return out;
  }
};

} // namespace leadmill::testing
