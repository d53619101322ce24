#include "store/sqlite_writer.hpp"

#include <unordered_map>
#include <utility>

#include <SQLiteCpp/Column.h>
#include <sqlite3.h>

#include "messages/json.hpp"
#include "store/sqlite_rows.hpp"
#include "store/transition.hpp"

namespace leadmill {

namespace {

/// The prepared statements, kept.
struct statements {
  explicit statements(SQLite::Database& db)
      : begin(db, "BEGIN IMMEDIATE"), commit(db, "COMMIT"),
        counters(db, "SELECT last_seq, last_num FROM counters"),
        set_counters(db, "UPDATE counters SET last_seq = ?, last_num = ?"),
        probe(db, "UPDATE counters SET probes = probes + 1"),
        find(db, "SELECT num, saved_no, " + std::string{job_columns}
                     + " FROM jobs WHERE id = ?"),
        insert_job(db, insert_job_sql), update_job(db, update_job_sql),
        insert_tag(db, "INSERT INTO job_tags (tag, job) VALUES (?, ?)"
                       " ON CONFLICT DO NOTHING"),
        insert_input(db, "INSERT INTO inputs (job, first_row, count, data)"
                         " VALUES (?, ?, ?, ?)"),
        insert_lead(db, insert_lead_sql),
        insert_history(db, "INSERT INTO history (job, seq, time, attempt,"
                           " from_phase, to_phase, node, reason)"
                           " VALUES (?, ?, ?, ?, ?, ?, ?, ?)") {}

  SQLite::Statement begin, commit, counters, set_counters, probe, find,
      insert_job, update_job, insert_tag, insert_input, insert_lead,
      insert_history;
};

/// A job that this batch has looked at, as the batch leaves it.
struct working_job {
  std::int64_t num = 0;
  std::uint64_t saved_no = 0;
  job state;
  /// Differs from its row in the table.
  bool dirty = false;
};

/// One batch inside its transaction. Throws what SQLite throws.
class batch_run {
 public:
  batch_run(statements& sql, unix_ms now) : sql_(sql), now_(now) {
    lent counters{sql_.counters};
    counters->executeStep();
    last_seq_ = counters->getColumn(0).getInt64();
    last_num_ = counters->getColumn(1).getInt64();
  }

  outcome<job> apply(const change& what) {
    if (std::holds_alternative<probe_write>(what)) {
      lent(sql_.probe)->exec();
      return job{};
    }
    auto* known = find(job_of(what));
    auto* current = known != nullptr ? &known->state : nullptr;
    auto* parent = find(parent_of(what, current));
    auto next = decide(what, current,
                       parent != nullptr ? &parent->state : nullptr, now_);
    if (!next)
      return tl::make_unexpected(std::move(next.error()));
    if (auto* accept = std::get_if<accept_job>(&what))
      return add_job(accept->draft, std::move(next->state));
    if (auto* save = std::get_if<save_leads>(&what))
      return add_leads(*known, save->leads);
    if (next->applied)
      move(*known, std::move(*next));
    return known->state;
  }

  /// Writes what was only kept in mind.
  void finish() {
    for (auto& [id, known] : jobs_) {
      if (!known.dirty)
        continue;
      lent update{sql_.update_job};
      bind_update(*update, known.num, known.state, known.saved_no);
      update->exec();
    }
    if (!numbered_)
      return;
    lent counters{sql_.set_counters};
    counters->bind(1, last_seq_);
    counters->bind(2, last_num_);
    counters->exec();
  }

 private:
  working_job* find(const std::string& id) {
    if (id.empty())
      return nullptr;
    if (auto i = jobs_.find(id); i != jobs_.end())
      return &i->second;
    lent find{sql_.find};
    find->bindNoCopy(1, id);
    if (!find->executeStep())
      return nullptr;
    working_job known;
    known.num = find->getColumn(0).getInt64();
    known.saved_no = static_cast<std::uint64_t>(find->getColumn(1).getInt64());
    known.state = read_job(*find, 2);
    return &jobs_.emplace(id, std::move(known)).first->second;
  }

  std::uint64_t next_seq() {
    numbered_ = true;
    return static_cast<std::uint64_t>(++last_seq_);
  }

  job add_job(const job_draft& draft, job state) {
    working_job fresh;
    fresh.num = ++last_num_;
    fresh.state = std::move(state);
    fresh.state.seq = next_seq();
    auto headers = to_json(draft.headers);
    lent insert{sql_.insert_job};
    bind_insert(*insert, fresh.num, fresh.state, headers);
    insert->exec();
    add_tags(fresh.num, draft.tags);
    add_inputs(fresh.num, draft.rows);
    add_history(fresh, "", {});
    return jobs_.emplace(draft.id, std::move(fresh)).first->second.state;
  }

  void add_tags(std::int64_t num, const std::vector<std::string>& tags) {
    for (const auto& tag : tags) {
      lent insert{sql_.insert_tag};
      insert->bindNoCopy(1, tag);
      insert->bind(2, num);
      insert->exec();
    }
  }

