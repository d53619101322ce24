#define CAF_SUITE leads_course
#include "leads/course.hpp"

#include <caf/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "leads/pipeline.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

constexpr unix_ms now = 1'767'225'600'000;
using what = provider_answer::outcome;

given_value at(const char* name) { return {name, {{name, {}, {}, {}}}, {}}; }

request_template request(std::string name, std::vector<std::string> needs,
                         std::string url, std::vector<given_value> gives) {
  request_template out;
  out.name = std::move(name);
  out.needs = std::move(needs);
  out.url = std::move(url);
  out.gives = std::move(gives);
  return out;
}

provider_declaration provider(std::string name, std::string step,
                              std::vector<request_template> requests) {
  provider_declaration out;
  out.name = std::move(name);
  out.step = std::move(step);
  out.requests = std::move(requests);
  return out;
}

/// By name and place, else by name; then by the person's id.
provider_declaration skip_tracing() {
  return provider(
      "skip", "phone_discovery",
      {request("by-place", {"name", "city", "state"},
               "https://skip.example.com/place?n={name}&c={city}",
               {at("personId")}),
       request("by-name", {"name"}, "https://skip.example.com/name?n={name}",
               {at("personId")}),
       request("details", {"personId"},
               "https://skip.example.com/person/{personId}",
               {at("phone"), at("age")})});
}

provider_declaration line_lookup(std::string name = "lines") {
  return provider(
      std::move(name), "line_type",
      {request("lookup", {"phone"}, "https://lines.example.com/{phone}",
               {at("lineType"), at("carrier")})});
}

provider_declaration dnc_list() {
  return provider(
      "list", "dnc",
      {request("ask", {"phone"}, "https://dnc.example.com/?p={phone}",
               {at("dncStatus"), at("dncReason")})});
}

const std::vector<std::string> all_steps = {
    "identity",   "email",     "phone",    "zip", "phone_discovery",
    "age_filter", "line_type", "gatekeep", "dnc", "age"};

/// One lead on its course, asked step by step.
struct course_of {
  explicit course_of(const std::string& row,
                     std::vector<provider_declaration> providers,
                     std::vector<std::string> steps = all_steps,
                     course_options course = {}) {
    pipeline_options options;
    options.steps = std::move(steps);
    options.providers = std::move(providers);
    options.course = course;
    trade = pipeline::create(std::move(options)).value();
    auto started = trade->start({{0, row}}, {}, now);
    CAF_REQUIRE_EQUAL(started.leads.size(), 1u);
    if (started.courses.empty())
      done = std::move(started.leads[0]);
    else
      lead = started.courses[0];
    key = started.courses.empty() ? done->key : lead->key;
    go_on();
  }

  void go_on() {
    asks.reset();
    if (!lead)
      return;
    asks = trade->next(*lead, now);
    if (!asks)
      done = trade->finish(*lead, now);
  }

  /// "provider/request", or how it ended.
  std::string stands() const {
    if (asks)
      return asks->provider + '/' + std::to_string(asks->request);
    return std::string{to_string(done->status)}
           + (done->reason.empty() ? "" : ": " + done->reason);
  }

  std::string answer(provider_answer with) {
    CAF_REQUIRE(asks.has_value());
    trade->take(*lead, with, now);
    go_on();
    return stands();
  }

  std::string found(text_pairs values) {
    return answer({what::found, std::move(values), {}});
  }
  std::string nothing() { return answer({}); }
  std::string failed(const char* why = "it answered 500") {
    return answer({what::failed, {}, why});
  }

  json fields() const { return json::parse(done->fields); }
  std::string field(const char* name) const {
    return fields().contains(name) ? fields()[name].is_string()
                                         ? fields()[name].get<std::string>()
                                         : fields()[name].dump()
                                   : "";
  }
  std::string error() const {
    auto all = fields();
    CAF_REQUIRE_EQUAL(all["errors"].size(), 1u);
    return all["errors"][0].get<std::string>();
  }
  /// Who gave a field.
  std::string source_of(const std::string& name) const {
    auto all = fields();
    for (const auto& source : all["sources"])
      for (const auto& one : source["fields"])
        if (one == name)
          return source["from"];
    return "";
  }

