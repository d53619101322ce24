#define CAF_SUITE actors_outputs_day_exports
#include "actors/outputs/day_exports.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
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

constexpr unix_ms day = 24 * 3'600'000;

struct fixture : leadmill::testing::stored_jobs {
  fixture() {
    declared.name = "sheet";
    declared.by_day = true;
    declared.fields = {{"jobId", "Job"}, {"row", "Row"}, {"name", "Name"}};
    begin();
  }

  /// As a new process does, but that nothing is written yet.
  void begin() {
    files = std::make_unique<day_exports>(export_target{declared, dir.path()});
    CAF_REQUIRE(files->look(*reader, all(), now));
  }

  outcome<void> write() { return files->write_all(*reader, now); }

  void save_one(const job& of, std::uint32_t row,
                lead_status as = lead_status::saved) {
    save(of, row, as);
    files->note(of.id, true, find(of.id).seq);
  }

  std::filesystem::path place() { return dir.path() / "exports" / "sheet"; }

  std::string text(const std::string& date = "2026-01-01") {
    return text_of(place() / ("leads-" + date + ".csv"));
  }

  std::size_t leads_in(const std::string& text) {
    auto lines = count_of(text, "\r\n");
    return lines == 0 ? 0 : lines - 1;
  }

  scratch dir;
  export_declaration declared;
  std::unique_ptr<day_exports> files;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(day_exports_tests, fixture)

CAF_TEST(leads of all jobs that go there stand in the file of the day) {
  auto a = start(3), b = start(1, {"other"}), c = start(1, {"sheet"});
  save_one(a, 0);
  save_one(a, 1, lead_status::filtered);
  save_one(b, 0);
  save_one(c, 0);
  CAF_CHECK(write());
  CAF_CHECK_EQUAL(text(), "Job,Row,Name\r\n" + a.id + ",0,Ada Example\r\n"
                              + c.id + ",0,Ada Example\r\n");
  auto scraped = scrape(2);
  files->note(scraped.id, false, scraped.seq);
  save_one(a, 2);
  CAF_CHECK(write());
  CAF_CHECK_EQUAL(leads_in(text()), 5u);
  CAF_CHECK(!files->has_work());
}

CAF_TEST(a line says what a result page does) {
  declared.format = export_format::ndjson;
  declared.fields.clear();
  declared.statuses = {lead_status::saved, lead_status::filtered,
                       lead_status::failed};
  begin();
  auto a = start(3);
  lead_result lead;
  lead.key = "k\"0";
  lead.input = R"({"Name":"A\nB","n":1.50})";
  lead.fields = R"({"name":"Zoë","age":44,"errors":["slow"]})";
  lead_result filtered = lead;
  filtered.row = 1;
  filtered.status = lead_status::filtered;
  filtered.reason = "No \"phone\"";
  filtered.duplicate_of = 0;
  lead_result failed = lead;
  failed.row = 2;
  failed.key.clear();
  failed.status = lead_status::failed;
  failed.reason = "Odd\\";
  failed.fields = "{}";
  commit(save_leads{{a.id, 1}, {lead, filtered, failed}});
  files->note(a.id, true, 99);
  CAF_CHECK(write());
  std::string expected;
  for (const auto& one : {lead, filtered, failed}) {
    append_json(expected, a.id, one);
    expected += '\n';
  }
  CAF_CHECK_EQUAL(text_of(place() / "leads-2026-01-01.ndjson"), expected);
}

CAF_TEST(each day has a file and the one before stays as it is) {
  auto a = start(3);
  save_one(a, 0);
  CAF_CHECK(write());
  auto first = text();
  std::filesystem::remove(place() / "leads-2026-01-01.csv"); // taken away
  now += day;
  save_one(a, 1);
  save_one(a, 2);
  CAF_CHECK(write());
  CAF_CHECK_EQUAL(leads_in(first), 1u);
  CAF_CHECK_EQUAL(leads_in(text("2026-01-02")), 2u);
  begin();
  CAF_CHECK(write());
  CAF_CHECK(names_in(place())
            == std::vector<std::string>{"leads-2026-01-02.csv"});
}

CAF_TEST(whenever the process dies a lead stands in the file once) {
  auto a = start(3);
  save_one(a, 0);
  CAF_CHECK(write());
  auto working =
      dir.path() / "exports" / ".days" / "sheet" / "leads-2026-01-01.json";
  auto kept = text_of(working), old = text();
  save_one(a, 1);
  for (int nth = 1;; ++nth) {
    CAF_REQUIRE(nth < 100);
    auto ended = comes_to_its_end(nth, [&] { (void)write(); });
    CAF_CHECK(text() == old || leads_in(text()) == 2);
    begin();
    CAF_CHECK(write());
    CAF_CHECK_EQUAL(leads_in(text()), 2u);
    CAF_CHECK_EQUAL(count_of(text(), ",1,"), 1u);
    CAF_CHECK_EQUAL(names_in(place()).size(), 1u);
    if (ended)
      break;
    std::filesystem::remove(working);
    put(working, kept);
    put(place() / "leads-2026-01-01.csv", old);
    begin();
    CAF_CHECK(files->has_work());
  }
}

CAF_TEST(where the place is in trouble nothing is lost) {
  declared.directory = (dir.path() / "mount" / "leads").string();
  begin();
  auto a = start(4);
  save_one(a, 0);
  CAF_CHECK(!write());
  CAF_CHECK(files->has_work());
  now += day;
  save_one(a, 1);
  CAF_CHECK(!write());
  begin();
  save_one(a, 2);
  std::filesystem::create_directory(dir.path() / "mount");
  {
    failing_directory_syncs failing;
    (void)write();
  }
  CAF_CHECK(write());
  CAF_CHECK(!files->has_work());
  auto mounted = std::filesystem::path{declared.directory};
  CAF_CHECK_EQUAL(leads_in(text_of(mounted / "leads-2026-01-01.csv")), 1u);
  CAF_CHECK_EQUAL(leads_in(text_of(mounted / "leads-2026-01-02.csv")), 2u);
}

CAF_TEST(on a full disk the old file stays) {
  auto a = start(400);
  for (std::uint32_t row = 0; row < 300; ++row)
    save_one(a, row);
  CAF_CHECK(write());
  auto old = text();
  save_one(a, 300);
  outcome<void> written;
  {
    full_disk full{1'000};
    written = write();
  }
  CAF_CHECK(!written);
  CAF_CHECK(text() == old);
  CAF_CHECK(write());
  CAF_CHECK_EQUAL(leads_in(text()), 301u);
}

CAF_TEST(a person is taken out of the files of every day) {
  auto a = start(3);
  save_one(a, 0);
  save_one(a, 1);
  CAF_CHECK(write());
  now += day;
  save_one(a, 2);
  CAF_CHECK(write());
  CAF_CHECK(files->forget(*reader, "k0", {}));
  CAF_CHECK(files->forget(*reader, "none", {{a.id, 2}}));
  CAF_CHECK_EQUAL(text(), "Job,Row,Name\r\n" + a.id + ",1,Ada Example\r\n");
  CAF_CHECK_EQUAL(text("2026-01-02"), "Job,Row,Name\r\n");
}

CAF_TEST(who is taken out of what is kept goes from the file however late) {
  auto a = start(2);
  save_one(a, 0);
  CAF_CHECK(write());
  auto parked = dir.path() / "parked";
  std::filesystem::rename(place(), parked);
  put(place(), "in the way");
  CAF_CHECK(!files->forget(*reader, "k0", {}));
  std::filesystem::remove(place());
  std::filesystem::rename(parked, place());
  begin();
  CAF_CHECK(write());
  CAF_CHECK_EQUAL(leads_in(text()), 0u);
}

CAF_TEST_FIXTURE_SCOPE_END()
