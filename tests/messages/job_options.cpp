#define CAF_SUITE messages_job_options
#include "messages/job_options.hpp"

#include <caf/test/unit_test.hpp>

#include <memory>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms now = 1'767'225'600'000; // 2026-01-01T00:00:00Z

const request_rules rules{.max_metadata_bytes = 64,
                          .max_tags = 32,
                          .max_tag_bytes = 64,
                          .max_attempts = 20,
                          .max_delay_s = 31'536'000,
                          .max_ahead_ms = 1'000'000'000,
                          .max_timeout_s = 604'800,
                          .steps = {"identity", "phone"},
                          .outputs = {"dashboard", "crm", "sheets"}};

struct read_result {
  job_draft draft;
  std::optional<problem> bad;
};

read_result read(std::string_view text, job_draft draft = {}) {
  document doc;
  auto root = doc.parse(text, "options");
  CAF_REQUIRE(root.has_value());
  read_result out{std::move(draft), {}};
  out.bad = read_options(*root, out.draft, rules, now);
  return out;
}

job_draft good(std::string_view text) {
  auto out = read(text);
  CAF_REQUIRE(!out.bad);
  return out.draft;
}

std::string refusal(std::string_view text, job_draft draft = {}) {
  auto out = read(text, std::move(draft));
  CAF_REQUIRE(out.bad.has_value());
  CAF_CHECK(out.bad->code == errc::invalid_argument);
  CAF_REQUIRE_EQUAL(out.bad->fields.size(), 1u);
  CAF_CHECK(out.bad->fields[0].pointer.starts_with("/options"));
  return out.bad->detail;
}

} // namespace

CAF_TEST(no options leave the draft as it was) {
  auto draft = good("{}");
  CAF_CHECK(draft.priority == job_priority::normal);
  CAF_CHECK_EQUAL(draft.delay_s, 0u);
  CAF_CHECK_EQUAL(draft.run_at, 0);
  CAF_CHECK_EQUAL(draft.timeout_s, 0u);
  CAF_CHECK_EQUAL(draft.max_attempts, 4u);
  CAF_CHECK(draft.after.empty() && draft.policy == after_policy::success);
}

CAF_TEST(every option reaches the draft) {
  auto draft = good(R"({"priority":"high","delaySeconds":60,
    "timeoutSeconds":3600,"maxAttempts":2,"tags":["t"],"steps":["phone"],
    "outputs":["crm","sheets"],"after":"scraping-1767225600000-a","afterPolicy":"always"})");
  CAF_CHECK(draft.priority == job_priority::high);
  CAF_CHECK_EQUAL(draft.delay_s, 60u);
  CAF_CHECK_EQUAL(draft.timeout_s, 3600u);
  CAF_CHECK_EQUAL(draft.max_attempts, 2u);
  CAF_CHECK(draft.tags == std::vector<std::string>{"t"});
  CAF_CHECK(draft.steps == std::vector<std::string>{"phone"});
  CAF_CHECK(draft.outputs == (std::vector<std::string>{"crm", "sheets"}));
  CAF_CHECK_EQUAL(draft.after, "scraping-1767225600000-a");
  CAF_CHECK(draft.policy == after_policy::always);
  CAF_CHECK(!draft.takes_rows);
}

CAF_TEST(a start is a text or a number and not too far ahead) {
  CAF_CHECK_EQUAL(copy(good(R"({"runAt":"2026-01-01T01:00:00+01:00"})").run_at),
                  now);
  CAF_CHECK_EQUAL(copy(good(R"({"runAt":1767225600001})").run_at), now + 1);
  // One that is over starts at once.
  CAF_CHECK_EQUAL(copy(good(R"({"runAt":"2000-01-01"})").run_at), 946684800000);
  auto latest = std::to_string(now + rules.max_ahead_ms);
  CAF_CHECK_EQUAL(copy(good("{\"runAt\":" + latest + "}").run_at),
                  now + rules.max_ahead_ms);
  auto later = std::to_string(now + rules.max_ahead_ms + 1);
  CAF_CHECK_EQUAL(refusal("{\"runAt\":" + later + "}"),
                  "options.runAt must not be later than "
                  "2026-01-12T13:46:40.000Z");
}

