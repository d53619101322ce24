// One attempt of one scraping job. Asks its source for page after page, in
// order and with a pause between them, makes leads of the rows, and saves each
// page with where to go on, so that the next attempt goes on at the page that
// this one did not get.
//
// It waits for its source as long as that takes (the upstream actor has the
// time limits, and holds rate and budget for all jobs), but stops at once when
// it is told to. It quits once its end is committed, or at once when it learns
// that another attempt has replaced it. It knows only its source, a row source
// and a result sink, so it may live on any node.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/outside/reading.hpp"
#include "leads/pipeline.hpp"
#include "messages/actors.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// Reads a page out of the answer to the request with these values.
using page_reader = std::function<outcome<page_content>(
    const source_declaration&, const upstream_answer&, const text_pairs&)>;

/// Whether a site's robots.txt lets the page with these values be read, and
/// the pause between pages that it asks for (0: none).
using robots_check = std::function<outcome<std::chrono::milliseconds>(
    const source_declaration&, const robots_rules&, const text_pairs&)>;

struct scraping_source {
  source_declaration declaration;
  upstream_actor upstream;
};

struct scraping_job_options {
  attempt_ref attempt;
  /// Those that are enabled, by name; the job's plan says which it reads.
  std::unordered_map<std::string, scraping_source> sources;
  row_source_actor rows;
  result_sink_actor sink;
  /// Normalizes what is found; nothing is filtered.
  std::shared_ptr<const pipeline> trade;
  page_reader read = read_source_page;
  /// For a source that obeys robots.txt; that is its request 1.
  robots_check check_robots = check_source_robots;
  /// When an attempt that fails now is tried again; unset: at once.
  std::function<unix_ms()> retry_at;
  wall_clock now = system_now;
  /// Random bits, for the pauses.
  std::function<std::uint64_t()> entropy;
  std::uint32_t chunk_rows = 256;
  std::chrono::milliseconds request_timeout{60'000};
  /// Before it asks again a store that cannot write or does not answer.
  std::chrono::milliseconds retry_delay{1'000};
};

struct scraping_job_state {
  using time_point = std::chrono::steady_clock::time_point;

  scraping_job_state() = default;

  /// Takes how far earlier attempts have come.
  void begin(scrape_progress read_so_far);
  /// Takes a part of what they saved.
  void add_checkpoint(const checkpoint_chunk& chunk);
  /// The number of the page to read now.
  std::uint32_t page() const { return so_far.pages + 1; }
  /// What the source is asked for it.
  text_pairs values() const;
  /// Makes what is to be saved of that page, or the verdict of a page that
  /// repeats the one before it.
  void take_page(page_content content, unix_ms now);
  /// The page is saved; the next one may be asked for after this pause.
  std::chrono::milliseconds end_page();
  /// Ends the attempt so, unless it ends already.
  void conclude(stop_attempt as);
  /// How it ends when `what`, e.g. "page 3", cannot be had.
  stop_attempt end_for(const std::string& what, const problem& why) const;
  /// Whether it waits for nothing but its source, or for the time to ask it.
  bool is_patient(time_point now) const;

  scraping_job_options options;
  /// Once it is known which.
  scraping_source source;
  scrape_progress so_far;
  /// Of the leads that are saved.
  std::unordered_set<std::string> keys;
  /// Of the source's site, if it obeys them; read once.
  std::optional<robots_rules> robots;
  /// The page that is being saved, kept until the store has it.
  std::optional<save_page> unsaved;
  std::optional<stop_attempt> verdict;
  std::chrono::milliseconds pause{0};
  time_point due;
  std::uint32_t checkpoint_row = 0;
  bool progress_read = false;
  bool checkpoint_read = false;
  bool loading = false;
  bool asking = false;
  bool saving = false;
  bool ending = false;
  static inline const char* name = "scraping_job";
};

using scraping_job_pointer = job_actor::stateful_pointer<scraping_job_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(
    !std::is_constructible_v<scraping_job_state, scraping_job_pointer>);

job_actor::behavior_type scraping_job(scraping_job_pointer self,
                                      scraping_job_options options);

} // namespace leadmill
