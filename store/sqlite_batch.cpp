#include "store/sqlite_batch.hpp"

#include <utility>

#include <SQLiteCpp/Column.h>

#include "messages/json.hpp"
#include "store/erasure.hpp"
#include "store/new_job.hpp"
#include "store/scraping.hpp"
#include "store/sqlite_connection.hpp"
#include "store/sqlite_inputs.hpp"
#include "store/sqlite_rows.hpp"
#include "store/sqlite_scrapes.hpp"
#include "store/waiting.hpp"

namespace leadmill {

batch_statements::batch_statements(SQLite::Database& database,
                                   std::vector<outbox_route> routes)
    : db(database), counters(db, "SELECT last_seq, last_num FROM counters"),
      set_counters(db, "UPDATE counters SET last_seq = ?, last_num = ?"),
      probe(db, "UPDATE counters SET probes = probes + 1"),
      find(db, "SELECT num, saved_no, " + std::string{job_columns}
                   + " FROM jobs WHERE id = ? AND open < 2"),
      insert_job(db, insert_job_sql), update_job(db, update_job_sql),
      insert_tag(db, "INSERT INTO job_tags (tag, job) VALUES (?, ?)"
                     " ON CONFLICT DO NOTHING"),
      insert_input(db, insert_input_sql), insert_lead(db, insert_lead_sql),
      insert_history(db, insert_history_sql), answers(db),
      outbox(db, std::move(routes)) {}

batch_run::batch_run(batch_statements& sql, unix_ms now)
    : sql_(sql), now_(now) {
  lent counters{sql_.counters};
  counters->executeStep();
  last_seq_ = counters->getColumn(0).getInt64();
  last_num_ = counters->getColumn(1).getInt64();
}

outcome<job> batch_run::apply(const change& what) {
  auto* accept = std::get_if<accept_job>(&what);
  if (accept != nullptr)
    if (auto known = find_repeat(accept->draft.repeat))
      return std::move(*known);
  if (accept != nullptr && !accept->draft.then.empty())
    return accept_both(*accept);
  auto* known = find(job_of(what));
  auto* current = known != nullptr ? &known->state : nullptr;
  auto* parent = find(parent_of(what, current));
  auto scrape = find_scrape_for(what, known);
  auto next =
      decide(what, current, parent != nullptr ? &parent->state : nullptr, now_,
             scrape ? &*scrape : nullptr);
  if (!next)
    return tl::make_unexpected(std::move(next.error()));
  auto takes_rows = next->takes_rows;
  if (accept != nullptr)
    known = add_job(accept->draft, std::move(*next));
  else if (known == nullptr)
    return apply_to_none(what);
  else if (next->applied)
    move(*known, std::move(*next));
  if (takes_rows && parent != nullptr)
    known->state.progress.total =
        take_rows_over(sql_.db, parent->num, known->num);
  if (auto* page = std::get_if<save_page>(&what); page && scrape)
    add_page(*known, *page, std::move(*scrape));
  work_on(*known, what);
  return known->state;
}

std::optional<scrape_progress>
batch_run::find_scrape_for(const change& what, const working_job* known) {
  if (known == nullptr || !asks_for_scrape(what, &known->state))
    return std::nullopt;
  return find_scrape(sql_.db, known->num);
}

outcome<job> batch_run::accept_both(const accept_job& what) {
  accept_job second{then_of(what.draft)};
  auto known = [this](const std::string& id) -> const job* {
    auto* found = find(id);
    return found != nullptr ? &found->state : nullptr;
  };
  auto both = decide_both(what, second, known, now_);
  if (!both)
    return tl::make_unexpected(std::move(both.error()));
  auto* added = add_job(what.draft, std::move(both->first));
  add_job(second.draft, std::move(both->then));
  return added->state;
}

outcome<job> batch_run::apply_to_none(const change& what) {
  if (auto* sending = std::get_if<outbox_change>(&what))
    return sql_.outbox.apply(*sending, now_);
  if (std::holds_alternative<probe_write>(what))
    lent(sql_.probe)->exec();
  if (auto* pausing = std::get_if<set_paused>(&what))
    pause(*pausing);
  if (auto* answer = std::get_if<keep_answer>(&what)) {
    sql_.answers.keep(*answer);
    usage_.add(*answer);
  }
  if (auto* noted = std::get_if<note_subject>(&what))
    sql_.answers.note(*noted);
  if (auto* forgotten = std::get_if<forget_answers>(&what))
    sql_.answers.forget(*forgotten);
  return job{};
}

void batch_run::pause(const set_paused& what) {
  SQLite::Statement write{
      sql_.db, what.paused
                   ? "INSERT INTO paused (type) VALUES (?) ON CONFLICT DO"
                     " NOTHING"
                   : "DELETE FROM paused WHERE type = ?"};
  for (auto type : {job_type::enrichment, job_type::scraping}) {
    if (what.type && *what.type != type)
      continue;
    lent row{write};
    row->bind(1, to_string(type));
    row->exec();
  }
}

void batch_run::finish() {
  usage_.write(sql_.db, now_);
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

batch_run::working_job* batch_run::find(const std::string& id) {
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

std::uint64_t batch_run::next_seq() {
  numbered_ = true;
  return static_cast<std::uint64_t>(++last_seq_);
}

// -- requests that come twice -------------------------------------------------

std::optional<outcome<job>> batch_run::find_repeat(const idempotency& repeat) {
  if (repeat.key.empty())
    return std::nullopt;
  SQLite::Statement known{
      sql_.db, "SELECT k.digest, k.id, j.num FROM idempotency k LEFT JOIN jobs"
               " j ON j.num = k.job AND j.open < 2 WHERE k.key = ?"};
  known.bindNoCopy(1, repeat.key);
  if (!known.executeStep())
    return std::nullopt;
  if (known.getColumn(0).getString() != repeat.digest)
    return tl::make_unexpected(key_was_reused());
  job gone;
  gone.id = known.getColumn(1).getString();
  if (known.isColumnNull(2))
    return gone;
  return find(gone.id)->state;
}

void batch_run::remember(const idempotency& repeat, const working_job& made) {
  if (repeat.key.empty())
    return;
  SQLite::Statement insert{sql_.db, "INSERT INTO idempotency (key, digest, job,"
                                    " id, time) VALUES (?, ?, ?, ?, ?)"};
  insert.bindNoCopy(1, repeat.key);
  insert.bindNoCopy(2, repeat.digest);
  insert.bind(3, made.num);
  insert.bindNoCopy(4, made.state.id);
  insert.bind(5, now_);
  insert.exec();
}

void batch_run::forget_key(const working_job& known) {
  SQLite::Statement forget{sql_.db, "DELETE FROM idempotency WHERE job = ?"};
  forget.bind(1, known.num);
  forget.exec();
}

// -- new jobs, and where they go ----------------------------------------------

batch_run::working_job* batch_run::add_job(const job_draft& draft,
                                           decision next) {
  working_job fresh;
  fresh.num = ++last_num_;
  fresh.state = std::move(next.state);
  fresh.state.seq = next_seq();
  auto ready_at = ready_time(std::nullopt, fresh.state, now_).value_or(now_);
  lent insert{sql_.insert_job};
  bind_insert(*insert, fresh.num, fresh.state, ready_at,
              to_json(draft.headers));
  insert->exec();
  add_tags(fresh.num, draft.tags);
  insert_inputs(sql_.insert_input, fresh.num, 0, draft.rows);
  if (draft.scrape)
    insert_scrape(sql_.db, fresh.num, *draft.scrape);
  add_history(fresh, std::nullopt, std::move(next.reason));
  remember(draft.repeat, fresh);
  return &jobs_.emplace(draft.id, std::move(fresh)).first->second;
}

void batch_run::add_tags(std::int64_t num,
                         const std::vector<std::string>& tags) {
  for (const auto& tag : tags) {
    lent insert{sql_.insert_tag};
    insert->bindNoCopy(1, tag);
    insert->bind(2, num);
    insert->exec();
  }
}

void batch_run::move(working_job& known, decision next) {
  auto from = known.state.phase;
  known.state = std::move(next.state);
  known.state.seq = next_seq();
  known.dirty = true;
  add_history(known, from, std::move(next.reason));
  sql_.outbox.add_move(known.num, known.state, from, known.saved_no, now_);
  auto ready_at = ready_time(from, known.state, now_);
  if (!ready_at)
    return;
  SQLite::Statement update{sql_.db, "UPDATE jobs SET ready_at = ?"
                                    " WHERE num = ?"};
  update.bind(1, *ready_at);
  update.bind(2, known.num);
  update.exec();
}

void batch_run::add_history(const working_job& known,
                            std::optional<job_phase> from, std::string reason) {
  history_entry entry{known.state.seq,     now_,
                      known.state.attempt, from,
                      known.state.phase,   known.state.node,
                      std::move(reason)};
  lent insert{sql_.insert_history};
  bind_insert(*insert, known.num, entry);
  insert->exec();
}

// -- rows ---------------------------------------------------------------------

void batch_run::work_on(working_job& known, const change& what) {
  if (auto* save = std::get_if<save_leads>(&what))
    add_leads(known, save->leads);
  if (auto* erase = std::get_if<erase_leads>(&what))
    erase_rows(known, erase->rows);
  if (auto* failed = std::get_if<fail_job>(&what))
    if (failed->forget_key)
      forget_key(known);
  if (std::holds_alternative<retry_job>(what) && has_input_rows(known.state))
    drop_failed(known);
}

bool batch_run::add_lead(working_job& known, const lead_result& lead) {
  lent insert{sql_.insert_lead};
  bind_insert(*insert, known.num, known.saved_no + 1, lead);
  if (insert->exec() == 0)
    return false;
  ++known.saved_no;
  return true;
}

void batch_run::add_leads(working_job& known,
                          const std::vector<lead_result>& leads) {
  job_counts added;
  auto before = known.saved_no;
  for (const auto& lead : leads)
    if (add_lead(known, lead))
      ++count_of(added, lead.status);
  if (added == job_counts{})
    return;
  alter(known, with_saved(known.state, added));
  announce_leads(known, before);
}

void batch_run::announce_leads(const working_job& known,
                               std::uint64_t saved_before) {
  sql_.outbox.add_leads(known.num, known.state, saved_before + 1,
                        known.saved_no, now_);
}

void batch_run::add_page(working_job& known, const save_page& what,
                         scrape_progress so_far) {
  if (is_saved(so_far, what.page))
    return;
  job_counts added;
  auto before = known.saved_no;
  auto row = so_far.rows;
  for (auto lead : what.leads) {
    lead.row = row++;
    add_lead(known, lead);
    ++count_of(added, lead.status);
  }
  add_headers(sql_.db, known.num, what.leads);
  leadmill::add_page(so_far, what);
  update_scrape(sql_.db, known.num, so_far);
  alter(known, with_page(known.state, added));
  announce_leads(known, before);
}

void batch_run::alter(working_job& known, job state) {
  known.state = std::move(state);
  known.state.seq = next_seq();
  known.dirty = true;
}

void batch_run::drop_failed(const working_job& known) {
  SQLite::Statement drop{sql_.db, "DELETE FROM results WHERE job = ?"
                                  " AND status = 'failed'"};
  drop.bind(1, known.num);
  drop.exec();
}

void batch_run::erase_rows(working_job& known,
                           const std::vector<std::uint32_t>& rows) {
  forget_key(known);
  sql_.outbox.forget_bodies(known.state.id);
  job_counts added;
  bool altered = false;
  auto end =
      has_input_rows(known.state) ? known.state.progress.total : known.saved_no;
  for (auto row : rows) {
    if (row >= end)
      continue;
    if (has_input_rows(known.state))
      replace_input(sql_.db, known.num, row, erased_input);
    auto blank = erased_row(row);
    if (add_lead(known, blank))
      ++count_of(added, blank.status);
    else if (!erase_result(known, row))
      continue;
    altered = true;
  }
  if (altered)
    alter(known, with_saved(known.state, added));
}

bool batch_run::erase_result(const working_job& known, std::uint32_t row) {
  SQLite::Statement find{sql_.db, "SELECT " + std::string{lead_columns}
                                      + " FROM results WHERE job = ?"
                                        " AND row = ?"};
  find.bind(1, known.num);
  find.bind(2, row);
  find.executeStep();
  auto kept = read_lead(find);
  find.reset();
  auto blank = erased(kept);
  if (blank == kept)
    return false;
  SQLite::Statement update{sql_.db, "UPDATE results SET reason = ?, lead_key ="
                                    " '', input = ?, fields = ? WHERE job = ?"
                                    " AND row = ?"};
  update.bindNoCopy(1, blank.reason);
  update.bindNoCopy(2, blank.input);
  update.bindNoCopy(3, blank.fields);
  update.bind(4, known.num);
  update.bind(5, row);
  update.exec();
  return true;
}

} // namespace leadmill
