#include "cli/remote.hpp"

#include <cstdio>
#include <iostream>

#include "cli/job_watch.hpp"
#include "cli/settings.hpp"
#include "cli/wait.hpp"
#include "messages/grouped.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

int tell(const problem& what) {
  std::cerr << "leadmill: " << what.detail << '\n';
  return exit_failure;
}

/// One line: id, status and phase, progress, when it was created.
void print(const job& j) {
  std::printf("%-36s %-10s %-10s %6s / %-6s %3u %%  %s%s%s\n", j.id.c_str(),
              to_string(status_of(j.phase)), to_string(j.phase),
              grouped(j.progress.current).c_str(),
              grouped(j.progress.total).c_str(), percentage(j.progress),
              to_iso(j.created_at).c_str(), j.error.empty() ? "" : "  ",
              j.error.c_str());
}

int show(const outcome<job>& j, bool json) {
  if (!j)
    return tell(j.error());
  if (json)
    std::cout << to_json(*j) << '\n';
  else
    print(*j);
  return exit_done;
}

} // namespace

int run_jobs(bridge& server, const job_query& query, bool json) {
  auto page = wait<job_page>(
      [&](reply<job_page> done) { server.list_jobs(query, std::move(done)); });
  if (!page)
    return tell(page.error());
  if (json) {
    std::cout << to_json(page->jobs, page->next_cursor) << '\n';
    return exit_done;
  }
  for (const auto& j : page->jobs)
    print(j);
  if (page->jobs.empty())
    std::cerr << "No jobs.\n";
  else if (!page->next_cursor.empty())
    std::cerr << "More with --cursor " << page->next_cursor << '\n';
  return exit_done;
}

int run_status(bridge& server, const std::string& id, bool json) {
  return show(
      wait<job>([&](reply<job> done) { server.find_job(id, std::move(done)); }),
      json);
}

int run_cancel(bridge& server, const std::string& id, bool json) {
  return show(
      wait<job>([&](reply<job> done) { server.cancel(id, std::move(done)); }),
      json);
}

int run_results(bridge& server, const result_query& query,
                const std::string& out) {
  auto written = write_results(server, query, out);
  return written ? exit_done : tell(written.error());
}

int run_watch(bridge& server, const std::string& id, bool json) {
  // A server that never answered is told at once, not waited for.
  auto first =
      wait<job>([&](reply<job> done) { server.find_job(id, std::move(done)); });
  if (!first)
    return tell(first.error());
  change_signal changes;
  auto state = follow(server, id, changes,
                      json ? progress_style::none : style_for_terminal());
  auto status = show(state, json);
  return status == exit_done && state->phase != job_phase::done ? exit_failure
                                                                : status;
}

} // namespace leadmill
