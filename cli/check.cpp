// Reads the configuration and tries what it names; see cli/check.hpp.
#include "cli/check.hpp"

#include <algorithm>
#include <filesystem>
#include <optional>
#include <ostream>

#include <nlohmann/json.hpp>

#include <stdlib.h>
#include <unistd.h>

#include "actors/outside/html_tree.hpp"
#include "cli/settings.hpp"
#include "config/describe.hpp"
#include "config/keys.hpp"
#include "config/show_declarations.hpp"
#include "leads/pipeline.hpp"

namespace leadmill {

namespace {

namespace fs = std::filesystem;

/// What `--online` has to say when nothing is in use.
constexpr const char* nothing_online =
    "no provider, source or webhook is in use, so there is nothing to reach";

/// What was found outside; unset: nobody asked.
using online_results = std::optional<std::vector<probe_result>>;

/// Makes a file and removes it again; answers for read-only file systems and
/// for root too, which the permission bits do not.
bool can_write_into(const fs::path& directory) {
  auto name = (directory / ".leadmill-check-XXXXXX").string();
  auto file = mkstemp(name.data());
  if (file < 0)
    return false;
  close(file);
  return unlink(name.c_str()) == 0;
}

/// Why the data directory cannot be used; nothing: it can.
std::optional<std::string> data_dir_fault(const fs::path& data_dir) {
  std::error_code error;
  auto existing = fs::absolute(data_dir, error);
  // The nearest thing that is there is where directories would be made.
  while (!fs::exists(existing, error) && existing.has_relative_path())
    existing = existing.parent_path();
  if (!fs::is_directory(existing, error))
    return literal(existing.string()) + " is not a directory; name another one";
  if (!can_write_into(existing))
    return literal(existing.string())
           + " cannot be written to; change its permissions or name another "
             "directory";
  return std::nullopt;
}

bool is_wrong(const loaded_config& loaded, const std::string& key) {
  return std::any_of(
      loaded.problems.begin(), loaded.problems.end(),
      [&](const auto& p) { return p.what.starts_with(key + " "); });
}

/// Adds what came of a try, unless the key is known to be wrong.
void add(loaded_config& loaded, const std::string& key,
         const std::optional<std::string>& fault) {
  if (!fault || is_wrong(loaded, key))
    return;
  auto origin = loaded.origins.find(key);
  auto where =
      origin == loaded.origins.end() ? variable_of(key) : origin->second;
  loaded.problems.push_back({std::move(where), key + ": " + *fault});
}

std::optional<std::string> pipeline_fault(pipeline_options options) {
  auto made = pipeline::create(std::move(options));
  return made ? std::nullopt : std::optional{made.error().detail};
}

/// Tells the XPaths of HTML sources that are none.
class xpath_check {
 public:
  explicit xpath_check(std::vector<config_problem>& problems)
      : problems_(problems) {}

  void run(const declared_block& block) {
    auto format = find_member(block.written, "format");
    auto text = format ? std::get_if<std::string>(&format->value) : nullptr;
    if (block.kind != declaration_kind::source || !text || *text != "html")
      return;
    auto name = to_string(block.kind) + ("." + block.name);
    for (auto key : {"rows", "more"})
      if (auto path = find_member(block.written, key))
        check(*path, name + "." + key);
    auto columns = find_member(block.written, "columns");
    if (auto table =
            columns ? std::get_if<file_table>(&columns->value) : nullptr)
      for (const auto& column : *table)
        check_column(column.value, name + ".columns." + column.key);
  }

 private:
  void check_column(const file_value& value, const std::string& key) {
    auto list = std::get_if<file_list>(&value.value);
    if (!list)
      return check_path(value, key);
    for (std::size_t i = 0; i < list->size(); ++i)
      check_path((*list)[i], key + "[" + std::to_string(i + 1) + "]");
  }

  void check_path(const file_value& value, const std::string& key) {
    auto table = std::get_if<file_table>(&value.value);
    auto at = table ? find_member(*table, "at") : &value;
    if (at)
      check(*at, key);
  }

