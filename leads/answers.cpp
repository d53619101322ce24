#include "leads/answers.hpp"

#include <string>
#include <utility>

#include "leads/age.hpp"
#include "leads/linkedin.hpp"
#include "leads/location.hpp"
#include "leads/phone.hpp"
#include "leads/places.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// A phone or an email, which the local step of that name then normalizes or
/// drops.
void take_formed(const step_context& context, working_lead& lead, field f,
                 field status, const char* step, std::string text) {
  if (lead.draft.has(f))
    return;
  lead.draft.drop(status);
  lead.draft.answer(f, std::move(text));
  find_step(step)->run(context, lead);
}

void take_age(lead_draft& draft, std::string_view text, unix_ms now) {
  auto found = parse_age(text, now);
  if (!found)
    return;
  draft.answer(field::dob_or_age, std::move(found->given));
  draft.answer(field::age, std::to_string(found->years));
}

void take_dnc(lead_draft& draft, std::string_view text) {
  auto word = ascii_upper(text);
  if (word == "YES" || word == "NO" || word == "UNKNOWN")
    draft.answer(field::dnc_status, std::move(word));
}

/// The text in the form that the field has.
std::string in_form(const lead_draft& draft, field f, std::string text) {
  switch (f) {
  case field::line_type: {
    auto type = parse_line_type(text);
    return type == line_type::unknown ? std::string{} : to_string(type);
  }
  case field::state: {
    auto code = state_code(text);
    return code.empty() ? text : std::string{code};
  }
  case field::country:
    return std::string{country_code(text)};
  case field::zipcode:
    return normalize_zip(text, draft.value(field::state));
  case field::linkedin_url:
    return normalize_linkedin_url(text);
  default:
    // A literal in JSON is ours to say.
    return is_literal(f) ? std::string{} : text;
  }
}

} // namespace

bool take_answer(const step_context& context, working_lead& lead, field f,
                 std::string_view raw, unix_ms now) {
  auto text = squeeze(raw);
  if (is_placeholder(text))
    return false;
  auto& draft = lead.draft;
  auto before = draft.value(f);
  auto was = draft.from(f);
  switch (f) {
  case field::phone:
    take_formed(context, lead, f, field::phone_status, "phone",
                std::move(text));
    break;
  case field::email:
    take_formed(context, lead, f, field::email_status, "email",
                std::move(text));
    break;
  case field::age:
  case field::dob_or_age:
    take_age(draft, text, now);
    break;
  case field::dnc_status:
    take_dnc(draft, text);
    break;
  default:
    if (auto formed = in_form(draft, f, std::move(text)); !formed.empty())
      draft.answer(f, std::move(formed));
  }
  return draft.has(f) && (draft.from(f) != was || draft.value(f) != before);
}

} // namespace leadmill
