#define CAF_SUITE actors_status_store
#include "actors/status_store.hpp"

#include "tests/actors/system.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

const std::string id = "enrichment-1767225600000-a";

struct fixture : leadmill::testing::system_fixture {
  outcome<job> accept() {
    return ask<job>(status, accept_job{make_draft(2, id)});
  }

  /// A job of which every published state is, in order.
  std::vector<std::string> published_ids() {
    std::vector<std::string> out;
    for (const auto& event : published)
      out.push_back(std::get<live_job>(event).id);
    return out;
  }
};

const std::string scraping = "scraping-1767225600000-s";

/// With an enrichment that follows it.
job_draft scrape_draft() {
  job_draft out;
  out.id = scraping;
  out.type = job_type::scraping;
  out.scrape = scrape_plan{"directory", "{}", 3, 9};
  out.then.resize(1);
  out.then[0].id = id;
  return out;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(status_store_tests, fixture)

CAF_TEST(a change is answered and published once it is committed) {
  auto accepted = accept();
  CAF_REQUIRE(accepted);
  CAF_CHECK(look_up(id) == *accepted);
  CAF_REQUIRE_EQUAL(published.size(), 1u);
  CAF_CHECK_EQUAL(std::get<live_job>(published[0]).seq, accepted->seq);
}

CAF_TEST(nothing is shown of a change that is not committed) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  CAF_CHECK(!accept());
  CAF_CHECK(published.empty());
  CAF_CHECK(disk_failures.empty());
  CAF_CHECK(!ask<job>(status, get_job{id}));
}

CAF_TEST(a change that altered nothing is not published again) {
  accept();
  ask<job>(status, begin_attempt{id, 0, "here"});
  lead_result lead;
  lead.key = "k";
  lead.input = lead.fields = "{}";
  auto first = ask<job>(status, save_leads{{id, 1}, {lead}});
  auto before = published.size();
  auto again = ask<job>(status, save_leads{{id, 1}, {lead}});
  CAF_REQUIRE(again);
  CAF_CHECK_EQUAL(again->counts.saved, 1u);
  CAF_CHECK_EQUAL(again->seq, first->seq);
  CAF_CHECK_EQUAL(published.size(), before);
}

CAF_TEST(a job that follows another one is in the view and shown with it) {
  auto accepted = ask<job>(status, accept_job{scrape_draft()});
  CAF_REQUIRE(accepted);
  CAF_CHECK_EQUAL(accepted->id, scraping);
  CAF_CHECK_EQUAL(accepted->seq, 1u);
  auto* then = state_of<status_store_pointer>(status).find(id);
  CAF_REQUIRE(then != nullptr);
  CAF_CHECK(then->phase == job_phase::waiting);
  CAF_CHECK_EQUAL(then->after, scraping);
  CAF_CHECK_EQUAL(then->seq, 2u);
  CAF_CHECK(look_up(id) == *then);
  CAF_CHECK(published_ids() == (std::vector<std::string>{scraping, id}));
  CAF_CHECK_EQUAL(disk.commits, 1u);
}

CAF_TEST(other changes that arrive meanwhile do not hide what follows) {
  const std::string other = "enrichment-1767225600000-o";
  self->send(status, accept_job{scrape_draft()});
  self->send(status, accept_job{make_draft(1, other)});
  consume_messages();
  CAF_CHECK(published_ids() == (std::vector<std::string>{scraping, id, other}));
  CAF_CHECK(state_of<status_store_pointer>(status).find(id) != nullptr);
}

CAF_TEST(of two jobs that are refused or come again nothing is shown) {
  accept();
  published.clear();
  auto refused = ask<job>(status, accept_job{scrape_draft()});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::conflict);
  CAF_CHECK(published.empty());
  auto keyed = scrape_draft();
  keyed.then[0].id += "2";
  keyed.repeat = {"key", "digest"};
  auto first = ask<job>(status, accept_job{keyed});
  CAF_REQUIRE(first);
  CAF_CHECK_EQUAL(published.size(), 2u);
  keyed.id += "2";
  keyed.then[0].id += "3";
  auto again = ask<job>(status, accept_job{keyed});
  CAF_REQUIRE(again);
  CAF_CHECK(*again == *first);
  CAF_CHECK_EQUAL(published.size(), 2u);
  CAF_CHECK(disk_failures.empty());
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto full = ask<job>(status, accept_job{keyed});
  CAF_REQUIRE(!full);
  CAF_CHECK(full.error().code == errc::unavailable);
}

CAF_TEST(a page that is saved is shown and one that was there is not) {
  ask<job>(status, accept_job{scrape_draft()});
  ask<job>(status, begin_attempt{scraping, 0, "here"});
  published.clear();
  save_page page{{scraping, 1}, 1, "next", "digest", false, {}};
  auto saved = ask<job>(status, page);
  CAF_REQUIRE(saved);
  CAF_CHECK(saved->progress == (job_progress{1, 3}));
  CAF_CHECK(look_up(scraping) == *saved);
  CAF_CHECK_EQUAL(published.size(), 1u);
  CAF_CHECK(ask<job>(status, page) == saved);
  CAF_CHECK_EQUAL(published.size(), 1u);
}

