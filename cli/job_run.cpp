#include "cli/job_run.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <iostream>
#include <utility>

#include <unistd.h>

#include "cli/check.hpp"
#include "cli/engine.hpp"
#include "cli/logging.hpp"
#include "cli/remote_bridge.hpp"
#include "cli/settings.hpp"
#include "cli/signals.hpp"
#include "cli/wait.hpp"
#include "cli/whole_file.hpp"
#include "config/limits.hpp"
#include "messages/digest.hpp"
#include "messages/grouped.hpp"
#include "store/data_dir.hpp"

namespace leadmill {

namespace {

using steady = std::chrono::steady_clock;

/// "3 of 10 pages".
std::string how_far(const job& state) {
  return grouped(state.progress.current) + " of "
         + grouped(state.progress.total)
         + (state.type == job_type::scraping ? " pages" : " leads");
}

/// The commands for a job that a server keeps, whatever became of this one.
void tell_commands(const job_run& how, const std::string& id) {
  if (how.server.empty())
    return;
  std::cerr << "The server keeps the job:\n";
  for (auto command : {"watch", "results", "cancel"})
    std::cerr << "  leadmill " << command << ' ' << id << " --server "
              << how.server << '\n';
}

int tell_stopped(const job_run& how, const job& state) {
  std::cerr << "Stopped at " << how_far(state) << ", which are kept. "
            << (how.server.empty() ? "Run the same command again to go on.\n"
                                   : "The job goes on at the server.\n");
  tell_commands(how, state.id);
  return exit_failure;
}

/// What a search has read before it failed is not lost, and not paid twice.
void tell_failed_search(const job_run& how, const job& state) {
  std::cerr << "What was read is kept: " << how_far(state)
            << ". To go on from there:\n  ";
  if (how.server.empty())
    std::cerr << how.go_on << ' ' << state.id << '\n';
  else
    std::cerr << "leadmill retry " << state.id << " --server " << how.server
              << '\n';
}

/// Writes the results and prints the summary.
outcome<bool> conclude(bridge& port, const job_run& how, job_summary summary) {
  if (auto counted = count_results(port, summary); !counted)
    return counted;
  result_query all;
  all.job = summary.state.id;
  all.format = how.format;
  if (auto written = write_results(port, all, how.out); !written)
    return written;
  summary.out = how.out.string();
  if (how.json)
    (how.out == "-" ? std::cerr : std::cout) << to_json(summary) << std::endl;
  else
    std::cerr << to_text(summary);
  return true;
}

/// Follows the job, writes its results, and tells what became of it.
int finish(bridge& port, const job_run& how, const std::string& id,
           change_signal& changes, steady::time_point start) {
  auto style = how.json ? progress_style::none : style_for_terminal();
  auto state = follow(port, id, changes, style);
  auto give_up = [&](const problem& what) {
    tell(how, what);
    tell_commands(how, id);
    return exit_failure;
  };
  if (!state)
    return give_up(state.error());
  if (!is_terminal(state->phase))
    return tell_stopped(how, *state);
  job_summary summary;
  summary.state = *state;
  summary.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      steady::now() - start);
  if (auto done = conclude(port, how, std::move(summary)); !done)
    return give_up(done.error());
  if (state->type == job_type::scraping && state->phase == job_phase::failed)
    tell_failed_search(how, *state);
  return state->phase == job_phase::done ? exit_done : exit_failure;
}

/// Says so when the job will not start for now.
void tell_paused(bridge& port, job_type type) {
  auto paused = wait<paused_types>(
      [&](reply<paused_types> done) { port.read_paused(std::move(done)); });
  if (!paused)
    return;
  auto scraping = type == job_type::scraping;
  if (scraping ? paused->scraping : paused->enrichment)
    std::cerr << (scraping ? "Scraping" : "Enrichment")
              << " is paused there: the job starts once a server is told to "
                 "resume (leadmill resume).\n";
}

/// Runs `work` on the engine of this process, without a server before it; the
/// open jobs of which `is_ours` go on.
int run_here(const job_run& how, const config& settings, change_signal& changes,
             std::function<bool(const job&)> is_ours,
             const std::function<int(bridge&)>& work) {
  auto data = data_dir::open(settings.server.data_dir, how.holder);
  if (!data)
    return tell(how, data.error());
  auto running =
      engine::start(settings, {data->database(),
                               [&changes](const auto&) { changes.notify(); },
                               std::move(is_ours)});
  if (!running)
    return tell(how, running.error());
  auto status = work((*running)->port());
  (*running)->drain(limits::drain_seconds);
  return status;
}

bool has_tag(const job& state, const std::string& tag) {
  return std::count(state.tags.begin(), state.tags.end(), tag) != 0;
}

int submit_here(const job_run& how, const config& settings, job_draft draft,
                change_signal& changes) {
  std::string resumed;
  auto start = steady::now();
  auto is_ours = [&resumed, tag = draft.tags.front()](const job& open) {
    auto ours = resumed.empty() && has_tag(open, tag);
    if (ours)
      resumed = open.id;
    return ours;
  };
  return run_here(how, settings, changes, is_ours, [&](bridge& port) {
    if (resumed.empty())
      return see_through(port, how, std::move(draft), changes);
    std::cerr << "Going on with " << resumed << ", which was interrupted.\n";
    return finish(port, how, resumed, changes, start);
  });
}

/// On a server, where the job of an earlier run may still go on.
int submit_there(bridge& server, const job_run& how, job_draft draft,
                 change_signal& changes) {
  auto start = steady::now();
  job_query query;
  query.open_only = true;
  query.tag = draft.tags.front();
  auto open = wait<job_page>(
      [&](reply<job_page> done) { server.list_jobs(query, std::move(done)); });
  if (!open)
    return tell(how, open.error());
  auto ours = std::find_if(open->jobs.begin(), open->jobs.end(), [](auto& j) {
    return j.phase != job_phase::cancelling;
  });
  if (ours == open->jobs.end())
    return see_through(server, how, std::move(draft), changes);
  std::cerr << "Going on with " << ours->id
            << ", which is running there already.\n";
  return finish(server, how, ours->id, changes, start);
}

} // namespace

