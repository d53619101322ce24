#include "store/memory_store.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "store/erasure.hpp"
#include "store/memory_data.hpp"
#include "store/memory_reader.hpp"
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

bool erase_rows(memory_job& e, const std::vector<std::uint32_t>& rows) {
  bool altered = false;
  job_counts added;
  for (auto row : rows) {
    if (row >= e.rows.size())
      continue;
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
                                                 unix_ms) override {
    std::lock_guard guard{data_->mutex};
    std::set<std::string> needed;
    for (const auto& [num, e] : data_->jobs)
      if (e->state.phase == job_phase::waiting)
        needed.insert(e->state.after);
    std::vector<removed_job> out;
    std::erase_if(data_->jobs, [&](const auto& kept) {
      const auto& state = kept.second->state;
      if (!is_terminal(state.phase) || state.completed_at >= before
          || needed.count(state.id) != 0)
        return false;
      out.push_back({state.id, ++data_->last_seq});
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
    auto* e = data_->find(job_of(what));
    auto* current = e != nullptr ? &e->state : nullptr;
    auto* parent = data_->find(parent_of(what, current));
    auto next = decide(what, current,
                       parent != nullptr ? &parent->state : nullptr, now);
    if (!next)
      return tl::make_unexpected(std::move(next.error()));
    if (auto* pause = std::get_if<set_paused>(&what))
      set(*pause);
    if (accept != nullptr)
      e = add_job(accept->draft, now);
    if (e == nullptr)
      return next->state;
    if (next->takes_rows)
      take_rows(*e, *parent);
    if (next->applied)
      move(*e, std::move(*next), now, accept == nullptr);
    after_deciding(*e, what);
    return e->state;
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
  }

  /// What a change does beside moving the job.
  void after_deciding(memory_job& e, const change& what) {
    bool altered = false;
    if (auto* save = std::get_if<save_leads>(&what))
      altered = add_leads(e, save->leads);
    if (auto* erase = std::get_if<erase_leads>(&what)) {
      altered = erase_rows(e, erase->rows);
      forget_key(e.num);
    }
    if (auto* failed = std::get_if<fail_job>(&what))
      if (failed->forget_key)
        forget_key(e.num);
    if (std::holds_alternative<retry_job>(what))
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

memory_store::memory_store()
    : data_(std::make_shared<data>()),
      writer_(std::make_unique<memory_writer>(data_)) {}

memory_store::~memory_store() = default;

job_store& memory_store::writer() { return *writer_; }

std::unique_ptr<job_reader> memory_store::make_reader() const {
  return make_memory_reader(data_);
}

} // namespace leadmill
