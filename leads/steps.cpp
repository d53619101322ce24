#include "leads/steps.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "leads/age.hpp"
#include "leads/domain.hpp"
#include "leads/email.hpp"
#include "leads/identity.hpp"
#include "leads/letters.hpp"
#include "leads/linkedin.hpp"
#include "leads/location.hpp"
#include "leads/phone.hpp"
#include "leads/places.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

constexpr std::pair<column, field> plain_columns[] = {
    {column::name, field::name},
    {column::first_name, field::first_name},
    {column::last_name, field::last_name},
    {column::email, field::email},
    {column::phone, field::phone},
    {column::city, field::city},
    {column::state, field::state},
    {column::zip, field::zipcode},
    {column::company, field::company},
    {column::job_title, field::job_title},
    {column::carrier, field::carrier},
    {column::platform, field::platform},
    {column::search_filter, field::search_filter},
    {column::date_scraped, field::date_scraped},
    {column::source_details, field::source_details},
};

bool says_yes(std::string_view text) {
  for (std::string_view word : {"yes", "y", "true", "1", "dnc"})
    if (equal_ignoring_case(text, word))
      return true;
  return false;
}

void clean_names(lead_draft& lead) {
  if (lead.has(field::first_name)) {
    auto first = clean_name(lead.value(field::first_name));
    lead.respell(field::first_name, std::move(first.full));
  }
  if (lead.has(field::last_name)) {
    auto last = clean_name(lead.value(field::last_name));
    auto suffix = last.suffix.empty() ? 0 : last.suffix.size() + 1;
    last.full.resize(last.full.size() - suffix);
    lead.respell(field::last_name, std::move(last.full));
  }
  if (lead.has(field::name)) {
    auto whole = clean_name(lead.value(field::name));
    lead.respell(field::name, std::move(whole.full));
    lead.derive(field::first_name, std::move(whole.first));
    lead.derive(field::last_name, std::move(whole.last));
  }
  if (!lead.has(field::name)
      && (lead.has(field::first_name) || lead.has(field::last_name)))
    lead.derive(field::name,
                std::string{trim(lead.value(field::first_name) + ' '
                                 + lead.value(field::last_name))});
}

void clean_place(lead_draft& lead) {
  // "Austin, TX" in the city's column.
  if (lead.value(field::city).find(',') != std::string::npos) {
    auto found = parse_location(lead.value(field::city));
    if (!found.city.empty()) {
      lead.respell(field::city, std::move(found.city));
      lead.derive(field::state, std::move(found.state));
      lead.derive(field::zipcode, std::move(found.zip));
      lead.derive(field::country, std::move(found.country));
    }
  }
  if (const auto& city = lead.value(field::city);
      (city.size() > 3 && is_all_upper(city)) || is_all_lower(city))
    lead.respell(field::city, title_case(city));
  // Other countries' states have names and codes like these.
  const auto& country = lead.value(field::country);
  auto american = country.empty() || country == "US" || country == "CA";
  if (auto code = state_code(lead.value(field::state));
      american && !code.empty())
    lead.respell(field::state, std::string{code});
  if (lead.has(field::zipcode))
    lead.respell(field::zipcode, normalize_zip(lead.value(field::zipcode),
                                               lead.value(field::state)));
}

void identity(const step_context&, working_lead& lead) {
  clean_names(lead.draft);
  if (!lead.location.empty()) {
    auto found = parse_location(lead.location);
    lead.draft.derive(field::city, std::move(found.city));
    lead.draft.derive(field::state, std::move(found.state));
    lead.draft.derive(field::zipcode, std::move(found.zip));
    lead.draft.derive(field::country, std::move(found.country));
  }
  clean_place(lead.draft);
}

void email(const step_context&, working_lead& lead) {
  auto& draft = lead.draft;
  if (!draft.has(field::email))
    return;
  auto found = parse_email(draft.value(field::email));
  draft.derive(field::email_status, found ? "valid" : "invalid");
  if (!found) {
    draft.drop(field::email);
    return;
  }
  draft.respell(field::email, std::move(found->text));
  draft.derive(field::domain, std::move(found->registrable));
  draft.derive(field::email_role, found->role ? "true" : "false");
  draft.derive(field::email_free, found->free_mail ? "true" : "false");
}

