#include "cli/scrape.hpp"

#include <algorithm>
#include <cctype>
#include <iostream>
#include <utility>

#include <nlohmann/json.hpp>

#include "cli/job_run.hpp"
#include "cli/settings.hpp"
#include "cli/whole_file.hpp"
#include "config/limits.hpp"
#include "messages/ascii.hpp"
#include "messages/json.hpp"
#include "messages/scrape_request.hpp"

namespace leadmill {

namespace {

/// The bytes that `--params` stands for.
outcome<std::string> read_params(const std::string& params) {
  if (!params.starts_with('@'))
    return params;
  return read_whole_file(params.substr(1), limits::scrape_body_bytes);
}

bool is_object(std::string_view text) {
  return nlohmann::json::parse(text, nullptr, false).is_object();
}

std::string source_json(const std::string& source) {
  std::string out;
  object_writer w{out};
  w.add("source", source);
  w.close();
  return out;
}

/// What makes two searches the same.
std::string identity(const scrape_plan& plan) {
  return plan.source + '\n' + std::to_string(plan.max_pages) + '\n'
         + std::to_string(plan.max_results) + '\n' + plan.params;
}

std::vector<std::string> names_of(const std::vector<source_declaration>& all) {
  std::vector<std::string> out;
  for (const auto& one : all)
    out.push_back(one.name);
  return out;
}

/// As a shell takes it for one word.
std::string shell_word(const std::string& text) {
  auto is_plain = [](unsigned char c) {
    return std::isalnum(c)
           || std::string_view{"_-./:,=@%+"}.find(c) != std::string_view::npos;
  };
  if (!text.empty() && std::all_of(text.begin(), text.end(), is_plain))
    return text;
  std::string out = "'";
  for (auto c : text)
    out += c == '\'' ? std::string{"'\\''"} : std::string{c};
  return out + "'";
}

job_run run_of(const scrape_options& options) {
  job_run how;
  how.command = "leadmill scrape";
  how.holder = how.command + ' '
               + (options.retry.empty() ? options.source : options.retry);
  how.server = options.server;
  how.out = options.out;
  how.format = format_of(options.out);
  how.json = options.json;
  how.go_on = go_on_command(options);
  return how;
}

/// Starts the search, or follows the one that goes on already.
int run_search(const job_run& how, const scrape_options& options,
               const config& settings, change_signal& changes) {
  auto params = read_params(options.params);
  if (!params)
    return tell(how, params.error());
  if (!is_object(*params)) {
    std::cerr << how.command << ": --params must be a JSON object\n";
    return exit_usage;
  }
  // A server knows its sources itself.
  auto draft = make_scrape_draft(
      options, *params,
      options.server.empty() ? names_of(settings.sources)
                             : std::vector<std::string>{options.source});
  if (!draft)
    return tell(how, draft.error());
  return run_job(how, settings, std::move(*draft), changes);
}

} // namespace

int run_scrape(const scrape_options& options) {
  auto how = run_of(options);
  return with_configuration(
      how, options.sources,
      [&](const config& settings, change_signal& changes) {
        return options.retry.empty()
                   ? run_search(how, options, settings, changes)
                   : rerun_job(how, settings, options.retry, changes);
      });
}

outcome<job_draft> make_scrape_draft(const scrape_options& options,
                                     std::string_view params,
                                     std::vector<std::string> known) {
  auto rules = limits::rules_for_requests({});
  rules.sources = std::move(known);
  std::string body;
  object_writer w{body};
  w.add_json("searchParams", params);
  w.add("source", options.source);
  if (options.pages)
    w.add_number("maxPages", *options.pages);
  if (options.results)
    w.add_number("maxResults", *options.results);
  w.close();
  auto draft = parse_scrape_request(body, rules, system_now());
  if (!draft)
    return draft;
  draft->tags = {work_tag("search-", identity(*draft->scrape))};
  draft->tags.insert(draft->tags.end(), options.tags.begin(),
                     options.tags.end());
  draft->priority = options.priority;
  draft->metadata = source_json(options.source);
  return draft;
}

result_format format_of(const std::filesystem::path& out) {
  auto ending = ascii_lower(out.extension().string());
  if (ending == ".json")
    return result_format::json;
  return ending == ".ndjson" ? result_format::ndjson : result_format::csv;
}

std::string go_on_command(const scrape_options& options) {
  std::string out = "leadmill scrape";
  auto add = [&](const std::string& flag, const std::string& value) {
    out += ' ' + flag + ' ' + shell_word(value);
  };
  if (options.sources.file)
    add("--config", options.sources.file->string());
  for (const auto& flag : options.sources.flags)
    add(flag.flag, flag.value);
  if (options.out != "-")
    add("--out", options.out.string());
  return out + " --retry";
}

} // namespace leadmill