  std::shared_ptr<const pipeline> trade;
  std::shared_ptr<lead_course> lead;
  std::optional<provider_question> asks;
  std::optional<lead_result> done;
  std::string key;
};

const char* ada = R"({"Name":"Ada Example","City":"Austin","State":"TX"})";
const char* with_phone = R"({"Name":"Ada Example","Phone":"(212) 555-0123"})";

} // namespace

CAF_TEST(a step that nobody serves does nothing) {
  course_of one{with_phone, {}};
  CAF_CHECK_EQUAL(one.stands(), "saved");
  CAF_CHECK_EQUAL(one.field("canContact"), "");
}

CAF_TEST(a person is looked up by place then by id) {
  course_of one{ada, {skip_tracing()}};
  CAF_CHECK_EQUAL(one.stands(), "skip/0");
  CAF_REQUIRE(one.asks);
  CAF_CHECK(one.asks->values
            == (text_pairs{
                {"name", "Ada Example"}, {"city", "Austin"}, {"state", "TX"}}));
  CAF_CHECK_EQUAL(one.found({{"personId", "p7"}}), "skip/2");
  CAF_CHECK(one.asks->values == (text_pairs{{"personId", "p7"}}));
  CAF_CHECK_EQUAL(one.found({{"phone", "212-555-0123"}, {"age", "47"}}),
                  "saved");
  CAF_CHECK_EQUAL(one.field("phone"), "+12125550123");
  CAF_CHECK_EQUAL(one.field("age"), "47");
  CAF_CHECK_EQUAL(one.source_of("phone"), "skip");
  CAF_CHECK_EQUAL(one.source_of("age"), "skip");
  CAF_CHECK_EQUAL(one.source_of("phoneCountry"), "local");
  CAF_CHECK(!one.fields().contains("personId"));
}

CAF_TEST(what a request needs is said though no template holds it) {
  auto skip = skip_tracing();
  skip.requests[2].url = "https://skip.example.com/?n={name}";
  course_of one{ada, {skip}};
  one.found({{"personId", "p7"}});
  CAF_REQUIRE(one.asks);
  CAF_CHECK(one.asks->values
            == (text_pairs{{"name", "Ada Example"}, {"personId", "p7"}}));
}

CAF_TEST(who is not found by place is looked up by name) {
  course_of one{ada, {skip_tracing()}};
  CAF_CHECK_EQUAL(one.nothing(), "skip/1");
  CAF_CHECK_EQUAL(one.nothing(), "filtered: No phone");
}

CAF_TEST(without a place the first request is passed over) {
  course_of one{R"({"Name":"Ada Example"})", {skip_tracing()}};
  CAF_CHECK_EQUAL(one.stands(), "skip/1");
}

CAF_TEST(who has a phone or no name is not looked up) {
  CAF_CHECK_EQUAL(course_of(with_phone, {skip_tracing()}).stands(), "saved");
  CAF_CHECK_EQUAL(
      course_of(R"({"Email":"a@example.com"})", {skip_tracing()}).stands(),
      "filtered: No phone");
}

CAF_TEST(an older person who was found is filtered and nobody else asked) {
  course_of one{ada, {skip_tracing(), line_lookup(), dnc_list()}};
  one.found({{"personId", "p7"}});
  CAF_CHECK_EQUAL(one.found({{"phone", "212-555-0123"}, {"age", "60"}}),
                  "filtered: Age over 59");
  CAF_CHECK_EQUAL(one.field("canContact"), "false");
}

CAF_TEST(a phone that is none is not taken) {
  course_of one{ada, {skip_tracing()}};
  one.found({{"personId", "p7"}});
  CAF_CHECK_EQUAL(one.found({{"phone", "12"}}), "filtered: Invalid phone");
  CAF_CHECK_EQUAL(one.field("phone"), "");
}

CAF_TEST(a line type that a number only suggests is looked up) {
  course_of one{with_phone, {line_lookup()}};
  CAF_CHECK_EQUAL(one.stands(), "lines/0");
  CAF_CHECK_EQUAL(one.found({{"lineType", "Wireless"}, {"carrier", "Example"}}),
                  "saved");
  CAF_CHECK_EQUAL(one.field("lineType"), "mobile");
  CAF_CHECK_EQUAL(one.source_of("lineType"), "lines");
}

