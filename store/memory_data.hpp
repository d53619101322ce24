// What the two sides of the memory store share. Only for store/memory_*.cpp.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "messages/usage_days.hpp"
#include "store/memory_outbox.hpp"
#include "store/memory_store.hpp"

namespace leadmill {

struct memory_lead {
  /// Its place in the order of saving.
  std::uint64_t saved_no = 0;
  lead_result lead;
};

struct memory_job {
  /// Its place in the order of acceptance, from 1.
  std::uint64_t num = 0;
  job state;
  std::vector<std::string> headers;
  std::vector<std::string> rows;
  std::map<std::uint32_t, memory_lead> results;
  std::uint64_t saved_no = 0;
  /// Up to which lead, in that order, an end was told.
  std::uint64_t announced = 0;
  std::vector<history_entry> history;
  /// When nothing but a slot was missing: acceptance, the time that it was to
  /// start at, or the end of its wait for another job.
  unix_ms ready_at = 0;
  /// Of a scraping job.
  std::optional<scrape_progress> scrape;

  /// Rows that can be erased.
  std::size_t row_count() const {
    return scrape ? results.size() : rows.size();
  }
};

/// A request that was answered under an idempotency key.
struct memory_key {
  std::string digest;
  std::uint64_t num = 0;
  std::string id;
  unix_ms time = 0;
};

struct memory_answer {
  int status = 0;
  std::string body;
  unix_ms expires_at = 0;
  std::set<std::string> subjects;
};

struct memory_usage {
  std::uint64_t calls = 0;
  std::int64_t cost_micros = 0;
};

struct memory_store::data {
  mutable std::mutex mutex;
  /// By number.
  std::map<std::uint64_t, std::unique_ptr<memory_job>> jobs;
  std::unordered_map<std::string, memory_job*> by_id;
  std::map<std::string, memory_key> keys;
  paused_types paused;
  std::map<std::string, memory_answer> answers;
  std::map<std::pair<utc_day, std::string>, memory_usage> usage;
  memory_outbox outbox;
  /// By number: id and time.
  std::map<std::uint64_t, std::pair<std::string, unix_ms>> removals;
  std::uint64_t forgotten_seq = 0;
  std::uint64_t last_seq = 0;
  std::uint64_t last_num = 0;

  memory_job* find(const std::string& id) const {
    auto i = by_id.find(id);
    return i == by_id.end() ? nullptr : i->second;
  }
};

} // namespace leadmill
