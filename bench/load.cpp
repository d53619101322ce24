// The load of scripts/bench on a running server. Four modes, each prints one
// line of JSON: `job` posts one job and waits for its end on the live feed;
// `accept` posts jobs over keep-alive connections; `get` asks for one path;
// `snapshot` takes all jobs from the live feed.
#include <algorithm>
#include <chrono>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <unordered_set>
#include <vector>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "bench/http_load.hpp"
#include "bench/live.hpp"

namespace {

using namespace leadmill::bench;
using nlohmann::json;
using monotonic = std::chrono::steady_clock;

constexpr const char* enrich_path = "/api/jobs/enrich";

struct settings {
  std::uint16_t port = 0;
  std::size_t connections = 32;
  std::string file;
  std::string ids;
  std::string path = "/livez";
  std::size_t jobs = 1;
  double seconds = 2;
};

std::ifstream open_file(const std::string& name) {
  std::ifstream in{name, std::ios::binary};
  if (!in)
    throw std::runtime_error("cannot read " + name);
  return in;
}

std::string read_file(const std::string& name) {
  auto in = open_file(name);
  return {std::istreambuf_iterator<char>{in}, {}};
}

double seconds_since(monotonic::time_point start) {
  return std::chrono::duration<double>(monotonic::now() - start).count();
}

/// The id in an answer that must be 202.
std::string accepted_id(int status, std::string_view body) {
  if (status != 202)
    throw std::runtime_error("expected 202, got " + std::to_string(status)
                             + ": " + std::string{body});
  constexpr std::string_view name = R"("jobId":")";
  auto from = body.find(name);
  auto end = from == body.npos ? from : body.find('"', from + name.size());
  if (end == body.npos)
    throw std::runtime_error("no jobId in " + std::string{body});
  from += name.size();
  return std::string{body.substr(from, end - from)};
}

json latencies(std::vector<std::uint32_t> sorted) {
  std::sort(sorted.begin(), sorted.end());
  auto at = [&](double part) {
    auto last = static_cast<double>(sorted.size() - 1);
    return sorted[static_cast<std::size_t>(part * last)];
  };
  return {{"p50_us", at(0.5)}, {"p99_us", at(0.99)}, {"max_us", at(1)}};
}

json run_job(const settings& with) {
  auto request = make_request(enrich_path, read_file(with.file));
  live_subscriber feed{with.port};
  bool sent = false;
  std::string id;
  auto start = monotonic::now();
  run_load({with.port, 1,
            [&] { return std::exchange(sent, true) ? nullptr : &request; },
            [&](int status, std::string_view body) {
              id = accepted_id(status, body);
            }});
  auto accepted = seconds_since(start);
  auto end = feed.wait_for_end(id);
  auto seconds = seconds_since(start);
  return {{"jobId", id},
          {"status", end.status},
          {"saved", end.saved},
          {"filtered", end.filtered},
          {"failed", end.failed},
          {"frames", end.frames},
          {"seconds", seconds},
          {"accept_seconds", accepted},
          {"bytes", request.size()}};
}

json run_accept(const settings& with) {
  std::vector<std::string> requests;
  auto in = open_file(with.file);
  for (std::string line; std::getline(in, line);)
    requests.push_back(make_request(enrich_path, line));
  if (requests.empty())
    throw std::runtime_error("no bodies in " + with.file);
  std::size_t sent = 0;
  std::vector<std::string> ids;
  ids.reserve(with.jobs);
  auto times = run_load({with.port, with.connections,
                         [&]() -> const std::string* {
                           return sent < with.jobs
                                      ? &requests[sent++ % requests.size()]
                                      : nullptr;
                         },
                         [&](int status, std::string_view body) {
                           ids.push_back(accepted_id(status, body));
                         }});
  if (std::unordered_set<std::string>{ids.begin(), ids.end()}.size()
      != with.jobs)
    throw std::runtime_error("an id was given twice");
  if (!with.ids.empty()) {
    std::ofstream out{with.ids, std::ios::app};
    for (const auto& id : ids)
      out << id << '\n';
  }
  json out = latencies(std::move(times.latency_us));
  out["accepted"] = ids.size();
  out["seconds"] = times.seconds;
  return out;
}

json run_get(const settings& with) {
  auto request = make_request(with.path);
  auto start = monotonic::now();
  auto times = run_load(
      {with.port, with.connections,
       [&] { return seconds_since(start) < with.seconds ? &request : nullptr; },
       [](int status, std::string_view) {
         if (status != 200)
           throw std::runtime_error("expected 200, got "
                                    + std::to_string(status));
       }});
  auto answers = times.latency_us.size();
  json out = latencies(std::move(times.latency_us));
  out["answers"] = answers;
  out["seconds"] = times.seconds;
  return out;
}

json run_snapshot(const settings& with) {
  auto start = monotonic::now();
  live_subscriber feed{with.port};
  return {{"jobs", feed.jobs_at_start()}, {"seconds", seconds_since(start)}};
}

} // namespace

int main(int argc, char** argv) {
  settings with;
  CLI::App app{"Load for scripts/bench"};
  app.require_subcommand(1);
  auto* job = app.add_subcommand("job", "post one job, wait for its end");
  auto* accept = app.add_subcommand("accept", "post many jobs");
  auto* get = app.add_subcommand("get", "ask for a path");
  auto* snapshot = app.add_subcommand("snapshot", "take all from the feed");
  for (auto* mode : {job, accept, get, snapshot})
    mode->add_option("--port", with.port)->required();
  job->add_option("--body", with.file, "a request body")->required();
  accept->add_option("--bodies", with.file, "a body per line")->required();
  accept->add_option("--jobs", with.jobs)->required();
  accept->add_option("--ids", with.ids, "append the ids to this file");
  for (auto* mode : {accept, get})
    mode->add_option("--connections", with.connections);
  get->add_option("--path", with.path);
  get->add_option("--seconds", with.seconds);
  CLI11_PARSE(app, argc, argv);
  try {
    auto out = job->parsed()      ? run_job(with)
               : accept->parsed() ? run_accept(with)
               : get->parsed()    ? run_get(with)
                                  : run_snapshot(with);
    std::cout << out.dump() << '\n';
    return 0;
  } catch (const std::exception& e) {
    std::cerr << "bench_load: " << e.what() << '\n';
    return 1;
  }
}
