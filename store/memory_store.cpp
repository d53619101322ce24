#include "store/memory_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "store/erasure.hpp"
#include "store/memory_data.hpp"
#include "store/memory_reader.hpp"
#include "store/new_job.hpp"
#include "store/scraping.hpp"
#include "store/transition.hpp"
#include "store/waiting.hpp"

namespace leadmill {

namespace {

using data_ptr = std::shared_ptr<memory_store::data>;

/// Whether the row was not there yet.
bool add_lead(memory_job& e, const lead_result& lead, job_counts& added) {
  if (!e.results.try_emplace(lead.row, memory_lead{e.saved_no + 1, lead})
           .second)
    return false;
  ++e.saved_no;
  ++count_of(added, lead.status);
  return true;
}

bool add_leads(memory_job& e, const std::vector<lead_result>& leads) {
  job_counts added;
  for (const auto& lead : leads)
    add_lead(e, lead, added);
  e.state = with_saved(std::move(e.state), added);
  return added != job_counts{};
}

/// Whether the page is new.
bool add_page(memory_job& e, const save_page& what) {
  auto& so_far = *e.scrape;
  if (is_saved(so_far, what.page))
    return false;
  job_counts added;
  auto row = so_far.rows;
  for (auto lead : what.leads) {
    lead.row = row++;
    add_lead(e, lead, added);
  }
  scraped_columns columns{std::move(e.headers)};
  columns.add(what.leads);
  e.headers = columns.names();
  add_page(so_far, what);
  e.state = with_page(std::move(e.state), added);
  return true;
}

bool erase_rows(memory_job& e, const std::vector<std::uint32_t>& rows) {
  bool altered = false;
  job_counts added;
  for (auto row : rows) {
    if (row >= e.row_count())
      continue;
    if (!e.scrape)
      e.rows[row] = erased_input;
    if (add_lead(e, erased_row(row), added)) {
      altered = true;
      continue;
    }
    auto& kept = e.results.at(row).lead;
    altered = altered || kept != erased(kept);
    kept = erased(kept);
  }
  e.state = with_saved(std::move(e.state), added);
  return altered;
}

void take_rows(memory_job& e, const memory_job& parent) {
  e.headers = parent.headers;
  e.rows.clear();
  for (const auto& [row, saved] : parent.results)
    if (is_taken_over(saved.lead))
      e.rows.push_back(to_row(saved.lead.input));
  e.state.progress.total = static_cast<std::uint32_t>(e.rows.size());
}

class memory_writer : public job_store {
 public:
  explicit memory_writer(data_ptr data) : data_(std::move(data)) {}

  outcome<std::vector<outcome<job>>> commit(const std::vector<change>& batch,
                                            unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    std::vector<outcome<job>> out;
    out.reserve(batch.size());
    for (const auto& what : batch)
      out.push_back(apply(what, now));
    return out;
  }

  outcome<std::vector<removed_job>> remove_ended(unix_ms before,
                                                 unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    std::set<std::string> needed;
    for (const auto& [num, e] : data_->jobs)
      if (e->state.phase == job_phase::waiting)
        needed.insert(e->state.after);
    std::vector<removed_job> out;
    std::erase_if(data_->jobs, [&](const auto& kept) {
      const auto& state = kept.second->state;
      if (!is_terminal(state.phase) || state.completed_at >= before
          || needed.count(state.id) != 0 || data_->outbox.holds(state.id))
        return false;
      data_->outbox.remove(state.id);
      out.push_back({state.id, ++data_->last_seq});
      data_->removals[data_->last_seq] = {state.id, now};
      data_->by_id.erase(state.id);
      return true;
    });
    return out;
  }

  outcome<bool> purge(std::uint32_t, unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    std::erase_if(data_->keys, [&](const auto& known) {
      return known.second.time < now - keep_keys_ms;
    });
    data_->outbox.purge(now);
    std::erase_if(data_->removals, [&](const auto& mark) {
      auto old = mark.second.second < now - keep_removals_ms;
      if (old)
        data_->forgotten_seq = std::max(data_->forgotten_seq, mark.first);
      return old;
    });
    std::erase_if(data_->answers, [&](const auto& kept) {
      return kept.second.expires_at <= now;
    });
    std::erase_if(data_->usage, [&](const auto& used) {
      return used.first.first < first_day_kept(now);
    });
    return false;
  }

  outcome<void> scrub() override { return {}; }

 private:
  outcome<job> apply(const change& what, unix_ms now) {
    auto* accept = std::get_if<accept_job>(&what);
    if (accept != nullptr)
      if (auto known = data_->keys.find(accept->draft.repeat.key);
          known != data_->keys.end())
        return repeat(known->second, accept->draft.repeat.digest);
    if (accept != nullptr && !accept->draft.then.empty())
      return accept_both(*accept, now);
    auto* e = data_->find(job_of(what));
    auto* current = e != nullptr ? &e->state : nullptr;
    auto* parent = data_->find(parent_of(what, current));
    auto next =
        decide(what, current, parent != nullptr ? &parent->state : nullptr, now,
               e != nullptr && e->scrape ? &*e->scrape : nullptr);
    if (!next)
      return tl::make_unexpected(std::move(next.error()));
    if (accept != nullptr)
      e = add_job(accept->draft, now);
    if (e == nullptr)
      return apply_to_none(what, now);
    if (next->takes_rows)
      take_rows(*e, *parent);
    if (next->applied)
      move(*e, std::move(*next), now, accept == nullptr);
    after_deciding(*e, what, now);
    return e->state;
  }