CAF_TEST(a delay and a time are not both given) {
  for (auto both : {R"({"delaySeconds":1,"runAt":"2026-01-02"})",
                    R"({"runAt":"2026-01-02","delaySeconds":0})"})
    CAF_CHECK_EQUAL(refusal(both),
                    "options.runAt cannot be given with delaySeconds");
}

CAF_TEST(each option is held to its bounds) {
  for (auto bad :
       {R"([])",
        R"("x")",
        R"({"priority":"urgent"})",
        R"({"priority":1})",
        R"({"delaySeconds":-1})",
        R"({"delaySeconds":31536001})",
        R"({"delaySeconds":1.5})",
        R"({"delaySeconds":"60"})",
        R"({"runAt":"soon"})",
        R"({"runAt":null})",
        R"({"runAt":1767225600})",
        R"({"timeoutSeconds":0})",
        R"({"timeoutSeconds":604801})",
        R"({"maxAttempts":0})",
        R"({"maxAttempts":21})",
        R"({"tags":"a"})",
        R"({"tags":[1]})",
        R"({"tags":[""]})",
        R"({"steps":["nope"]})",
        R"({"steps":{}})",
        R"({"outputs":"crm"})",
        R"({"outputs":[1]})",
        R"({"outputs":[""]})",
        R"({"after":""})",
        R"({"after":"../x"})",
        R"({"after":1})",
        R"({"after":"scraping-1767225600000-a","afterPolicy":"never"})"})
    refusal(bad);
  CAF_CHECK_EQUAL(copy(good(R"({"delaySeconds":31536000})").delay_s),
                  31'536'000u);
  CAF_CHECK_EQUAL(copy(good(R"({"timeoutSeconds":604800})").timeout_s),
                  604'800u);
}

CAF_TEST(a policy goes with what it is about) {
  CAF_CHECK_EQUAL(refusal(R"({"afterPolicy":"always"})"),
                  "options.afterPolicy goes with options.after");
}

CAF_TEST(a draft that takes rows waits for their job and no other) {
  job_draft draft;
  draft.takes_rows = true;
  CAF_CHECK_EQUAL(refusal(R"({"after":"scraping-1767225600000-a"})", draft),
                  "options.after cannot be given with fromJob");
  refusal(R"({"afterPolicy":"always"})", draft);
  CAF_CHECK(!read(R"({"priority":"low"})", draft).bad);
}

CAF_TEST(options to come are refused by name until they are there) {
  for (std::string name : {"labels", "Priority", ""})
    CAF_CHECK_EQUAL(refusal("{\"" + name + "\":[]}"),
                    "options has an unknown field: " + name);
}

namespace {

job_draft scraping() {
  job_draft draft;
  draft.type = job_type::scraping;
  draft.max_attempts = 3;
  return draft;
}

std::string then_refusal(std::string_view text) {
  return refusal(R"({"then":)" + std::string{text} + "}", scraping());
}

} // namespace

CAF_TEST(an enrichment can follow a scraping job) {
  auto out = read(R"({"tags":["a"],"priority":"low","then":{"priority":"high",
    "timeoutSeconds":60,"maxAttempts":2,"tags":["b"],"steps":["phone"],"outputs":["crm"],
    "metadata":{"list": 7}}})",
                  scraping());
  CAF_REQUIRE(!out.bad);
  CAF_CHECK(out.draft.tags == std::vector<std::string>{"a"});
  CAF_CHECK(out.draft.priority == job_priority::low);
  CAF_CHECK_EQUAL(out.draft.max_attempts, 3u);
  CAF_REQUIRE_EQUAL(out.draft.then.size(), 1u);
  const auto& next = out.draft.then[0];
  CAF_CHECK(next.type == job_type::enrichment && next.takes_rows);
  CAF_CHECK(next.policy == after_policy::success && !next.scrape);
  CAF_CHECK(next.priority == job_priority::high);
  CAF_CHECK_EQUAL(next.timeout_s, 60u);
  CAF_CHECK_EQUAL(next.max_attempts, 2u);
  CAF_CHECK(next.tags == std::vector<std::string>{"b"});
  CAF_CHECK(next.steps == std::vector<std::string>{"phone"});
  CAF_CHECK(next.outputs == std::vector<std::string>{"crm"});
  CAF_CHECK_EQUAL(next.metadata, R"({"list":7})");
}

