#define CAF_SUITE actors_outputs_result_files
#include "actors/outputs/result_files.hpp"

#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/outside/json_tree.hpp"
#include "tests/actors/outputs/files.hpp"
#include "tests/actors/outputs/stored_jobs.hpp"
#include "tests/support/copy.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::full_disk;
using leadmill::testing::names_in;
using leadmill::testing::put;
using leadmill::testing::text_of;
using namespace std::chrono_literals;

namespace {

struct fixture : test_coordinator_fixture<>, leadmill::testing::stored_jobs {
  fixture() { begin(); }

  ~fixture() { stop(); }

  void begin() {
    result_files_options options;
    options.kept = keep_results(dir.path());
    options.reader = store.make_reader();
    options.on_problem = [this](const problem& what) {
      problems.push_back(what);
    };
    options.now = [this] { return now; };
    files = sys.spawn(result_files, options);
    consume_messages();
  }

  void stop() {
    caf::anon_send_exit(files, caf::exit_reason::kill);
    files = nullptr;
    consume_messages();
  }

  void restart() {
    stop();
    begin();
  }

  /// As the live feed tells it.
  void tell(const job& of) {
    auto at = find(of.id);
    self->send(files, note_job{at.id, !is_terminal(at.phase), at.seq});
    consume_messages();
  }

  void pass(std::chrono::seconds time) {
    now += time.count() * 1'000;
    advance_time(time);
    consume_messages();
  }

  template <class Message>
  outcome<bool> ask(Message what) {
    outcome<bool> out = fail(errc::internal, "no answer");
    auto pending = self->request(files, caf::infinite, std::move(what));
    consume_messages();
    pending.receive([&](bool answer) { out = answer; },
                    [&](const caf::error& error) {
                      out = tl::make_unexpected(to_problem(error));
                    });
    return out;
  }

  std::vector<std::string> results() {
    return names_in(dir.path() / "api-results");
  }

  std::string result_text() {
    CAF_REQUIRE_EQUAL(results().size(), 1u);
    return text_of(dir.path() / "api-results" / results()[0]);
  }

  std::string summary_text() {
    return text_of(dir.path() / "enriched-leads" / "summary-2026-01-01.json");
  }

  scratch dir;
  std::vector<problem> problems;
  result_files_actor files;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(result_files_tests, fixture)

CAF_TEST(a scraping job that is done has its results in a file) {
  auto done = scrape(3);
  tell(done);
  CAF_REQUIRE_EQUAL(results().size(), 1u);
  CAF_CHECK_EQUAL(copy(results()[0]),
                  "20260101T100000Z-directory-" + done.id + ".json");
  auto text = result_text();
  CAF_CHECK(text.starts_with(
      R"({"jobId":")" + done.id
      + R"(","source":"directory","search":{"title":"owner"},"maxPages":4,)"
        R"("maxResults":250,"createdAt":"2026-01-01T10:00:00.000Z",)"
        R"("completedAt":"2026-01-01T10:00:00.000Z","pages":1,)"
        R"("counts":{"saved":3,"filtered":0,"failed":0},)"
        R"("metadata":{"list":"x"},"leads":[)"));
  auto root = parse_json(text);
  CAF_REQUIRE(root);
  CAF_CHECK_EQUAL(find_member(*root, "leads")->items.size(), 3u);
  CAF_CHECK(problems.empty());
}

CAF_TEST(a job that is not done has none) {
  tell(scrape(1, "directory", attempt_end::given_up));
  auto enriched = start(1);
  save(enriched, 0);
  end(enriched);
  tell(enriched);
  CAF_CHECK(results().empty());
}

CAF_TEST(what a crash has kept from being written is written at the start) {
  auto done = scrape(2);
  auto enriched = start(2);
  save(enriched, 0);
  put(dir.path() / "api-results" / "x.json.part", "half");
  put(dir.path() / "enriched-leads" / "summary-2026-01-01.json.part", "half");
  restart();
  CAF_CHECK_EQUAL(results().size(), 1u);
  CAF_CHECK_EQUAL(names_in(dir.path() / "enriched-leads").size(), 1u);
  CAF_CHECK(summary_text().find(enriched.id) != std::string::npos);
  auto before = std::filesystem::last_write_time(dir.path() / "api-results"
                                                 / results()[0]);
  restart();
  CAF_CHECK(before
            == std::filesystem::last_write_time(dir.path() / "api-results"
                                                / results()[0]));
}

CAF_TEST(the leads of a day are written at most once a minute) {
  auto a = start(10);
  save(a, 0);
  tell(a);
  save(a, 1);
  tell(a);
  CAF_CHECK_EQUAL(summary_text(), "");
  pass(59s);
  CAF_CHECK_EQUAL(summary_text(), "");
  pass(1s);
  auto first = summary_text();
  CAF_CHECK(first.find(R"("saved":2)") != std::string::npos);
  save(a, 2);
  tell(a);
  pass(59s);
  CAF_CHECK_EQUAL(summary_text(), first);
  pass(1s);
  CAF_CHECK(summary_text().find(R"("saved":3)") != std::string::npos);
}