CAF_TEST(a lead on a landline is filtered before the list is asked) {
  course_of one{with_phone, {line_lookup(), dnc_list()}};
  CAF_CHECK_EQUAL(one.found({{"lineType", "landline"}}), "filtered: Landline");
}

CAF_TEST(what the input has is not looked up) {
  course_of one{
      R"({"Name":"Ada","Phone":"(212) 555-0123","Line Type":"mobile",)"
      R"("Carrier":"Example"})",
      {line_lookup()}};
  CAF_CHECK_EQUAL(one.stands(), "saved");
}

CAF_TEST(a do not call list says whether one may be contacted) {
  for (auto [said, may] : {std::pair{"NO", "true"}, {"yes", "false"}}) {
    course_of one{with_phone, {dnc_list()}};
    CAF_CHECK_EQUAL(one.stands(), "list/0");
    CAF_CHECK_EQUAL(one.found({{"dncStatus", said}}), "saved");
    CAF_CHECK_EQUAL(one.field("canContact"), may);
    CAF_CHECK_EQUAL(one.field("dncLastChecked"), "2026-01-01T00:00:00.000Z");
    CAF_CHECK_EQUAL(one.source_of("dncStatus"), "list");
  }
}

CAF_TEST(a do not call outage is UNKNOWN and no contact) {
  course_of one{with_phone, {dnc_list()}};
  CAF_CHECK_EQUAL(one.failed(), "saved");
  CAF_CHECK_EQUAL(one.field("dncStatus"), "UNKNOWN");
  CAF_CHECK_EQUAL(one.field("canContact"), "false");
  CAF_CHECK_EQUAL(one.error(), "list: it answered 500");
}

CAF_TEST(what a list does not say is UNKNOWN too) {
  for (const char* said : {"", "maybe"}) {
    course_of one{with_phone, {dnc_list()}};
    one.found({{"dncStatus", said}, {"dncReason", "x"}});
    CAF_CHECK_EQUAL(one.field("dncStatus"), "UNKNOWN");
    CAF_CHECK_EQUAL(one.field("canContact"), "false");
  }
  course_of none{with_phone, {dnc_list()}};
  none.nothing();
  CAF_CHECK_EQUAL(none.field("dncStatus"), "UNKNOWN");
  course_options options;
  options.contact_on_unknown_dnc = true;
  course_of allowed{with_phone, {dnc_list()}, all_steps, options};
  allowed.failed();
  CAF_CHECK_EQUAL(allowed.field("canContact"), "true");
}

CAF_TEST(who says yes to do not call in the input is not asked about) {
  course_of one{R"({"Name":"Ada","Phone":"(212) 555-0123","DNC":"yes"})",
                {dnc_list()}};
  CAF_CHECK_EQUAL(one.stands(), "saved");
  CAF_CHECK_EQUAL(one.field("canContact"), "false");
}

CAF_TEST(a waterfall stops at the first answer) {
  course_of one{with_phone, {line_lookup("cheap"), line_lookup("dear")}};
  CAF_CHECK_EQUAL(one.found({{"lineType", "mobile"}}), "saved");
  course_of two{with_phone, {line_lookup("cheap"), line_lookup("dear")}};
  CAF_CHECK_EQUAL(two.nothing(), "dear/0");
  CAF_CHECK_EQUAL(two.found({{"carrier", "Example"}}), "saved");
  CAF_CHECK_EQUAL(two.source_of("carrier"), "dear");
}

CAF_TEST(a fault is not passed to the next provider unless configured so) {
  course_of one{with_phone, {line_lookup("cheap"), line_lookup("dear")}};
  CAF_CHECK_EQUAL(one.failed(), "failed: cheap: it answered 500");
  auto passing = line_lookup("cheap");
  passing.pass_on_failure = true;
  course_of two{with_phone, {passing, line_lookup("dear")}};
  CAF_CHECK_EQUAL(two.failed(), "dear/0");
  CAF_CHECK_EQUAL(two.found({{"lineType", "mobile"}}), "saved");
  CAF_CHECK_EQUAL(two.error(), "cheap: it answered 500");
}

