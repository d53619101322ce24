#define CAF_SUITE leads_pipeline
#include "leads/pipeline.hpp"

#include <iterator>
#include <random>
#include <set>
#include <string>
#include <thread>

#include <caf/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "messages/json.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

constexpr unix_ms new_year_2026 = 1767225600000;

std::shared_ptr<const pipeline> make(pipeline_options options = {}) {
  auto made = pipeline::create(std::move(options));
  CAF_REQUIRE(made.has_value());
  return *made;
}

std::vector<input_row> to_rows(const std::vector<std::string>& texts) {
  std::vector<input_row> out;
  for (const auto& text : texts)
    out.push_back({static_cast<std::uint32_t>(out.size()), text});
  return out;
}

lead_result run_one(const std::string& row, pipeline_options options = {},
                    const std::vector<std::string>& steps = {}) {
  auto out =
      make(std::move(options))->run(to_rows({row}), steps, new_year_2026);
  CAF_REQUIRE_EQUAL(out.size(), 1u);
  CAF_CHECK_EQUAL(out[0].input, row);
  CAF_CHECK(json::accept(out[0].fields));
  return out[0];
}

std::string value_of(const std::string& fields, const char* name) {
  return json::parse(fields).value(name, "");
}

std::string refusal(pipeline_options options) {
  auto made = pipeline::create(std::move(options));
  return made ? "" : made.error().detail;
}

} // namespace

CAF_TEST(a row becomes a lead with all that can be told) {
  pipeline_options options;
  options.zip_table = LEADMILL_SOURCE_DIR "/config/zip_sample.csv";
  auto lead = run_one(
      R"({"Full Name":"Dr. JANE DOE, MD 🚀","E-mail":" Jane@Mail.Example.com ",)"
      R"("Mobile":"(512) 555-0142","Location":"Austin, TX","Age":44,)"
      R"("LinkedIn URL":"http://linkedin.com/in/Jane-Doe/?x=1",)"
      R"("Organization":"Example Health","Position":"VP","Notes":"n"})",
      options);
  CAF_CHECK(lead.status == lead_status::saved);
  CAF_CHECK_EQUAL(lead.reason, "");
  CAF_CHECK_EQUAL(lead.duplicate_of, no_row);
  CAF_CHECK_EQUAL(lead.key.size(), 32u);
  auto expected = json::parse(R"({
    "name":"Jane Doe","firstName":"Jane","lastName":"Doe",
    "phone":"+15125550142","email":"jane@mail.example.com",
    "domain":"example.com","city":"Austin","state":"TX","zipcode":"78701",
    "dobOrAge":"44","age":44,"lineType":"fixed-or-mobile",
    "linkedinUrl":"https://www.linkedin.com/in/jane-doe",
    "company":"Example Health","jobTitle":"VP","phoneCountry":"US",
    "phoneRegion":"Texas","timeZone":"America/Chicago","phoneStatus":"valid",
    "emailStatus":"valid","emailRole":false,"emailFree":false,
    "sources":[
      {"from":"input","at":"2026-01-01T00:00:00.000Z","fields":["name","phone",
        "email","dobOrAge","age","linkedinUrl","company","jobTitle"]},
      {"from":"local","at":"2026-01-01T00:00:00.000Z","fields":["firstName",
        "lastName","domain","city","state","zipcode","lineType","phoneCountry",
        "phoneRegion","timeZone","phoneStatus","emailStatus","emailRole",
        "emailFree"]}]})");
  CAF_CHECK_EQUAL(json::parse(lead.fields).dump(), expected.dump());
}

CAF_TEST(a filtered lead keeps what was found and cannot be contacted) {
  auto lead = run_one(R"({"Name":"Jane Doe","DOB":"1950-01-01",)"
                      R"("Phone":"512 555 0142"})");
  CAF_CHECK(lead.status == lead_status::filtered);
  CAF_CHECK_EQUAL(lead.reason, "Age over 59");
  auto fields = json::parse(lead.fields);
  CAF_CHECK_EQUAL(fields.value("phone", ""), "+15125550142");
  CAF_CHECK_EQUAL(fields.value("canContact", true), false);
  auto passed = run_one(R"({"Phone":"512 555 0142"})");
  CAF_CHECK(!json::parse(passed.fields).contains("canContact"));
  CAF_CHECK(!json::parse(passed.fields).contains("dncStatus"));
}

