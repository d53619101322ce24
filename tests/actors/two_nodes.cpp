// A job actor on another node than the store: everything between them must
// survive serialization, and the interfaces must be enough for it.
#define CAF_SUITE actors_two_nodes
#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/io/middleman.hpp>
#include <caf/test/io_dsl.hpp>

#include "actors/enrichment_job.hpp"
#include "actors/live_feed.hpp"
#include "actors/status_store.hpp"
#include "actors/store_reader.hpp"
#include "actors/store_writer.hpp"
#include "store/memory_store.hpp"

using namespace leadmill;

namespace {

struct node_config : caf::actor_system_config {
  node_config() {
    load<caf::io::middleman>();
    leadmill::add_message_types(*this);
  }
};

const std::string id = "enrichment-1767225600000-a";
constexpr std::uint16_t port = 8080;

/// Tells the other node whom a job actor may talk to.
caf::behavior introducer(caf::event_based_actor*, result_sink_actor sink,
                         row_source_actor source) {
  return {
      [=](caf::get_atom) {
        return caf::make_message(
            caf::actor_cast<caf::strong_actor_ptr>(sink),
            caf::actor_cast<caf::strong_actor_ptr>(source));
      },
  };
}

struct fixture : point_to_point_fixture<test_coordinator_fixture<node_config>> {
  fixture() {
    prepare_connection(mars, earth, "mars", port);
    writer = mars.sys.spawn(
        store_writer,
        store_writer_options{{std::shared_ptr<void>{}, &store.writer()},
                             [] { return unix_ms{1}; },
                             512});
    store_reader_options reading;
    reading.reader = store.make_reader();
    reader = mars.sys.spawn(store_reader, reading);
    live_feed_options feeding;
    feeding.sink = [](const auto&) {};
    feed = mars.sys.spawn(live_feed, feeding);
    status_store_options showing;
    showing.writer = writer;
    showing.reader = reader;
    showing.row_reader = reader;
    showing.feed = feed;
    showing.on_disk_unknown = [](const problem&) { CAF_FAIL("disk"); };
    status = mars.sys.spawn(status_store, showing);
    run();
  }

  ~fixture() {
    auto stop = [](auto& actor) {
      caf::anon_send_exit(actor, caf::exit_reason::kill);
      actor = nullptr;
    };
    stop(status);
    stop(feed);
    stop(reader);
    stop(writer);
    run();
  }

  /// Runs messages and network traffic, but no timeouts: `run` would let every
  /// request time out at once.
  void deliver() {
    auto advance = [](auto& node) {
      return node.sched.try_run_once() || node.mpx.read_data()
             || node.mpx.try_exec_runnable()
             || node.mpx.try_accept_connection();
    };
    // Some of these make progress and say no; three noes in a row are one.
    for (int idle = 0; idle < 3;)
      idle = advance(earth) || advance(mars) ? 0 : idle + 1;
  }

  void commit(change what) {
    auto done = store.writer().commit({std::move(what)}, 1);
    CAF_REQUIRE(done && done->front());
  }

  memory_store store;
  store_writer_actor writer;
  store_reader_actor reader;
  live_feed_actor feed;
  status_store_actor status;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(two_nodes, fixture)

CAF_TEST(a job runs on another node and its results come back to the store) {
  job_draft draft;
  draft.id = id;
  draft.headers = {"Name", "Phone"};
  for (int row = 0; row < 300; ++row)
    draft.rows.push_back(R"({"Name":"Zoë \"Z\" Example )" + std::to_string(row)
                         + R"(","Phone":"(212) 555-0123"})");
  commit(accept_job{draft});
  commit(begin_attempt{id, 0, "earth"});
  auto guide = mars.sys.spawn(introducer, result_sink_actor{status},
                              row_source_actor{reader});
  mars.publish(guide, port);
  auto remote_guide = earth.remote_actor("mars", port);
  enrichment_job_options options;
  options.attempt = {id, 1};
  options.trade = pipeline::create({}).value();
  earth.sys.spawn([&](caf::event_based_actor* self) {
    self->request(remote_guide, std::chrono::seconds{5}, caf::get_atom::value)
        .then([&, self](const caf::strong_actor_ptr& sink,
                        const caf::strong_actor_ptr& source) {
          options.sink = caf::actor_cast<result_sink_actor>(sink);
          options.source = caf::actor_cast<row_source_actor>(source);
          self->quit();
        });
  });
  deliver();
  CAF_REQUIRE(options.sink && options.source);
  CAF_REQUIRE(options.sink.node() == mars.sys.node());
  earth.sys.spawn(enrichment_job, options);
  deliver();
  auto ended = store.make_reader()->find(id).value();
  CAF_CHECK(ended.phase == job_phase::done);
  CAF_CHECK_EQUAL(ended.counts.saved, 300u);
  result_query query;
  query.job = id;
  auto all = store.make_reader()->open_results(query).value()->next(1'000);
  CAF_REQUIRE(all);
  CAF_REQUIRE_EQUAL(all->leads.size(), 300u);
  CAF_CHECK_EQUAL(all->leads[7].input, draft.rows[7]);
  CAF_CHECK(all->leads[7].fields.find("+12125550123") != std::string::npos);
  caf::anon_send_exit(guide, caf::exit_reason::kill);
}

CAF_TEST_FIXTURE_SCOPE_END()
