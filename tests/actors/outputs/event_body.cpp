#define CAF_SUITE actors_outputs_event_body
#include "actors/outputs/event_body.hpp"

#include <caf/test/unit_test.hpp>

#include "actors/outside/json_tree.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms at = 1'767'225'600'000;
const std::string job_a = "enrichment-1767225600000-a";
const std::string job_b = "enrichment-1767225600000-b";

webhook_declaration standard(text_pairs fields = {}) {
  webhook_declaration out;
  out.fields = std::move(fields);
  return out;
}

webhook_declaration to_people(webhook_format format) {
  webhook_declaration out;
  out.format = format;
  return out;
}

batch_lead ada(const std::string& job = job_a, std::uint32_t row = 3) {
  batch_lead out{job, {}};
  out.lead.row = row;
  out.lead.key = "k1";
  out.lead.input = R"({"Full Name":"Ada Example","Notes":"a \"b\"","n":7})";
  out.lead.fields = R"({"name":"Ada Example","phone":"+12125550101",)"
                    R"("canContact":true,"sources":[{"provider":"x"}]})";
  return out;
}

/// The one lead of a body.
std::string mapped(text_pairs fields, const batch_lead& lead) {
  auto root = parse_json(leads_body(standard(std::move(fields)), at, {lead}));
  CAF_REQUIRE(root);
  auto found = find_at(*root, "/data/leads/0");
  CAF_REQUIRE(found != nullptr);
  std::string out;
  append_json(out, *found);
  return out;
}

} // namespace

CAF_TEST(an event has its type and its time and its data) {
  CAF_CHECK_EQUAL(event_body(standard(), event_kind::job_completed, at,
                             R"({"job":{"jobId":"x"}})"),
                  R"({"type":"job.completed",)"
                  R"("timestamp":"2026-01-01T00:00:00.000Z",)"
                  R"("data":{"job":{"jobId":"x"}}})");
}

CAF_TEST(leads go out as a result page has them and name their job) {
  CAF_CHECK_EQUAL(
      leads_body(standard(), at, {ada()}),
      R"({"type":"leads.saved","timestamp":"2026-01-01T00:00:00.000Z",)"
      R"("data":{"count":1,"jobIds":["enrichment-1767225600000-a"],"leads":[)"
      R"({"jobId":"enrichment-1767225600000-a","row":3,"status":"saved",)"
      R"("key":"k1","name":"Ada Example","phone":"+12125550101",)"
      R"("canContact":true,"sources":[{"provider":"x"}],)"
      R"("input":{"Full Name":"Ada Example","Notes":"a \"b\"","n":7}}]}})");
}

CAF_TEST(the jobs of a batch are named once and in order) {
  auto body =
      leads_body(standard(), at, {ada(job_b, 0), ada(job_a, 1), ada(job_b, 2)});
  auto root = parse_json(body);
  CAF_REQUIRE(root);
  auto at_pointer = [&](std::string_view pointer) {
    auto found = find_at(*root, pointer);
    return found ? found->text : std::string{"nothing"};
  };
  CAF_CHECK_EQUAL(at_pointer("/data/count"), "3");
  CAF_CHECK_EQUAL(at_pointer("/data/jobIds/0"), job_b);
  CAF_CHECK_EQUAL(at_pointer("/data/jobIds/1"), job_a);
  CAF_CHECK_EQUAL(at_pointer("/data/jobIds/2"), "nothing");
  CAF_CHECK_EQUAL(at_pointer("/data/leads/1/jobId"), job_a);
  CAF_CHECK_EQUAL(at_pointer("/data/leads/2/row"), "2");
}

CAF_TEST(with a mapping only what it names goes out in its order) {
  CAF_CHECK_EQUAL(mapped({{"phone", "Phone"},
                          {"name", "properties.full_name"},
                          {"jobId", "source_job"},
                          {"row", "n"},
                          {"canContact", "ok"},
                          {"key", "id"}},
                         ada()),
                  R"({"Phone":"+12125550101",)"
                  R"("properties.full_name":"Ada Example",)"
                  R"("source_job":"enrichment-1767225600000-a","n":3,)"
                  R"("ok":true,"id":"k1"})");
}

CAF_TEST(a column of the input can be mapped as it came) {
  CAF_CHECK_EQUAL(
      mapped(
          {{"input.Notes", "notes"}, {"input.n", "n"}, {"input.notes", "none"}},
          ada()),
      R"({"notes":"a \"b\"","n":7})");
}

CAF_TEST(a field that is absent is absent) {
  CAF_CHECK_EQUAL(mapped({{"email", "Email"}, {"filterReason", "why"}}, ada()),
                  "{}");
}

CAF_TEST(a field may go out twice) {
  CAF_CHECK_EQUAL(mapped({{"phone", "a"}, {"phone", "b"}}, ada()),
                  R"({"a":"+12125550101","b":"+12125550101"})");
}

CAF_TEST(why a lead was filtered or failed can be mapped) {
  auto lead = ada();
  lead.lead.status = lead_status::filtered;
  lead.lead.reason = "voip";
  CAF_CHECK_EQUAL(mapped({{"status", "s"}, {"filterReason", "why"}}, lead),
                  R"({"s":"filtered","why":"voip"})");
  lead.lead.status = lead_status::failed;
  CAF_CHECK_EQUAL(mapped({{"status", "s"}, {"errors", "why"}}, lead),
                  R"({"s":"failed","why":["voip"]})");
}

CAF_TEST(their names may hold any character) {
  CAF_CHECK_EQUAL(mapped({{"row", "a\"b\\c\n"}}, ada()), R"({"a\"b\\c\n":3})");
}

CAF_TEST(what is left of an erased person does not bring the input back) {
  auto lead = ada();
  lead.lead.key.clear();
  lead.lead.input = "{}";
  lead.lead.fields = R"({"erased":true})";
  CAF_CHECK_EQUAL(
      mapped({{"name", "n"}, {"input.Notes", "x"}, {"row", "r"}}, lead),
      R"({"r":3})");
}

CAF_TEST(deep input is mapped and passed on) {
  auto lead = ada();
  constexpr std::size_t depth = 60;
  auto deep = std::string(depth, '[') + std::string(depth, ']');
  lead.lead.input = "{\"Deep\":" + deep + "}";
  CAF_CHECK_EQUAL(mapped({{"row", "r"}}, lead), R"({"r":3})");
  auto body = leads_body(standard({{"input.Deep", "d"}}), at, {lead});
  CAF_CHECK(body.find("{\"d\":" + deep + "}") != std::string::npos);
}

CAF_TEST(no leads make a body all the same) {
  CAF_CHECK_EQUAL(
      leads_body(standard(), at, {}),
      R"({"type":"leads.saved","timestamp":"2026-01-01T00:00:00.000Z",)"
      R"("data":{"count":0,"jobIds":[],"leads":[]}})");
}

CAF_TEST(people get a sentence and of leads only how many) {
  auto slack = leads_body(to_people(webhook_format::slack), at, {ada()});
  CAF_CHECK_EQUAL(slack,
                  R"({"text":"1 lead was saved by job )" + job_a + R"(."})");
  auto discord =
      event_body(to_people(webhook_format::discord), event_kind::system_paused,
                 at, R"({"seconds":60,"reason":"Errors"})");
  CAF_CHECK_EQUAL(
      discord, R"({"content":"New jobs are refused for 60 seconds: Errors.",)"
               R"("allowed_mentions":{"parse":[]}})");
}
