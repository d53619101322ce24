#include "tests/store/scenario.hpp"

#include <sstream>
#include <utility>

#include <SQLiteCpp/SQLiteCpp.h>

namespace leadmill::test {

namespace {

/// Rows that span two chunks of input and some pages.
constexpr std::uint32_t rows = 270;

attempt_ref attempt_of(std::uint64_t number, std::uint32_t attempt) {
  return {id_of(number), attempt};
}

outcome<void> apply(job_store& store, const std::vector<change>& batch) {
  auto answers = store.commit(batch, noon);
  if (!answers)
    return tl::make_unexpected(answers.error());
  for (auto& answer : *answers)
    if (!answer)
      return tl::make_unexpected(answer.error());
  return {};
}

std::vector<lead_result> some_leads(std::uint32_t first, std::uint32_t count) {
  auto out = leads(first, count);
  for (auto& l : out) {
    if (l.row % 90 == 1)
      l = lead(l.row, lead_status::failed);
    l.duplicate_of = no_row;
  }
  return out;
}

job_draft keyed(std::uint64_t number, std::uint32_t count) {
  auto out = draft(number, count);
  out.tags = {"red", "blue"};
  out.repeat = {"key " + std::to_string(number), "digest"};
  return out;
}

job_draft taker(std::uint64_t number, std::uint64_t parent) {
  auto out = draft(number, 0);
  out.headers.clear();
  out.after = id_of(parent);
  out.takes_rows = true;
  return out;
}

outcome<void> accept(job_store& store) {
  return apply(store, {accept_job{keyed(1, rows)}, accept_job{taker(2, 1)}});
}

outcome<void> begin(job_store& store) {
  return apply(store, {begin_attempt{id_of(1), 0, "here"}});
}

outcome<void> save_first(job_store& store) {
  return apply(store, {save_leads{attempt_of(1, 1), some_leads(0, 200)}});
}

outcome<void> save_rest(job_store& store) {
  return apply(store, {save_leads{attempt_of(1, 1), some_leads(200, 70)}});
}

outcome<void> complete(job_store& store) {
  return apply(store, {end_of(attempt_of(1, 1), attempt_end::completed)});
}

outcome<void> release(job_store& store) {
  return apply(store, {release_job{id_of(2)}});
}

outcome<void> retry(job_store& store) {
  return apply(store, {retry_job{id_of(1)}});
}

outcome<void> second_attempt(job_store& store) {
  return apply(store, {begin_attempt{id_of(1), 1, "there"},
                       save_leads{attempt_of(1, 2), leads(0, rows)},
                       end_of(attempt_of(1, 2), attempt_end::completed)});
}

outcome<void> pause(job_store& store) {
  return apply(store, {set_paused{job_type::scraping, true}});
}

outcome<void> erase(job_store& store) {
  return apply(
      store, {erase_leads{id_of(1), {3, 256}}, erase_leads{id_of(2), {0, 5}}});
}

outcome<void> fail_some(job_store& store) {
  return apply(store, {accept_job{keyed(3, 40)}, cancel_job{id_of(3)},
                       accept_job{keyed(4, 1)}});
}

keep_answer answer(const std::string& key, unix_ms expires_at) {
  return {"skip", key, 200, std::string(9'000, 'x'), expires_at, {"ada"}, 7};
}

outcome<void> scrape(job_store& store) {
  auto what = scrape_draft(5, 3);
  what.then = {then_draft(6)};
  return apply(store, {accept_job{what}, begin_attempt{what.id, 0, "here"},
                       answer("a", noon + 1)});
}

outcome<void> save_page_of_it(job_store& store) {
  auto old = answer("b", noon);
  old.subjects = {"bob"};
  return apply(store, {page_of(attempt_of(5, 1), 1, 0, 5), old,
                       answer("c", noon + 1), note_subject{"c", "bob"}});
}

outcome<void> end_scrape(job_store& store) {
  auto page = page_of(attempt_of(5, 1), 2, 5, 2);
  page.last = true;
  return apply(store, {page, end_of(attempt_of(5, 1), attempt_end::completed),
                       release_job{id_of(6)}, forget_answers{"ada"},
                       answer("a", noon + 1), erase_leads{id_of(5), {1}}});
}

outcome<void> remove(job_store& store) {
  auto gone = store.remove_ended(noon + 1, noon);
  if (!gone)
    return tl::make_unexpected(gone.error());
  return {};
}

outcome<void> purge(job_store& store) {
  for (int i = 0; i < 10000; ++i) {
    auto more = store.purge(150, noon);
    if (!more)
      return tl::make_unexpected(more.error());
    if (!*more)
      return {};
  }
  return fail(errc::internal, "purging does not end");
}

outcome<void> scrub(job_store& store) { return store.scrub(); }

outcome<void> go_on(job_store& store) {
  return apply(store, {begin_attempt{id_of(2), 0, "here"},
                       save_leads{attempt_of(2, 1), leads(0, 7)}});
}

std::ostream& operator<<(std::ostream& out, const job& state) {
  out << state.id << ' ' << to_string(state.phase) << ' ' << state.seq << ' '
      << state.progress.current << '/' << state.progress.total << ' '
      << state.counts.saved << ' ' << state.counts.filtered << ' '
      << state.counts.failed << ' ' << state.attempt << ' ' << state.started_at
      << ' ' << state.completed_at << ' ' << state.node << ' ' << state.after;
  for (const auto& tag : state.tags)
    out << ' ' << tag;
  return out << '\n';
}

void add_job(std::ostream& out, job_reader& reader, const job& state) {
  out << state;
  for (const auto& entry : need(reader.history(state.id)))
    out << entry.seq << ' ' << to_string(entry.to) << ' ' << entry.reason
        << '\n';
  result_query query;
  query.job = state.id;
  auto cursor = need(reader.open_results(query));
  for (const auto& name : cursor->head().headers)
    out << name << ' ';
  for (const auto& l : need(cursor->next(100000)).leads)
    out << l.row << ' ' << to_string(l.status) << ' ' << l.reason << ' '
        << l.key << ' ' << l.duplicate_of << ' ' << l.input << ' ' << l.fields
        << '\n';
  auto pages = reader.scrape({state.id, state.attempt});
  if (pages)
    out << pages->plan.source << ' ' << pages->pages << ' ' << pages->rows
        << ' ' << pages->cursor << ' ' << pages->digest << ' ' << pages->last
        << '\n';
  else if (pages.error().code != errc::stale
           && pages.error().code != errc::conflict)
    need(std::move(pages));
}

void add_outside(std::ostream& out, job_reader& reader) {
  for (auto key : {"a", "b", "c"})
    for (auto subject : {"ada", "bob"}) {
      auto kept = need(reader.answer(key, subject, noon - 1));
      out << kept.found << kept.body.size() << kept.knows_subject << ' ';
    }
  for (const auto& used : need(reader.usage(noon)).entries)
    out << used.upstream << ' ' << used.today << ' ' << used.today_micros
        << '\n';
}

/// Whether a key is known: it is asked with another digest, by a draft that
/// would be refused.
bool knows_key(job_store& writer, std::uint64_t number) {
  job_draft asks;
  asks.repeat = {"key " + std::to_string(number), "other"};
  auto answers = need(writer.commit({accept_job{asks}}, noon));
  return code_of(answers.at(0)) == errc::key_reused;
}

} // namespace

const std::vector<scenario_step>& scenario() {
  static const std::vector<scenario_step> steps{
      accept,          begin,      save_first, save_rest,
      complete,        release,    retry,      second_attempt,
      pause,           erase,      fail_some,  scrape,
      save_page_of_it, end_scrape, remove,     purge,
      scrub,           go_on};
  return steps;
}

std::string fingerprint(job_store& writer, job_reader& reader) {
  std::ostringstream out;
  out << need(reader.last_seq()) << '\n';
  job_query query;
  query.limit = 100;
  for (const auto& state : need(reader.list(query)).jobs)
    add_job(out, reader, state);
  for (const auto& row : need(reader.unworked(0, 0, 100000)).rows)
    out << row.job << ' ' << row.row.row << ' ' << row.row.json << '\n';
  add_outside(out, reader);
  auto paused = need(reader.paused());
  out << paused.enrichment << paused.scraping;
  for (std::uint64_t number = 1; number <= 4; ++number)
    out << knows_key(writer, number);
  return out.str();
}

const std::vector<std::string>& expected_fingerprints() {
  static const auto all = [] {
    memory_under_test store;
    auto reader = store.reader();
    std::vector<std::string> out{fingerprint(store.writer(), *reader)};
    for (auto step : scenario()) {
      if (auto done = step(store.writer()); !done)
        throw std::runtime_error(done.error().detail);
      out.push_back(fingerprint(store.writer(), *reader));
    }
    return out;
  }();
  return all;
}

std::string find_damage(const std::filesystem::path& file) {
  SQLite::Database db{file.string()};
  if (auto text = db.execAndGet("PRAGMA integrity_check").getString();
      text != "ok")
    return text;
  SQLite::Statement orphan{db, "PRAGMA foreign_key_check"};
  if (orphan.executeStep())
    return "a row of " + orphan.getColumn(0).getString() + " has no job";
  SQLite::Statement odd{
      db, "SELECT id FROM jobs WHERE open < 2 AND type = 'enrichment' AND"
          " (current <> (SELECT count(*) FROM results WHERE job = num) OR"
          " total <> (SELECT ifnull(sum(count), 0) FROM inputs WHERE"
          " job = num) OR saved <> (SELECT count(*) FROM results WHERE"
          " job = num AND status = 'saved'))"};
  if (odd.executeStep())
    return odd.getColumn(0).getString() + " does not add up";
  SQLite::Statement scraped{
      db, "SELECT id FROM jobs LEFT JOIN scrapes ON job = num WHERE open < 2"
          " AND type = 'scraping' AND (pages IS NOT current OR rows IS NOT"
          " (SELECT count(*) FROM results r WHERE r.job = num) OR rows <>"
          " saved + filtered + failed OR rows <> saved_no OR rows > 0 AND"
          " rows <> (SELECT max(row) + 1 FROM results r WHERE r.job = num))"};
  if (scraped.executeStep())
    return scraped.getColumn(0).getString() + " does not add up";
  return {};
}

} // namespace leadmill::test
