#include "cli/enrich.hpp"

#include <utility>

#include "cli/job_run.hpp"
#include "cli/settings.hpp"
#include "cli/whole_file.hpp"
#include "config/limits.hpp"
#include "leads/csv.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

/// {"fileName": …}, as a dashboard shows it.
std::string file_metadata(const std::filesystem::path& file) {
  std::string out;
  object_writer w{out};
  w.add("fileName", file.filename().string());
  w.close();
  return out;
}

/// As messages name the file.
std::string name_of(const std::filesystem::path& file) {
  return file == "-" ? "standard input" : file.string();
}

std::filesystem::path output_path(const enrich_options& options) {
  if (!options.out.empty())
    return options.out;
  auto stem = options.file == "-" ? "leads" : options.file.stem().string();
  return stem + "-enriched.csv";
}

job_run run_of(const enrich_options& options) {
  job_run how;
  how.command = "leadmill enrich";
  how.holder = how.command + ' ' + options.file.string();
  how.server = options.server;
  how.out = output_path(options);
  how.json = options.json;
  return how;
}

int run_file(const job_run& how, const enrich_options& options,
             const config& settings, change_signal& changes) {
  auto text = read_whole_file(options.file, limits::body_bytes);
  if (!text)
    return tell(how, text.error());
  auto draft = read_csv(*text, limits::max_rows_per_job);
  if (!draft)
    return tell(how, {draft.error().code,
                      name_of(options.file) + ": " + draft.error().detail,
                      {}});
  draft->tags = {work_tag("file-", *text)};
  draft->tags.insert(draft->tags.end(), options.tags.begin(),
                     options.tags.end());
  draft->priority = options.priority;
  draft->metadata = file_metadata(options.file);
  return run_job(how, settings, std::move(*draft), changes);
}

} // namespace

int run_enrich(const enrich_options& options) {
  auto how = run_of(options);
  return with_configuration(
      how, options.sources,
      [&](const config& settings, change_signal& changes) {
        return run_file(how, options, settings, changes);
      });
}

} // namespace leadmill