CAF_TEST(a request that is refused counts as nothing and is noted) {
  course_of one{with_phone, {line_lookup()}};
  CAF_CHECK_EQUAL(one.answer({what::refused, {}, "it answered 422"}), "saved");
  CAF_CHECK_EQUAL(one.error(), "lines: it answered 422");
}

CAF_TEST(conditions decide whether a provider is asked) {
  auto declared = line_lookup();
  using test = field_condition::test;
  for (auto [condition, asked] :
       {std::pair{field_condition{test::present, "phone", ""}, true},
        {field_condition{test::absent, "phone", ""}, false},
        {field_condition{test::equals, "phoneCountry", "us"}, true},
        {field_condition{test::equals, "phoneCountry", "GB"}, false},
        {field_condition{test::differs, "phoneCountry", "GB"}, true}}) {
    declared.only_if = {condition};
    CAF_CHECK_EQUAL(course_of(with_phone, {declared}).stands(),
                    asked ? "lines/0" : "saved");
  }
}

CAF_TEST(the age comes from the person whose id is known) {
  auto declared = skip_tracing();
  // One that has the phone only.
  declared.requests[2].gives = {at("phone")};
  declared.requests.push_back(request("age", {"personId"},
                                      "https://skip.example.com/age/{personId}",
                                      {at("age")}));
  course_of one{ada, {declared}, {"identity", "phone_discovery", "age"}};
  one.found({{"personId", "p7"}});
  CAF_CHECK_EQUAL(one.stands(), "skip/2");
  one.found({{"phone", "212-555-0123"}});
  CAF_CHECK_EQUAL(one.stands(), "skip/3");
  CAF_CHECK_EQUAL(one.found({{"age", "44"}}), "saved");
  // Nobody searches for a person for the age alone.
  course_of two{with_phone, {declared}, {"identity", "phone", "age"}};
  CAF_CHECK_EQUAL(two.stands(), "saved");
}

CAF_TEST(who somebody is does not depend on what providers say) {
  course_of one{ada, {skip_tracing()}};
  auto before = one.key;
  one.found({{"personId", "p7"}});
  CAF_CHECK_EQUAL(one.found({{"phone", "212-555-0123"}}), "saved");
  CAF_CHECK_EQUAL(one.done->key, before);
  course_of alone{ada, {}};
  CAF_CHECK_EQUAL(one.done->key, alone.key);
}

CAF_TEST(a custom step fills whatever its provider gives) {
  auto declared =
      provider("firm", "company_lookup",
               {request("ask", {"domain"}, "https://firm.example.com/{domain}",
                        {at("company"), at("canContact")})});
  course_of one{R"({"Name":"Ada","Email":"ada@example.com"})",
                {declared},
                {"email", "company_lookup"}};
  CAF_CHECK_EQUAL(one.stands(), "firm/0");
  // What is ours to say is not taken.
  one.found({{"company", "  Example   Inc "}, {"canContact", "true"}});
  CAF_CHECK_EQUAL(one.field("company"), "Example Inc");
  CAF_CHECK_EQUAL(one.field("canContact"), "");
}

CAF_TEST(no request is made twice of a lead) {
  auto declared = skip_tracing();
  course_of one{ada, {declared}, {"identity", "phone_discovery", "age"}};
  one.found({{"personId", "p7"}});
  CAF_CHECK_EQUAL(one.found({{"phone", "212-555-0123"}}), "saved");
}

CAF_TEST(nothing that a provider says breaks the result) {
  for (const std::string& text :
       {std::string(100'000, 'x'), std::string("\"}],\n"), std::string("\xff"),
        std::string("null"), std::string("a\0b", 3)}) {
    course_of one{ada,
                  {skip_tracing(), line_lookup(), dnc_list()},
                  {"phone_discovery", "line_type", "dnc", "age"}};
    for (int i = 0; i < 9 && one.asks; ++i)
      one.found({{"personId", text},
                 {"phone", text},
                 {"age", text},
                 {"lineType", text},
                 {"carrier", text},
                 {"dncStatus", text}});
    CAF_REQUIRE(one.done.has_value());
    CAF_CHECK(json::accept(one.done->fields));
  }
}