CAF_TEST(what follows may be as plain as can be) {
  auto out = read(R"({"then":{}})", scraping());
  CAF_REQUIRE(!out.bad && out.draft.then.size() == 1);
  CAF_CHECK_EQUAL(out.draft.then[0].max_attempts, 4u);
  CAF_CHECK_EQUAL(out.draft.then[0].metadata, "{}");
}

CAF_TEST(at most one job follows even when it is named twice) {
  auto out =
      read(R"({"then":{"tags":["a"]},"then":{"tags":["b"]}})", scraping());
  CAF_REQUIRE(!out.bad && out.draft.then.size() == 1);
  CAF_CHECK_EQUAL(copy(out.draft.then[0].tags.at(0)), "b");
}

CAF_TEST(what decides when the following job starts is refused) {
  for (auto [name, value] : {std::pair{"delaySeconds", "1"},
                             {"runAt", "1"},
                             {"after", R"("scraping-1767225600000-a")"},
                             {"afterPolicy", R"("always")"},
                             {"then", "{}"},
                             {"fromJob", R"("scraping-1767225600000-a")"}})
    CAF_CHECK_EQUAL(
        then_refusal(std::string{"{\""} + name + "\":" + value + "}"),
        std::string{"options.then."} + name
            + " does not apply to a job that follows another");
}

CAF_TEST(the options of the following job are checked where they stand) {
  CAF_CHECK_EQUAL(then_refusal("[]"), "options.then must be an object");
  CAF_CHECK_EQUAL(then_refusal("null"), "options.then must be an object");
  CAF_CHECK_EQUAL(then_refusal("true"), "options.then must be an object");
  CAF_CHECK_EQUAL(then_refusal(R"({"speed":1})"),
                  "options.then has an unknown field: speed");
  CAF_CHECK_EQUAL(then_refusal(R"({"steps":["fly"]})"),
                  "options.then.steps names an unknown step: fly");
  CAF_CHECK_EQUAL(then_refusal(R"({"tags":[""]})"),
                  "a tag must have 1 to 64 bytes");
  CAF_CHECK_EQUAL(then_refusal(R"({"tags":1})"),
                  "options.then.tags must be an array");
  CAF_CHECK_EQUAL(then_refusal(R"({"maxAttempts":21})"),
                  "options.then.maxAttempts must be a whole number from 1 to "
                  "20");
  CAF_CHECK_EQUAL(then_refusal(R"({"priority":"urgent"})"),
                  "options.then.priority must be one of: low, normal, high");
  CAF_CHECK_EQUAL(then_refusal(R"({"metadata":[]})"),
                  "options.then.metadata must be an object");
}

CAF_TEST(nothing follows an enrichment) {
  CAF_CHECK_EQUAL(refusal(R"({"then":{}})"),
                  "options.then applies to a scraping job only");
}

CAF_TEST(outputs are destinations that are known and each once) {
  CAF_CHECK(good(R"({"outputs":[]})").outputs.empty());
  CAF_CHECK(good(R"({"outputs":["dashboard"]})").outputs
            == std::vector<std::string>{"dashboard"});
  CAF_CHECK_EQUAL(refusal(R"({"outputs":["crm","slack"]})"),
                  "options.outputs names an unknown destination: slack");
  CAF_CHECK_EQUAL(refusal(R"({"outputs":["crm","sheets","crm"]})"),
                  "options.outputs names a destination twice: crm");
}

CAF_TEST(a scraping job has outputs too) {
  // On the heap: g++ 12 takes its optional part for uninitialized otherwise.
  auto draft = std::make_unique<job_draft>();
  draft->type = job_type::scraping;
  auto out = read(R"({"outputs":["crm"],"then":{"outputs":["sheets"]}})",
                  std::move(*draft));
  CAF_CHECK(!out.bad);
  CAF_CHECK(out.draft.outputs == std::vector<std::string>{"crm"});
  CAF_REQUIRE_EQUAL(out.draft.then.size(), 1u);
  CAF_CHECK(out.draft.then[0].outputs == std::vector<std::string>{"sheets"});
}
