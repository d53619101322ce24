#include "leads/course.hpp"

#include <algorithm>
#include <utility>

#include "leads/answers.hpp"
#include "leads/text.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

constexpr std::string_view dnc_step = "dnc";
constexpr std::string_view age_step = "age";

/// In its templates, or as what it is not made without.
bool uses(const request_template& what, const std::string& name) {
  if (std::find(what.needs.begin(), what.needs.end(), name) != what.needs.end())
    return true;
  auto found = false;
  each_field(what, [&](std::string_view used) { found |= used == name; });
  return found;
}

bool gives(const request_template& what, std::string_view name) {
  return std::any_of(what.gives.begin(), what.gives.end(),
                     [&](const auto& one) { return one.field == name; });
}

/// Names that a request may use: the fields, and what its provider notes.
std::vector<std::string> names_for(const provider_declaration& provider) {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < field_count; ++i)
    out.emplace_back(json_name(static_cast<field>(i)));
  for (const auto& request : provider.requests)
    for (const auto& given : request.gives)
      if (field_index(given.field) == field_count)
        out.push_back(given.field);
  return out;
}

template <class Wanted>
provider_plan plan_provider(const provider_declaration& declared,
                            Wanted wanted) {
  provider_plan out;
  out.declared = declared;
  auto names = names_for(declared);
  for (std::uint32_t i = 0; i < declared.requests.size(); ++i) {
    if (!wanted(declared.requests[i]))
      continue;
    request_plan plan{declared.requests[i], {}};
    for (const auto& name : names)
      if (uses(plan.what, name)
          && std::find(plan.uses.begin(), plan.uses.end(), name)
                 == plan.uses.end())
        plan.uses.push_back(name);
    out.requests.push_back(std::move(plan));
    out.numbers.push_back(i);
  }
  return out;
}

std::vector<provider_plan>
providers_of(const std::string& step,
             const std::vector<provider_declaration>& all) {
  std::vector<provider_plan> out;
  for (const auto& one : all)
    if (one.step == step)
      out.push_back(plan_provider(one, [](const auto&) { return true; }));
  if (out.empty() && step == age_step)
    for (const auto& one : all)
      if (auto plan = plan_provider(
              one, [](const auto& what) { return gives(what, "age"); });
          !plan.requests.empty())
        out.push_back(std::move(plan));
  return out;
}

std::vector<field> aims_of(const course_step& step) {
  if (step.name == "phone_discovery")
    return {field::phone};
  if (step.name == "line_type")
    return {field::line_type, field::carrier};
  if (step.name == dnc_step)
    return {field::dnc_status};
  if (step.name == age_step)
    return {field::age};
  std::vector<field> out;
  for (const auto& provider : step.providers)
    for (const auto& request : provider.requests)
      for (const auto& given : request.what.gives)
        if (auto i = field_index(given.field); i != field_count)
          out.push_back(static_cast<field>(i));
  return out;
}

bool is_known(const lead_draft& draft, field f) {
  return draft.has(f)
         && (f != field::line_type || draft.from(f) != origin::local);
}

/// The value under a name: of a field, or noted.
std::string_view value_of(const lead_course& course, const std::string& name) {
  if (auto i = field_index(name); i != field_count)
    return course.lead.draft.value(static_cast<field>(i));
  for (const auto& [noted, value] : course.notes)
    if (noted == name)
      return value;
  return {};
}

bool holds(const lead_course& course, const field_condition& what) {
  auto value = value_of(course, what.field);
  switch (what.what) {
  case field_condition::test::present:
    return !value.empty();
  case field_condition::test::absent:
    return value.empty();
  case field_condition::test::equals:
    return equal_ignoring_case(value, what.value);
  case field_condition::test::differs:
    return !equal_ignoring_case(value, what.value);
  }
  return false;
}

bool gives_new(const lead_course& course, const request_template& what) {
  return std::any_of(
      what.gives.begin(), what.gives.end(), [&](const auto& one) {
        auto i = field_index(one.field);
        return i == field_count
                   ? value_of(course, one.field).empty()
                   : !is_known(course.lead.draft, static_cast<field>(i));
      });
}

/// Whether the request is to be made of this lead.
bool is_due(const lead_course& course, const provider_plan& provider) {
  const auto& what = provider.requests[course.request].what;
  const auto& conditions = provider.declared.only_if;
  std::pair asked{provider.declared.name, provider.numbers[course.request]};
  return std::find(course.made.begin(), course.made.end(), asked)
             == course.made.end()
         && std::all_of(conditions.begin(), conditions.end(),
                        [&](const auto& one) { return holds(course, one); })
         && std::none_of(
             what.needs.begin(), what.needs.end(),
             [&](const auto& name) { return value_of(course, name).empty(); })
         && gives_new(course, what);
}

