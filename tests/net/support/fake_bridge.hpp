// A bridge without actors: it answers on a thread of its own, in order, from
// what a test told it, and remembers what it was asked.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/feed.hpp"

namespace leadmill::test {

/// A job id that differs with `n`.
std::string job_id(std::uint64_t n, job_type type = job_type::enrichment);

class fake_bridge final : public bridge {
 public:
  /// `sink` is the live hub's; it may be empty.
  explicit fake_bridge(live_sink sink = {});
  ~fake_bridge() override;

  void submit(job_draft draft, reply<job> done) override;
  void cancel(std::string id, reply<job> done) override;
  void retry(std::string id, reply<job> done) override;
  void steer_matching(bulk_request what, reply<std::uint64_t> done) override;
  void pause(set_paused what, reply<bool> done) override;
  void clean_up(cleanup_request what, reply<std::uint64_t> done) override;
  void erase_lead(std::string key,
                  reply<std::vector<erased_place>> done) override;
  void find_history(std::string id,
                    reply<std::vector<history_entry>> done) override;
  void read_usage(reply<usage_report> done) override;
  void read_stats(reply<job_stats> done) override;
  void read_paused(reply<paused_types> done) override;
  void read_destinations(reply<std::vector<destination_view>> done) override;
  void list_deliveries(delivery_query query,
                       reply<delivery_page> done) override;
  void replay(delivery_filter which, reply<std::uint64_t> done) override;
  void find_job(std::string id, reply<job> done) override;
  void list_jobs(job_query query, reply<job_page> done) override;
  void open_results(result_query query, reply<result_text> done) override;
  void next_results(std::uint64_t cursor, reply<result_text> done) override;
  void close_results(std::uint64_t cursor) override;
  void request_snapshot(std::uint64_t ticket) override;
  void ready(reply<bool> done) override;

  /// What is remembered and told, under one lock.
  struct memory {
    std::optional<problem> refusal; // of every call, if set
    std::vector<job_draft> drafts;
    std::vector<job_query> queries;
    std::vector<result_query> result_queries;
    std::vector<std::string> cancelled, retried, erased;
    std::vector<bulk_request> bulks; // each changes 7 jobs
    std::vector<set_paused> pauses;
    std::vector<cleanup_request> cleanups; // each removes 3 jobs
    std::vector<std::string> parts = {"{}"};
    std::size_t parts_asked = 0;
    std::size_t fail_at_part = SIZE_MAX;
    std::vector<std::uint64_t> closed;
    usage_report usage;
    std::vector<destination_view> destinations;
    delivery_page deliveries;
    std::vector<delivery_query> delivery_queries;
    std::vector<delivery_filter> replays; // each sends 5 once more
    std::size_t snapshots = 0;
    bool lose_snapshots = false;
    bool hold = false; // replies wait until it is false
    std::size_t calls = 0;
  };

  /// Runs `what` on the memory, and wakes whoever waits.
  template <class F>
  auto with(F what) {
    std::lock_guard guard{mutex_};
    struct waker {
      std::condition_variable& changed;
      ~waker() { changed.notify_all(); }
    } wake{changed_};
    return what(memory_);
  }

  /// Waits until `what(memory)` holds; false after ten seconds.
  template <class F>
  bool await(F what) {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, std::chrono::seconds{10},
                             [&] { return what(memory_); });
  }

  /// Commits a state of job `n`: the feed publishes it under the next seq.
  void commit(std::uint64_t n, bool open, std::string note = {});

  /// Removes job `n` for good: the feed says so under the next seq.
  void remove(std::uint64_t n);

  /// Waits until everything handed in so far has been done.
  void settle();

 private:
  void enqueue(std::function<void()> task);
  /// Remembers the call with `note`, and answers with the refusal or `value`.
  template <class T, class F>
  void respond(reply<T> done, T value, F note);
  void run();
  result_text part(std::size_t index, std::uint64_t cursor);

  live_sink sink_;
  std::mutex mutex_;
  std::condition_variable changed_;
  memory memory_;
  std::deque<std::function<void()>> tasks_;
  std::size_t done_ = 0;
  std::size_t handed_in_ = 0;
  bool stopping_ = false;
  // Of the thread:
  std::uint64_t seq_ = 0;
  std::map<std::string, live_job> feed_;
  std::vector<live_removed> removed_;
  std::map<std::uint64_t, std::size_t> cursors_;
  std::uint64_t last_cursor_ = 0;
  std::thread thread_;
};

} // namespace leadmill::test
