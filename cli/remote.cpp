#include "cli/remote.hpp"

#include <cstdio>
#include <iostream>

#include "cli/job_watch.hpp"
#include "cli/report_text.hpp"
#include "cli/settings.hpp"
#include "cli/wait.hpp"
#include "messages/grouped.hpp"
#include "messages/json.hpp"
#include "messages/report_json.hpp"

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
              grouped(j.progress.total).c_str(), shown_percentage(j),
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

/// {"success":true} with what `add` adds, as a server says it.
template <class Add>
int print_json(Add add) {
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  add(w);
  w.close();
  std::cout << out << '\n';
  return exit_done;
}

std::string jobs_text(std::uint64_t count) {
  return grouped(count) + (count == 1 ? " job" : " jobs");
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

int run_retry(bridge& server, const std::string& id, bool json) {
  return show(
      wait<job>([&](reply<job> done) { server.retry(id, std::move(done)); }),
      json);
}

int run_matching(bridge& server, const bulk_request& what, bool json) {
  auto count = wait<std::uint64_t>([&](reply<std::uint64_t> done) {
    server.steer_matching(what, std::move(done));
  });
  if (!count)
    return tell(count.error());
  auto retried = what.action == bulk_action::retry;
  if (json)
    return print_json([&](object_writer& w) {
      w.add_number("count", static_cast<std::int64_t>(*count));
      if (what.dry_run)
        w.add_bool("dryRun", true);
    });
  std::cout << jobs_text(*count) << (what.dry_run ? " would be " : " ")
            << (retried ? "retried" : "cancelled") << '\n';
  return exit_done;
}

int run_pause(bridge& server, const set_paused& what, bool json) {
  auto kept = wait<bool>(
      [&](reply<bool> done) { server.pause(what, std::move(done)); });
  if (!kept)
    return tell(kept.error());
  if (json)
    return print_json([](object_writer&) {});
  std::cout << (what.type ? to_string(*what.type) : "all types")
            << (what.paused ? ": no job starts until it is resumed\n"
                            : ": jobs start\n");
  return exit_done;
}

int run_cleanup(bridge& server, std::uint32_t days, bool json) {
  constexpr unix_ms day_ms = 24 * 60 * 60 * 1000;
  auto deleted = wait<std::uint64_t>([&](reply<std::uint64_t> done) {
    server.clean_up({system_now() - days * day_ms}, std::move(done));
  });
  if (!deleted)
    return tell(deleted.error());
  if (json)
    return print_json([&](object_writer& w) {
      w.add_number("deleted", static_cast<std::int64_t>(*deleted));
      w.add_number("errors", 0);
      w.add_number("daysToKeep", days);
    });
  std::cout << jobs_text(*deleted) << " removed\n";
  return exit_done;
}

int run_erase(bridge& server, const std::string& key, bool json) {
  auto found = wait<std::vector<erased_place>>(
      [&](reply<std::vector<erased_place>> done) {
        server.erase_lead(key, std::move(done));
      });
  if (!found)
    return tell(found.error());
  std::cout << (json ? to_json(*found) + '\n' : to_text(*found));
  return exit_done;
}

int run_log(bridge& server, const std::string& id, bool json) {
  auto history = wait<std::vector<history_entry>>(
      [&](reply<std::vector<history_entry>> done) {
        server.find_history(id, std::move(done));
      });
  if (!history)
    return tell(history.error());
  std::cout << (json ? to_json(id, *history) + '\n' : to_text(*history));
  return exit_done;
}

int run_stats(bridge& server, bool json) {
  auto stats = wait<job_stats>(
      [&](reply<job_stats> done) { server.read_stats(std::move(done)); });
  if (!stats)
    return tell(stats.error());
  auto paused = wait<paused_types>(
      [&](reply<paused_types> done) { server.read_paused(std::move(done)); });
  if (!paused)
    return tell(paused.error());
  std::cout << (json ? to_json(*stats, *paused) + '\n'
                     : to_text(*stats, *paused));
  return exit_done;
}

int run_usage(remote_bridge& server, bool json) {
  auto lines = server.read_usage_lines();
  if (!lines)
    return tell(lines.error());
  std::cout << (json ? to_json(*lines) + '\n' : to_text(*lines));
  return exit_done;
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
