#include "messages/job_options.hpp"

#include <algorithm>

namespace leadmill {

namespace dom = simdjson::dom;

namespace {

/// What reads an option: the option, where it goes to, and what bounds it.
struct option_reader {
  job_draft& draft;
  const request_rules& rules;
  unix_ms now;
  bool has_delay = false;
  bool has_time = false;
  bool has_after = false;
  bool has_policy = false;

  std::optional<problem> tags(dom::element value);
  std::optional<problem> steps(dom::element value);
  std::optional<problem> run_at(dom::element value);
  std::optional<problem> read(std::string_view name, dom::element value);
  std::optional<problem> check() const;
};

std::optional<problem> option_reader::tags(dom::element value) {
  auto tags = read_strings(value, "options.tags");
  if (!tags)
    return tags.error();
  if (tags->size() > rules.max_tags)
    return refuse_part("options.tags", "may hold at most "
                                           + std::to_string(rules.max_tags)
                                           + " tags")
        .value();
  for (auto& tag : *tags)
    if (tag.empty() || tag.size() > rules.max_tag_bytes)
      return refuse_field("/options/tags",
                          "a tag must have 1 to "
                              + std::to_string(rules.max_tag_bytes) + " bytes")
          .value();
  draft.tags = std::move(*tags);
  return std::nullopt;
}

std::optional<problem> option_reader::steps(dom::element value) {
  auto steps = read_strings(value, "options.steps");
  if (!steps)
    return steps.error();
  for (auto& step : *steps)
    if (std::find(rules.steps.begin(), rules.steps.end(), step)
        == rules.steps.end())
      return refuse_part("options.steps", "names an unknown step: " + step)
          .value();
  draft.steps = std::move(*steps);
  return std::nullopt;
}

/// A time that is over is fine: the job starts at once.
std::optional<problem> option_reader::run_at(dom::element value) {
  has_time = true;
  auto time = read_time(value, "options.runAt");
  if (!time)
    return time.error();
  if (*time > now + rules.max_ahead_ms)
    return refuse_part("options.runAt", "must not be later than "
                                            + to_iso(now + rules.max_ahead_ms))
        .value();
  draft.run_at = *time;
  return std::nullopt;
}

std::optional<problem> option_reader::read(std::string_view name,
                                           dom::element value) {
  if (name == "tags")
    return tags(value);
  if (name == "steps")
    return steps(value);
  if (name == "priority")
    return take(read_word(value, "options.priority", parse_job_priority,
                          "low, normal, high"),
                draft.priority);
  if (name == "delaySeconds") {
    has_delay = true;
    return take(
        read_number(value, "options.delaySeconds", 0, rules.max_delay_s),
        draft.delay_s);
  }
  if (name == "runAt")
    return run_at(value);
  if (name == "timeoutSeconds")
    return take(
        read_number(value, "options.timeoutSeconds", 1, rules.max_timeout_s),
        draft.timeout_s);
  if (name == "maxAttempts")
    return take(
        read_number(value, "options.maxAttempts", 1, rules.max_attempts),
        draft.max_attempts);
  if (name == "after") {
    has_after = true;
    return take(read_job_id(value, "options.after"), draft.after);
  }
  if (name == "afterPolicy") {
    has_policy = true;
    return take(read_word(value, "options.afterPolicy", parse_after_policy,
                          "success, failure, always"),
                draft.policy);
  }
  return refuse_field("/options/" + std::string{name},
                      "options has an unknown field: " + std::string{name})
      .value();
}

/// What goes together.
std::optional<problem> option_reader::check() const {
  if (has_delay && has_time)
    return refuse_part("options.runAt", "cannot be given with delaySeconds")
        .value();
  if (has_after && draft.takes_rows)
    return refuse_part("options.after", "cannot be given with fromJob").value();
  if (has_policy && !has_after)
    return refuse_part("options.afterPolicy", "goes with options.after")
        .value();
  return std::nullopt;
}

} // namespace

std::optional<problem> read_options(dom::element value, job_draft& draft,
                                    const request_rules& rules, unix_ms now) {
  dom::object object;
  if (value.get(object))
    return refuse_part("options", "must be an object").value();
  option_reader reader{draft, rules, now};
  for (auto [name, option] : object)
    if (auto bad = reader.read(name, option))
      return bad;
  return reader.check();
}

} // namespace leadmill