CAF_TEST(the steps of a run are those that it names in their order) {
  auto row = R"({"Phone":"1","Age":"80","Email":"A@example.com"})";
  CAF_CHECK_EQUAL(run_one(row, {}, {"phone", "gatekeep", "age_filter"}).reason,
                  "Invalid phone");
  CAF_CHECK_EQUAL(run_one(row, {}, {"age_filter", "gatekeep"}).reason,
                  "Age over 59");
  auto lead = run_one(row, {}, {"email", "dnc", "no such step"});
  CAF_CHECK(lead.status == lead_status::saved);
  CAF_CHECK_EQUAL(value_of(lead.fields, "email"), "a@example.com");
  pipeline_options none;
  none.steps.clear();
  CAF_CHECK(run_one(row, none).status == lead_status::saved);
}

CAF_TEST(the options steer the filters and the region) {
  pipeline_options options;
  options.max_age = 80;
  options.default_region = "GB";
  options.junk_carriers = {"Example Junk"};
  CAF_CHECK(run_one(R"({"Age":"80","Phone":"+15125550142"})", options).status
            == lead_status::saved);
  CAF_CHECK_EQUAL(run_one(R"({"Phone":"020 7946 0123"})", options).reason,
                  "Landline");
  CAF_CHECK_EQUAL(
      run_one(R"({"Phone":"+15125550142","Carrier":"EXAMPLE JUNK Inc"})",
              options)
          .reason,
      "Junk carrier");
}

CAF_TEST(equal people have equal keys and others do not) {
  auto key = [](const std::string& row) { return run_one(row).key; };
  CAF_CHECK_EQUAL(key(R"({"Email":"JANE@example.com","x":"1"})"),
                  key(R"({"E-mail":"Jane <jane@example.com>"})"));
  CAF_CHECK_EQUAL(
      key(R"({"Name":"JANE DOE","Tel":"512 555 0142"})"),
      key(R"({"First":"Jane","Last":"Doe","Cell":"+15125550142"})"));
  CAF_CHECK_NOT_EQUAL(key(R"({"Name":"Jane Doe","x":"1"})"),
                      key(R"({"Name":"Jane Doe","x":"2"})"));
  CAF_CHECK_EQUAL(key(R"({"linkedin":"in/JANE","Email":"a@example.com"})"),
                  key(R"({"linkedin":"linkedin.com/in/jane"})"));
}

CAF_TEST(empty rows are not all one person) {
  auto out =
      make()->run(to_rows({"{}", "{}", R"({"Name":""})"}), {}, new_year_2026);
  std::set<std::string> keys;
  for (const auto& lead : out) {
    keys.insert(lead.key);
    CAF_CHECK(lead.status == lead_status::filtered);
    CAF_CHECK_EQUAL(lead.reason, "No phone");
  }
  CAF_CHECK_EQUAL(keys.size(), 3u);
}

CAF_TEST(rows of any shape may follow each other) {
  std::vector<std::string> texts;
  for (int i = 0; i < 100; ++i)
    texts.push_back("{\"c" + std::to_string(i) + "\":1,\"Phone\":\"512 555 01"
                    + (i < 10 ? "0" : "") + std::to_string(i) + "\"}");
  auto rows = to_rows(texts);
  rows.front().row = 1000;
  auto out = make()->run(rows, {}, new_year_2026);
  CAF_REQUIRE_EQUAL(out.size(), rows.size());
  CAF_CHECK_EQUAL(out.front().row, 1000u);
  for (std::size_t i = 0; i < out.size(); ++i) {
    CAF_CHECK_EQUAL(out[i].input, texts[i]);
    auto n = std::to_string(100 + i);
    CAF_CHECK_EQUAL(value_of(out[i].fields, "phone"), "+15125550" + n);
  }
}

