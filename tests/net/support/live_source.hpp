// A live feed without actors: what is committed and removed, and what a
// snapshot of it holds; and the messages of its clients.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "messages/ids.hpp"
#include "net/live_client.hpp"

namespace leadmill::test {

inline std::string id(std::uint64_t n) {
  return make_job_id(job_type::enrichment, 1767225600000, n);
}

/// The feed: what is committed, and what a snapshot of it holds.
struct feed {
  live_frame commit(std::uint64_t n, bool open = true) {
    live_job job;
    job.seq = ++seq;
    job.id = id(n);
    job.open = open;
    job.json = std::make_shared<const std::string>(
        R"({"jobId":")" + job.id + R"(","seq":)" + std::to_string(seq) + "}");
    jobs[job.id] = job;
    return to_frame(job);
  }

  live_frame remove(std::uint64_t n) {
    jobs.erase(id(n));
    removed.push_back({++seq, id(n)});
    return to_frame(removed.back());
  }

  /// Forgets what was removed so far, as a feed does after a while.
  void forget() {
    removed.clear();
    resumable_from = seq;
  }

  shared_view snapshot() const {
    live_snapshot out{1, seq, {}, {}, resumable_from};
    for (const auto& [name, job] : jobs)
      out.jobs.push_back(job);
    std::sort(out.jobs.begin(), out.jobs.end(),
              [](const auto& a, const auto& b) { return a.seq < b.seq; });
    for (const auto& gone : removed)
      if (!jobs.contains(gone.id))
        out.removed.push_back(gone);
    return std::make_shared<live_view>(std::move(out));
  }

  std::uint64_t seq = 0;
  std::map<std::string, live_job> jobs;
  std::vector<live_removed> removed;
  std::uint64_t resumable_from = 0;
};

inline std::string subscribe(std::string jobs, std::string more = "") {
  return R"({"type":"subscribe","jobs":[)" + jobs + "]" + more + "}";
}

inline std::string quoted(std::uint64_t n) { return "\"" + id(n) + "\""; }

} // namespace leadmill::test
