// What the live feed costs, on a running server. Two modes: `follow` lets many
// subscribers follow jobs that change at a steady rate and prints one line of
// JSON; `hold` keeps them until its standard input ends, after a line "ready".
//
// A job is changed by cancelling it and having it done again, by turns, while
// nothing may start: each is one commit and one frame. A receipt is timed from
// before that request is sent, so the commit itself is part of it.
#include <algorithm>
#include <exception>
#include <future>
#include <iostream>
#include <stdexcept>
#include <string>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <poll.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/crowd.hpp"
#include "bench/http_load.hpp"

namespace {

using namespace leadmill::bench;
using nlohmann::json;
using milliseconds = std::chrono::milliseconds;

struct settings {
  crowd_plan plan;
  /// Changes per second, over all jobs, and for how long.
  double rate = 20;
  double seconds = 5;
  std::vector<std::string> jobs;
};

/// A change as the server answered it.
struct change {
  std::uint64_t seq = 0;
  monotonic::time_point asked;
  monotonic::time_point answered;
};

/// One request on a connection of its own; what was answered.
std::string post(std::uint16_t port, std::string_view path,
                 const std::string& body) {
  auto request = make_request(path, body);
  auto sent = false;
  std::string out;
  run_load({port, 1,
            [&] { return std::exchange(sent, true) ? nullptr : &request; },
            [&](int status, std::string_view answer) {
              if (status != 200)
                throw std::runtime_error("expected 200, got "
                                         + std::to_string(status) + ": "
                                         + std::string{answer});
              out = answer;
            }});
  return out;
}

/// Changes the jobs at the rate; each is waiting when it begins.
std::vector<change> make_changes(const settings& with) {
  std::vector<change> out;
  auto count = static_cast<std::size_t>(with.rate * with.seconds);
  auto next = monotonic::now();
  auto step = std::chrono::duration_cast<monotonic::duration>(
      std::chrono::duration<double>(1 / with.rate));
  for (std::size_t n = 0; n < count; ++n, next += step) {
    std::this_thread::sleep_until(next);
    const auto& id = with.jobs[n % with.jobs.size()];
    auto cancels = n / with.jobs.size() % 2 == 0;
    auto asked = monotonic::now();
    auto answer =
        post(with.plan.port, cancels ? "/api/jobs/cancel" : "/api/jobs/retry",
             R"({"jobId":")" + id + "\"}");
    auto answered = monotonic::now();
    out.push_back({json::parse(answer).at("job").at("seq"), asked, answered});
  }
  return out;
}

double ms(monotonic::duration from) {
  return std::chrono::duration<double, std::milli>(from).count();
}

json quantiles(std::vector<double> of) {
  if (of.empty())
    return nullptr;
  std::sort(of.begin(), of.end());
  auto at = [&](double part) {
    return of[static_cast<std::size_t>(part
                                       * static_cast<double>(of.size() - 1))];
  };
  return {{"p50_ms", at(0.5)}, {"p99_ms", at(0.99)}, {"max_ms", at(1)}};
}

/// Reads until all are told of the last change, or for a while.
std::size_t converge(crowd& all, std::size_t readers, std::uint64_t last) {
  auto until = monotonic::now() + std::chrono::seconds{20};
  while (all.count_at(last) < readers && monotonic::now() < until)
    all.read(milliseconds{20});
  return all.count_at(last);
}

json follow(const settings& with) {
  crowd all{with.plan};
  auto made = std::async(std::launch::async, make_changes, with);
  while (made.wait_for(std::chrono::seconds{0}) != std::future_status::ready)
    all.read(milliseconds{20});
  auto changes = made.get();
  auto last = changes.back().seq;
  auto began = monotonic::now();
  auto converged = converge(all, with.plan.readers, last);
  std::unordered_map<std::uint64_t, monotonic::time_point> asked;
  std::vector<double> commits;
  for (const auto& one : changes) {
    asked[one.seq] = one.asked;
    commits.push_back(ms(one.answered - one.asked));
  }
  std::vector<double> receipts;
  for (const auto& one : all.receipts())
    if (auto at = asked.find(one.seq); at != asked.end())
      receipts.push_back(ms(one.at - at->second));
  auto possible = changes.size() * with.plan.readers;
  auto delivered = receipts.size();
  return {
      {"subscribers", with.plan.readers},
      {"changes", changes.size()},
      {"seconds", ms(changes.back().answered - changes.front().asked) / 1000},
      {"delivered", delivered},
      {"conflated", possible - delivered},
      {"receipt", quantiles(std::move(receipts))},
      {"answer", quantiles(std::move(commits))},
      {"converged", converged},
      {"converged_after_ms", ms(monotonic::now() - began)},
      {"closed", all.closed()}};
}

void hold(const settings& with) {
  crowd all{with.plan};
  std::cout << "ready" << std::endl;
  pollfd input{STDIN_FILENO, POLLIN, 0};
  while (::poll(&input, 1, 0) == 0)
    all.read(milliseconds{20});
}

/// Each subscriber takes a descriptor.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
    return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

} // namespace

int main(int argc, char** argv) {
  settings with;
  CLI::App app{"Subscribers of the live feed for scripts/bench"};
  app.require_subcommand(1);
  auto* follows = app.add_subcommand("follow", "follow jobs that change");
  auto* holds = app.add_subcommand("hold", "stay until the input ends");
  for (auto* mode : {follows, holds}) {
    mode->add_option("--port", with.plan.port)->required();
    mode->add_option("--subscribers", with.plan.readers)->required();
    mode->add_option("--stuck", with.plan.stuck, "more, that never read");
    mode->add_option("--follow", with.plan.jobs, "a job id, or *");
  }
  follows->add_option("--rate", with.rate, "changes per second");
  follows->add_option("--seconds", with.seconds);
  follows->add_option("--jobs", with.jobs, "ids of those that change")
      ->required()
      ->delimiter(',');
  CLI11_PARSE(app, argc, argv);
  raise_descriptor_limit();
  try {
    if (follows->parsed())
      std::cout << follow(with).dump() << '\n';
    else
      hold(with);
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "bench_fanout: " << e.what() << '\n';
    return 1;
  }
}
