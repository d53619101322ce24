#include "cli/enrich.hpp"

#include <iostream>
#include <utility>

#include <unistd.h>

#include "cli/check.hpp"
#include "cli/job_run.hpp"
#include "cli/logging.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
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

} // namespace

int run_enrich(const enrich_options& options) {
  change_signal changes;
  signal_watch signals{[&changes](int count) {
    if (count > 1)
      _exit(exit_failure);
    changes.stop();
  }};
  auto loaded = load_config(options.sources);
  if (options.server.empty())
    check_surroundings(loaded);
  if (!loaded.problems.empty())
    return report_problems(loaded.problems, std::cerr);
  start_logging("warn");
  auto how = run_of(options);
  if (auto good = check_writable(how.out); !good)
    return tell(how, good.error());
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
  return run_job(how, loaded.value, std::move(*draft), changes);
}

} // namespace leadmill
