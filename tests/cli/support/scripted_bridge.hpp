// A bridge that answers from a script, and remembers what it was asked.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "cli/job_watch.hpp"
#include "messages/bridge.hpp"

namespace leadmill::test {

class scripted_bridge final : public bridge {
 public:
  void submit(job_draft draft, reply<job> done) override {
    drafts.push_back(std::move(draft));
    done(accepted);
  }
  void cancel(std::string, reply<job> done) override { refuse(done); }
  void retry(std::string id, reply<job> done) override {
    retries.push_back(std::move(id));
    done(retried);
  }
  void steer_matching(bulk_request, reply<std::uint64_t> done) override {
    refuse(done);
  }
  void pause(set_paused, reply<bool> done) override { refuse(done); }
  void clean_up(cleanup_request, reply<std::uint64_t> done) override {
    refuse(done);
  }
  void erase_lead(std::string, reply<std::vector<erased_place>> done) override {
    refuse(done);
  }
  void find_history(std::string,
                    reply<std::vector<history_entry>> done) override {
    refuse(done);
  }
  void read_usage(reply<usage_report> done) override { refuse(done); }
  void read_stats(reply<job_stats> done) override { refuse(done); }
  void read_paused(reply<paused_types> done) override { done(paused); }
  void read_destinations(reply<std::vector<destination_view>> done) override {
    refuse(done);
  }
  void list_deliveries(delivery_query, reply<delivery_page> done) override {
    refuse(done);
  }
  void replay(delivery_filter, reply<std::uint64_t> done) override {
    refuse(done);
  }
  void find_job(std::string, reply<job> done) override {
    // Answers at once, so that nobody waits for the next look.
    if (changes)
      changes->notify();
    auto now = states.front();
    if (states.size() > 1)
      states.erase(states.begin());
    if (!now && on_failure)
      on_failure();
    done(now);
  }
  void list_jobs(job_query, reply<job_page> done) override { done(job_page{}); }
  void open_results(result_query query, reply<result_text> done) override {
    pages.push_back(std::move(query));
    next_results(0, std::move(done));
  }
  void next_results(std::uint64_t, reply<result_text> done) override {
    auto part = parts.front();
    parts.erase(parts.begin());
    done(part);
  }
  void close_results(std::uint64_t) override { ++closed; }
  void request_snapshot(std::uint64_t) override {}
  void ready(reply<bool> done) override { done(true); }

  template <class T>
  static void refuse(const reply<T>& done) {
    done(fail(errc::internal, "not here"));
  }

  change_signal* changes = nullptr;
  outcome<job> accepted = fail(errc::internal, "not here");
  outcome<job> retried = fail(errc::internal, "not here");
  paused_types paused;
  std::vector<outcome<job>> states;
  std::function<void()> on_failure;
  std::vector<outcome<result_text>> parts;
  int closed = 0;
  std::vector<job_draft> drafts;
  std::vector<std::string> retries;
  std::vector<result_query> pages;
};

} // namespace leadmill::test
