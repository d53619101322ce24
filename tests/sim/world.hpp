// A whole Leadmill of actors on the deterministic coordinator, driven by one
// seed: it picks which actor handles its next message, lets time pass, sets the
// wall clock, kills job actors and the whole process, fills the disk, and asks
// for things as users do. The same seed does the same again.
#pragma once

#include <cstdint>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "actors/janitor.hpp"
#include "tests/actors/system.hpp"
#include "tests/sim/checking_store.hpp"
#include "tests/sim/site.hpp"

namespace leadmill::sim {

/// A number that both change.
inline std::uint64_t mixed(std::uint64_t into, const std::string& text) {
  return (into ^ std::hash<std::string>{}(text)) * 1'099'511'628'211u;
}

class world : public leadmill::testing::system_fixture {
 public:
  explicit world(std::uint32_t seed);
  ~world();

  /// Says on standard error what happens.
  void be_loud();

  /// From now on attempts that others have replaced still try to write, as
  /// those on a node do that was taken for dead.
  void let_replaced_attempts_write() { late_writers_ = true; }

  /// So many random events, then peace: no more faults, until every job has
  /// ended. What was not as promised is in `violations`.
  void run(int events);

  const std::vector<std::string>& violations() const {
    return checker_.violations();
  }
  /// Changes with everything that happens.
  std::uint64_t trace() const { return trace_; }
  std::size_t job_count() const { return ids_.size(); }

 private:
  std::uint32_t below(std::uint32_t bound);
  bool one_in(std::uint32_t n) { return below(n) == 0; }

  void say(const std::string& what);
  void start_all();
  void stop_all();
  void event();
  void user_event();
  void fault();
  void write_late();
  void submit_something();
  job_draft some_draft();
  void make_scrape(job_draft& draft);
  std::string some_id();
  job_actor spawn_attempt(const job& begun);
  job_actor spawn_scraper(const job& begun);
  /// Handles one message of some actor; false when there is none.
  bool handle_one();
  void handle_all();
  void let_time_pass(std::chrono::milliseconds time);

  /// Asks, and sees to it that an answer comes.
  template <class Answer, class Handle, class Message>
  void ask_for(const Handle& whom, Message message);
  void note_answer(std::uint64_t question, bool timed_out);

  void heal();
  void check_end();
  void check_results(const job& done);
  void check_pages(const job& done);
  void check_feed();

  std::mt19937 random_;
  checking_store checker_{store.writer()};
  caf::actor asker_;
  upstream_actor site_;
  bulk_actor bulk_;
  eraser_actor eraser_;
  ticking_actor janitor_;
  std::vector<std::string> ids_;
  /// Attempts that were given an actor: (job, number).
  std::set<std::pair<std::string, std::uint32_t>> attempts_;
  /// Those whose actor is at work in this process.
  std::set<std::pair<std::string, std::uint32_t>> alive_;
  /// Questions without an answer, and the process that they went to.
  std::map<std::uint64_t, std::uint32_t> asked_;
  std::uint64_t questions_ = 0;
  std::uint32_t process_ = 0;
  bool peaceful_ = false;
  bool loud_ = false;
  bool late_writers_ = false;
  std::uint64_t trace_ = 0;
};

} // namespace leadmill::sim
