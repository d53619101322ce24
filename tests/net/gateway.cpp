#define CAF_SUITE net_gateway
#include "net/gateway.hpp"

#include "tests/actors/system.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

/// Takes a job and says nothing.
intake_actor::behavior_type mute_intake(intake_actor::pointer self) {
  return {
      [self](submit_job&) -> caf::result<job> {
        return self->make_response_promise<job>();
      },
      [](note_trouble) {},
      [](tick) {},
  };
}

/// Knows one destination; repeats what it was asked.
output_router_actor::behavior_type
echoing_router(output_router_actor::pointer) {
  return {
      [](const note_job&) {},
      [](announce&) {},
      [](get_destinations) {
        destination_views out;
        out.views.push_back({"webhook", {}, true});
        return out;
      },
      [](const delivery_query& query) {
        delivery one;
        one.id = query.filter.id;
        return delivery_page{{one}, query.cursor};
      },
      [](const delivery_filter& which) -> caf::result<std::uint64_t> {
        if (which.id == "sending")
          return to_error(problem{errc::conflict, "It is sent anyway", {}, 0});
        return std::uint64_t{3};
      },
      [](tick) {},
      [](const resume_lane&) {},
      [](const delivery_came&) {},
  };
}

struct fixture : leadmill::testing::system_fixture {
  fixture() {
    bulk_options steering;
    steering.store = status;
    steering.supervisor = boss;
    many = sys.spawn(bulk, steering);
    eraser_options erasing;
    erasing.store = status;
    erasing.reader = reader;
    erasing.trade = leadmill::testing::make_pipeline();
    erasing.now = [this] { return now; };
    forgetting = sys.spawn(eraser, erasing);
    gateway_options options;
    options.intake = door;
    options.supervisor = boss;
    options.bulk = many;
    options.eraser = forgetting;
    options.status = status;
    options.reader = reader;
    options.feed = feed;
    options.outputs = router = sys.spawn(echoing_router);
    port = std::make_unique<gateway>(sys, options);
  }