int with_configuration(
    const job_run& how, const config_sources& sources,
    const std::function<int(const config&, change_signal&)>& work) {
  change_signal changes;
  signal_watch signals{[&changes](int count) {
    if (count > 1)
      _exit(exit_failure);
    changes.stop();
  }};
  auto loaded = load_config(sources);
  if (how.server.empty())
    check_surroundings(loaded);
  if (!loaded.problems.empty())
    return report_problems(loaded.problems, std::cerr);
  start_logging("warn");
  if (auto good = check_writable(how.out); !good)
    return tell(how, good.error());
  return work(loaded.value, changes);
}

int run_job(const job_run& how, const config& settings, job_draft draft,
            change_signal& changes) {
  if (how.server.empty())
    return submit_here(how, settings, std::move(draft), changes);
  remote_bridge server{{how.server, settings.event_key}};
  return submit_there(server, how, std::move(draft), changes);
}

int rerun_job(const job_run& how, const config& settings, const std::string& id,
              change_signal& changes) {
  auto work = [&](bridge& port) { return see_again(port, how, id, changes); };
  if (how.server.empty())
    return run_here(
        how, settings, changes, [id](const job& open) { return open.id == id; },
        work);
  remote_bridge server{{how.server, settings.event_key}};
  return work(server);
}

int see_through(bridge& port, const job_run& how, job_draft draft,
                change_signal& changes) {
  auto start = steady::now();
  auto type = draft.type;
  auto accepted = wait<job>(
      [&](reply<job> done) { port.submit(std::move(draft), std::move(done)); });
  if (!accepted)
    return tell(how, accepted.error());
  if (!how.server.empty())
    tell_paused(port, type);
  return finish(port, how, accepted->id, changes, start);
}

int see_again(bridge& port, const job_run& how, const std::string& id,
              change_signal& changes) {
  auto start = steady::now();
  auto found =
      wait<job>([&](reply<job> done) { port.find_job(id, std::move(done)); });
  if (found && is_terminal(found->phase))
    found =
        wait<job>([&](reply<job> done) { port.retry(id, std::move(done)); });
  if (!found)
    return tell(how, found.error());
  return finish(port, how, id, changes, start);
}

int tell(const job_run& how, const problem& what) {
  std::cerr << how.command << ": " << what.detail << '\n';
  return exit_failure;
}

std::string work_tag(std::string_view prefix, std::string_view work) {
  constexpr std::size_t digits = 16;
  return std::string{prefix} + to_hex(sha256({work})).substr(0, digits);
}

} // namespace leadmill