  /// A job together with the one that follows it.
  outcome<job> accept_both(const accept_job& what, unix_ms now) {
    accept_job second{then_of(what.draft)};
    auto known = [this](const std::string& id) -> const job* {
      auto* found = data_->find(id);
      return found != nullptr ? &found->state : nullptr;
    };
    auto both = decide_both(what, second, known, now);
    if (!both)
      return tl::make_unexpected(std::move(both.error()));
    auto* added = add_job(what.draft, now);
    move(*added, std::move(both->first), now, false);
    move(*add_job(second.draft, now), std::move(both->then), now, false);
    return added->state;
  }

  outcome<job> apply_to_none(const change& what, unix_ms now) {
    if (auto* sending = std::get_if<outbox_change>(&what))
      return data_->outbox.apply(*sending, now);
    if (auto* pause = std::get_if<set_paused>(&what))
      set(*pause);
    if (auto* answer = std::get_if<keep_answer>(&what))
      keep(*answer, now);
    if (auto* noted = std::get_if<note_subject>(&what))
      if (auto kept = data_->answers.find(noted->key);
          kept != data_->answers.end() && !noted->subject.empty())
        kept->second.subjects.insert(noted->subject);
    if (auto* forgotten = std::get_if<forget_answers>(&what))
      std::erase_if(data_->answers, [&](const auto& kept) {
        return kept.second.subjects.count(forgotten->subject) != 0;
      });
    return job{};
  }

  void keep(const keep_answer& what, unix_ms now) {
    auto& used = data_->usage[{day_of(now), what.upstream}];
    ++used.calls;
    used.cost_micros += what.cost_micros;
    if (what.key.empty())
      return;
    auto& kept = data_->answers[what.key];
    kept.status = what.status;
    kept.body = what.body;
    kept.expires_at = what.expires_at;
    kept.subjects.insert(what.subjects.begin(), what.subjects.end());
    kept.subjects.erase("");
  }

  outcome<job> repeat(const memory_key& known,
                      const std::string& digest) const {
    if (known.digest != digest)
      return tl::make_unexpected(key_was_reused());
    auto i = data_->jobs.find(known.num);
    if (i != data_->jobs.end())
      return i->second->state;
    job gone;
    gone.id = known.id;
    return gone;
  }

  memory_job* add_job(const job_draft& draft, unix_ms now) {
    auto num = ++data_->last_num;
    auto& e = *(data_->jobs[num] = std::make_unique<memory_job>());
    e.num = num;
    e.headers = draft.headers;
    e.rows = draft.rows;
    if (draft.scrape)
      e.scrape = scrape_progress{*draft.scrape, 0, 0, {}, {}, false};
    data_->by_id.emplace(draft.id, &e);
    if (!draft.repeat.key.empty())
      data_->keys[draft.repeat.key] = {draft.repeat.digest, num, draft.id, now};
    return &e;
  }

  /// REQUIRES: rows that it takes over were taken.
  void move(memory_job& e, decision next, unix_ms now, bool was_there) {
    std::optional<job_phase> from;
    if (was_there)
      from = e.state.phase;
    auto total = e.state.progress.total;
    e.state = std::move(next.state);
    if (next.takes_rows)
      e.state.progress.total = total;
    e.ready_at = ready_time(from, e.state, now).value_or(e.ready_at);
    e.state.seq = ++data_->last_seq;
    e.history.push_back({e.state.seq, now, e.state.attempt, from, e.state.phase,
                         e.state.node, std::move(next.reason)});
    if (from)
      data_->outbox.add_move(e.state, *from, e.announced, e.saved_no, now);
  }

  /// What a change does beside moving the job.
  void after_deciding(memory_job& e, const change& what, unix_ms now) {
    bool altered = false;
    auto before = e.saved_no;
    if (auto* save = std::get_if<save_leads>(&what))
      altered = add_leads(e, save->leads);
    if (auto* page = std::get_if<save_page>(&what))
      altered = add_page(e, *page);
    data_->outbox.add_leads(e.state, before + 1, e.saved_no, now);
    if (auto* erase = std::get_if<erase_leads>(&what)) {
      data_->outbox.forget_bodies(e.state.id);
      altered = erase_rows(e, erase->rows);
      forget_key(e.num);
    }
    if (auto* failed = std::get_if<fail_job>(&what))
      if (failed->forget_key)
        forget_key(e.num);
    if (std::holds_alternative<retry_job>(what) && has_input_rows(e.state))
      std::erase_if(e.results, [](const auto& result) {
        return result.second.lead.status == lead_status::failed;
      });
    if (altered)
      e.state.seq = ++data_->last_seq;
  }

  void forget_key(std::uint64_t num) {
    std::erase_if(data_->keys,
                  [&](const auto& known) { return known.second.num == num; });
  }

  void set(const set_paused& what) {
    if (what.type != job_type::scraping)
      data_->paused.enrichment = what.paused;
    if (what.type != job_type::enrichment)
      data_->paused.scraping = what.paused;
  }

  data_ptr data_;
};

} // namespace

memory_store::memory_store(std::vector<outbox_route> routes)
    : data_(std::make_shared<data>()),
      writer_(std::make_unique<memory_writer>(data_)) {
  data_->outbox.routes = std::move(routes);
}

memory_store::~memory_store() = default;

job_store& memory_store::writer() { return *writer_; }

std::unique_ptr<job_reader> memory_store::make_reader() const {
  return make_memory_reader(data_);
}

} // namespace leadmill
