#define CAF_SUITE messages_validate
#include "messages/validate.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms now = 1'767'225'600'000;

const request_rules rules{.max_rows = 10'000,
                          .max_columns = 1'000,
                          .max_metadata_bytes = 16'384,
                          .max_tags = 32,
                          .max_tag_bytes = 64,
                          .max_attempts = 20,
                          .max_delay_s = 31'536'000,
                          .max_ahead_ms = 315'619'200'000,
                          .max_timeout_s = 604'800,
                          .steps = {"identity", "phone"}};

outcome<job_draft> parse(std::string_view body) {
  return parse_enrich_request(body, rules, now);
}

std::string request(const std::string& rows, const std::string& more = {}) {
  return R"({"parsedData":{"headers":["Name"],"rows":)" + rows + "}" + more
         + "}";
}

problem refusal(const std::string& body) {
  auto draft = parse(body);
  CAF_REQUIRE(!draft);
  CAF_CHECK(draft.error().code == errc::invalid_argument);
  return draft.error();
}

void check_refusal(const std::string& body, const std::string& detail,
                   const std::string& pointer) {
  auto what = refusal(body);
  CAF_CHECK_EQUAL(what.detail, detail);
  CAF_REQUIRE_EQUAL(what.fields.size(), 1u);
  CAF_CHECK_EQUAL(what.fields[0].pointer, pointer);
}

std::string repeated(std::string_view unit, std::size_t n) {
  std::string out;
  for (; n > 0; --n)
    out += unit;
  return out;
}

} // namespace

CAF_TEST(a request becomes a draft with its rows as they came) {
  auto draft = parse(request(R"([{"Name": "A", "n": [1, {"x": null}]}, {}])",
                             R"(,"metadata":{"k": 1},"options":{"tags":["t"],
              "steps":["phone"],"maxAttempts":2})"));
  CAF_REQUIRE(draft);
  CAF_CHECK(draft->headers == std::vector<std::string>{"Name", "n"});
  CAF_REQUIRE_EQUAL(draft->rows.size(), 2u);
  CAF_CHECK_EQUAL(draft->rows[0], R"({"Name":"A","n":[1,{"x":null}]})");
  CAF_CHECK_EQUAL(draft->rows[1], "{}");
  CAF_CHECK_EQUAL(draft->metadata, R"({"k":1})");
  CAF_CHECK(draft->tags == std::vector<std::string>{"t"});
  CAF_CHECK(draft->steps == std::vector<std::string>{"phone"});
  CAF_CHECK_EQUAL(draft->max_attempts, 2u);
}

CAF_TEST(each refusal says the sentence of the API and names its field) {
  for (auto body : {"[]", "1", "null", "\"x\"", "{}", R"({"parsedData":null})"})
    check_refusal(body, "parsedData is required", "/parsedData");
  check_refusal(R"({"parsedData":{"headers":[]}})",
                "parsedData.rows must be an array", "/parsedData/rows");
  check_refusal(R"({"parsedData":{"rows":[{}]}})",
                "parsedData.headers must be an array", "/parsedData/headers");
  check_refusal(request("[]"), "parsedData.rows cannot be empty",
                "/parsedData/rows");
  check_refusal(request("[{},3]"), "parsedData.rows[1] must be an object",
                "/parsedData/rows/1");
  check_refusal(request("[{}]", R"(,"metadata":[])"),
                "metadata must be an object", "/metadata");
  check_refusal(request("[{}]", R"(,"options":{"colour":1})"),
                "options has an unknown field: colour", "/options/colour");
}

