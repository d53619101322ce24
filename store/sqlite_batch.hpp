// A batch of changes inside the writer's transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "messages/changes.hpp"
#include "store/sqlite_answers.hpp"
#include "store/sqlite_outbox.hpp"
#include "store/sqlite_usage.hpp"
#include "store/transition.hpp"

namespace leadmill {

/// The prepared statements of all batches, kept between them. What is rare is
/// prepared when it comes.
struct batch_statements {
  explicit batch_statements(SQLite::Database& db,
                            std::vector<outbox_route> routes = {});

  SQLite::Database& db;
  SQLite::Statement counters, set_counters, probe, find, insert_job, update_job,
      insert_tag, insert_input, insert_lead, insert_history;
  answer_writer answers;
  outbox_writer outbox;
};

/// Applies changes one by one; keeps the jobs that they are about in mind and
/// writes them at the end, once each. Throws what SQLite throws.
/// REQUIRES: an open transaction, which only ends after it.
class batch_run {
 public:
  batch_run(batch_statements& sql, unix_ms now);

  /// As `job_store::commit` has it.
  outcome<job> apply(const change& what);

  /// Writes what was only kept in mind.
  void finish();

 private:
  /// A job that this batch has looked at, as the batch leaves it.
  struct working_job {
    std::int64_t num = 0;
    std::uint64_t saved_no = 0;
    job state;
    /// Differs from its row in the table.
    bool dirty = false;
  };

  working_job* find(const std::string& id);
  std::uint64_t next_seq();
  std::optional<scrape_progress> find_scrape_for(const change& what,
                                                 const working_job* known);
  /// A job together with the one that follows it.
  outcome<job> accept_both(const accept_job& what);
  outcome<job> apply_to_none(const change& what);
  void pause(const set_paused& what);

  /// The answer to a request that came before under its idempotency key.
  std::optional<outcome<job>> find_repeat(const idempotency& repeat);
  void remember(const idempotency& repeat, const working_job& made);
  void forget_key(const working_job& known);

  working_job* add_job(const job_draft& draft, decision next);
  void add_tags(std::int64_t num, const std::vector<std::string>& tags);
  void move(working_job& known, decision next);
  void add_history(const working_job& known, std::optional<job_phase> from,
                   std::string reason);

  /// What a change does beside moving the job.
  void work_on(working_job& known, const change& what);
  /// False for a row that is there already.
  bool add_lead(working_job& known, const lead_result& lead);
  void add_leads(working_job& known, const std::vector<lead_result>& leads);
  void announce_leads(const working_job& known, std::uint64_t saved_before);
  void add_page(working_job& known, const save_page& what,
                scrape_progress so_far);
  /// It changed without moving.
  void alter(working_job& known, job state);
  void drop_failed(const working_job& known);
  void erase_rows(working_job& known, const std::vector<std::uint32_t>& rows);
  /// False when that was done before.
  bool erase_result(const working_job& known, std::uint32_t row);

  batch_statements& sql_;
  unix_ms now_;
  std::int64_t last_seq_ = 0;
  std::int64_t last_num_ = 0;
  bool numbered_ = false;
  usage_counter usage_;
  std::unordered_map<std::string, working_job> jobs_;
};

} // namespace leadmill
