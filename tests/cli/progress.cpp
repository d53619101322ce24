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

job enrichment_at(job_progress progress) {
  job out;
  out.phase = job_phase::running;
  out.progress = progress;
  return out;
}

job search_at(job_progress progress) {
  auto out = enrichment_at(progress);
  out.type = job_type::scraping;
  out.counts = {1'200, 30, 4};
  return out;
}

} // namespace

CAF_TEST(a bar is filled by percent and fits a line) {
  CAF_CHECK_EQUAL(render_bar(enrichment_at({0, 10}), 0),
                  "[------------------------------]   0 %  0 / 10  0 leads/s");
  CAF_CHECK_EQUAL(render_bar(enrichment_at({5, 10}), 1'234.4),
                  "[###############---------------]  50 %  5 / 10  1,234 "
                  "leads/s");
  CAF_CHECK_LESS_OR_EQUAL(
      render_bar(enrichment_at({10'000, 10'000}), 123'456.0).size(), 79u);
}

CAF_TEST(a search counts pages and what it found) {
  CAF_CHECK_EQUAL(render_bar(search_at({5, 10}), 0),
                  "[###############---------------]  50 %  5 / 10 pages  1,234 "
                  "leads");
  CAF_CHECK_EQUAL(progress_line(search_at({5, 10})),
                  "5 / 10 pages (50 %), 1,234 leads");
  CAF_CHECK_EQUAL(progress_line(enrichment_at({500, 1'000})),
                  "500 / 1,000 leads (50 %)");
  auto full = search_at({100, 100});
  full.counts = {10'000, 0, 0};
  CAF_CHECK_LESS_OR_EQUAL(render_bar(full, 0).size(), 79u);
}

CAF_TEST(a search that ends before its last page fills the bar) {
  auto done = search_at({3, 10});
  done.phase = job_phase::done;
  CAF_CHECK(render_bar(done, 0).starts_with(
      "[##############################] 100 %  3 / 10 pages"));
  CAF_CHECK_EQUAL(progress_line(done), "3 / 10 pages (100 %), 1,234 leads");
}

CAF_TEST(the summary of a search has pages instead of a rate) {
  auto s = sample();
  s.state = search_at({3, 10});
  auto text = to_text(s);
  CAF_CHECK(text.find("3  pages, of at most 10") != std::string::npos);
  CAF_CHECK(text.find("per second") == std::string::npos);
  auto json = nlohmann::json::parse(to_json(s));
  CAF_CHECK_EQUAL(json["pages"], 3);
  CAF_CHECK_EQUAL(json["maxPages"], 10);
  CAF_CHECK_EQUAL(json["leadsPerSecond"], 2'468);
  CAF_CHECK(!nlohmann::json::parse(to_json(sample())).contains("pages"));
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
  failed.state.code = "attempt_failed";
  CAF_CHECK(to_text(failed).find("Error: the disk is on fire")
            != std::string::npos);
  auto json = nlohmann::json::parse(to_json(failed));
  CAF_CHECK_EQUAL(json["error"], "the disk is on fire");
  CAF_CHECK_EQUAL(json["code"], "attempt_failed");
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