  /// What is empty, or no text, config/ has told.
  void check(const file_value& value, const std::string& key) {
    auto text = std::get_if<std::string>(&value.value);
    if (!text || text->empty())
      return;
    if (auto good = check_xpath(*text); !good)
      problems_.push_back({value.where, key + ": " + good.error().detail});
  }

  std::vector<config_problem>& problems_;
};

nlohmann::ordered_json declarations_json(const loaded_config& loaded) {
  auto result = nlohmann::ordered_json::array();
  for (const auto& one : loaded.declarations) {
    auto& shown = result.emplace_back();
    shown["kind"] = to_string(one.kind);
    shown["name"] = one.name;
    if (!one.step.empty())
      shown["step"] = one.step;
    shown["enabled"] = one.reason.empty();
    if (!one.reason.empty())
      shown["reason"] = one.reason;
    shown["where"] = one.where;
    shown["keys"] = nlohmann::ordered_json::parse(
        to_json(file_value{shown_block(one), one.where}));
  }
  return result;
}

nlohmann::ordered_json to_json(const loaded_config& loaded,
                               const online_results& online) {
  nlohmann::ordered_json result;
  result["ok"] = loaded.problems.empty();
  result["file"] = loaded.file;
  auto& values = result["config"] = nlohmann::ordered_json::object();
  for (const auto& [name, shown] : describe_values(loaded.value))
    values[name] = nlohmann::ordered_json::parse(shown);
  result["declarations"] = declarations_json(loaded);
  auto& problems = result["problems"] = nlohmann::ordered_json::array();
  for (const auto& problem : loaded.problems)
    problems.push_back({{"where", problem.where}, {"what", problem.what}});
  if (online)
    result["online"] = nlohmann::ordered_json::parse(to_json(*online));
  return result;
}

void print(const loaded_config& loaded, const online_results& online,
           std::ostream& out) {
  auto file = loaded.file.empty() ? "no file" : loaded.file;
  out << "# In effect, from " << file << ", environment and flags:\n"
      << describe(loaded.value, loaded.origins) << '\n'
      << describe_declarations(loaded.declarations, loaded.value.leads.steps);
  if (online && online->empty())
    out << "\n# --online: " << nothing_online << ".\n";
  else if (online)
    out << "\n# --online:\n" << to_text(*online);
}

online_results reach(const check_options& options, const loaded_config& loaded,
                     std::ostream& notes) {
  if (!options.online || !loaded.problems.empty())
    return std::nullopt;
  return options.probe ? options.probe(loaded.value, notes)
                       : std::vector<probe_result>{};
}

bool all_good(const online_results& online) {
  return !online || std::all_of(online->begin(), online->end(), [](auto& one) {
    return one.good;
  });
}

} // namespace

void check_surroundings(loaded_config& loaded) {
  const auto value = loaded.value;
  add(loaded, "server.data_dir", data_dir_fault(value.server.data_dir));
  // One option at a time, so that all are reported.
  pipeline_options options;
  options.default_region = value.leads.default_region;
  add(loaded, "leads.default_region", pipeline_fault(options));
  options = {};
  options.zip_table = value.leads.zip_table;
  add(loaded, "leads.zip_table", pipeline_fault(options));
  for (const auto& block : loaded.declarations)
    xpath_check{loaded.problems}.run(block);
}

int run_check(const check_options& options, std::ostream& out,
              std::ostream& err) {
  auto loaded = load_config(options.sources);
  check_surroundings(loaded);
  auto good = loaded.problems.empty();
  auto online = reach(options, loaded, err);
  if (options.json) {
    using nlohmann::ordered_json;
    // Names of files may be no UTF-8.
    out << to_json(loaded, online)
               .dump(2, ' ', false, ordered_json::error_handler_t::replace)
        << '\n';
  } else if (good) {
    print(loaded, online, out);
  } else {
    report_problems(loaded.problems, err);
  }
  if (!good)
    return exit_config;
  return all_good(online) ? exit_done : exit_failure;
}

} // namespace leadmill
