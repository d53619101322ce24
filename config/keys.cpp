// The tables, and how each type of value is read and shown.
#include "config/keys.hpp"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "config/address.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

const std::string* as_text(const raw_value& raw) {
  if (auto plain = std::get_if<plain_text>(&raw))
    return &plain->text;
  return std::get_if<std::string>(&raw);
}

std::string_view trimmed(std::string_view text) {
  constexpr const char* spaces = " \t";
  auto first = text.find_first_not_of(spaces);
  if (first == std::string_view::npos)
    return {};
  return text.substr(first, text.find_last_not_of(spaces) - first + 1);
}

std::vector<std::string> split_list(std::string_view text) {
  std::vector<std::string> result;
  while (!text.empty()) {
    auto comma = std::min(text.find(','), text.size());
    if (auto item = trimmed(text.substr(0, comma)); !item.empty())
      result.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return result;
}

std::optional<std::int64_t> as_number(const raw_value& raw) {
  if (auto number = std::get_if<std::int64_t>(&raw))
    return *number;
  auto plain = std::get_if<plain_text>(&raw);
  if (!plain)
    return std::nullopt;
  auto text = trimmed(plain->text);
  std::int64_t number = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return number;
}

// assign: puts a value into a field, or says what it must be.

std::string assign(const raw_value& raw, std::string& field) {
  auto text = as_text(raw);
  if (!text)
    return "must be a text, in quotes";
  field = *text;
  return {};
}

std::string assign(const raw_value& raw, std::uint32_t& field) {
  auto number = as_number(raw);
  if (!number || *number < 0
      || *number > std::numeric_limits<std::uint32_t>::max())
    return "must be a whole number, without quotes, that is not negative";
  field = static_cast<std::uint32_t>(*number);
  return {};
}

std::string assign(const raw_value& raw, bool& field) {
  if (auto truth = std::get_if<bool>(&raw)) {
    field = *truth;
    return {};
  }
  auto plain = std::get_if<plain_text>(&raw);
  auto text = plain ? trimmed(plain->text) : std::string_view{};
  if (text != "true" && text != "false")
    return "must be true or false, without quotes";
  field = text == "true";
  return {};
}

std::string assign(const raw_value& raw, std::vector<std::string>& field) {
  if (auto list = std::get_if<std::vector<std::string>>(&raw)) {
    field = *list;
    return {};
  }
  auto plain = std::get_if<plain_text>(&raw);
  if (!plain)
    return R"(must be a list of texts, like ["a", "b"])";
  field = split_list(plain->text);
  return {};
}

std::string assign(const raw_value& raw, deployment& field) {
  auto text = as_text(raw);
  if (text && (*text == "development" || *text == "production")) {
    auto production = *text == "production";
    field = production ? deployment::production : deployment::development;
    return {};
  }
  return R"(must be "development" or "production")";
}

std::string assign(const raw_value& raw, endpoint& field) {
  auto text = as_text(raw);
  auto parsed = text ? parse_endpoint(*text) : std::nullopt;
  if (!parsed)
    return R"(must be "host:port", like "127.0.0.1:8288" or "[::1]:8288")";
  field = std::move(*parsed);
  return {};
}

std::string assign(const raw_value& raw, job_priority& field) {
  auto text = as_text(raw);
  auto priority = text ? parse_job_priority(*text) : std::nullopt;
  if (!priority)
    return R"(must be "low", "normal" or "high")";
  field = *priority;
  return {};
}

// show: the value as a literal.

std::string show(const std::string& value) { return literal(value); }

std::string show(std::uint32_t value) { return std::to_string(value); }

std::string show(bool value) { return value ? "true" : "false"; }

std::string show(const std::vector<std::string>& values) {
  std::string result = "[";
  for (const auto& value : values)
    result += (result.size() > 1 ? ", " : "") + literal(value);
  return result + "]";
}

std::string show(deployment value) { return literal(to_string(value)); }

std::string show(const endpoint& value) { return literal(to_string(value)); }

std::string show(job_priority value) { return literal(to_string(value)); }

enum secrecy { open, secret };

template <class Settings, class Field>
setting_key<Settings> make_key(const char* name, Field field, const char* help,
                               secrecy kind = open) {
  return {name, help, kind == secret,
          [field](Settings& to, const raw_value& raw) {
            return assign(raw, field(to));
          },
          [field](const Settings& from) { return show(field(from)); }};
}

#define FIELD(member) [](auto& c) -> auto& { return c.member; }

// clang-format off: one line for each key
std::vector<config_key> make_config_keys() {
  constexpr auto key = [](auto... x) { return make_key<config>(x...); };
  return {
    key("environment", FIELD(environment), "how careful to be"),
    key("event_key", FIELD(event_key), "opens the API", secret),
    key("signing_key", FIELD(signing_key), "signs what goes out", secret),
    key("base_url", FIELD(base_url), "where linkedin-sales-navigator reads"),
    key("server.listen", FIELD(server.listen), "where to listen"),
    key("server.data_dir", FIELD(server.data_dir), "where jobs are kept"),
    key("server.allowed_origins", FIELD(server.allowed_origins), "other pages that may call"),
    key("jobs.slots", FIELD(jobs.slots), "how many jobs run at once"),
    key("jobs.enrichment_slots", FIELD(jobs.enrichment_slots), "how many enrichments run at once"),
    key("jobs.scraping_slots", FIELD(jobs.scraping_slots), "how many scrapings run at once"),
    key("jobs.timeout_seconds", FIELD(jobs.timeout_seconds), "how long a job may take"),
    key("jobs.silence_seconds", FIELD(jobs.silence_seconds), "how long an attempt may save nothing"),
    key("jobs.step_seconds", FIELD(jobs.step_seconds), "how long a step on a lead may take"),
    key("jobs.retry_base_seconds", FIELD(jobs.retry_base_seconds), "longest pause before the first retry"),
    key("jobs.retry_max_seconds", FIELD(jobs.retry_max_seconds), "longest pause before any retry"),
    key("jobs.retention_days", FIELD(jobs.retention_days), "how long jobs that ended are kept"),
    key("leads.steps", FIELD(leads.steps), "what is done to a lead"),
    key("leads.default_region", FIELD(leads.default_region), "region of phone numbers"),
    key("leads.max_age", FIELD(leads.max_age), "age over which leads are filtered"),
    key("leads.junk_carriers", FIELD(leads.junk_carriers), "carriers that are filtered"),
    key("leads.zip_table", FIELD(leads.zip_table), "CSV file of ZIP codes"),
    key("leads.contact_on_unknown_dnc", FIELD(leads.contact_on_unknown_dnc), "whether the unknown may be contacted"),
    key("cooldown.enabled", FIELD(cooldown.enabled), "whether errors everywhere refuse new jobs"),
    key("cooldown.errors", FIELD(cooldown.errors), "how many errors do"),
    key("cooldown.seconds", FIELD(cooldown.seconds), "how long new jobs are refused"),
    key("log.level", FIELD(log.level), "how much is logged"),
  };
}

std::vector<schedule_key> make_schedule_keys() {
  constexpr auto key = [](auto... x) { return make_key<schedule_config>(x...); };
  return {
    key("schedule.name", FIELD(name), "what it is called"),
    key("schedule.cron", FIELD(when.expression), "when it starts"),
    key("schedule.time_zone", FIELD(when.zone), "whose clocks count"),
    key("schedule.hours", FIELD(when.hours), "outside of which it does not start"),
    key("schedule.weekends", FIELD(when.weekends), "whether it starts on weekends"),
    key("schedule.file", FIELD(file), "CSV file of leads"),
    key("schedule.priority", FIELD(priority), "which jobs go first"),
    key("schedule.tags", FIELD(tags), "by which to find its jobs"),
    key("schedule.steps", FIELD(steps), "what is done to a lead"),
    key("schedule.outputs", FIELD(outputs), "where its leads go"),
    key("schedule.max_attempts", FIELD(max_attempts), "how often a job is tried"),
  };
}
// clang-format on

#undef FIELD

template <class Key>
const Key* find_in(const std::vector<Key>& keys, std::string_view name) {
  auto found = std::find_if(keys.begin(), keys.end(), [name](const auto& key) {
    return key.name == name;
  });
  return found == keys.end() ? nullptr : &*found;
}

} // namespace

const std::vector<config_key>& config_keys() {
  static const std::vector<config_key> keys = make_config_keys();
  return keys;
}

const std::vector<schedule_key>& schedule_keys() {
  static const std::vector<schedule_key> keys = make_schedule_keys();
  return keys;
}

const config_key* find_key(std::string_view name) {
  return find_in(config_keys(), name);
}

const schedule_key* find_schedule_key(std::string_view name) {
  return find_in(schedule_keys(), name);
}

std::string name_in_list(std::string_view key, std::size_t entry) {
  std::string result{key};
  if (entry != 0)
    result.insert(std::min(result.find('.'), result.size()),
                  "[" + std::to_string(entry) + "]");
  return result;
}

std::string variable_of(std::string_view key) {
  std::string result = "LEADMILL_";
  for (auto c : key)
    result += c == '.'               ? '_'
              : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A')
                                     : c;
  return result;
}

std::string literal(std::string_view text) {
  std::string json;
  append_quoted(json, text);
  std::string result;
  // The one character that TOML wants escaped and JSON does not.
  for (auto c : json)
    if (c == '\x7f')
      result += "\\u007f";
    else
      result += c;
  return result;
}

} // namespace leadmill
