// What must hold once every job of a world has ended.
#include <set>

#include "tests/sim/world.hpp"

namespace leadmill::sim {

void world::check_end() {
  for (const auto& [id, state] : checker_.jobs()) {
    trace_ =
        mixed(trace_, id + to_string(state.phase) + std::to_string(state.seq));
    if (!is_terminal(state.phase))
      checker_.violate(id + " has not ended: it is " + to_string(state.phase)
                       + " at attempt " + std::to_string(state.attempt));
    if (state.phase == job_phase::done)
      check_results(state);
  }
  if (!asked_.empty())
    checker_.violate(std::to_string(asked_.size())
                     + " questions were never answered");
  check_feed();
}

void world::check_results(const job& done) {
  if (done.type == job_type::scraping)
    check_pages(done);
  auto all = results(done.id);
  if (done.type == job_type::enrichment && all.size() != done.progress.total)
    checker_.violate(done.id + " has " + std::to_string(all.size())
                     + " results of " + std::to_string(done.progress.total));
  for (std::uint32_t row = 0; row < all.size(); ++row)
    if (all[row].row != row)
      checker_.violate(done.id + " has no result of row "
                       + std::to_string(row));
}

/// A scraping job that is done has everything that was wanted, and nobody
/// twice.
void world::check_pages(const job& done) {
  result_query query;
  query.job = done.id;
  auto rows = store.make_reader()->open_results(query).value();
  const auto& read = *rows->head().scrape;
  auto all = rows->next(1'000).value().leads;
  if (all.size() > read.plan.max_results || read.pages > read.plan.max_pages)
    checker_.violate(done.id + " has read more than was wanted");
  if (!read.last && all.size() < read.plan.max_results
      && read.pages < read.plan.max_pages)
    checker_.violate(done.id + " has read less than was wanted");
  std::set<std::string> keys;
  for (const auto& lead : all)
    if (!lead.key.empty() && !keys.insert(lead.key).second)
      checker_.violate(done.id + " has somebody twice");
}

/// Whoever follows the feed knows in the end what the store knows.
void world::check_feed() {
  std::map<std::string, std::uint64_t> seen;
  std::uint64_t last = 0;
  for (const auto& published_event : published) {
    std::uint64_t seq = 0;
    if (auto* state = std::get_if<live_job>(&published_event)) {
      seq = state->seq;
      seen[state->id] = seq;
    } else if (auto* gone = std::get_if<live_removed>(&published_event)) {
      seq = gone->seq;
      seen.erase(gone->id);
    }
    if (seq <= last)
      checker_.violate("the feed went back to " + std::to_string(seq));
    last = seq;
  }
  if (process_ != 1)
    return; // what was committed as the process died is in no feed
  for (const auto& [id, state] : checker_.jobs())
    if (seen[id] != state.seq)
      checker_.violate("the feed knows an older " + id);
}

} // namespace leadmill::sim
