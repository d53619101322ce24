// Shows the table's values with secrets masked; see config/describe.hpp.
#include "config/describe.hpp"

#include "config/keys.hpp"

namespace leadmill {

namespace {

constexpr std::size_t shown_starts = 3;

std::vector<std::string> next_starts(const cron_rule& rule, unix_ms now) {
  std::vector<std::string> result;
  auto schedule = cron_schedule::parse(rule);
  if (!schedule)
    return result;
  while (result.size() < shown_starts) {
    auto start = schedule->next(now);
    if (!start)
      break;
    result.push_back(to_iso(schedule->zone(), *start));
    now = *start;
  }
  return result;
}

/// `key = value  # origin`
void append_line(std::string& to, const std::string& key,
                 const std::string& shown, const std::string& name,
                 const config_origins& origins) {
  to += key + " = " + shown;
  if (auto origin = origins.find(name); origin != origins.end())
    to += "  # " + origin->second;
  to += '\n';
}

} // namespace

std::vector<std::pair<std::string, std::string>>
describe_values(const config& value) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& key : config_keys()) {
    auto shown = key.show(value);
    if (key.secret && shown != literal(""))
      shown = literal(masked);
    result.emplace_back(key.name, std::move(shown));
  }
  return result;
}

std::vector<described_schedule> describe_schedules(const config& value,
                                                   unix_ms now) {
  std::vector<described_schedule> result;
  for (const auto& schedule : value.schedules) {
    auto& described = result.emplace_back();
    for (const auto& key : schedule_keys())
      described.values.emplace_back(key.name.substr(key.name.find('.') + 1),
                                    key.show(schedule));
    described.next = next_starts(schedule.when, now);
  }
  return result;
}

std::string describe(const config& value, const config_origins& origins,
                     unix_ms now) {
  std::string result;
  std::string table;
  for (const auto& [name, shown] : describe_values(value)) {
    auto dot = name.find('.');
    auto in_table = dot != std::string::npos;
    if (in_table && name.substr(0, dot) != table) {
      table = name.substr(0, dot);
      result += "\n[" + table + "]\n";
    }
    append_line(result, in_table ? name.substr(dot + 1) : name, shown, name,
                origins);
  }
  std::size_t entry = 0;
  for (const auto& schedule : describe_schedules(value, now)) {
    ++entry;
    result += "\n[[schedule]]\n";
    for (const auto& [name, shown] : schedule.values)
      append_line(result, name, shown, name_in_list("schedule." + name, entry),
                  origins);
    for (const auto& start : schedule.next)
      result += "# starts " + start + "\n";
  }
  return result;
}

} // namespace leadmill
