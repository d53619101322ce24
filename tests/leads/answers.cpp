#define CAF_SUITE leads_answers
#include "leads/answers.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

constexpr unix_ms now = 1'767'225'600'000;

/// What becomes of a text; "-" when it is not taken.
std::string taken(field f, std::string_view text, working_lead lead = {}) {
  step_context context;
  context.default_region = "US";
  lead.draft.ask("provider", "2026-01-01T00:00:00.000Z");
  auto took = take_answer(context, lead, f, text, now);
  return took ? lead.draft.value(f) : "-";
}

} // namespace

CAF_TEST(values come in the form that the field has) {
  CAF_CHECK_EQUAL(taken(field::phone, " (212) 555-0123 "), "+12125550123");
  CAF_CHECK_EQUAL(taken(field::email, "Ada@Example.COM"), "ada@example.com");
  CAF_CHECK_EQUAL(taken(field::line_type, "Wireless"), "mobile");
  CAF_CHECK_EQUAL(taken(field::state, "texas"), "TX");
  CAF_CHECK_EQUAL(taken(field::country, "United States"), "US");
  CAF_CHECK_EQUAL(taken(field::dnc_status, "no"), "NO");
  CAF_CHECK_EQUAL(taken(field::company, "  Example   Inc "), "Example Inc");
  CAF_CHECK_EQUAL(taken(field::age, "47 years"), "47");
}

CAF_TEST(what cannot be a value is not taken) {
  CAF_CHECK_EQUAL(taken(field::phone, "12"), "-");
  CAF_CHECK_EQUAL(taken(field::email, "nobody"), "-");
  CAF_CHECK_EQUAL(taken(field::line_type, "carrier pigeon"), "-");
  CAF_CHECK_EQUAL(taken(field::age, "999"), "-");
  CAF_CHECK_EQUAL(taken(field::dnc_status, "perhaps"), "-");
  CAF_CHECK_EQUAL(taken(field::company, "n/a"), "-");
  CAF_CHECK_EQUAL(taken(field::company, ""), "-");
  CAF_CHECK_EQUAL(taken(field::can_contact, "true"), "-");
}

CAF_TEST(a date of birth gives the age) {
  step_context context;
  working_lead lead;
  lead.draft.ask("provider", "");
  CAF_CHECK(take_answer(context, lead, field::dob_or_age, "1964-05-04", now));
  CAF_CHECK_EQUAL(lead.draft.value(field::age), "61");
  CAF_CHECK_EQUAL(lead.draft.value(field::dob_or_age), "1964-05-04");
}

CAF_TEST(what the input or another provider gave stays) {
  working_lead lead;
  lead.draft.give(field::company, "Example Inc");
  CAF_CHECK_EQUAL(taken(field::company, "Other Inc", lead), "-");
  lead.draft.ask("first", "");
  lead.draft.answer(field::carrier, "First");
  CAF_CHECK_EQUAL(taken(field::carrier, "Second", lead), "-");
}

CAF_TEST(what a step derived gives way) {
  working_lead lead;
  lead.draft.derive(field::line_type, "fixed-or-mobile");
  CAF_CHECK_EQUAL(taken(field::line_type, "voip", lead), "voip");
}
