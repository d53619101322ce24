#define CAF_SUITE actors_outputs_lead_file
#include "actors/outputs/lead_file.hpp"

#include <utility>

#include <caf/test/unit_test.hpp>

#include "actors/outside/json_tree.hpp"
#include "tests/actors/outputs/files.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using leadmill::testing::full_disk;
using leadmill::testing::put;
using leadmill::testing::text_of;

namespace {

const std::string job_a = "enrichment-1767225600000-a";
const std::string job_b = "enrichment-1767225600000-b";

lead_result lead(std::uint32_t row, std::string key,
                 lead_status as = lead_status::saved) {
  lead_result out;
  out.row = row;
  out.status = as;
  out.key = std::move(key);
  out.input = R"({"Name":"Ada Example )" + std::to_string(row) + "\"}";
  out.fields = R"({"name":"Ada"})";
  return out;
}

struct fixture {
  scratch dir;
  std::filesystem::path path = dir.path() / "a.json";

  void write(const std::vector<std::pair<std::string, lead_result>>& leads,
             const std::string& tail = R"("seq":7)") {
    auto file = lead_file_writer::create(path, R"("date":"2026-01-01")");
    CAF_REQUIRE(file);
    for (const auto& [job, one] : leads)
      CAF_CHECK(file->add(job, one));
    CAF_CHECK(file->commit(tail));
  }

  /// Checks that the file is JSON and has so many leads.
  void check_leads(std::size_t leads) {
    auto root = parse_json(text_of(path));
    CAF_REQUIRE(root);
    const auto* found = find_member(*root, "leads");
    CAF_REQUIRE(found != nullptr);
    CAF_CHECK_EQUAL(found->items.size(), leads);
  }

  bool holds(const std::string& text) {
    return text_of(path).find(text) != std::string::npos;
  }

  outcome<bool> forget(const std::string& key,
                       const std::vector<lead_place>& places = {},
                       const std::string& job = {}) {
    return forget_in_file(path, job, key, places);
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(lead_file_tests, fixture)

CAF_TEST(a file of leads is one JSON object with a lead on each line) {
  write({{job_a, lead(0, "k0")}, {job_b, lead(0, "k1")}});
  CAF_CHECK_EQUAL(
      text_of(path),
      R"({"date":"2026-01-01","leads":[)"
      "\n"
      R"({"jobId":"enrichment-1767225600000-a","row":0,"status":"saved",)"
      R"("key":"k0","name":"Ada","input":{"Name":"Ada Example 0"}},)"
      "\n"
      R"({"jobId":"enrichment-1767225600000-b","row":0,"status":"saved",)"
      R"("key":"k1","name":"Ada","input":{"Name":"Ada Example 0"}})"
      "\n"
      R"(],"seq":7})"
      "\n");
  check_leads(2);
}

CAF_TEST(a file without leads or tail is whole too) {
  write({}, "");
  check_leads(0);
  auto file = lead_file_reader::open(path);
  CAF_REQUIRE(file);
  CAF_CHECK_EQUAL(file->head(), R"("date":"2026-01-01")");
  CAF_CHECK(!file->next());
  CAF_CHECK(file->tail() == std::string{});
  CAF_CHECK(read_tail(path) == std::string{});
}

CAF_TEST(what was written is read back line by line) {
  write({{"", lead(0, "k0")}, {"", lead(1, "k1")}});
  auto file = lead_file_reader::open(path);
  CAF_REQUIRE(file);
  std::vector<std::string> lines;
  while (auto line = file->next())
    lines.emplace_back(*line);
  CAF_REQUIRE_EQUAL(lines.size(), 2u);
  CAF_CHECK(lines[0].starts_with(R"({"row":0,)") && lines[0].ends_with("}}"));
  CAF_CHECK(file->tail() == std::string{R"("seq":7)"});
  CAF_CHECK(read_tail(path) == std::string{R"("seq":7)"});
}

CAF_TEST(a tail is found behind leads that look like one) {
  auto odd = lead(0, "k0");
  odd.input = R"({"Name":"]}\n],\"seq\":9}"})";
  write({{"", odd}});
  CAF_CHECK(read_tail(path) == std::string{R"("seq":7)"});
  auto file = lead_file_reader::open(path);
  CAF_CHECK(file->next());
  CAF_CHECK(!file->next());
  CAF_CHECK(file->tail() == std::string{R"("seq":7)"});
}

