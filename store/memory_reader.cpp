#include "store/memory_reader.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include "messages/ascii.hpp"
#include "store/job_times.hpp"
#include "store/list_cursor.hpp"
#include "store/memory_data.hpp"
#include "store/transition.hpp"

namespace leadmill {

namespace {

using data_ptr = std::shared_ptr<const memory_store::data>;

class memory_cursor : public result_cursor {
 public:
  memory_cursor(const memory_job& e, const result_query& query)
      : head_{e.state, e.headers, e.scrape},
        by_saving_(query.since.has_value()),
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
  std::vector<memory_lead> leads_;
  /// The next one, and the one behind the last.
  std::size_t at_ = 0;
  std::size_t end_ = 0;
};

bool has_text(const job& state, const std::string& wanted) {
  auto has = [text = ascii_lower(wanted)](const std::string& in) {
    return ascii_lower(in).find(text) != std::string::npos;
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
    for (const auto& [num, kept] : data_->jobs) {
      const auto& state = kept->state;
      list_cursor place{state.created_at, static_cast<std::int64_t>(num)};
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
    return select([](auto& state) { return !is_terminal(state.phase); });
  }

  outcome<std::vector<job>> recently_ended(std::uint32_t limit) override {
    std::lock_guard guard{data_->mutex};
    auto out = select([](auto& state) { return is_terminal(state.phase); });
    std::sort(out.begin(), out.end(),
              [](auto& a, auto& b) { return a.seq > b.seq; });
    if (out.size() > limit)
      out.resize(limit);
    return out;
  }

  outcome<removal_marks> removals(std::uint32_t limit) override {
    std::lock_guard guard{data_->mutex};
    removal_marks out{{}, data_->forgotten_seq};
    auto left_out = data_->removals.size()
                    - std::min<std::size_t>(limit, data_->removals.size());
    for (const auto& [seq, mark] : data_->removals)
      if (left_out > 0) {
        out.forgotten_seq = std::max(out.forgotten_seq, seq);
        --left_out;
      } else {
        out.jobs.push_back({mark.first, seq});
      }
    return out;
  }

  outcome<std::uint64_t> last_seq() override {
    std::lock_guard guard{data_->mutex};
    return data_->last_seq;
  }

  outcome<std::vector<history_entry>> history(const std::string& id) override {
    std::lock_guard guard{data_->mutex};
    if (auto* e = data_->find(id))
      return e->history;
    return fail(errc::not_found, "Job not found");
  }

  outcome<job_stats> stats(unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    job_stats out;
    for (auto type : {job_type::enrichment, job_type::scraping})
      out.types.push_back(stats_of(type, now));
    return out;
  }

  outcome<paused_types> paused() override {
    std::lock_guard guard{data_->mutex};
    return data_->paused;
  }

  outcome<std::vector<lead_place>> find_lead(const std::string& key) override {
    std::lock_guard guard{data_->mutex};
    std::vector<lead_place> out;
    for (const auto& [num, kept] : data_->jobs)
      for (const auto& [row, saved] : kept->results)
        if (!key.empty() && saved.lead.key == key)
          out.push_back({kept->state.id, row});
    return out;
  }

  outcome<unworked_page> unworked(std::uint64_t num, std::uint32_t row,
                                  std::uint32_t max_rows) override {
    std::lock_guard guard{data_->mutex};
    unworked_page out;
    auto i = data_->jobs.lower_bound(num);
    for (; i != data_->jobs.end(); ++i) {
      const auto& rows = i->second->rows;
      for (auto at = i->first == num ? row : 0; at < rows.size(); ++at) {
        auto found = i->second->results.find(at);
        auto worked = found != i->second->results.end();
        if (worked && found->second.lead.status != lead_status::failed)
          continue;
        if (out.rows.size() >= max_rows) {
          out.next_job = i->first;
          out.next_row = at;
          return out;
        }
        out.rows.push_back({i->second->state.id, {at, rows[at]}, worked});
      }
    }
    return out;
  }

  outcome<scrape_progress> scrape(const attempt_ref& attempt) override {
    std::lock_guard guard{data_->mutex};
    auto found = fenced(attempt);
    if (!found)
      return tl::make_unexpected(std::move(found.error()));
    if (!(*found)->scrape)
      return fail(errc::conflict, "Only a scraping job reads pages");
    return *(*found)->scrape;
  }

  outcome<kept_answer> answer(const std::string& key,
                              const std::string& subject,
                              unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    auto kept = data_->answers.find(key);
    if (kept == data_->answers.end() || kept->second.expires_at <= now)
      return kept_answer{};
    const auto& found = kept->second;
    return kept_answer{true, found.status, found.body,
                       found.subjects.count(subject) != 0};
  }

  outcome<usage_report> usage(unix_ms now) override {
    std::lock_guard guard{data_->mutex};
    std::map<std::string, usage_entry> entries;
    for (const auto& [what, used] : data_->usage) {
      const auto& [day, upstream] = what;
      if (month_of(now).has(day))
        add_usage(entries[upstream], used, day == day_of(now));
    }
    usage_report out;
    for (auto& [upstream, entry] : entries) {
      entry.upstream = upstream;
      out.entries.push_back(std::move(entry));
    }
    return out;
  }

  outcome<pending_batch> pending(const pending_query& query) override {
    std::lock_guard guard{data_->mutex};
    return data_->outbox.pending(query, leads_of());
  }

  outcome<std::optional<open_delivery>>
  open_delivery_of(const std::string& destination) override {
    std::lock_guard guard{data_->mutex};
    return data_->outbox.open(destination);
  }

  outcome<delivery_leads>
  leads_of_delivery(const std::string& id,
                    const std::vector<lead_status>& to) override {
    std::lock_guard guard{data_->mutex};
    return data_->outbox.leads(id, to, leads_of());
  }

  outcome<std::vector<destination_report>> destinations() override {
    std::lock_guard guard{data_->mutex};
    return data_->outbox.destinations();
  }

  outcome<delivery_page> deliveries(const delivery_query& query) override {
    std::lock_guard guard{data_->mutex};
    return data_->outbox.list(query);
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
  memory_outbox::find_leads leads_of() const {
    return [this](const lead_range& range) {
      std::vector<std::pair<std::uint64_t, lead_result>> out;
      if (auto* e = data_->find(range.job))
        for (const auto& [row, saved] : e->results)
          if (saved.saved_no >= range.first && saved.saved_no <= range.last)
            out.emplace_back(saved.saved_no, saved.lead);
      std::sort(out.begin(), out.end(),
                [](const auto& a, const auto& b) { return a.first < b.first; });
      return out;
    };
  }

  template <class Predicate>
  std::vector<job> select(Predicate keep) const {
    std::vector<job> out;
    for (const auto& [num, kept] : data_->jobs)
      if (keep(kept->state))
        out.push_back(kept->state);
    return out;
  }

  static void add_completed(throughput& to, const job& state, unix_ms since) {
    if (state.phase != job_phase::done || state.completed_at <= since)
      return;
    ++to.jobs;
    to.leads +=
        state.counts.saved + state.counts.filtered + state.counts.failed;
  }

  static void add_usage(usage_entry& to, const memory_usage& used, bool today) {
    to.this_month += used.calls;
    to.this_month_micros += used.cost_micros;
    if (!today)
      return;
    to.today += used.calls;
    to.today_micros += used.cost_micros;
  }

  type_stats stats_of(job_type type, unix_ms now) const {
    type_stats out;
    out.type = type;
    job_times times;
    std::size_t seen = 0;
    for (auto i = data_->jobs.rbegin(); i != data_->jobs.rend(); ++i) {
      const auto& state = i->second->state;
      if (state.type != type)
        continue;
      ++out.by_phase.at(static_cast<std::size_t>(state.phase));
      out.retries += state.attempt > 1 ? state.attempt - 1 : 0;
      out.leads.saved += state.counts.saved;
      out.leads.filtered += state.counts.filtered;
      out.leads.failed += state.counts.failed;
      add_completed(out.last_hour, state, now - hour_ms);
      add_completed(out.last_day, state, now - 24 * hour_ms);
      if (++seen <= quantile_jobs)
        times.add(i->second->ready_at, state.started_at, state.completed_at);
    }
    out.waiting = times.waiting();
    out.running = times.running();
    return out;
  }

  outcome<const memory_job*> fenced(const attempt_ref& attempt) const {
    auto* e = data_->find(attempt.job);
    auto fence = check_fence(e != nullptr ? &e->state : nullptr, attempt);
    if (!fence)
      return tl::make_unexpected(std::move(fence.error()));
    return e;
  }

  data_ptr data_;
};

} // namespace

std::unique_ptr<job_reader>
make_memory_reader(std::shared_ptr<const memory_store::data> data) {
  return std::make_unique<memory_reader>(std::move(data));
}

} // namespace leadmill
