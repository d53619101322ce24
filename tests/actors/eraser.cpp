#define CAF_SUITE actors_eraser
#include "actors/eraser.hpp"

#include "tests/actors/supervised.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;
using namespace std::chrono_literals;

namespace {

/// What writers of files were asked to forget, and whether they can.
struct file_log {
  std::vector<forget_lead> asked;
  bool fails = false;
  std::function<void()> on_asked = [] {};
};

result_files_actor::behavior_type fake_files(std::shared_ptr<file_log> log) {
  return {
      [](const note_job&) {},
      [](const publish_removed&) {},
      [](tick) {},
      [](flush_files) { return true; },
      [log](const forget_lead& what) -> caf::result<bool> {
        log->asked.push_back(what);
        log->on_asked();
        if (log->fails)
          return make_error(errc::unavailable, "disk full");
        return true;
      },
  };
}

struct fixture : leadmill::testing::supervised_fixture {
  fixture() {
    eraser_options options;
    for (const auto& log : logs)
      options.files.push_back(sys.spawn(fake_files, log));
    writers = options.files;
    options.store = status;
    options.reader = reader;
    options.trade = leadmill::testing::make_pipeline();
    options.now = [this] { return now; };
    options.page_rows = 4;
    options.max_scrubs = 3;
    rubber = sys.spawn(eraser, options);
    consume_messages();
  }

  ~fixture() {
    kill(rubber);
    for (auto& one : writers)
      kill(one);
  }

  /// The key of a row of `make_draft`.
  std::string key_of(std::uint32_t row) {
    auto draft = make_draft(row + 1);
    return leadmill::testing::make_pipeline()
        ->run({{row, draft.rows[row]}}, {}, now)
        .at(0)
        .key;
  }

  std::vector<erased_place> erase(std::uint32_t row) {
    return ask<erased_places>(rubber, erase_lead{key_of(row)}).value().places;
  }

  std::string input_of(const job& of, std::uint32_t row) {
    return results(of.id).at(row).input;
  }

