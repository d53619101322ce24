#define CAF_SUITE actors_outputs_job_exports
#include "actors/outputs/job_exports.hpp"

#include <caf/test/unit_test.hpp>

#include "leads/csv_scan.hpp"
#include "tests/actors/outputs/faults.hpp"
#include "tests/actors/outputs/files.hpp"
#include "tests/actors/outputs/stored_jobs.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::comes_to_its_end;
using leadmill::testing::count_of;
using leadmill::testing::full_disk;
using leadmill::testing::names_in;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

struct fixture : leadmill::testing::stored_jobs {
  fixture() { begin(); }

  std::unique_ptr<job_exports> make() {
    return std::make_unique<job_exports>(export_target{declared, dir.path()});
  }

  /// As a new process does.
  void begin() {
    files = make();
    CAF_REQUIRE(files->look(*reader, all(), now));
    CAF_CHECK(files->write_all(*reader, now));
  }

  outcome<void> tell(const job& of) {
    auto at = find(of.id);
    files->note(of.id, !is_terminal(at.phase), at.seq);
    return files->write_ended(*reader);
  }

  /// An enrichment that has ended, with so many leads.
  job ended(std::uint32_t rows, std::vector<std::string> outputs = {}) {
    auto out = start(rows, std::move(outputs));
    for (std::uint32_t row = 0; row < rows; ++row)
      save(out, row);
    end(out);
    return out;
  }

  std::filesystem::path place() {
    return declared.directory.empty()
               ? dir.path() / "exports" / "sheet"
               : std::filesystem::path{declared.directory};
  }

  std::filesystem::path file(const job& of) {
    return place() / (of.id + ".csv");
  }

  /// Its lines, but the first.
  std::size_t leads_in(const job& of) {
    auto lines = count_of(text_of(file(of)), "\r\n");
    return lines == 0 ? 0 : lines - 1;
  }