  void add_inputs(std::int64_t num, const std::vector<std::string>& rows) {
    for (std::size_t first = 0; first < rows.size();
         first += input_chunk_rows) {
      auto count = std::min<std::size_t>(input_chunk_rows, rows.size() - first);
      auto data = join_rows(rows, first, count);
      lent insert{sql_.insert_input};
      insert->bind(1, num);
      insert->bind(2, static_cast<std::int64_t>(first));
      insert->bind(3, static_cast<std::int64_t>(count));
      insert->bindNoCopy(4, data);
      insert->exec();
    }
  }

  job add_leads(working_job& known, const std::vector<lead_result>& leads) {
    job_counts added;
    for (const auto& lead : leads) {
      lent insert{sql_.insert_lead};
      bind_insert(*insert, known.num, known.saved_no + 1, lead);
      if (insert->exec() == 0)
        continue;
      ++known.saved_no;
      ++count_of(added, lead.status);
    }
    if (added != job_counts{}) {
      known.state = with_saved(std::move(known.state), added);
      known.state.seq = next_seq();
      known.dirty = true;
    }
    return known.state;
  }

  void move(working_job& known, decision next) {
    auto from = known.state.phase;
    known.state = std::move(next.state);
    known.state.seq = next_seq();
    known.dirty = true;
    add_history(known, to_string(from), next.reason);
  }

  void add_history(const working_job& known, const char* from,
                   const std::string& reason) {
    lent insert{sql_.insert_history};
    insert->bind(1, known.num);
    insert->bind(2, static_cast<std::int64_t>(known.state.seq));
    insert->bind(3, now_);
    insert->bind(4, known.state.attempt);
    insert->bind(5, from);
    insert->bind(6, to_string(known.state.phase));
    insert->bindNoCopy(7, known.state.node);
    insert->bindNoCopy(8, reason);
    insert->exec();
  }

  statements& sql_;
  unix_ms now_;
  std::int64_t last_seq_ = 0;
  std::int64_t last_num_ = 0;
  bool numbered_ = false;
  std::unordered_map<std::string, working_job> jobs_;
};

/// Whether a COMMIT that failed so has certainly kept nothing: the frame that
/// makes the transaction valid is the last one written, before the sync.
bool surely_not_committed(int code) {
  switch (code & 0xff) {
  case SQLITE_FULL:
  case SQLITE_BUSY:
  case SQLITE_CONSTRAINT:
  case SQLITE_READONLY:
    return true;
  default:
    return code == SQLITE_IOERR_WRITE || code == SQLITE_IOERR_NOMEM;
  }
}

class sqlite_writer : public job_store {
 public:
  explicit sqlite_writer(connection db) : db_(std::move(db)), sql_(*db_) {}

  outcome<std::vector<outcome<job>>> commit(const std::vector<change>& batch,
                                            unix_ms now) override {
    if (broken_)
      return tl::make_unexpected(*broken_);
    if (batch.empty())
      return std::vector<outcome<job>>{};
    auto file = db_->getFilename();
    auto answers = guarded(file, [&] { return run(batch, now); });
    if (!answers)
      return abandon(std::move(answers.error()));
    try {
      lent(sql_.commit)->exec();
    } catch (const SQLite::Exception& e) {
      auto what = to_problem(e, file);
      if (!surely_not_committed(code_of(e)))
        what.code = errc::disk_unknown;
      return abandon(std::move(what));
    }
    return answers;
  }

  outcome<std::vector<removed_job>> remove_ended(unix_ms, unix_ms) override {
    return fail(errc::internal, "SQLite cannot do this yet");
  }
  outcome<bool> purge(std::uint32_t, unix_ms) override {
    return fail(errc::internal, "SQLite cannot do this yet");
  }
  outcome<void> scrub() override {
    return fail(errc::internal, "SQLite cannot do this yet");
  }

 private:
  outcome<std::vector<outcome<job>>> run(const std::vector<change>& batch,
                                         unix_ms now) {
    lent(sql_.begin)->exec();
    batch_run run{sql_, now};
    std::vector<outcome<job>> answers;
    answers.reserve(batch.size());
    for (const auto& what : batch)
      answers.push_back(run.apply(what));
    run.finish();
    return answers;
  }

  tl::unexpected<problem> abandon(problem what) {
    db_->tryExec("ROLLBACK");
    if (what.code == errc::disk_unknown)
      broken_ = what;
    return tl::make_unexpected(std::move(what));
  }

  connection db_;
  statements sql_;
  std::optional<problem> broken_;
};

} // namespace

outcome<std::unique_ptr<job_store>> make_sqlite_writer(connection db) {
  auto file = db->getFilename();
  return guarded(file, [&]() -> outcome<std::unique_ptr<job_store>> {
    return std::make_unique<sqlite_writer>(std::move(db));
  });
}

} // namespace leadmill
