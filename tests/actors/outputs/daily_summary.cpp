#define CAF_SUITE actors_outputs_daily_summary
#include "actors/outputs/daily_summary.hpp"

#include <caf/test/unit_test.hpp>

#include "actors/outside/json_tree.hpp"
#include "tests/actors/outputs/faults.hpp"
#include "tests/actors/outputs/files.hpp"
#include "tests/actors/outputs/stored_jobs.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::comes_to_its_end;
using leadmill::testing::count_of;
using leadmill::testing::failing_directory_syncs;
using leadmill::testing::full_disk;
using leadmill::testing::names_in;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

constexpr unix_ms hour = 3'600'000;

struct fixture : leadmill::testing::stored_jobs {
  outcome<void> update(const std::set<std::string>& jobs) {
    return summary.update(*reader, jobs, reader->last_seq().value(), now);
  }

  std::filesystem::path file(const std::string& day = "2026-01-01") {
    return dir.path() / "leads" / ("summary-" + day + ".json");
  }

  /// How many leads the file has; checks that it is JSON and its counts.
  std::size_t leads_in(const std::filesystem::path& path) {
    auto root = parse_json(text_of(path));
    CAF_REQUIRE(root);
    std::size_t counted = 0;
    for (const auto& count : find_member(*root, "counts")->items)
      counted += std::stoul(count.text);
    auto leads = find_member(*root, "leads")->items.size();
    CAF_CHECK_EQUAL(counted, leads);
    return leads;
  }

  /// As a new process would.
  std::set<std::string> reopen() {
    summary = make();
    CAF_CHECK(summary.open(*reader));
    auto jobs = reader->open_jobs().value();
    auto ended = reader->recently_ended(1'000).value();
    jobs.insert(jobs.end(), ended.begin(), ended.end());
    return summary.find_changed(jobs, now);
  }

  daily_summary make() {
    daily_summary_options options;
    options.directory = dir.path() / "leads";
    options.takes = [](const job& of) {
      return of.type == job_type::enrichment;
    };
    return daily_summary{std::move(options)};
  }

  scratch dir;
  daily_summary summary = make();
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(daily_summary_tests, fixture)

CAF_TEST(what jobs saved on a day stands in one file) {
  auto a = start(3), b = start(2);
  save(a, 0);
  save(a, 1, lead_status::filtered);
  save(b, 1);
  CAF_CHECK(update({a.id, b.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 3u);
  auto text = text_of(file());
  CAF_CHECK(text.starts_with(R"({"date":"2026-01-01","leads":[)"));
  CAF_CHECK_EQUAL(count_of(text, "\"jobId\":\"" + a.id), 2u);
  CAF_CHECK(text.find(R"("counts":{"saved":2,"filtered":1,"failed":0})")
            != std::string::npos);
}

CAF_TEST(a later write adds what was saved since and nothing twice) {
  auto a = start(4);
  save(a, 2);
  CAF_CHECK(update({a.id}));
  save(a, 0);
  save(a, 1);
  CAF_CHECK(update({a.id}));
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 3u);
}

CAF_TEST(without new leads no file is written) {
  auto a = start(2);
  CAF_CHECK(update({a.id}));
  CAF_CHECK(names_in(dir.path()).empty());
  save(a, 0);
  CAF_CHECK(update({a.id}));
  std::filesystem::remove(file());
  CAF_CHECK(update({a.id}));
  CAF_CHECK(!std::filesystem::exists(file()));
}

CAF_TEST(each day has a file of its own) {
  auto a = start(4);
  save(a, 0);
  CAF_CHECK(update({a.id}));
  now += 24 * hour;
  save(a, 1);
  save(a, 2);
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file("2026-01-01")), 1u);
  CAF_CHECK_EQUAL(leads_in(file("2026-01-02")), 2u);
}

CAF_TEST(a clock that is set back by a day loses nothing and doubles nothing) {
  auto a = start(6);
  now += 24 * hour;
  save(a, 0);
  CAF_CHECK(update({a.id}));
  now -= 24 * hour;
  save(a, 1);
  CAF_CHECK(update({a.id}));
  auto changed = reopen();
  CAF_CHECK(changed.empty());
  save(a, 2);
  CAF_CHECK(update(reopen()));
  CAF_CHECK_EQUAL(leads_in(file("2026-01-01")), 2u);
  CAF_CHECK_EQUAL(leads_in(file("2026-01-02")), 1u);
}

CAF_TEST(a new process goes on where the one before was killed) {
  auto a = start(5), b = start(5);
  save(a, 0);
  save(b, 0);
  CAF_CHECK(update({a.id, b.id}));
  save(b, 1); // in no file yet
  end(b);
  auto changed = reopen();
  CAF_CHECK(changed == std::set<std::string>{b.id});
  CAF_CHECK(update(changed));
  CAF_CHECK_EQUAL(leads_in(file()), 3u);
  CAF_CHECK(reopen().empty());
}

CAF_TEST(the first process takes in what ended today and what is open) {
  auto old = start(1);
  save(old, 0);
  end(old);
  now += 24 * hour;
  auto today = start(1), open = start(2);
  save(today, 0);
  end(today);
  save(open, 0);
  CAF_CHECK(reopen() == (std::set<std::string>{today.id, open.id}));
}

CAF_TEST(what cannot be written is written the next time) {
  auto a = start(400);
  for (std::uint32_t row = 0; row < 300; ++row)
    save(a, row);
  CAF_CHECK(update({a.id}));
  auto before = text_of(file());
  save(a, 300);
  outcome<void> written;
  {
    full_disk full{1'000};
    written = update({a.id});
  }
  CAF_REQUIRE(!written);
  CAF_CHECK(written.error().code == errc::unavailable);
  CAF_CHECK_EQUAL(text_of(file()), before);
  CAF_CHECK_EQUAL(names_in(dir.path() / "leads").size(), 1u);
  save(a, 301);
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 302u);
}

CAF_TEST(what was written though writing failed is not written twice) {
  auto a = start(5);
  save(a, 2);
  CAF_CHECK(update({a.id}));
  save(a, 0);
  outcome<void> written;
  {
    failing_directory_syncs failing;
    written = update({a.id});
  }
  CAF_CHECK(!written);
  CAF_CHECK_EQUAL(leads_in(file()), 2u);
  save(a, 1);
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 3u);
}

