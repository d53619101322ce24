#include "actors/live_feed.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include "messages/json.hpp"

namespace leadmill {

live_job live_feed_state::put(const job& state) {
  live_job entry{state.seq, state.id, state.type, !is_terminal(state.phase),
                 std::make_shared<const std::string>(to_json(state))};
  seq = std::max(seq, state.seq);
  auto& place = jobs[state.id];
  if (place.json && !place.open)
    ended.erase(place.seq);
  place = entry;
  if (!entry.open)
    ended.emplace(entry.seq, entry.id);
  while (ended.size() > max_ended) {
    forgotten = std::max(forgotten, ended.begin()->first);
    jobs.erase(ended.begin()->second);
    ended.erase(ended.begin());
  }
  return entry;
}

live_removed live_feed_state::remove(const removed_job& gone) {
  seq = std::max(seq, gone.seq);
  auto place = jobs.find(gone.id);
  if (place != jobs.end()) {
    ended.erase(place->second.seq);
    jobs.erase(place);
  }
  live_removed out{gone.seq, gone.id};
  mark(out);
  return out;
}

void live_feed_state::mark(live_removed gone) {
  removed.push_back(std::move(gone));
  for (; removed.size() > max_removed; removed.pop_front())
    forgotten = std::max(forgotten, removed.front().seq);
}

live_snapshot live_feed_state::snapshot(std::uint64_t ticket) const {
  live_snapshot out{ticket, seq, {}, {}, forgotten};
  out.jobs.reserve(jobs.size());
  for (const auto& [id, entry] : jobs)
    out.jobs.push_back(entry);
  std::sort(out.jobs.begin(), out.jobs.end(),
            [](const auto& a, const auto& b) { return a.seq < b.seq; });
  // An id may be in use again.
  for (const auto& gone : removed)
    if (!jobs.contains(gone.id))
      out.removed.push_back(gone);
  return out;
}

live_feed_actor::behavior_type live_feed(live_feed_pointer self,
                                         live_feed_options options) {
  auto& state = self->state;
  state.sink = std::move(options.sink);
  state.max_ended = options.max_ended;
  state.max_removed = options.max_removed;
  state.seq = options.seq;
  state.forgotten = options.removed.forgotten_seq;
  for (auto& gone : options.removed.jobs)
    state.mark({gone.seq, std::move(gone.id)});
  for (const auto& j : options.jobs)
    state.put(j);
  return {
      [self](const publish_job& what) {
        self->state.sink(self->state.put(what.state));
      },
      [self](const publish_removed& what) {
        self->state.sink(self->state.remove(what.job));
      },
      [self](take_snapshot what) {
        self->state.sink(self->state.snapshot(what.ticket));
      },
  };
}

} // namespace leadmill
