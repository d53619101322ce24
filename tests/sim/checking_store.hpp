// A store that watches another one: each committed change is held to the
// promises about a job's life, as they stand in docs/architecture.md, without
// asking the code that decides.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "store/job_store.hpp"

namespace leadmill::sim {

class checking_store final : public job_store {
 public:
  explicit checking_store(job_store& inner) : inner_(inner) {}

  outcome<std::vector<outcome<job>>> commit(const std::vector<change>& batch,
                                            unix_ms now) override;
  outcome<std::vector<removed_job>> remove_ended(unix_ms before,
                                                 unix_ms now) override;
  outcome<bool> purge(std::uint32_t max_rows, unix_ms now) override;
  outcome<void> scrub() override;

  /// Set: told of each change that is committed or refused, for a person.
  std::function<void(const std::string&)> log;

  /// Whether the actor of an attempt is at work in this process.
  std::function<bool(const attempt_ref&)> is_alive;

  /// While it is set, nothing is kept.
  bool refuses = false;

  /// What was not as promised, in words.
  const std::vector<std::string>& violations() const { return violations_; }
  void violate(const std::string& what) { violations_.push_back(what); }

  /// Every job that is there, as committed last.
  const std::map<std::string, job>& jobs() const { return jobs_; }

 private:
  void check(const change& what, const job& after, unix_ms now);
  void check_repeat(const job_draft& draft, const job& after, unix_ms now);
  void check_phase(const change& what, const job& before, const job& after);
  void check_attempt(const change& what, const job& before, const job& after);
  void check_progress(const change& what, const job& before, const job& after);

  job_store& inner_;
  std::map<std::string, job> jobs_;
  /// The job that was started under an idempotency key, and when.
  struct start {
    std::string job;
    unix_ms at;
  };
  std::map<std::string, start> started_;
  /// Jobs that were accepted beside another one and have not been seen yet, and
  /// that one.
  std::map<std::string, std::string> accepted_beside_;
  std::uint64_t seq_ = 0;
  std::vector<std::string> violations_;
};

} // namespace leadmill::sim
