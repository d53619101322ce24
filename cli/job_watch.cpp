#include "cli/job_watch.hpp"

#include <cstdio>
#include <functional>
#include <string_view>
#include <utility>

#include <nlohmann/json.hpp>
#include <unistd.h>

#include "cli/wait.hpp"
#include "cli/whole_file.hpp"

namespace leadmill {

namespace {

using steady = std::chrono::steady_clock;

/// Draws what `follow` sees.
class progress_display {
 public:
  explicit progress_display(progress_style style)
      : style_(style), start_(steady::now()) {}

  void show(const job& state) {
    is_away_ = false;
    if (style_ == progress_style::bar)
      draw(state);
    else if (style_ == progress_style::lines)
      show_line(state);
  }

  /// Once for each time that the server is away.
  void show(const problem& away) {
    if (std::exchange(is_away_, true) || style_ == progress_style::none)
      return;
    finish();
    std::fprintf(stderr, "%s; trying again\n", away.detail.c_str());
  }

  /// Leaves the bar's line.
  void finish() {
    if (std::exchange(is_drawn_, false))
      std::fputc('\n', stderr);
  }

 private:
  void draw(const job& state) {
    is_drawn_ = true;
    std::fprintf(stderr, "\r%s\033[K",
                 render_bar(state, rate(state.progress)).c_str());
  }

  /// A line for each tenth.
  void show_line(const job& state) {
    auto tenth = static_cast<int>(shown_percentage(state) / 10);
    if (tenth == last_tenth_)
      return;
    last_tenth_ = tenth;
    std::fprintf(stderr, "%s\n", progress_line(state).c_str());
  }

  double rate(const job_progress& progress) {
    if (!seen_) {
      seen_ = true;
      first_ = progress.current;
    }
    std::chrono::duration<double> took = steady::now() - start_;
    return took.count() > 0 ? (progress.current - first_) / took.count() : 0;
  }

  progress_style style_;
  bool is_away_ = false;
  bool is_drawn_ = false;
  steady::time_point start_;
  bool seen_ = false;
  std::uint32_t first_ = 0;
  int last_tenth_ = -1;
};

/// A server that restarts, or has much to do.
bool may_pass(const problem& what) {
  return what.code == errc::unavailable || what.code == errc::timeout;
}

/// Hands every part of a result page to `take`.
outcome<bool>
read_parts(bridge& port, const result_query& query,
           const std::function<outcome<bool>(std::string_view text)>& take) {
  auto part = wait<result_text>([&](reply<result_text> done) {
    port.open_results(query, std::move(done));
  });
  while (part) {
    if (auto taken = take(part->text); !taken) {
      if (part->cursor != 0)
        port.close_results(part->cursor);
      return taken;
    }
    if (part->cursor == 0)
      return true;
    part = wait<result_text>([&](reply<result_text> done) {
      port.next_results(part->cursor, std::move(done));
    });
  }
  return tl::make_unexpected(part.error());
}

void count_lead(job_summary& summary, std::string_view line) {
  auto lead = nlohmann::json::parse(line, nullptr, false);
  if (!lead.is_object())
    return;
  if (lead.contains("duplicateOf"))
    ++summary.duplicates;
  if (lead.contains("filterReason"))
    ++summary.filtered[lead["filterReason"].get<std::string>()];
}

} // namespace

void change_signal::notify() {
  std::lock_guard guard{mutex_};
  is_changed_ = true;
  changed_.notify_all();
}

void change_signal::stop() {
  is_stopped_ = true;
  notify();
}

bool change_signal::stopped() const { return is_stopped_; }

void change_signal::wait(std::chrono::milliseconds limit) {
  std::unique_lock guard{mutex_};
  changed_.wait_for(guard, limit, [this] { return is_changed_; });
  is_changed_ = false;
}

progress_style style_for_terminal() {
  return isatty(STDERR_FILENO) ? progress_style::bar : progress_style::lines;
}

outcome<job> follow(bridge& port, const std::string& id, change_signal& changes,
                    progress_style style, std::chrono::milliseconds patience) {
  // Also the pace at which a server is asked, which does not notify.
  constexpr std::chrono::milliseconds pause{200};
  progress_display display{style};
  outcome<job> seen = fail(errc::unavailable, "Stopped before any answer");
  auto last_answer = steady::now();
  for (;;) {
    auto state =
        wait<job>([&](reply<job> done) { port.find_job(id, std::move(done)); });
    if (state) {
      last_answer = steady::now();
      display.show(*state);
      seen = state;
    } else if (!may_pass(state.error())
               || steady::now() - last_answer >= patience) {
      display.finish();
      return state;
    } else {
      display.show(state.error());
    }
    if ((state && is_terminal(state->phase)) || changes.stopped()) {
      display.finish();
      return seen;
    }
    changes.wait(pause);
  }
}

outcome<bool> write_results(bridge& port, const result_query& query,
                            const std::filesystem::path& out) {
  if (out == "-")
    return read_parts(port, query, [](std::string_view text) -> outcome<bool> {
      if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size())
        return fail(errc::unavailable, "Cannot write to standard output");
      return true;
    });
  auto file = whole_file_writer::create(out);
  if (!file)
    return tl::make_unexpected(file.error());
  auto written = read_parts(
      port, query, [&](std::string_view text) { return file->write(text); });
  return written ? file->commit() : written;
}

outcome<bool> count_results(bridge& port, job_summary& summary) {
  result_query query;
  query.job = summary.state.id;
  query.format = result_format::ndjson;
  // Every part ends with a whole lead.
  return read_parts(port, query, [&](std::string_view text) -> outcome<bool> {
    while (!text.empty()) {
      auto end = text.find('\n');
      count_lead(summary, text.substr(0, end));
      text.remove_prefix(end == text.npos ? text.size() : end + 1);
    }
    return true;
  });
}

} // namespace leadmill