CAF_TEST(a flush writes what is not there yet) {
  auto a = start(10);
  save(a, 0);
  tell(a);
  CAF_CHECK(ask(flush_files{}) == true);
  CAF_CHECK(summary_text().find(R"("saved":1)") != std::string::npos);
}

CAF_TEST(on a full disk it is said and tried again) {
  auto a = start(10);
  save(a, 0);
  outcome<bool> refused;
  {
    full_disk full;
    tell(scrape(2));
    tell(a);
    refused = ask(flush_files{});
  }
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK(!problems.empty());
  CAF_CHECK(results().empty());
  CAF_CHECK(names_in(dir.path() / "enriched-leads").empty());
  problems.clear();
  pass(60s);
  CAF_CHECK(problems.empty());
  CAF_CHECK_EQUAL(results().size(), 1u);
  CAF_CHECK(summary_text().find(R"("saved":1)") != std::string::npos);
}

CAF_TEST(a file goes with its job) {
  auto done = scrape(2), other = scrape(2);
  tell(done);
  tell(other);
  self->send(files, publish_removed{{done.id, 99}});
  consume_messages();
  CAF_REQUIRE_EQUAL(results().size(), 1u);
  CAF_CHECK(results()[0].find(other.id) != std::string::npos);
  self->send(files, publish_removed{{"scraping-1767225600000-none", 100}});
  consume_messages();
  CAF_CHECK(problems.empty());
}

CAF_TEST(a person is taken out of every file) {
  auto done = scrape(3);
  tell(done);
  auto a = start(2);
  save(a, 0);
  save(a, 1, lead_status::failed);
  tell(a);
  CAF_CHECK(ask(flush_files{}) == true);
  CAF_CHECK(ask(forget_lead{"s1", {}}) == true);
  CAF_CHECK(result_text().find("\"s1\"") == std::string::npos);
  CAF_CHECK(result_text().find(R"({"row":1,"status":"saved","erased":true})")
            != std::string::npos);
  CAF_CHECK(ask(forget_lead{"k0", {{a.id, 1}, {done.id, 2}}}) == true);
  CAF_CHECK(summary_text().find("Ada Example") == std::string::npos);
  CAF_CHECK(result_text().find("\"s2\"") == std::string::npos);
  CAF_CHECK(result_text().find("\"s0\"") != std::string::npos);
  // And what is written later does not bring anybody back.
  auto b = start(1);
  save(b, 0);
  tell(b);
  CAF_CHECK(ask(flush_files{}) == true);
  auto root = parse_json(summary_text());
  CAF_REQUIRE(root);
  CAF_CHECK_EQUAL(find_member(*root, "leads")->items.size(), 3u);
}

CAF_TEST(a person that cannot be taken out is said to be there) {
  tell(scrape(2));
  outcome<bool> refused;
  {
    full_disk full;
    refused = ask(forget_lead{"s1", {}});
  }
  CAF_CHECK(!refused);
  CAF_CHECK(ask(forget_lead{"s1", {}}) == true);
  put(dir.path() / "api-results" / "by-hand.json", R"([{"key":"s0"}])");
  CAF_CHECK(!ask(forget_lead{"s0", {}}));
  std::filesystem::remove(dir.path() / "api-results" / "by-hand.json");
  CAF_CHECK(result_text().find("\"s0\"") == std::string::npos);
}

CAF_TEST(what cannot be removed is removed later) {
  auto done = scrape(2);
  tell(done);
  auto path = dir.path() / "api-results" / results()[0];
  auto text = text_of(path);
  // As a file that cannot be removed: a directory that has its name.
  std::filesystem::remove(path);
  std::filesystem::create_directory(path);
  self->send(files, publish_removed{{done.id, 99}});
  consume_messages();
  CAF_CHECK_EQUAL(problems.size(), 1u);
  std::filesystem::remove(path);
  put(path, text);
  pass(60s);
  CAF_CHECK(results().empty());
}

CAF_TEST(what is kept elsewhere goes on when one place is in trouble) {
  stop();
  put(dir.path() / "taken", "a file");
  std::vector<export_declaration> exports(2);
  exports[0].name = "gone";
  exports[0].directory = (dir.path() / "taken" / "deep").string();
  exports[1].name = "sheet";
  result_files_options options;
  options.kept = keep_exports(exports, dir.path());
  options.reader = store.make_reader();
  options.on_problem = [this](const problem& what) {
    problems.push_back(what);
  };
  options.now = [this] { return now; };
  files = sys.spawn(result_files, options);
  consume_messages();
  tell(scrape(2));
  CAF_CHECK_EQUAL(names_in(dir.path() / "exports" / "sheet").size(), 1u);
  CAF_CHECK_EQUAL(problems.size(), 1u);
  std::filesystem::remove(dir.path() / "taken");
  std::filesystem::create_directory(dir.path() / "taken");
  pass(60s);
  CAF_CHECK_EQUAL(problems.size(), 1u);
  CAF_CHECK_EQUAL(names_in(dir.path() / "taken" / "deep").size(), 1u);
}

CAF_TEST_FIXTURE_SCOPE_END()
