#include "store/memory_store.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <unordered_map>
#include <utility>

#include "store/list_cursor.hpp"
#include "store/transition.hpp"

namespace leadmill {

namespace {

struct saved_lead {
  std::uint64_t saved_no;
  lead_result lead;
};

struct entry {
  job state;
  std::vector<std::string> headers;
  std::vector<std::string> rows;
  std::map<std::uint32_t, saved_lead> results;
  std::uint64_t saved_no = 0;
};

} // namespace

struct memory_store::data {
  mutable std::mutex mutex;
  /// In order of acceptance.
  std::vector<std::unique_ptr<entry>> jobs;
  std::unordered_map<std::string, entry*> by_id;
  std::uint64_t last_seq = 0;

  entry* find(const std::string& id) const {
    auto i = by_id.find(id);
    return i == by_id.end() ? nullptr : i->second;
  }

  template <class Predicate>
  std::vector<job> select(Predicate keep) const {
    std::vector<job> out;
    for (const auto& e : jobs)
      if (keep(e->state))
        out.push_back(e->state);
    return out;
  }
};

namespace {

using data_ptr = std::shared_ptr<memory_store::data>;

bool add_leads(entry& e, const std::vector<lead_result>& leads) {
  job_counts added;
  for (const auto& lead : leads) {
    auto fresh = e.results.try_emplace(lead.row, e.saved_no + 1, lead).second;
    if (!fresh)
      continue;
    ++e.saved_no;
    ++count_of(added, lead.status);
  }
  e.state = with_saved(std::move(e.state), added);
  return added != job_counts{};
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

 private:
  outcome<job> apply(const change& what, unix_ms now) {
    auto* e = data_->find(job_of(what));
    auto next = decide(what, e != nullptr ? &e->state : nullptr, now);
    if (!next)
      return tl::make_unexpected(std::move(next.error()));
    if (auto* accept = std::get_if<accept_job>(&what))
      e = add_job(accept->draft);
    if (e == nullptr)
      return next->state;
    e->state = std::move(next->state);
    if (auto* save = std::get_if<save_leads>(&what))
      next->applied = add_leads(*e, save->leads);
    if (next->applied)
      e->state.seq = ++data_->last_seq;
    return e->state;
  }

  entry* add_job(const job_draft& draft) {
    auto fresh = std::make_unique<entry>();
    fresh->headers = draft.headers;
    fresh->rows = draft.rows;
    auto* e = data_->jobs.emplace_back(std::move(fresh)).get();
    data_->by_id.emplace(draft.id, e);
    return e;
  }

  data_ptr data_;
};

class memory_cursor : public result_cursor {
 public:
  memory_cursor(const entry& e, const result_query& query)
      : head_{e.state, e.headers}, by_saving_(query.since.has_value()),
        next_since_(query.since.value_or(0)) {
    for (const auto& [row, saved] : e.results)
      if (row >= query.from_row && saved.saved_no > next_since_
          && (!query.status || saved.lead.status == *query.status))
        leads_.push_back(saved);
    if (by_saving_)
      std::sort(leads_.begin(), leads_.end(),
                [](auto& a, auto& b) { return a.saved_no < b.saved_no; });
    end_ = leads_.size();
    if (query.limit != 0)
      end_ = std::min<std::size_t>(end_, query.limit);
  }

  const result_head& head() const override { return head_; }

  outcome<result_rows> next(std::uint32_t max_rows) override {
    result_rows out;
    for (; at_ < end_ && out.leads.size() < max_rows; ++at_) {
      next_since_ = std::max(next_since_, leads_[at_].saved_no);
      out.leads.push_back(leads_[at_].lead);
    }
    out.last = at_ == end_;
    out.next_since = next_since_;
    if (out.last && end_ < leads_.size() && !by_saving_)
      out.next_row = leads_[end_ - 1].lead.row + 1;
    return out;
  }

