// Three sources, one table of keys; see config/load.hpp.
#include "config/load.hpp"

#include <algorithm>
#include <iterator>
#include <regex>
#include <set>
#include <utility>

#include <unistd.h>

#include "config/check.hpp"
#include "config/expand.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"
#include "config/toml_file.hpp"
#include "config/variables.hpp"

namespace leadmill {

namespace {

// The older name of a variable, or nothing.
std::string older_name(const std::string& variable) {
  static const variables names{{"LEADMILL_EVENT_KEY", "INNGEST_EVENT_KEY"},
                               {"LEADMILL_SIGNING_KEY", "INNGEST_SIGNING_KEY"},
                               {"LEADMILL_BASE_URL", "NEXT_PUBLIC_BASE_URL"}};
  auto found = names.find(variable);
  return found == names.end() ? std::string{} : found->second;
}

// What Kubernetes and Docker set for a service or container that is itself
// named "leadmill"; not meant for us.
bool is_service_link(const std::string& variable) {
  static const std::regex link{
      "LEADMILL_(SERVICE_(HOST|PORT(_.*)?)|NAME|PORT"
      "(_[0-9]+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"};
  return std::regex_match(variable, link);
}

class loader {
 public:
  explicit loader(const config_sources& sources) : sources_(sources) {}

  loaded_config run() {
    read_file();
    read_environment();
    read_flags();
    result_.declarations =
        read_declarations(trees_, sources_.environment, result_.origins,
                          result_.value, result_.problems);
    auto found = check_config(result_.value, result_.origins);
    std::move(found.begin(), found.end(), std::back_inserter(result_.problems));
    return std::move(result_);
  }

 private:
  void wrong(const std::string& where, std::string what) {
    result_.problems.push_back({where, std::move(what)});
  }

  /// `name` is the key's, as `name_in_list` has it.
  template <class Settings>
  void set(const setting_key<Settings>& key, Settings& to,
           const raw_value& value, const std::string& name,
           const std::string& where) {
    auto fault = key.set(to, value);
    if (fault.empty())
      result_.origins[name] = where;
    else
      wrong(where, name + " (" + key.help + ") " + fault);
  }

  void set(const config_key& key, const raw_value& value,
           const std::string& where) {
    set(key, result_.value, value, key.name, where);
  }

  template <class Key>
  void unknown(const file_setting& setting, const std::vector<Key>& keys) {
    std::vector<std::string> known;
    for (const auto& key : keys)
      known.push_back(key.name);
    auto named = [&](const std::string& key) {
      return literal(name_in_list(key, setting.entry));
    };
    wrong(setting.where, "there is no key " + named(setting.key)
                             + "; the nearest one is "
                             + named(nearest(setting.key, known)));
  }

  bool expand_all(raw_value& value, const std::string& key,
                  const std::string& where) {
    auto expand_one = [&](std::string& text) {
      auto expanded = expand(text, sources_.environment);
      if (expanded)
        text = std::move(*expanded);
      else
        wrong(where, key + " " + expanded.error());
      return expanded.has_value();
    };
    if (auto text = std::get_if<std::string>(&value))
      return expand_one(*text);
    if (auto list = std::get_if<std::vector<std::string>>(&value))
      return std::all_of(list->begin(), list->end(), expand_one);
    return true;
  }

  std::filesystem::path choose_file() const {
    if (sources_.file)
      return *sources_.file;
    for (const auto& file : sources_.default_files) {
      std::error_code error;
      if (std::filesystem::exists(file, error) || error)
        return file;
    }
    return {};
  }

  void read_file() {
    auto file = choose_file();
    if (file.empty() && !sources_.file)
      return;
    result_.file = file.string();
    auto read = read_toml(file);
    result_.problems = std::move(read.problems);
    trees_ = std::move(read.trees);
    for (auto& setting : read.settings) {
      if (setting.key == "schedule" || setting.key.starts_with("schedule."))
        read_schedule(setting);
      else if (setting.entry != 0)
        refuse_list(setting);
      else
        read_setting(setting);
    }
  }

  void read_setting(file_setting& setting) {
    auto key = find_key(setting.key);
    if (!key && is_misspelt_block(setting))
      return;
    if (!key && is_table(setting.key))
      refuse_value(setting);
    else if (!key)
      unknown(setting, config_keys());
    else if (expand_all(setting.value, key->name, setting.where))
      set(*key, setting.value, setting.where);
  }