/// Where a number without a country is dialled: the row's own country.
std::string_view home_region(const step_context& context,
                             const lead_draft& lead) {
  if (lead.has(field::country) && is_phone_region(lead.value(field::country)))
    return lead.value(field::country);
  return context.default_region;
}

void phone(const step_context& context, working_lead& lead) {
  auto& draft = lead.draft;
  if (!draft.has(field::phone))
    return;
  auto found =
      parse_phone(draft.value(field::phone), home_region(context, draft));
  draft.derive(field::phone_status, found ? "valid" : "invalid");
  if (!found) {
    draft.drop(field::phone);
    return;
  }
  draft.respell(field::phone, std::move(found->e164));
  draft.derive(field::phone_extension, std::move(found->extension));
  draft.derive(field::phone_country, std::move(found->country));
  draft.derive(field::phone_region, std::move(found->region));
  draft.derive(field::time_zone, std::move(found->time_zone));
  if (found->type != line_type::unknown)
    draft.derive(field::line_type, to_string(found->type));
}

void zip(const step_context& context, working_lead& lead) {
  auto& draft = lead.draft;
  const auto& country = draft.value(field::country);
  if (!draft.has(field::zipcode) && (country.empty() || country == "US"))
    draft.derive(field::zipcode,
                 std::string{context.zips.find(draft.value(field::city),
                                               draft.value(field::state))});
}

void filter_age(const step_context& context, working_lead& lead) {
  const auto& text = lead.draft.value(field::age);
  int years = 0;
  std::from_chars(text.data(), text.data() + text.size(), years);
  lead.filtered = age_filter(years, context.max_age);
}

void filter_phone(const step_context& context, working_lead& lead) {
  const auto& draft = lead.draft;
  phone_facts facts;
  facts.has_phone = draft.has(field::phone);
  facts.was_invalid = draft.has(field::phone_status);
  facts.type = parse_line_type(draft.value(field::line_type));
  facts.carrier = draft.value(field::carrier);
  lead.filtered = gatekeep(facts, context.junk);
}

/// The columns that need more than trimming to be a value of ours at all.
void take_special(const row_columns& row, const column_plan& plan, unix_ms now,
                  lead_draft& out) {
  out.give(field::linkedin_url,
           normalize_linkedin_url(plan.value(row, column::linkedin_url)));
  if (auto site = domain_of_url(plan.value(row, column::website));
      !site.empty())
    out.give(field::domain, registrable_domain(site));
  out.give(field::country,
           std::string{country_code(plan.value(row, column::country))});
  if (auto age = parse_age(plan.value(row, column::age), now)) {
    auto years = std::to_string(age->years);
    if (age->given == years)
      out.give(field::age, std::move(years));
    else
      out.derive(field::age, std::move(years));
    out.give(field::dob_or_age, std::move(age->given));
  }
  if (auto kind = plan.value(row, column::line_type); !kind.empty()) {
    auto type = parse_line_type(kind);
    if (type != line_type::unknown)
      out.give(field::line_type, to_string(type));
  }
  // A "no" may be old; only a do-not-call list can say it.
  if (says_yes(plan.value(row, column::do_not_call))) {
    out.give(field::dnc_status, "YES");
    out.derive(field::can_contact, "false");
  }
}

} // namespace

void take_columns(const row_columns& row, const column_plan& plan, unix_ms now,
                  working_lead& out) {
  for (auto [from, to] : plain_columns)
    if (auto text = plan.value(row, from); !text.empty())
      out.draft.give(to, squeeze(text));
  take_special(row, plan, now, out.draft);
  out.location = squeeze(plan.value(row, column::location));
}

const std::vector<local_step>& step_table() {
  static const std::vector<local_step> steps = {
      {"identity", identity},     {"email", email},
      {"phone", phone},           {"zip", zip},
      {"age_filter", filter_age}, {"gatekeep", filter_phone}};
  return steps;
}

const local_step* find_step(std::string_view name) {
  const auto& steps = step_table();
  auto found = std::find_if(steps.begin(), steps.end(), [&](const auto& step) {
    return step.name == name;
  });
  return found == steps.end() ? nullptr : &*found;
}

} // namespace leadmill
