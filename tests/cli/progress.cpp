#define CAF_SUITE cli_progress
#include "cli/progress.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

using namespace leadmill;

namespace {

job_summary sample() {
  job_summary s;
  s.state.id = "enrichment-1767225600000-a";
  s.state.phase = job_phase::done;
  s.state.progress = {1'500, 1'500};
  s.state.counts = {1'200, 300, 0};
  s.filtered = {{"No phone", 200}, {"Landline", 100}};
  s.duplicates = 7;
  s.took = std::chrono::milliseconds{500};
  s.out = "leads.csv";
  return s;
}

} // namespace

CAF_TEST(a bar is filled by percent and fits a line) {
  CAF_CHECK_EQUAL(render_bar({0, 10}, 0), "[------------------------------]   "
                                          "0 %  0 / 10  0 leads/s");
  CAF_CHECK_EQUAL(render_bar({5, 10}, 1'234.4),
                  "[###############---------------]  50 %  5 / 10  1,234 "
                  "leads/s");
  CAF_CHECK_LESS_OR_EQUAL(render_bar({10'000, 10'000}, 123'456.0).size(), 79u);
}

CAF_TEST(the rate is that of the whole run) {
  CAF_CHECK_EQUAL(leads_per_second(sample()), 3'000.0);
  auto unmeasured = sample();
  unmeasured.took = std::chrono::milliseconds{0};
  CAF_CHECK_EQUAL(leads_per_second(unmeasured), 0.0);
}

CAF_TEST(the summary says what became of the leads) {
  auto text = to_text(sample());
  for (auto part : {"completed", "1,200  saved", "300  filtered",
                    "200  No phone", "100  Landline", "0  failed",
                    "7  duplicates", "3,000  leads per second", "leads.csv"})
    CAF_CHECK(text.find(part) != std::string::npos);
  CAF_CHECK(text.find("Error") == std::string::npos);
}

CAF_TEST(the summary of a failed job says why) {
  auto failed = sample();
  failed.state.phase = job_phase::failed;
  failed.state.error = "the disk is on fire";
  CAF_CHECK(to_text(failed).find("Error: the disk is on fire")
            != std::string::npos);
  auto json = nlohmann::json::parse(to_json(failed));
  CAF_CHECK_EQUAL(json["error"], "the disk is on fire");
  CAF_CHECK_EQUAL(json["status"], "failed");
}

CAF_TEST(a program reads the same from JSON) {
  auto json = nlohmann::json::parse(to_json(sample()));
  CAF_CHECK_EQUAL(json["jobId"], "enrichment-1767225600000-a");
  CAF_CHECK_EQUAL(json["counts"]["saved"], 1'200);
  CAF_CHECK_EQUAL(json["filtered"]["No phone"], 200);
  CAF_CHECK_EQUAL(json["duplicates"], 7);
  CAF_CHECK_EQUAL(json["seconds"], 0.5);
  CAF_CHECK_EQUAL(json["leadsPerSecond"], 3'000);
}