bool is_satisfied(const lead_course& course, const course_step& step) {
  return std::all_of(step.aims.begin(), step.aims.end(),
                     [&](field f) { return is_known(course.lead.draft, f); });
}

provider_question question(const lead_course& course,
                           const provider_plan& provider) {
  provider_question out;
  out.provider = provider.declared.name;
  out.request = provider.numbers[course.request];
  for (const auto& name : provider.requests[course.request].uses)
    out.values.emplace_back(name, value_of(course, name));
  return out;
}

/// What a do-not-call list said, or that it could not, is a fact of its own.
void settle_dnc(const course_options& options, lead_course& course,
                unix_ms now) {
  auto& draft = course.lead.draft;
  draft.answer(field::dnc_last_checked, to_iso(now));
  if (!draft.has(field::dnc_status))
    draft.answer(field::dnc_status, "UNKNOWN");
  const auto& status = draft.value(field::dnc_status);
  auto may =
      status == "NO" || (status == "UNKNOWN" && options.contact_on_unknown_dnc);
  draft.drop(field::can_contact);
  draft.answer(field::can_contact, may ? "true" : "false");
}

void leave_step(const course_options& options, lead_course& course,
                unix_ms now) {
  if ((*course.steps)[course.step].name == dnc_step && course.was_asked)
    settle_dnc(options, course, now);
  ++course.step;
  course.provider = course.request = 0;
  course.gave = course.was_asked = false;
}

/// The next question of a step's waterfall.
std::optional<provider_question> next_question(lead_course& course,
                                               const course_step& step) {
  for (; course.provider < step.providers.size();
       ++course.provider, course.request = 0) {
    const auto& provider = step.providers[course.provider];
    if (course.request == 0 && is_satisfied(course, step))
      return std::nullopt;
    for (; course.request < provider.requests.size(); ++course.request)
      if (is_due(course, provider))
        return question(course, provider);
    if (course.gave)
      return std::nullopt;
  }
  return std::nullopt;
}

/// Names it, for a person.
std::string could_not_ask(const provider_plan& provider,
                          const std::string& detail) {
  return provider.declared.name + ": " + detail;
}

void take_values(const step_context& context, lead_course& course,
                 const text_pairs& values, unix_ms now) {
  for (const auto& [name, value] : values) {
    if (auto i = field_index(name); i == field_count)
      course.notes.emplace_back(name, value);
    else if (take_answer(context, course.lead, static_cast<field>(i), value,
                         now))
      course.gave = true;
  }
}

void take_failure(lead_course& course, const course_step& step,
                  const provider_plan& provider, const std::string& detail) {
  auto what = could_not_ask(provider, detail);
  if (provider.declared.pass_on_failure) {
    course.lead.draft.add_error(std::move(what));
    course.request = provider.requests.size();
  } else if (step.name == dnc_step) {
    course.lead.draft.add_error(std::move(what));
    course.provider = step.providers.size();
  } else {
    course.failure = std::move(what);
  }
}

} // namespace

course_steps plan_course(const std::vector<std::string>& names,
                         const std::vector<provider_declaration>& providers) {
  course_steps out;
  for (const auto& name : names) {
    course_step step;
    step.name = name;
    step.local = find_step(name);
    if (step.local == nullptr)
      step.providers = providers_of(name, providers);
    step.aims = aims_of(step);
    if (step.local != nullptr || !step.providers.empty())
      out.push_back(std::move(step));
  }
  return out;
}

std::optional<provider_question> advance(const step_context& context,
                                         const course_options& options,
                                         lead_course& course, unix_ms now) {
  while (course.failure.empty() && course.step < course.steps->size()) {
    const auto& step = (*course.steps)[course.step];
    if (step.local != nullptr) {
      step.local->run(context, course.lead);
      if (!course.lead.filtered.empty())
        return std::nullopt;
    } else if (auto asks = next_question(course, step)) {
      course.was_asked = true;
      return asks;
    }
    leave_step(options, course, now);
  }
  return std::nullopt;
}

void take(const step_context& context, lead_course& course,
          const provider_answer& answer, unix_ms now) {
  const auto& step = (*course.steps)[course.step];
  const auto& provider = step.providers[course.provider];
  course.lead.draft.ask(provider.declared.name, to_iso(now));
  course.made.emplace_back(provider.declared.name,
                           provider.numbers[course.request]);
  switch (answer.what) {
  case provider_answer::outcome::found:
    take_values(context, course, answer.values, now);
    break;
  case provider_answer::outcome::refused:
    course.lead.draft.add_error(could_not_ask(provider, answer.detail));
    break;
  case provider_answer::outcome::nothing:
    break;
  case provider_answer::outcome::failed:
    return take_failure(course, step, provider, answer.detail);
  }
  ++course.request;
}

} // namespace leadmill
