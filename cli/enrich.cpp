#include "cli/enrich.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>
#include <utility>

#include <openssl/evp.h>
#include <unistd.h>

#include "cli/check.hpp"
#include "cli/engine.hpp"
#include "cli/job_watch.hpp"
#include "cli/logging.hpp"
#include "cli/remote_bridge.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "cli/wait.hpp"
#include "cli/whole_file.hpp"
#include "config/limits.hpp"
#include "leads/csv.hpp"
#include "messages/grouped.hpp"
#include "messages/json.hpp"
#include "store/data_dir.hpp"

namespace leadmill {

namespace {

using steady = std::chrono::steady_clock;

int tell(const problem& what) {
  std::cerr << "leadmill enrich: " << what.detail << '\n';
  return exit_failure;
}

/// A tag by which an interrupted job is found again: a digest of its file.
std::string file_tag(std::string_view bytes) {
  unsigned char digest[EVP_MAX_MD_SIZE];
  unsigned size = 0;
  EVP_Digest(bytes.data(), bytes.size(), digest, &size, EVP_sha256(), nullptr);
  std::string tag = "file-";
  for (unsigned i = 0; i < 8; ++i) {
    char hex[3];
    std::snprintf(hex, sizeof hex, "%02x", unsigned{digest[i]});
    tag += hex;
  }
  return tag;
}

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

/// The commands for a job that a server keeps, whatever became of this one.
void tell_commands(const enrich_options& options, const std::string& id) {
  if (options.server.empty())
    return;
  std::cerr << "The server keeps the job:\n";
  for (auto command : {"watch", "results", "cancel"})
    std::cerr << "  leadmill " << command << ' ' << id << " --server "
              << options.server << '\n';
}

int tell_stopped(const enrich_options& options, const job& state) {
  std::cerr << "Stopped at " << grouped(state.progress.current) << " of "
            << grouped(state.progress.total) << " leads, which are kept. "
            << (options.server.empty()
                    ? "Run the same command again to go on.\n"
                    : "The job goes on at the server.\n");
  tell_commands(options, state.id);
  return exit_failure;
}

/// Writes the results and prints the summary.
outcome<bool> conclude(bridge& port, const enrich_options& options,
                       job_summary summary) {
  if (auto counted = count_results(port, summary); !counted)
    return counted;
  auto out = output_path(options);
  result_query all;
  all.job = summary.state.id;
  all.format = result_format::csv;
  if (auto written = write_results(port, all, out); !written)
    return written;
  summary.out = out.string();
  if (options.json)
    (out == "-" ? std::cerr : std::cout) << to_json(summary) << std::endl;
  else
    std::cerr << to_text(summary);
  return true;
}

/// Follows the job, writes its results, and tells what became of it.
int finish(bridge& port, const enrich_options& options, const std::string& id,
           change_signal& changes, steady::time_point start) {
  auto style = options.json ? progress_style::none : style_for_terminal();
  auto state = follow(port, id, changes, style);
  auto give_up = [&](const problem& what) {
    tell(what);
    tell_commands(options, id);
    return exit_failure;
  };
  if (!state)
    return give_up(state.error());
  if (!is_terminal(state->phase))
    return tell_stopped(options, *state);
  job_summary summary;
  summary.state = *state;
  summary.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      steady::now() - start);
  if (auto done = conclude(port, options, std::move(summary)); !done)
    return give_up(done.error());
  return state->phase == job_phase::done ? exit_done : exit_failure;
}

/// Says so when the job will not start for now.
void tell_paused(bridge& port) {
  auto paused = wait<paused_types>(
      [&](reply<paused_types> done) { port.read_paused(std::move(done)); });
  if (paused && paused->enrichment)
    std::cerr << "Enrichment is paused there: the job starts once a server is "
                 "told to resume (leadmill resume).\n";
}

/// Submits the draft and sees it through.
int submit_and_finish(bridge& port, const enrich_options& options,
                      job_draft draft, change_signal& changes) {
  auto start = steady::now();
  auto accepted = wait<job>(
      [&](reply<job> done) { port.submit(std::move(draft), std::move(done)); });
  if (!accepted)
    return tell(accepted.error());
  if (!options.server.empty())
    tell_paused(port);
  return finish(port, options, accepted->id, changes, start);
}

/// In this process: the engine without a server before it.
int run_here(const config& settings, const enrich_options& options,
             job_draft draft, change_signal& changes) {
  auto data = data_dir::open(settings.server.data_dir,
                             "leadmill enrich " + options.file.string());
  if (!data)
    return tell(data.error());
  auto tag = draft.tags.front();
  std::string resumed;
  auto start = steady::now();
  auto running = engine::start(
      settings,
      {data->database(), [&changes](const auto&) { changes.notify(); },
       [&](const job& open) {
         auto ours =
             resumed.empty()
             && std::count(open.tags.begin(), open.tags.end(), tag) != 0;
         if (ours)
           resumed = open.id;
         return ours;
       }});
  if (!running)
    return tell(running.error());
  auto& port = (*running)->port();
  auto status = exit_failure;
  if (resumed.empty()) {
    status = submit_and_finish(port, options, std::move(draft), changes);
  } else {
    std::cerr << "Going on with " << resumed << ", which was interrupted.\n";
    status = finish(port, options, resumed, changes, start);
  }
  (*running)->drain(limits::drain_seconds);
  return status;
}

/// On a server, where the job of an earlier run may still go on.
int run_there(bridge& server, const enrich_options& options, job_draft draft,
              change_signal& changes) {
  auto start = steady::now();
  job_query query;
  query.open_only = true;
  query.tag = draft.tags.front();
  auto open = wait<job_page>(
      [&](reply<job_page> done) { server.list_jobs(query, std::move(done)); });
  if (!open)
    return tell(open.error());
  auto ours = std::find_if(open->jobs.begin(), open->jobs.end(), [](auto& j) {
    return j.phase != job_phase::cancelling;
  });
  if (ours == open->jobs.end())
    return submit_and_finish(server, options, std::move(draft), changes);
  std::cerr << "Going on with " << ours->id
            << ", which is running there already.\n";
  return finish(server, options, ours->id, changes, start);
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
  if (auto good = check_writable(output_path(options)); !good)
    return tell(good.error());
  auto text = read_whole_file(options.file, limits::body_bytes);
  if (!text)
    return tell(text.error());
  auto draft = read_csv(*text, limits::max_rows_per_job);
  if (!draft)
    return tell({draft.error().code,
                 name_of(options.file) + ": " + draft.error().detail,
                 {}});
  draft->tags = {file_tag(*text)};
  draft->tags.insert(draft->tags.end(), options.tags.begin(),
                     options.tags.end());
  draft->priority = options.priority;
  draft->metadata = file_metadata(options.file);
  if (options.server.empty())
    return run_here(loaded.value, options, std::move(*draft), changes);
  remote_bridge port{{options.server, loaded.value.event_key}};
  return run_there(port, options, std::move(*draft), changes);
}

} // namespace leadmill
