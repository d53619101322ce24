#define CAF_SUITE net_gateway
#include "net/gateway.hpp"

#include "tests/actors/system.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

/// Takes everything and answers nothing.
supervisor_actor::behavior_type
mute_supervisor(supervisor_actor::pointer self) {
  return {
      [self](submit_job&) -> caf::result<job> {
        return self->make_response_promise<job>();
      },
      [self](cancel_job&) -> caf::result<job> {
        return self->make_response_promise<job>();
      },
      [self](get_ready) -> caf::result<bool> {
        return self->make_response_promise<bool>();
      },
      [self](drain) -> caf::result<bool> {
        return self->make_response_promise<bool>();
      },
      [](start_waiting) {},
      [](const expect_stopped&) {},
  };
}

struct fixture : leadmill::testing::system_fixture {
  fixture() {
    gateway_options options;
    options.supervisor = boss;
    options.status = status;
    options.reader = reader;
    options.feed = feed;
    port = std::make_unique<gateway>(sys, options);
  }

  ~fixture() {
    port.reset();
    consume_messages();
  }

  /// Calls, runs everything, and takes what the callback was given.
  template <class T, class Call>
  outcome<T> call(Call what) {
    int answers = 0;
    outcome<T> answer = fail(errc::internal, "no answer");
    what(reply<T>{[&](outcome<T> value) {
      ++answers;
      answer = std::move(value);
    }});
    consume_messages();
    CAF_REQUIRE_EQUAL(answers, 1);
    return answer;
  }

  job submit() {
    return call<job>([this](reply<job> done) {
             port->submit(make_draft(7), std::move(done));
           })
        .value();
  }

  std::unique_ptr<gateway> port;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(gateway_tests, fixture)

CAF_TEST(a submitted job can be found and listed) {
  auto accepted = submit();
  auto found = call<job>(
      [&](reply<job> done) { port->find_job(accepted.id, std::move(done)); });
  CAF_REQUIRE(found);
  CAF_CHECK(found->phase == job_phase::done);
  auto page = call<job_page>(
      [&](reply<job_page> done) { port->list_jobs({}, std::move(done)); });
  CAF_REQUIRE(page);
  CAF_REQUIRE_EQUAL(page->jobs.size(), 1u);
  CAF_CHECK_EQUAL(page->jobs[0].id, accepted.id);
}

CAF_TEST(results come part by part) {
  result_query query;
  query.job = submit().id;
  query.format = result_format::ndjson;
  auto part = call<result_text>([&](reply<result_text> done) {
    port->open_results(query, std::move(done));
  });
  std::size_t lines = 0;
  for (int parts = 0; parts < 10; ++parts) {
    CAF_REQUIRE(part);
    lines += static_cast<std::size_t>(
        std::count(part->text.begin(), part->text.end(), '\n'));
    if (part->cursor == 0)
      break;
    part = call<result_text>([&, cursor = part->cursor](reply<result_text> r) {
      port->next_results(cursor, std::move(r));
    });
  }
  CAF_CHECK_EQUAL(lines, 7u);
}

CAF_TEST(a page that is closed is gone) {
  result_query query;
  query.job = submit().id;
  auto part = call<result_text>([&](reply<result_text> done) {
    port->open_results(query, std::move(done));
  });
  CAF_REQUIRE(part && part->cursor != 0);
  port->close_results(part->cursor);
  consume_messages();
  CAF_CHECK(!call<result_text>([&](reply<result_text> done) {
    port->next_results(part->cursor, std::move(done));
  }));
}

CAF_TEST(refusals keep their code and their words) {
  auto missing = call<job>([&](reply<job> done) {
    port->cancel("enrichment-1767225600000-x", std::move(done));
  });
  CAF_REQUIRE(!missing);
  CAF_CHECK(missing.error().code == errc::not_found);
  CAF_CHECK_EQUAL(copy(missing.error().detail), "Job not found");
}

CAF_TEST(a snapshot comes through the sink under its ticket) {
  auto accepted = submit();
  published.clear();
  port->request_snapshot(42);
  consume_messages();
  CAF_REQUIRE_EQUAL(published.size(), 1u);
  auto& snapshot = std::get<live_snapshot>(published[0]);
  CAF_CHECK_EQUAL(snapshot.ticket, 42u);
  CAF_REQUIRE_EQUAL(snapshot.jobs.size(), 1u);
  CAF_CHECK_EQUAL(snapshot.jobs[0].id, accepted.id);
}

CAF_TEST(an actor that is gone is an answer too) {
  kill(status);
  kill(boss);
  consume_messages();
  auto lost =
      call<bool>([&](reply<bool> done) { port->ready(std::move(done)); });
  CAF_REQUIRE(!lost);
  CAF_CHECK(lost.error().code == errc::internal);
}

CAF_TEST(an actor that does not answer is a timeout) {
  auto silent = sys.spawn(mute_supervisor);
  gateway_options options;
  options.supervisor = silent;
  gateway lonely{sys, options};
  outcome<bool> answer = true;
  int answers = 0;
  lonely.ready([&](outcome<bool> value) {
    ++answers;
    answer = std::move(value);
  });
  consume_messages();
  CAF_CHECK_EQUAL(answers, 0);
  advance_time(std::chrono::seconds{37});
  consume_messages();
  CAF_CHECK_EQUAL(answers, 1);
  CAF_REQUIRE(!answer);
  CAF_CHECK(answer.error().code == errc::timeout);
}

CAF_TEST_FIXTURE_SCOPE_END()