CAF_TEST(a file of another layout is told from ours) {
  for (std::string text :
       {"", "{}", "[]\n", "{\"leads\":[]}\n",
        "{\"date\":1,\"leads\":[\n{\"row\"",
        "{\"date\":1,\"leads\":[\n{\"row\":0},\n\n],\"seq\":1\n",
        "{\"date\":1,\"leads\":[\n{},\n"}) {
    put(path, text);
    CAF_CHECK(!read_tail(path));
    auto file = lead_file_reader::open(path);
    if (!file) {
      CAF_CHECK(file.error().code == errc::conflict);
      continue;
    }
    while (file->next())
      ;
    CAF_CHECK(!file->tail());
  }
  std::filesystem::remove(path);
  CAF_CHECK(lead_file_reader::open(path).error().code == errc::not_found);
}

CAF_TEST(a person is taken out by the key) {
  write({{job_a, lead(0, "k0")},
         {job_a, lead(1, "k1")},
         {job_b, lead(2, "k1", lead_status::filtered)}});
  CAF_CHECK(forget("k1") == true);
  CAF_CHECK(!holds("k1"));
  CAF_CHECK(!holds("Ada Example 1"));
  CAF_CHECK(!holds("Ada Example 2"));
  CAF_CHECK(holds("Ada Example 0"));
  CAF_CHECK(holds(R"({"jobId":"enrichment-1767225600000-b","row":2,)"
                  R"("status":"filtered","erased":true})"));
  check_leads(3);
  CAF_CHECK(read_tail(path) == std::string{R"("seq":7)"});
  CAF_CHECK(forget("k1") == false);
}

CAF_TEST(a person is taken out by the rows) {
  write({{job_a, lead(0, "k0")},
         {job_a, lead(1, "x", lead_status::failed)},
         {job_b, lead(1, "y")}});
  CAF_CHECK(forget("none", {{job_a, 1}}) == true);
  CAF_CHECK(!holds("\"x\""));
  CAF_CHECK(holds("\"y\""));
  CAF_CHECK(forget("none", {{job_a, 1}}) == false);
}

CAF_TEST(rows are those of the job whose file it is) {
  write({{"", lead(0, "k0")}, {"", lead(1, "k1")}});
  CAF_CHECK(forget("none", {{job_b, 1}}, job_a) == false);
  CAF_CHECK(forget("none", {{job_a, 1}}, job_a) == true);
  CAF_CHECK(holds(R"({"row":1,"status":"saved","erased":true})"));
}

CAF_TEST(a key is not looked for within values) {
  auto quoting = lead(0, "k0");
  quoting.input = R"({"key":"k1","status":"\"key\":\"k1\""})";
  auto keyless = lead(1, "");
  write({{"", quoting}, {"", keyless}});
  CAF_CHECK(forget("k1") == false);
  CAF_CHECK(forget("") == false);
}

CAF_TEST(who cannot be taken out because the disk is full is still there) {
  write({{"", lead(0, "k0")}});
  auto before = text_of(path);
  outcome<bool> refused;
  {
    full_disk full;
    refused = forget("k0");
  }
  CAF_CHECK(!refused);
  CAF_CHECK_EQUAL(text_of(path), before);
  CAF_CHECK(forget("k0") == true);
}

CAF_TEST(in a file of another layout a person is found and not taken out) {
  put(path, std::string(70'000, 'x') + "...k0...");
  auto refused = forget("k0");
  CAF_REQUIRE(!refused);
  CAF_CHECK(refused.error().code == errc::unavailable);
  CAF_CHECK(forget("k1") == false);
  std::filesystem::remove(path);
  CAF_CHECK(forget("k0") == false);
}

CAF_TEST(a person is found where two parts of a large file meet) {
  for (std::size_t before = 65'530; before < 65'540; ++before) {
    put(path, std::string(before, 'x') + "0123456789abcdef");
    CAF_CHECK(!forget("0123456789abcdef"));
  }
}

CAF_TEST_FIXTURE_SCOPE_END()