CAF_TEST(whenever the process dies a lead stands in a file once) {
  auto a = start(5);
  save(a, 0);
  CAF_CHECK(update({a.id}));
  for (int nth = 1;; ++nth) {
    CAF_REQUIRE(nth < 100);
    auto kept = text_of(file());
    save(a, 1);
    auto ended = comes_to_its_end(nth, [&] { (void)update({a.id}); });
    CAF_CHECK(leads_in(file()) == 1 || leads_in(file()) == 2);
    CAF_CHECK(update(reopen()));
    CAF_CHECK_EQUAL(leads_in(file()), 2u);
    if (ended)
      break;
    put(file(), kept);
    reopen();
  }
}

CAF_TEST(a lead that failed and is saved at a retry was saved twice) {
  auto a = start(1);
  save(a, 0, lead_status::failed);
  end(a);
  CAF_CHECK(update({a.id}));
  retry(a);
  save(a, 0);
  end(a);
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 2u);
}

CAF_TEST(a job that is gone or is not taken is passed over) {
  auto scraped = scrape();
  CAF_CHECK(update({scraped.id, "enrichment-1767225600000-gone"}));
  CAF_CHECK(names_in(dir.path()).empty());
}

CAF_TEST(the leads of a job that was removed stay) {
  auto a = start(1);
  save(a, 0);
  end(a);
  CAF_CHECK(update({a.id}));
  remove_all();
  summary.forget_job(a.id);
  auto b = start(1);
  save(b, 0);
  CAF_CHECK(update({a.id, b.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 2u);
  CAF_CHECK(text_of(file()).find("\"" + a.id + "\":[") == std::string::npos);
}

CAF_TEST(a file that somebody has changed is set aside) {
  auto a = start(3);
  save(a, 0);
  for (std::string odd :
       {"", "{\"date\":\"2026-01-01\",\"leads\":[\n{\"row\":0}",
        "{\"date\":1,\"leads\":[\n],\"takenUpTo\":[1]}\n"}) {
    put(file(), odd);
    reopen();
    CAF_CHECK(update({a.id}));
    CAF_CHECK_EQUAL(leads_in(file()), 1u);
  }
  // In the middle, which shows only as it is read.
  auto text = text_of(file());
  put(file(), text.insert(text.find("\n{") + 1, "odd\n"));
  save(a, 1);
  CAF_CHECK(update({a.id}));
  CAF_CHECK_EQUAL(leads_in(file()), 1u);
  CAF_CHECK_EQUAL(names_in(dir.path() / "leads").size(), 2u);
}

CAF_TEST(files are known by their day) {
  auto a = start(2);
  save(a, 0);
  CAF_CHECK(update({a.id}));
  now += 24 * hour;
  save(a, 1);
  CAF_CHECK(update({a.id}));
  put(dir.path() / "leads" / "other.json", "x");
  auto files = summary.files();
  CAF_REQUIRE_EQUAL(files.size(), 2u);
  CAF_CHECK_EQUAL(summary.day_of(files[0]), "2026-01-02");
  CAF_CHECK_EQUAL(summary.day_of(files[1]), "2026-01-01");
}

CAF_TEST(of jobs that have ended only so many are remembered) {
  std::set<std::string> all;
  for (int i = 0; i < 1'010; ++i) {
    auto a = start(1);
    save(a, 0);
    if (i != 0)
      end(a);
    all.insert(a.id);
  }
  CAF_CHECK(update(all));
  auto text = text_of(file());
  CAF_CHECK_EQUAL(count_of(text, "-000:["), 0u);
  auto root = parse_json(text);
  CAF_REQUIRE(root);
  CAF_CHECK_EQUAL(find_member(*root, "takenUpTo")->items.size(), 1'001u);
  CAF_CHECK(reopen().empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
