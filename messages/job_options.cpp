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
  /// Where the options stand.
  std::string where = "options";
  bool has_delay = false;
  bool has_time = false;
  bool has_after = false;
  bool has_policy = false;

  std::string at(std::string_view name) const {
    return where + "." + std::string{name};
  }

  std::optional<problem> tags(dom::element value);
  std::optional<problem> steps(dom::element value);
  std::optional<problem> outputs(dom::element value);
  std::optional<problem> run_at(dom::element value);
  std::optional<problem> then(dom::element value);
  std::optional<problem> read_work(std::string_view name, dom::element value);
  std::optional<problem> read_start(std::string_view name, dom::element value);
  std::optional<problem> read(std::string_view name, dom::element value);
  std::optional<problem> read_following(std::string_view name,
                                        dom::element value);
  std::optional<problem> refuse_unknown(std::string_view name) const;
  std::optional<problem> check() const;
};

constexpr std::string_view work_options[] = {
    "tags", "steps", "outputs", "priority", "timeoutSeconds", "maxAttempts"};
constexpr std::string_view start_options[] = {"delaySeconds", "runAt", "after",
                                              "afterPolicy"};

template <class Names>
bool is_one_of(std::string_view name, const Names& names) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

std::optional<problem> option_reader::tags(dom::element value) {
  auto tags = read_strings(value, at("tags"));
  if (!tags)
    return tags.error();
  if (tags->size() > rules.max_tags)
    return refuse_part(at("tags"), "may hold at most "
                                       + std::to_string(rules.max_tags)
                                       + " tags")
        .value();
  auto is_short = [&](const std::string& tag) {
    return !tag.empty() && tag.size() <= rules.max_tag_bytes;
  };
  if (!std::all_of(tags->begin(), tags->end(), is_short))
    return refuse_field(pointer_to(at("tags")),
                        "a tag must have 1 to "
                            + std::to_string(rules.max_tag_bytes) + " bytes")
        .value();
  draft.tags = std::move(*tags);
  return std::nullopt;
}

std::optional<problem> option_reader::steps(dom::element value) {
  if (draft.type == job_type::scraping)
    return refuse_part(at("steps"), "does not apply to a scraping job; it may "
                                    "stand in options.then")
        .value();
  auto steps = read_strings(value, at("steps"));
  if (!steps)
    return steps.error();
  for (auto& step : *steps)
    if (!is_one_of(step, rules.steps))
      return refuse_part(at("steps"), "names an unknown step: " + step).value();
  draft.steps = std::move(*steps);
  return std::nullopt;
}

std::optional<problem> option_reader::outputs(dom::element value) {
  auto outputs = read_strings(value, at("outputs"));
  if (!outputs)
    return outputs.error();
  for (auto one = outputs->begin(); one != outputs->end(); ++one) {
    if (!is_one_of(*one, rules.outputs))
      return refuse_part(at("outputs"), "names an unknown destination: " + *one)
          .value();
    if (std::find(outputs->begin(), one, *one) != one)
      return refuse_part(at("outputs"), "names a destination twice: " + *one)
          .value();
  }
  draft.outputs = std::move(*outputs);
  return std::nullopt;
}

/// A time that is over is fine: the job starts at once.
std::optional<problem> option_reader::run_at(dom::element value) {
  has_time = true;
  auto time = read_time(value, at("runAt"));
  if (!time)
    return time.error();
  if (*time > now + rules.max_ahead_ms)
    return refuse_part(at("runAt"), "must not be later than "
                                        + to_iso(now + rules.max_ahead_ms))
        .value();
  draft.run_at = *time;
  return std::nullopt;
}

/// The enrichment of what this scraping job finds.
std::optional<problem> option_reader::then(dom::element value) {
  if (draft.type != job_type::scraping)
    return refuse_part(at("then"), "applies to a scraping job only").value();
  dom::object object;
  if (value.get(object))
    return refuse_part(at("then"), "must be an object").value();
  job_draft following;
  following.takes_rows = true;
  option_reader reader{following, rules, now, at("then")};
  for (auto [name, option] : object)
    if (auto bad = reader.read_following(name, option))
      return bad;
  draft.then = {std::move(following)};
  return std::nullopt;
}

/// How the job works.
std::optional<problem> option_reader::read_work(std::string_view name,
                                                dom::element value) {
  if (name == "tags")
    return tags(value);
  if (name == "steps")
    return steps(value);
  if (name == "outputs")
    return outputs(value);
  if (name == "priority")
    return take(
        read_word(value, at(name), parse_job_priority, "low, normal, high"),
        draft.priority);
  if (name == "timeoutSeconds")
    return take(read_number(value, at(name), 1, rules.max_timeout_s),
                draft.timeout_s);
  return take(read_number(value, at(name), 1, rules.max_attempts),
              draft.max_attempts);
}

/// When the job starts.
std::optional<problem> option_reader::read_start(std::string_view name,
                                                 dom::element value) {
  if (name == "delaySeconds") {
    has_delay = true;
    return take(read_number(value, at(name), 0, rules.max_delay_s),
                draft.delay_s);
  }
  if (name == "runAt")
    return run_at(value);
  if (name == "after") {
    has_after = true;
    return take(read_job_id(value, at(name)), draft.after);
  }
  has_policy = true;
  return take(read_word(value, at(name), parse_after_policy,
                        "success, failure, always"),
              draft.policy);
}

std::optional<problem> option_reader::read(std::string_view name,
                                           dom::element value) {
  if (is_one_of(name, work_options))
    return read_work(name, value);
  if (is_one_of(name, start_options))
    return read_start(name, value);
  return name == "then" ? then(value) : refuse_unknown(name);
}

/// An option of a job that follows another: that decides when it starts.
std::optional<problem> option_reader::read_following(std::string_view name,
                                                     dom::element value) {
  if (is_one_of(name, work_options))
    return read_work(name, value);
  if (name == "metadata")
    return read_metadata(value, at(name), draft, rules);
  if (is_one_of(name, start_options) || name == "then" || name == "fromJob")
    return refuse_part(at(name), "does not apply to a job that follows another")
        .value();
  return refuse_unknown(name);
}

std::optional<problem>
option_reader::refuse_unknown(std::string_view name) const {
  return refuse_field(pointer_to(where) + "/" + std::string{name},
                      where + " has an unknown field: " + std::string{name})
      .value();
}

/// What goes together.
std::optional<problem> option_reader::check() const {
  if (has_delay && has_time)
    return refuse_part(at("runAt"), "cannot be given with delaySeconds")
        .value();
  if (has_after && draft.takes_rows)
    return refuse_part(at("after"), "cannot be given with fromJob").value();
  if (has_policy && !has_after)
    return refuse_part(at("afterPolicy"), "goes with options.after").value();
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

std::optional<problem> read_metadata(dom::element value, std::string_view name,
                                     job_draft& draft,
                                     const request_rules& rules) {
  if (value.is_null())
    return std::nullopt;
  if (!value.is_object())
    return refuse_part(name, "must be an object").value();
  auto text = simdjson::minify(value);
  if (text.size() > rules.max_metadata_bytes)
    return refuse_part(name, "must have at most "
                                 + std::to_string(rules.max_metadata_bytes)
                                 + " bytes")
        .value();
  draft.metadata = std::move(text);
  return std::nullopt;
}

} // namespace leadmill