  void read_schedule(file_setting& setting) {
    auto name = name_in_list(setting.key, setting.entry);
    if (setting.entry == 0)
      return refuse_no_list(setting);
    if (std::holds_alternative<list_entry>(setting.value)) {
      result_.value.schedules.emplace_back();
      result_.origins[name] = setting.where;
      return;
    }
    auto key = find_schedule_key(setting.key);
    if (!key)
      unknown(setting, schedule_keys());
    else if (expand_all(setting.value, name, setting.where))
      set(*key, result_.value.schedules.back(), setting.value, name,
          setting.where);
  }

  /// [providers.lookup] and the like: said once, and not of each of its keys.
  bool is_misspelt_block(const file_setting& setting) {
    constexpr std::size_t max_slips = 2;
    auto table = setting.key.substr(0, setting.key.find('.'));
    if (table.size() == setting.key.size() || is_table(table))
      return false;
    auto meant = nearest(table, {"provider", "source", "destination"});
    if (edit_distance(table, meant) > max_slips)
      return false;
    if (misspelt_.insert(table).second)
      wrong(setting.where, "there is no table " + literal(table)
                               + "; the nearest one is [" + meant + ".NAME]");
    return true;
  }

  static bool is_table(const std::string& name) {
    return std::any_of(
        config_keys().begin(), config_keys().end(),
        [&](const auto& key) { return key.name.starts_with(name + "."); });
  }

  /// `server = "x"`; an empty [server] is fine.
  void refuse_value(const file_setting& setting) {
    if (!std::holds_alternative<empty_table>(setting.value))
      wrong(setting.where, setting.key + " is a table: write its keys under ["
                               + setting.key + "]");
  }

  /// [[server]]: said once, at its head.
  void refuse_list(const file_setting& setting) {
    if (!std::holds_alternative<list_entry>(setting.value))
      return;
    if (is_table(setting.key))
      wrong(setting.where,
            setting.key + " is one table: write [" + setting.key + "]");
    else
      wrong(setting.where, "there is no list of tables " + literal(setting.key)
                               + "; the only one is [[schedule]]");
  }

  /// [schedule]: said once, and not of an empty list.
  void refuse_no_list(const file_setting& setting) {
    auto list = std::get_if<std::vector<std::string>>(&setting.value);
    if (setting.key == "schedule" && list && list->empty())
      return;
    if (std::exchange(refused_no_list_, true))
      return;
    wrong(setting.where, "schedule is a list of tables: begin each with "
                         "[[schedule]]");
  }

  void read_environment() {
    for (const auto& key : config_keys()) {
      auto name = variable_of(key.name);
      auto found = look_up(sources_.environment, name);
      auto old = older_name(name);
      auto old_value =
          old.empty() ? nullptr : find_variable(sources_.environment, old);
      if (found.fault)
        result_.problems.push_back(std::move(*found.fault));
      else if (found.text)
        set(key, plain_text{std::move(*found.text)}, found.where);
      else if (old_value)
        set(key, plain_text{*old_value}, old);
    }
    find_unknown_variables();
  }

  void find_unknown_variables() {
    std::vector<std::string> known;
    for (const auto& key : config_keys()) {
      known.push_back(variable_of(key.name));
      known.push_back(known.back() + "_FILE");
    }
    for (const auto& [name, value] : sources_.environment)
      if (name.starts_with("LEADMILL_") && !is_service_link(name)
          && std::find(known.begin(), known.end(), name) == known.end())
        wrong(name, "there is no such setting; the nearest one is "
                        + nearest(name, known));
  }

  void read_flags() {
    for (const auto& flag : sources_.flags) {
      if (auto key = find_key(flag.key))
        set(*key, plain_text{flag.value}, flag.flag);
      else
        wrong(flag.flag, "sets " + literal(flag.key) + ", which is no key");
    }
  }

  const config_sources& sources_;
  loaded_config result_;
  file_table trees_;
  bool refused_no_list_ = false;
  std::set<std::string> misspelt_;
};

} // namespace

std::map<std::string, std::string> process_environment() {
  variables result;
  for (auto entry = environ; entry && *entry; ++entry) {
    std::string_view text{*entry};
    if (auto equals = text.find('='); equals != std::string_view::npos)
      result.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return result;
}

loaded_config load_config(const config_sources& sources) {
  return loader{sources}.run();
}

} // namespace leadmill