  scratch dir;
  export_declaration declared = [] {
    export_declaration out;
    out.name = "sheet";
    return out;
  }();
  std::unique_ptr<job_exports> files;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(job_exports_tests, fixture)

CAF_TEST(a job has its file when it has ended) {
  auto a = start(2);
  save(a, 0);
  CAF_CHECK(tell(a));
  CAF_CHECK(names_in(place()).empty());
  save(a, 1);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK_EQUAL(leads_in(a), 2u);
  CAF_CHECK(text_of(file(a)).starts_with("Firstname,Lastname,"));
  CAF_CHECK(tell(scrape(3)));
  CAF_CHECK_EQUAL(names_in(place()).size(), 2u);
}

CAF_TEST(a job that failed has what it saved and after a retry all of it) {
  auto a = start(3);
  save(a, 0);
  save(a, 1, lead_status::failed);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK_EQUAL(leads_in(a), 1u);
  retry(a);
  CAF_CHECK(tell(a));
  CAF_CHECK_EQUAL(leads_in(a), 1u);
  save(a, 1);
  save(a, 2);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK_EQUAL(leads_in(a), 3u);
}

CAF_TEST(a job that goes elsewhere or never began has no file) {
  CAF_CHECK(tell(ended(1, {"other"})));
  auto never = start(1);
  job_draft draft;
  draft.id = make_job_id(job_type::enrichment, now, ++accepted);
  draft.rows = {"{}"};
  auto waiting = commit(accept_job{draft});
  commit(cancel_job{waiting.id});
  CAF_CHECK(tell(waiting));
  CAF_CHECK(names_in(place()).empty());
  CAF_CHECK(tell(ended(1, {"other", "sheet"})));
  CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
}

CAF_TEST(a crash has kept nothing from being written) {
  auto before = ended(1);
  CAF_CHECK(tell(before));
  CAF_CHECK(files->write_all(*reader, now));
  auto a = ended(2);
  auto elsewhere = ended(1, {"other"});
  put(place() / (a.id + ".csv.part"), "ha");
  begin();
  CAF_CHECK_EQUAL(leads_in(a), 2u);
  CAF_CHECK_EQUAL(names_in(place()).size(), 2u);
}

CAF_TEST(files that were taken away stay away) {
  auto a = start(2);
  save(a, 0);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK(files->has_work()); // its mark
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK(!files->has_work());
  std::filesystem::remove(file(a));
  begin();
  CAF_CHECK(names_in(place()).empty());
  // But not when something new is to be said.
  retry(a);
  end(a);
  begin();
  CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
}

CAF_TEST(a new destination has no files of jobs that ended before) {
  auto a = ended(1);
  declared.name = "late";
  begin();
  CAF_CHECK(!std::filesystem::exists(dir.path() / "exports" / "late"));
}

CAF_TEST(a mark that nobody can read is said) {
  put(dir.path() / "exports" / ".jobs" / "sheet", "odd\n");
  auto other = make();
  auto looked = other->look(*reader, all(), now);
  CAF_REQUIRE(!looked);
  CAF_CHECK(looked.error().detail.find(".jobs/sheet") != std::string::npos);
}

CAF_TEST(on a full disk the old file stays and the new one is written later) {
  auto a = start(300);
  for (std::uint32_t row = 0; row < 200; ++row)
    save(a, row);
  end(a);
  CAF_CHECK(tell(a));
  auto old = text_of(file(a));
  retry(a);
  for (std::uint32_t row = 200; row < 300; ++row)
    save(a, row);
  end(a);
  outcome<void> written;
  {
    full_disk full{5'000};
    written = tell(a);
  }
  CAF_REQUIRE(!written);
  CAF_CHECK(text_of(file(a)) == old);
  CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
  CAF_CHECK(files->has_work());
  CAF_CHECK(files->write_all(*reader, now));
  CAF_CHECK_EQUAL(leads_in(a), 300u);
}

CAF_TEST(whenever the process dies the old file or the new one is there) {
  auto a = start(300);
  for (std::uint32_t row = 0; row < 200; ++row)
    save(a, row);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK(files->write_all(*reader, now));
  auto old = text_of(file(a));
  retry(a);
  for (std::uint32_t row = 200; row < 300; ++row)
    save(a, row);
  end(a);
  auto work = [&] {
    (void)tell(a);
    (void)files->write_all(*reader, now);
  };
  for (int nth = 1;; ++nth) {
    CAF_REQUIRE(nth < 100);
    auto ended = comes_to_its_end(nth, work);
    CAF_CHECK(leads_in(a) == 300 || text_of(file(a)) == old);
    if (ended)
      break;
    auto mark = text_of(dir.path() / "exports" / ".jobs" / "sheet");
    begin();
    CAF_CHECK_EQUAL(leads_in(a), 300u);
    CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
    put(dir.path() / "exports" / ".jobs" / "sheet", mark);
    put(file(a), old);
    files = make();
    CAF_CHECK(files->look(*reader, all(), now));
  }
}

CAF_TEST(a file goes with its job also when nobody looked) {
  auto a = ended(1), b = ended(1);
  CAF_CHECK(tell(a));
  CAF_CHECK(tell(b));
  CAF_CHECK(files->remove(a.id));
  CAF_CHECK(files->remove("../../etc/passwd"));
  CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
  put(place() / "by-hand.csv", "stays");
  remove_all();
  begin();
  CAF_CHECK(names_in(place()) == std::vector<std::string>{"by-hand.csv"});
}

CAF_TEST(in a directory of others nothing is removed that may be theirs) {
  declared.directory = (dir.path() / "shared").string();
  begin();
  auto theirs = place() / "enrichment-1767225600000-theirs.csv";
  put(theirs, "x");
  put(place() / "film.csv.part", "x");
  auto a = ended(1);
  begin();
  CAF_CHECK(tell(a));
  remove_all();
  begin();
  CAF_CHECK(!std::filesystem::exists(file(a)));
  CAF_CHECK(std::filesystem::exists(theirs));
  CAF_CHECK(std::filesystem::exists(place() / "film.csv.part"));
}

CAF_TEST(a person is taken out whether the store has forgotten or not) {
  declared.fields = {{"row", "Row"}, {"name", "Name"}};
  begin();
  auto a = ended(3);
  CAF_CHECK(tell(a));
  CAF_CHECK(files->forget(*reader, "k1", {{a.id, 1}}));
  CAF_CHECK_EQUAL(text_of(file(a)),
                  "Row,Name\r\n0,Ada Example\r\n2,Ada Example\r\n");
  erase(a, 2);
  CAF_CHECK(files->forget(*reader, "k2", {{a.id, 2}, {"gone", 1}}));
  CAF_CHECK(text_of(file(a)).find("\r\n2,") == std::string::npos);
}

CAF_TEST(a person stays in no file because the disk is full) {
  auto a = ended(1);
  CAF_CHECK(tell(a));
  outcome<void> forgotten;
  erase(a, 0);
  {
    full_disk full;
    forgotten = files->forget(*reader, "k0", {{a.id, 0}});
  }
  CAF_CHECK(!forgotten);
  CAF_CHECK(files->forget(*reader, "k0", {{a.id, 0}}));
  CAF_CHECK_EQUAL(leads_in(a), 0u);
}

CAF_TEST(a person in the file of a job that runs again
         or is gone is taken out) {
  auto a = start(3), b = ended(2);
  save(a, 0);
  save(a, 1);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK(tell(b));
  put(file(b), "k0");
  retry(a);
  CAF_CHECK(files->forget(*reader, "k0", {{a.id, 0}}));
  CAF_CHECK_EQUAL(leads_in(a), 1u);
  end(a);
  remove_all();
  CAF_CHECK(files->forget(*reader, "k0", {{b.id, 0}}));
  CAF_CHECK(!std::filesystem::exists(file(b)));
}

CAF_TEST(ten thousand leads are written in parts) {
  declared.fields = {{"row", "Row"}};
  begin();
  auto a = start(10'000);
  save_leads what{{a.id, 1}, {}};
  for (std::uint32_t row = 0; row < 10'000; ++row) {
    lead_result lead;
    lead.row = row;
    lead.input = lead.fields = "{}";
    what.leads.push_back(lead);
  }
  commit(what);
  end(a);
  CAF_CHECK(tell(a));
  CAF_CHECK_EQUAL(leads_in(a), 10'000u);
  CAF_CHECK(text_of(file(a)).ends_with("\r\n9998\r\n9999\r\n"));
}

CAF_TEST_FIXTURE_SCOPE_END()