 private:
  result_head head_;
  bool by_saving_;
  std::uint64_t next_since_;
  std::vector<saved_lead> leads_;
  /// The next one, and the one behind the last.
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

std::string lower(std::string text) {
  for (auto& c : text)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return text;
}

bool has_text(const job& state, const std::string& wanted) {
  auto has = [text = lower(wanted)](const std::string& in) {
    return lower(in).find(text) != std::string::npos;
  };
  return has(state.id) || has(state.metadata)
         || std::any_of(state.tags.begin(), state.tags.end(), has);
}

bool matches(const job_query& query, const job& state) {
  const auto& tags = state.tags;
  return (!query.open_only || !is_terminal(state.phase))
         && (!query.status || status_of(state.phase) == *query.status)
         && (!query.type || state.type == *query.type)
         && (query.tag.empty()
             || std::find(tags.begin(), tags.end(), query.tag) != tags.end())
         && (query.from == 0 || state.created_at >= query.from)
         && (query.to == 0 || state.created_at < query.to)
         && (query.text.empty() || has_text(state, query.text));
}

class memory_reader : public job_reader {
 public:
  explicit memory_reader(data_ptr data) : data_(std::move(data)) {}

  outcome<row_chunk> pull(const pull_rows& what) override {
    std::lock_guard guard{data_->mutex};
    auto found = fenced(what.attempt);
    if (!found)
      return tl::make_unexpected(std::move(found.error()));
    const auto& rows = (*found)->rows;
    row_chunk out;
    auto at = what.from_row;
    for (; at < rows.size() && out.rows.size() < what.max_rows; ++at)
      out.rows.push_back({at, rows[at]});
    out.last = at >= rows.size();
    return out;
  }

  outcome<checkpoint_chunk> checkpoint(const read_checkpoint& what) override {
    std::lock_guard guard{data_->mutex};
    auto found = fenced(what.attempt);
    if (!found)
      return tl::make_unexpected(std::move(found.error()));
    const auto& results = (*found)->results;
    checkpoint_chunk out;
    auto i = results.lower_bound(what.from_row);
    for (; i != results.end() && out.leads.size() < what.max_rows; ++i) {
      out.leads.push_back(i->second.lead);
      out.leads.back().input.clear();
    }
    out.last = i == results.end();
    return out;
  }

  outcome<job> find(const std::string& id) override {
    std::lock_guard guard{data_->mutex};
    if (auto* e = data_->find(id))
      return e->state;
    return fail(errc::not_found, "Job not found");
  }

  outcome<job_page> list(const job_query& query) override {
    std::optional<list_cursor> after;
    if (auto error = check_list(query, after))
      return tl::make_unexpected(std::move(*error));
    std::lock_guard guard{data_->mutex};
    std::vector<std::pair<list_cursor, const job*>> found;
    for (std::size_t i = 0; i < data_->jobs.size(); ++i) {
      const auto& state = data_->jobs[i]->state;
      list_cursor place{state.created_at, static_cast<std::int64_t>(i + 1)};
      if (matches(query, state) && (!after || place < *after))
        found.emplace_back(place, &state);
    }
    std::sort(found.begin(), found.end(), std::greater<>{});
    job_page out;
    for (const auto& [place, state] : found) {
      if (out.jobs.size() == query.limit)
        break;
      out.jobs.push_back(*state);
    }
    if (found.size() > query.limit)
      out.next_cursor = to_text(found[query.limit - 1].first);
    return out;
  }

  outcome<std::vector<job>> open_jobs() override {
    std::lock_guard guard{data_->mutex};
    return data_->select([](auto& state) { return !is_terminal(state.phase); });
  }

  outcome<std::vector<job>> recently_ended(std::uint32_t limit) override {
    std::lock_guard guard{data_->mutex};
    auto out =
        data_->select([](auto& state) { return is_terminal(state.phase); });
    std::sort(out.begin(), out.end(),
              [](auto& a, auto& b) { return a.seq > b.seq; });
    if (out.size() > limit)
      out.resize(limit);
    return out;
  }

  outcome<std::uint64_t> last_seq() override {
    std::lock_guard guard{data_->mutex};
    return data_->last_seq;
  }

  outcome<std::unique_ptr<result_cursor>>
  open_results(const result_query& query) override {
    std::lock_guard guard{data_->mutex};
    auto* e = data_->find(query.job);
    if (e == nullptr)
      return fail(errc::not_found, "Job not found");
    return std::make_unique<memory_cursor>(*e, query);
  }

 private:
  outcome<const entry*> fenced(const attempt_ref& attempt) const {
    auto* e = data_->find(attempt.job);
    auto fence = check_fence(e != nullptr ? &e->state : nullptr, attempt);
    if (!fence)
      return tl::make_unexpected(std::move(fence.error()));
    return e;
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
  return std::make_unique<memory_reader>(data_);
}

} // namespace leadmill