  ~fixture() {
    port.reset();
    kill(forgetting);
    kill(many);
    kill(router);
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

  bool set_pause(bool paused) {
    return call<bool>([&](reply<bool> done) {
             port->pause({std::nullopt, paused}, std::move(done));
           })
        .value();
  }

  bulk_actor many;
  eraser_actor forgetting;
  output_router_actor router;
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

CAF_TEST(what goes out is asked of the router) {
  auto views = call<std::vector<destination_view>>(
      [&](auto done) { port->read_destinations(std::move(done)); });
  CAF_REQUIRE(views);
  CAF_REQUIRE_EQUAL(views->size(), 1u);
  CAF_CHECK(views->at(0).retrying);
  delivery_query query;
  query.filter.id = "msg_1";
  query.cursor = "c";
  auto page = call<delivery_page>(
      [&](auto done) { port->list_deliveries(query, std::move(done)); });
  CAF_REQUIRE(page);
  CAF_REQUIRE_EQUAL(page->deliveries.size(), 1u);
  CAF_CHECK_EQUAL(page->deliveries[0].id, "msg_1");
  CAF_CHECK_EQUAL(page->next_cursor, "c");
  auto replay = [&](std::string id) {
    delivery_filter which;
    which.id = std::move(id);
    return call<std::uint64_t>(
        [&](auto done) { port->replay(which, std::move(done)); });
  };
  CAF_CHECK_EQUAL(copy(replay("msg_1").value()), 3u);
  CAF_CHECK(replay("sending").error().code == errc::conflict);
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

CAF_TEST(one job is cancelled and run again) {
  CAF_CHECK(set_pause(true));
  auto id = submit().id;
  auto cancelled =
      call<job>([&](reply<job> done) { port->cancel(id, std::move(done)); });
  CAF_REQUIRE(cancelled);
  CAF_CHECK(cancelled->phase == job_phase::cancelled);
  auto again =
      call<job>([&](reply<job> done) { port->retry(id, std::move(done)); });
  CAF_REQUIRE(again);
  CAF_CHECK(again->phase == job_phase::queued);
}

CAF_TEST(many jobs are counted and cancelled) {
  set_pause(true);
  submit();
  submit();
  auto steer = [&](bool dry_run) {
    return call<std::uint64_t>([&](reply<std::uint64_t> done) {
             port->steer_matching({bulk_action::cancel, {}, dry_run},
                                  std::move(done));
           })
        .value();
  };
  CAF_CHECK_EQUAL(steer(true), 2u);
  CAF_CHECK_EQUAL(steer(false), 2u);
  CAF_CHECK_EQUAL(steer(false), 0u);
}

CAF_TEST(a pause is kept and told) {
  auto paused = [&] {
    return call<paused_types>([&](reply<paused_types> done) {
             port->read_paused(std::move(done));
           })
        .value();
  };
  set_pause(true);
  CAF_CHECK(paused() == (paused_types{true, true}));
  set_pause(false);
  CAF_CHECK(paused() == paused_types{});
}

CAF_TEST(what happened to a job and to all is told) {
  auto id = submit().id;
  auto history = call<std::vector<history_entry>>(
      [&](auto done) { port->find_history(id, std::move(done)); });
  CAF_REQUIRE(history);
  CAF_REQUIRE_EQUAL(history->size(), 3u);
  CAF_CHECK(history->back().to == job_phase::done);
  auto missing = call<std::vector<history_entry>>(
      [&](auto done) { port->find_history("none", std::move(done)); });
  CAF_CHECK(!missing && missing.error().code == errc::not_found);
  auto stats = call<job_stats>(
      [&](reply<job_stats> done) { port->read_stats(std::move(done)); });
  CAF_REQUIRE(stats);
  CAF_CHECK_EQUAL(stats->types.at(0).leads.saved, 7u);
}

CAF_TEST(old jobs are removed and counted) {
  auto id = submit().id;
  auto clean_up = [&](unix_ms before) {
    return call<std::uint64_t>([&](reply<std::uint64_t> done) {
             port->clean_up({before}, std::move(done));
           })
        .value();
  };
  CAF_CHECK_EQUAL(clean_up(now - 1), 0u);
  CAF_CHECK_EQUAL(clean_up(now + 1), 1u);
  CAF_CHECK(!call<job>(
      [&](reply<job> done) { port->find_job(id, std::move(done)); }));
}

CAF_TEST(a person is erased and the places are told) {
  auto id = submit().id;
  auto key = results(id).at(3).key;
  auto erase = [&] {
    return call<std::vector<erased_place>>(
               [&](auto done) { port->erase_lead(key, std::move(done)); })
        .value();
  };
  auto found = erase();
  CAF_REQUIRE_EQUAL(found.size(), 1u);
  CAF_CHECK(found[0].place == (lead_place{id, 3}) && found[0].had_result);
  CAF_CHECK(erase().empty());
}

CAF_TEST(usage is what was answered and kept) {
  keep_answer bought;
  bought.upstream = "lookup";
  bought.cost_micros = 5'000;
  CAF_REQUIRE(top->commit({bought, bought}, system_now()).has_value());
  auto used = call<usage_report>(
      [&](reply<usage_report> done) { port->read_usage(std::move(done)); });
  CAF_REQUIRE(used && used->entries.size() == 1);
  CAF_CHECK_EQUAL(used->entries[0].upstream, "lookup");
  CAF_CHECK_EQUAL(used->entries[0].this_month, 2u);
  CAF_CHECK_EQUAL(used->entries[0].this_month_micros, 10'000);
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
  gateway_options options;
  options.intake = sys.spawn(mute_intake);
  gateway lonely{sys, options};
  outcome<job> answer = job{};
  int answers = 0;
  lonely.submit(make_draft(1), [&](outcome<job> value) {
    ++answers;
    answer = std::move(value);
  });
  consume_messages();
  CAF_CHECK_EQUAL(answers, 0);
  advance_time(options.submit_timeout);
  consume_messages();
  CAF_CHECK_EQUAL(answers, 1);
  CAF_REQUIRE(!answer);
  CAF_CHECK(answer.error().code == errc::timeout);
}

CAF_TEST_FIXTURE_SCOPE_END()