CAF_TEST(ten thousand rows are taken and one more is not) {
  auto rows = "[" + repeated("{},", 9'999) + "{}]";
  CAF_CHECK(parse(request(rows)));
  check_refusal(request("[{}," + rows.substr(1)),
                "Maximum 10,000 leads per job. Please split into smaller "
                "batches.",
                "/parsedData/rows");
}

CAF_TEST(more than a thousand headers would make a table as wide as that) {
  auto headed = [](std::size_t n) {
    return R"({"parsedData":{"rows":[{}],"headers":["a")"
           + repeated(",\"a\"", n - 1) + "]}}";
  };
  CAF_CHECK(parse(headed(1'000)));
  check_refusal(headed(1'001), "A job may have at most 1,000 columns",
                "/parsedData/headers");
}

CAF_TEST(columns that only rows have stand behind the headers) {
  auto draft = parse(
      request(R"([{"Name":"A"},{"City":"B","Name":"C","n":{"x":1}},{"n":2}])"));
  CAF_REQUIRE(draft);
  CAF_CHECK(draft->headers == std::vector<std::string>({"Name", "City", "n"}));
}

CAF_TEST(rows cannot widen a table without bound) {
  std::string rows;
  for (int i = 0; i < 1'000; ++i)
    rows += (i == 0 ? "[" : ",") + std::string{"{\"c"} + std::to_string(i)
            + "\":1}";
  check_refusal(request(rows + "]"), "A job may have at most 1,000 columns",
                "/parsedData/headers");
}

CAF_TEST(what is no JSON is refused) {
  for (std::string body :
       {"", " ", "{", R"({"parsedData":{"rows":[{"a":tru}]}})", "{}{}",
        R"({"parsedData")", "\xef\xbb", "{\"a\":\"\x01\"}"})
    CAF_CHECK(!refusal(body).detail.empty());
  CAF_CHECK(refusal(request("[{\"a\":\"\xff\"}]")).detail.find("UTF-8")
            != std::string::npos);
}

CAF_TEST(a NUL character is refused wherever it stands) {
  CAF_CHECK(refusal(request(R"([{"a":"x\u0000y"}])")).detail.find("NUL")
            != std::string::npos);
  CAF_CHECK(refusal(request(R"([{"a\u0000":"x"}])")).detail.find("NUL")
            != std::string::npos);
  refusal(request(std::string("[{\"a\":\"x\0y\"}]", 14)));
  // An escaped backslash before "u0000" is no NUL.
  CAF_CHECK(parse(request(R"([{"a":"x\\u0000y"}])")));
}

CAF_TEST(deep nesting is refused and does not end the process) {
  auto deep = repeated("[", 100'000) + repeated("]", 100'000);
  CAF_CHECK(refusal(deep).detail.find("64") != std::string::npos);
  refusal(request("[{\"a\":" + deep + "}]"));
  refusal(repeated("{\"a\":", 100'000));
  auto fine = repeated("[", 50) + repeated("]", 50);
  CAF_CHECK(parse(request("[{\"a\":" + fine + "}]")));
}

CAF_TEST(options are read from a body and held to its time) {
  auto draft = parse(
      request("[{}]", R"(,"options":{"priority":"low","runAt":"2026-01-02"})"));
  CAF_REQUIRE(draft);
  CAF_CHECK(draft->priority == job_priority::low);
  CAF_CHECK_EQUAL(draft->run_at, now + 86'400'000);
  refusal(request("[{}]", R"(,"options":{"runAt":"2036-01-03"})"));
  CAF_CHECK(parse(request("[{}]", R"(,"options":null)")));
}

CAF_TEST(metadata beyond sixteen kibibytes is refused) {
  auto sized = [](std::size_t n) {
    return request("[{}]",
                   ",\"metadata\":{\"k\":\"" + repeated("x", n - 8) + "\"}");
  };
  CAF_CHECK(parse(sized(16'384)));
  refusal(sized(16'385));
}

CAF_TEST(a CSV draft gets its options and metadata from the query) {
  job_draft csv;
  csv.rows = {"{}"};
  auto draft =
      complete_draft(csv, R"({"tags":["t"]})", R"({"a":1})", rules, now);
  CAF_REQUIRE(draft);
  CAF_CHECK_EQUAL(draft->metadata, R"({"a":1})");
  CAF_CHECK(complete_draft(csv, "", "", rules, now));
  CAF_CHECK(!complete_draft(csv, "{", "", rules, now));
  CAF_CHECK(!complete_draft(csv, "", "[]", rules, now));
  CAF_CHECK(!complete_draft({}, "", "", rules, now));
}

CAF_TEST(rows may be what another job finds) {
  auto draft = parse(R"({"fromJob":"scraping-1767225600000-a","parsedData":null,
    "options":{"priority":"high","tags":["t"]},"metadata":{"k":1}})");
  CAF_REQUIRE(draft);
  CAF_CHECK_EQUAL(draft->after, "scraping-1767225600000-a");
  CAF_CHECK(draft->takes_rows);
  CAF_CHECK(draft->policy == after_policy::success);
  CAF_CHECK(draft->type == job_type::enrichment);
  CAF_CHECK(draft->rows.empty() && draft->headers.empty());
  CAF_CHECK(draft->priority == job_priority::high);
  CAF_CHECK_EQUAL(draft->metadata, R"({"k":1})");
}

CAF_TEST(rows come from one place alone) {
  check_refusal(request("[{}]", R"(,"fromJob":"scraping-1767225600000-a")"),
                "fromJob cannot be given with parsedData", "/fromJob");
  check_refusal(R"({"fromJob":"scraping-1767225600000-a",
    "options":{"after":"scraping-1767225600000-b"}})",
                "options.after cannot be given with fromJob", "/options/after");
  check_refusal(R"({"fromJob":"../../etc/passwd"})",
                "fromJob is not valid: it looks like "
                "enrichment-1767225600000-k3x9f2a",
                "/fromJob");
  check_refusal(R"({"fromJob":1})", "fromJob must be a string", "/fromJob");
  check_refusal(R"({"fromJob":null})", "parsedData is required", "/parsedData");
}

CAF_TEST(a job id is taken only if it is one) {
  CAF_CHECK_EQUAL(copy(parse_job_id("scraping-1767225600000-a").value()),
                  "scraping-1767225600000-a");
  auto missing = parse_job_id("");
  CAF_CHECK_EQUAL(missing.error().detail, "jobId is required");
  CAF_CHECK(!parse_job_id("../../etc/passwd"));
}

CAF_TEST(a lead key has 32 hexadecimal digits) {
  std::string key = "0123456789abcdef0123456789ABCDEF";
  CAF_CHECK_EQUAL(copy(parse_lead_key(key).value()),
                  "0123456789abcdef0123456789abcdef");
  CAF_CHECK_EQUAL(copy(parse_lead_key("").error().detail), "key is required");
  for (auto bad : {key.substr(1), key + "0", key.substr(1) + "g",
                   key.substr(1) + " ", key + " ", std::string{"%"}})
    CAF_CHECK(!parse_lead_key(bad));
}