  std::vector<std::shared_ptr<file_log>> logs{std::make_shared<file_log>(),
                                              std::make_shared<file_log>()};
  std::vector<result_files_actor> writers;
  eraser_actor rubber;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(eraser_tests, fixture)

CAF_TEST(a person is taken out of every job that has a result of it) {
  use_real_jobs();
  auto a = submit(5), b = submit(9);
  auto where = erase(3);
  CAF_REQUIRE_EQUAL(where.size(), 2u);
  for (const auto& place : where) {
    CAF_CHECK_EQUAL(place.place.row, 3u);
    CAF_CHECK(place.had_result);
  }
  for (const auto& j : {a, b}) {
    CAF_CHECK_EQUAL(input_of(j, 3), "{}");
    CAF_CHECK_EQUAL(copy(results(j.id)[3].fields), R"({"erased":true})");
    CAF_CHECK_EQUAL(copy(results(j.id)[3].key), "");
    CAF_CHECK(input_of(j, 2) != "{}");
    CAF_CHECK_EQUAL(copy(look_up(j.id).counts.saved), j.progress.total);
  }
  CAF_CHECK_EQUAL(disk.scrubs, 1u);
  CAF_CHECK(erase(3).empty());
}

CAF_TEST(a person is taken out of rows that were not worked yet) {
  auto running = submit(10), also_running = submit(2), waiting = submit(10);
  auto where = erase(7);
  CAF_REQUIRE_EQUAL(where.size(), 2u);
  CAF_CHECK(!where[0].had_result);
  // A result that is on its way does not bring the person back.
  save_one(running, 7);
  auto all = results(running.id);
  CAF_REQUIRE_EQUAL(all.size(), 1u);
  CAF_CHECK_EQUAL(all[0].reason, "erased");
  CAF_CHECK(all[0].status == lead_status::filtered);
  use_real_jobs();
  ask<job>(boss, cancel_job{also_running.id});
  auto done = look_up(waiting.id);
  CAF_CHECK(done.phase == job_phase::done);
  CAF_CHECK_EQUAL(done.counts.saved, 9u);
  CAF_CHECK_EQUAL(done.counts.filtered, 1u);
}

CAF_TEST(who is not there is nowhere) {
  submit(3);
  CAF_CHECK(erase(8).empty());
}

CAF_TEST(answers that hold data of the person are forgotten) {
  use_real_jobs();
  auto a = submit(5);
  auto keep = [&](const std::string& key, std::vector<std::string> subjects) {
    ask<job>(writer, change{keep_answer{"skip", key, 200, "{}", now + 1'000'000,
                                        std::move(subjects), 1}});
  };
  auto is_kept = [&](const std::string& key) {
    return store.make_reader()->answer(key, "", now)->found;
  };
  keep("of both", {key_of(2), key_of(3)});
  keep("of another", {key_of(2)});
  disk.blocked_scrubs = 1;
  bool answered = false;
  auto asking = sys.spawn([&](caf::event_based_actor* me) {
    me->request(rubber, 60s, erase_lead{key_of(3)})
        .then([&](const erased_places&) { answered = true; });
  });
  consume_messages();
  // Before the disk is scrubbed.
  CAF_CHECK(!is_kept("of both"));
  CAF_CHECK(!answered);
  pass(500ms);
  CAF_CHECK(answered);
  CAF_CHECK(is_kept("of another"));
  CAF_CHECK_EQUAL(input_of(a, 3), "{}");
}

CAF_TEST(a person of whom there are only answers is forgotten too) {
  ask<job>(writer, change{keep_answer{
                       "skip", "key", 200, "{}", now + 1'000, {key_of(3)}, 1}});
  CAF_CHECK(erase(3).empty());
  CAF_CHECK(!store.make_reader()->answer("key", "", now)->found);
  CAF_CHECK_EQUAL(disk.scrubs, 1u);
}

CAF_TEST(a person is taken out of what a scraping job found) {
  job_draft draft;
  draft.id = "scraping-1767225600000-s";
  draft.type = job_type::scraping;
  draft.scrape = scrape_plan{"directory", "{}", 3, 9};
  ask<job>(status, accept_job{draft});
  ask<job>(status, begin_attempt{draft.id, 0, "here"});
  std::vector<lead_result> rows(3);
  for (std::uint32_t row = 0; row < 3; ++row) {
    rows[row].key = key_of(row);
    rows[row].input = make_draft(3).rows[row];
    rows[row].fields = "{}";
  }
  CAF_REQUIRE(ask<job>(
      status, save_page{{draft.id, 1}, 1, "", "", false, std::move(rows)}));
  auto where = erase(1);
  CAF_REQUIRE_EQUAL(where.size(), 1u);
  CAF_CHECK_EQUAL(where[0].place.row, 1u);
  CAF_CHECK(where[0].had_result);
  CAF_CHECK_EQUAL(copy(results(draft.id).at(1).input), "{}");
  CAF_CHECK(results(draft.id).at(2).input != "{}");
}

CAF_TEST(erasures that come at once are all answered) {
  use_real_jobs();
  submit(9);
  std::size_t answers = 0, places = 0;
  auto asking = sys.spawn([&](caf::event_based_actor* me) {
    for (std::uint32_t row = 0; row < 3; ++row)
      me->request(rubber, 60s, erase_lead{key_of(row)})
          .then([&](const erased_places& where) {
            ++answers;
            places += where.places.size();
          });
  });
  consume_messages();
  CAF_CHECK_EQUAL(answers, 3u);
  CAF_CHECK_EQUAL(places, 3u);
}

CAF_TEST(an erasure is answered only when the disk is scrubbed) {
  use_real_jobs();
  submit(5);
  disk.blocked_scrubs = 2;
  std::size_t answers = 0;
  auto asking = sys.spawn([&](caf::event_based_actor* me) {
    me->request(rubber, 60s, erase_lead{key_of(1)})
        .then([&](const erased_places&) { ++answers; });
  });
  consume_messages();
  CAF_CHECK_EQUAL(answers, 0u);
  pass(500ms);
  CAF_CHECK_EQUAL(answers, 0u);
  pass(500ms);
  CAF_CHECK_EQUAL(answers, 1u);
}

CAF_TEST(an erasure that cannot be stored or scrubbed says so) {
  use_real_jobs();
  submit(5);
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = ask<erased_places>(rubber, erase_lead{key_of(1)});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  disk.failure.reset();
  CAF_CHECK_EQUAL(erase(1).size(), 1u);
}

CAF_TEST(a person whose lead failed is found and taken out too) {
  auto a = submit(3);
  lead_result broken;
  broken.row = 1;
  broken.status = lead_status::failed;
  broken.reason = "A step did not end in time";
  broken.key = "a digest of the row";
  broken.input = make_draft(3).rows[1];
  broken.fields = "{}";
  CAF_REQUIRE(ask<job>(status, save_leads{{a.id, 1}, {broken}}));
  auto where = erase(1);
  CAF_REQUIRE_EQUAL(where.size(), 1u);
  CAF_CHECK_EQUAL(where[0].place.row, 1u);
  CAF_CHECK(where[0].had_result);
  CAF_CHECK_EQUAL(copy(results(a.id).at(0).input), "{}");
}

CAF_TEST(a person leaves the files before the rows and again in the end) {
  use_real_jobs();
  auto a = submit(5);
  std::vector<std::string> inputs;
  logs[1]->on_asked = [&] { inputs.push_back(input_of(a, 3)); };
  CAF_CHECK_EQUAL(erase(3).size(), 1u);
  for (const auto& log : logs) {
    CAF_REQUIRE_EQUAL(log->asked.size(), 2u);
    for (const auto& what : log->asked) {
      CAF_CHECK_EQUAL(what.key, key_of(3));
      CAF_CHECK(what.places == std::vector<lead_place>({{a.id, 3}}));
    }
  }
  CAF_REQUIRE_EQUAL(inputs.size(), 2u);
  CAF_CHECK(inputs[0] != "{}");
  CAF_CHECK_EQUAL(inputs[1], "{}");
}

CAF_TEST(a person in files that could not be cleaned is found there again) {
  use_real_jobs();
  auto a = submit(5);
  logs[1]->fails = true;
  CAF_CHECK(!ask<erased_places>(rubber, erase_lead{key_of(3)}));
  CAF_CHECK(input_of(a, 3) != "{}");
  // Only in the end: the rows are empty already.
  logs[1]->fails = false;
  logs[0]->on_asked = [&] { logs[1]->fails = input_of(a, 3) == "{}"; };
  CAF_CHECK(!ask<erased_places>(rubber, erase_lead{key_of(3)}));
  CAF_CHECK_EQUAL(input_of(a, 3), "{}");
  logs[0]->on_asked = [] {};
  logs[1]->fails = false;
  CAF_CHECK_EQUAL(erase(3).size(), 1u);
  CAF_CHECK(logs[1]->asked.back().places
            == std::vector<lead_place>({{a.id, 3}}));
  CAF_CHECK(erase(3).empty());
  CAF_CHECK(logs[1]->asked.back().places.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
