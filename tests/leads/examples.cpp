// The example file goes through as a user's file does.
#define CAF_SUITE leads_examples
#include "leads/pipeline.hpp"

#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <string>

#include <caf/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "leads/csv.hpp"
#include "leads/result_text.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

constexpr unix_ms new_year_2026 = 1767225600000;

job_draft read_examples() {
  std::ifstream file{LEADMILL_SOURCE_DIR "/examples/leads.csv",
                     std::ios::binary};
  std::string text{std::istreambuf_iterator<char>{file}, {}};
  auto draft = read_csv(text, 10000);
  CAF_REQUIRE(draft.has_value());
  return *draft;
}

std::vector<lead_result> run_examples(const job_draft& draft) {
  pipeline_options options;
  options.zip_table = LEADMILL_SOURCE_DIR "/config/zip_sample.csv";
  std::vector<input_row> rows;
  for (const auto& row : draft.rows)
    rows.push_back({static_cast<std::uint32_t>(rows.size()), row});
  return (*pipeline::create(options))->run(rows, {}, new_year_2026);
}

} // namespace

CAF_TEST(the example file has a thousand rows with every kind of mess) {
  auto draft = read_examples();
  CAF_CHECK_EQUAL(draft.rows.size(), 1000u);
  CAF_CHECK_EQUAL(draft.headers.front(), "Full Name");
  CAF_CHECK_EQUAL(draft.headers.back(), "Notes (2)");
  std::map<std::string, int> reasons;
  std::set<std::string> keys;
  for (const auto& lead : run_examples(draft)) {
    ++reasons[lead.reason];
    keys.insert(lead.key);
    CAF_CHECK(lead.status != lead_status::failed);
  }
  CAF_CHECK(reasons[""] > 500);
  for (auto reason : {"No phone", "Invalid phone", "Landline", "Age over 59"})
    CAF_CHECK(reasons[reason] > 10);
  CAF_CHECK_EQUAL(reasons.size(), 5u);
  auto repeated = draft.rows.size() - keys.size();
  CAF_CHECK(repeated > 20);
  CAF_CHECK(repeated < 100);
}

CAF_TEST(no value of the example file leaves with its mess) {
  int phones = 0;
  int emails = 0;
  int zips = 0;
  for (const auto& lead : run_examples(read_examples())) {
    auto fields = json::parse(lead.fields);
    if (auto phone = fields.value("phone", ""); !phone.empty()) {
      ++phones;
      CAF_CHECK_EQUAL(phone.find_first_not_of("0123456789", 1),
                      std::string::npos);
      CAF_CHECK_EQUAL(phone.front(), '+');
    }
    if (auto email = fields.value("email", ""); !email.empty()) {
      ++emails;
      CAF_CHECK_EQUAL(email.find_first_of(" <>;:ABCDEFGH"), std::string::npos);
    }
    auto name = fields.value("name", "");
    CAF_CHECK(!name.empty());
    for (auto mess : {"Dr.", "MD", "\xf0\x9f", "|", "Realtor", "(", "\"", "  "})
      CAF_CHECK_EQUAL(name.find(mess), std::string::npos);
    zips += fields.contains("zipcode") ? 1 : 0;
  }
  CAF_CHECK(phones > 700);
  CAF_CHECK(emails > 700);
  CAF_CHECK(zips > 500);
}

CAF_TEST(the results of the example file can be read again as CSV) {
  auto draft = read_examples();
  auto leads = run_examples(draft);
  result_encoder encoder{job{}, draft.headers, result_format::csv};
  auto text = encoder.begin();
  encoder.add(text, leads);
  auto again = read_csv(text, 10000);
  CAF_REQUIRE(again.has_value());
  CAF_REQUIRE_EQUAL(again->rows.size(), draft.rows.size());
  CAF_CHECK_EQUAL(json::parse(again->rows.front()).value("Name", ""),
                  json::parse(leads.front().fields).value("name", "?"));
  // An export is a list like any other: the same leads come out of it.
  auto twice = run_examples(*again);
  for (std::size_t i = 0; i < leads.size(); ++i)
    if (leads[i].status == lead_status::saved) {
      CAF_CHECK(twice[i].status == lead_status::saved);
      CAF_CHECK_EQUAL(json::parse(twice[i].fields).value("phone", ""),
                      json::parse(leads[i].fields).value("phone", ""));
    }
}