CAF_TEST(what is forgotten concerns no job) {
  ask<job>(writer,
           change{keep_answer{"skip", "key", 200, "{}", now + 1, {"ada"}, 1}});
  auto answer = ask<job>(status, forget_answers{"ada"});
  CAF_CHECK(answer && *answer == job{});
  CAF_CHECK(published.empty());
  CAF_CHECK(!store.make_reader()->answer("key", "", now)->found);
  CAF_CHECK(state_of<status_store_pointer>(status).open.empty());
}

CAF_TEST(an ended job leaves the view and is found on disk) {
  accept();
  auto cancelled = ask<job>(status, cancel_job{id});
  CAF_REQUIRE(cancelled);
  CAF_CHECK(cancelled->phase == job_phase::cancelled);
  CAF_CHECK(state_of<status_store_pointer>(status).open.empty());
  CAF_CHECK(look_up(id) == *cancelled);
}

CAF_TEST(a failed sync ends the process) {
  disk.failure = problem{errc::disk_unknown, "fsync failed", {}};
  CAF_CHECK(!accept());
  CAF_REQUIRE_EQUAL(disk_failures.size(), 1u);
  CAF_CHECK(disk_failures[0].code == errc::disk_unknown);
}

CAF_TEST(a writer that does not answer in time ends the process) {
  // A writer that takes everything and says nothing.
  struct mute_state {
    mute_state() = default;
    std::vector<caf::typed_response_promise<job>> kept;
  };
  using mute_pointer = store_writer_actor::stateful_pointer<mute_state>;
  auto mute = sys.spawn(
      [](mute_pointer me, int) -> store_writer_actor::behavior_type {
        return {[me](change&) -> caf::result<job> {
                  me->state.kept.push_back(me->make_response_promise<job>());
                  return me->state.kept.back();
                },
                [](remove_ended) { return removed_jobs{}; },
                [](scrub) { return true; }, [](flush) {}, [](purge_some) {}};
      },
      0);
  status_store_options options;
  options.writer = mute;
  options.reader = reader;
  options.feed = feed;
  options.on_disk_unknown = [this](const problem& what) {
    disk_failures.push_back(what);
  };
  auto lonely = sys.spawn(status_store, options);
  auto pending =
      self->request(lonely, caf::infinite, accept_job{make_draft(1, id)});
  consume_messages();
  advance_time(std::chrono::seconds{29});
  consume_messages();
  CAF_CHECK(disk_failures.empty());
  advance_time(std::chrono::seconds{2});
  consume_messages();
  CAF_REQUIRE_EQUAL(disk_failures.size(), 1u);
  CAF_CHECK(disk_failures[0].code == errc::timeout);
  pending.receive([](const job&) { CAF_FAIL("answered"); },
                  [](const caf::error&) {});
  kill(lonely);
  kill(mute);
}

CAF_TEST(a defect refuses the change and does not end the process) {
  disk.poison = id;
  auto refused = accept();
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::internal);
  CAF_CHECK(disk_failures.empty());
  CAF_CHECK(ask<bool>(status, get_ready{}));
}

CAF_TEST(a writer that is gone ends the process) {
  kill(writer);
  consume_messages();
  CAF_CHECK(!accept());
  CAF_CHECK_EQUAL(disk_failures.size(), 1u);
}

CAF_TEST(a look up of one job does not wait behind lists) {
  accept();
  ask<job>(status, cancel_job{id});
  status_store_options options;
  options.writer = writer;
  options.row_reader = reader;
  options.feed = feed;
  // No reader for lists at all.
  auto other = sys.spawn(status_store, options);
  auto found = ask<job>(other, get_job{id});
  CAF_CHECK(found && found->phase == job_phase::cancelled);
  kill(other);
}

CAF_TEST(it is not ready while the store cannot write and again afterwards) {
  CAF_CHECK(ask<bool>(status, get_ready{}));
  disk.failure = problem{errc::unavailable, "disk full", {}};
  accept();
  auto refused = ask<bool>(status, get_ready{});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  disk.failure.reset();
  CAF_CHECK(ask<bool>(status, get_ready{}));
}

CAF_TEST(jobs that are removed are published in order and gone) {
  const std::string a = "enrichment-1767225600000-a";
  const std::string b = "enrichment-1767225600000-b";
  for (const auto& id : {a, b}) {
    ask<job>(status, accept_job{make_draft(1, id)});
    ask<job>(status, cancel_job{id});
  }
  published.clear();
  auto removed = ask<removed_jobs>(status, remove_ended{now + 1});
  CAF_REQUIRE(removed);
  CAF_CHECK_EQUAL(removed->jobs.size(), 2u);
  CAF_REQUIRE_EQUAL(published.size(), 2u);
  std::uint64_t last = 0;
  for (const auto& event : published) {
    auto seq = std::get<live_removed>(event).seq;
    CAF_CHECK(seq > last);
    last = seq;
  }
  CAF_CHECK(!ask<job>(status, get_job{a}));
  // What comes afterwards is newer.
  auto next = ask<job>(status, accept_job{make_draft(1, a)});
  CAF_REQUIRE(next);
  CAF_CHECK(next->seq > last);
}

CAF_TEST(a removal that the disk refuses makes the store not ready) {
  disk.failure = problem{errc::unavailable, "disk full", {}};
  auto refused = ask<removed_jobs>(status, remove_ended{now});
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK(!ask<bool>(status, get_ready{}));
  disk.failure.reset();
  CAF_CHECK(ask<bool>(status, get_ready{}));
}

CAF_TEST_FIXTURE_SCOPE_END()
