#define CAF_SUITE actors_outputs_alert_text
#include "actors/outputs/alert_text.hpp"

#include <caf/test/unit_test.hpp>

#include "actors/outside/json_tree.hpp"
#include "messages/json.hpp"

using namespace leadmill;

namespace {

const std::string job_a = "enrichment-1767225600000-a";
const std::string job_b = "scraping-1767225600000-b";

job ended(job_phase phase, std::string error = {}) {
  job out;
  out.id = job_a;
  out.phase = phase;
  out.counts = {1'044, 1, 0};
  out.error = std::move(error);
  out.metadata = R"({"who":"Ada Example"})";
  return out;
}

std::string told(event_kind event, const job& state) {
  return alert_text(event, "{\"job\":" + to_json(state) + "}");
}

batch_lead lead_of(const std::string& job) {
  return {job,
          {0,
           lead_status::saved,
           {},
           "k",
           no_row,
           R"({"Name":"Ada Example"})",
           R"({"name":"Ada Example"})"}};
}

std::string member(const std::string& body, std::string_view name) {
  auto root = parse_json(body);
  CAF_REQUIRE(root);
  auto found = find_member(*root, name);
  CAF_REQUIRE(found != nullptr);
  return found->text;
}

} // namespace

CAF_TEST(what becomes of a job is a sentence) {
  CAF_CHECK_EQUAL(told(event_kind::job_started, ended(job_phase::running)),
                  "Enrichment job " + job_a + " has started.");
  CAF_CHECK_EQUAL(told(event_kind::job_completed, ended(job_phase::done)),
                  "Enrichment job " + job_a
                      + " is complete: 1,044 leads saved, 1 filtered, "
                        "0 failed.");
  CAF_CHECK_EQUAL(
      told(event_kind::job_failed, ended(job_phase::failed, "It broke")),
      "Enrichment job " + job_a
          + " has failed (1,044 leads saved, 1 filtered, 0 failed): It broke.");
  CAF_CHECK_EQUAL(told(event_kind::job_cancelled, ended(job_phase::cancelled)),
                  "Enrichment job " + job_a
                      + " was cancelled (1,044 leads saved, 1 filtered, "
                        "0 failed).");
}

CAF_TEST(a job that was skipped says why) {
  CAF_CHECK_EQUAL(told(event_kind::job_cancelled,
                       ended(job_phase::skipped, "Its job has failed.")),
                  "Enrichment job " + job_a
                      + " was skipped: Its job has failed.");
}

CAF_TEST(one lead is one lead) {
  CAF_CHECK_EQUAL(alert_text({lead_of(job_a)}),
                  "1 lead was saved by job " + job_a + ".");
  CAF_CHECK_EQUAL(alert_text({lead_of(job_a), lead_of(job_a)}),
                  "2 leads were saved by job " + job_a + ".");
  CAF_CHECK_EQUAL(alert_text({lead_of(job_a), lead_of(job_b), lead_of(job_a)}),
                  "3 leads were saved by 2 jobs.");
}

CAF_TEST(a limit says how much of it is used) {
  CAF_CHECK_EQUAL(
      alert_text(
          event_kind::quota_approaching,
          R"({"upstream":"lookup","kind":"daily","used":8100,"limit":10000})"),
      "lookup has used 81 % of its daily limit (8,100 of 10,000).");
  CAF_CHECK_EQUAL(
      alert_text(
          event_kind::quota_approaching,
          R"({"upstream":"lookup","kind":"spend","used":40.125,"limit":50})"),
      "lookup has used 80 % of its monthly spend cap (40.12 of 50).");
}

CAF_TEST(a pause says for how long and why) {
  CAF_CHECK_EQUAL(alert_text(event_kind::system_paused,
                             R"({"seconds":300,"reason":"10 errors in 60 s"})"),
                  "New jobs are refused for 300 seconds: 10 errors in 60 s.");
}

CAF_TEST(odd data makes a sentence all the same) {
  for (auto event : all_event_kinds)
    for (auto odd :
         {"", "{}", "[]", "null", "{", R"({"job":7})",
          R"({"job":{"counts":{"saved":-1,"filtered":1e300,"failed":"x"}}})",
          R"({"upstream":[],"kind":1,"used":"x","limit":-5,"seconds":1e999})",
          R"({"used":1e308,"limit":1e-308})"}) {
      auto text = alert_text(event, odd);
      CAF_MESSAGE(text);
      CAF_CHECK(text.ends_with('.'));
    }
}

CAF_TEST(nothing of a person is in an alert) {
  for (auto event : all_event_kinds)
    CAF_CHECK(told(event, ended(job_phase::done)).find("Ada")
              == std::string::npos);
  CAF_CHECK(alert_text({lead_of(job_a)}).find("Ada") == std::string::npos);
}

CAF_TEST(what means something to Slack is escaped) {
  auto body = alert_body(webhook_format::slack, "a < b & c > <!channel>");
  CAF_CHECK_EQUAL(member(body, "text"),
                  "a &lt; b &amp; c &gt; &lt;!channel&gt;");
}

CAF_TEST(nobody is mentioned on Discord) {
  CAF_CHECK_EQUAL(
      alert_body(webhook_format::discord, "@everyone: \"it\" & <@1>"),
      R"({"content":"@everyone: \"it\" & <@1>","allowed_mentions":{"parse":[]}})");
}

CAF_TEST(a long text is cut between two characters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    auto text = std::string(shift, 'x');
    while (text.size() < 3'000)
      text += "ä€😀";
    auto said = member(alert_body(webhook_format::discord, text), "content");
    CAF_CHECK(said.size() <= max_alert_bytes);
    CAF_CHECK(said.size() > max_alert_bytes - 8);
    CAF_CHECK(is_utf8(said));
    CAF_CHECK(said.ends_with("…"));
  }
  auto full = std::string(max_alert_bytes, 'x');
  CAF_CHECK_EQUAL(member(alert_body(webhook_format::discord, full), "content"),
                  full);
}

CAF_TEST(text that is no UTF - 8 does no harm) {
  auto broken = std::string(3'000, '\x80');
  CAF_CHECK(is_utf8(alert_body(webhook_format::slack, broken)));
}

CAF_TEST(a long error leaves the rest of the sentence) {
  auto text = told(event_kind::job_failed,
                   ended(job_phase::failed, std::string(5'000, 'e')));
  CAF_CHECK(text.size() < 700);
  CAF_CHECK(text.starts_with("Enrichment job"));
}