CAF_TEST(values of any type and size are read without harm) {
  for (const auto& row : {
           R"({"Name":{"a":1},"Email":["a@example.com"],"Phone":null})",
           R"({"Phone":5125550142})",
           R"({"Age":1e99,"Phone":-1.5,"Email":true})",
           R"({"Name":"\u202e\u0001\ud83d\ude80","Zip":1e400})",
           R"({"":"","Name":"x"})",
       }) {
    CAF_MESSAGE(row);
    CAF_CHECK(run_one(row).status != lead_status::failed);
  }
  CAF_CHECK_EQUAL(value_of(run_one(R"({"Phone":5125550142})").fields, "phone"),
                  "+15125550142");
  for (auto name : {"Name", "Email", "Phone", "Location", "City", "Age", "Zip",
                    "LinkedIn", "Website", "Country"})
    for (auto piece : {"(", "a@", "1", ",", "<", "%", "\\u00e9", ". "}) {
      std::string row = std::string{"{\""} + name + "\":\"";
      for (int i = 0; i < 50000; ++i)
        row += piece;
      CAF_CHECK(run_one(row + "\"}").status != lead_status::failed);
    }
}

namespace {

/// What the cells of the test below are made of.
const char* const pieces[] = {
    // clang-format off
    " ", ",", ".", "-", "'", "(", ")", "|", "@", "/", "Dr.", "MD", "Jr",
    "Do", "van", "Jane", "DOE", "a@example.com", "example.com", "+1", "+44",
    "212", "555", "0101", "00", "x", "ext", "linkedin.com/in/", "%C3", "?",
    "TX", "Texas", "78701", "1964", "May", "5", ".0", ";", "<", ">", ":",
    "\xc3\xa9", "\xc3\x89", "\xf0\x9f\x9a\x80", "\xe2\x80\x94", "\xc2\xa0",
    "\xcc\x88", "\xef\xb7\xba", "\\n", "\\t", "\\\\"
    // clang-format on
};

} // namespace

CAF_TEST(cells of random pieces never fail a row) {
  const std::vector<std::string> columns = {
      "Name",     "First", "Last",    "Email",   "Phone",
      "Location", "City",  "State",   "Country", "Zip",
      "LinkedIn", "Age",   "Website", "Carrier", "Line Type"};
  std::mt19937 random{20260101};
  auto made = make();
  for (int round = 0; round < 2000; ++round) {
    std::string row = "{\"#\":" + std::to_string(round);
    for (const auto& name : columns) {
      row += ",\"" + name + "\":\"";
      for (auto n = random() % 6; n > 0; --n)
        row += pieces[random() % std::size(pieces)];
      row += '"';
    }
    auto out = made->run(to_rows({row + '}'}), {}, new_year_2026);
    CAF_REQUIRE(out[0].status != lead_status::failed);
    CAF_REQUIRE(json::accept(out[0].fields));
  }
}

CAF_TEST(results are valid JSON whatever the cells hold) {
  auto lead = run_one(R"({"Name":"A \"B\" \\ C","City":"x\ny\t\u0000z",)"
                      R"("Company":"</script>\u2028"})");
  std::string text;
  append_json(text, lead);
  CAF_CHECK(json::accept(text));
}

CAF_TEST(wrong options are refused by name) {
  pipeline_options steps;
  steps.steps = {"identity", "fone"};
  CAF_CHECK(refusal(steps).find("\"fone\"") != std::string::npos);
  CAF_CHECK(refusal(steps).find("gatekeep") != std::string::npos);
  pipeline_options region;
  region.default_region = "us";
  CAF_CHECK(refusal(region).find("\"us\"") != std::string::npos);
  pipeline_options age;
  age.max_age = -1;
  CAF_CHECK(refusal(age).find("-1") != std::string::npos);
  pipeline_options table;
  table.zip_table = "/nonexistent.csv";
  CAF_CHECK(refusal(table).find("/nonexistent.csv") != std::string::npos);
}

CAF_TEST(the local steps are named) {
  CAF_CHECK(known_steps() == pipeline_options{}.steps);
}

CAF_TEST(one pipeline may run on several threads at once) {
  auto shared = make();
  auto rows = to_rows({});
  for (std::uint32_t i = 0; i < 200; ++i)
    rows.push_back({i, R"({"Name":"Jane Doe","Phone":"512 555 0)"
                           + std::to_string(100 + i % 100) + R"("})"});
  auto expected = shared->run(rows, {}, new_year_2026);
  std::vector<std::vector<lead_result>> found(3);
  std::vector<std::thread> threads;
  for (auto& out : found)
    threads.emplace_back([&] { out = shared->run(rows, {}, new_year_2026); });
  for (auto& t : threads)
    t.join();
  for (const auto& out : found)
    CAF_CHECK(out == expected);
}
