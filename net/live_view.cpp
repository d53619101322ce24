#include "net/live_view.hpp"

#include <algorithm>
#include <utility>

#include "messages/ids.hpp"

namespace leadmill {

namespace {

template <class Items>
std::unordered_map<std::string_view, std::uint32_t>
places_of(const Items& items) {
  std::unordered_map<std::string_view, std::uint32_t> out;
  std::uint32_t place = 0;
  for (const auto& item : items)
    out[item.id] = place++;
  return out;
}

template <class Places>
std::optional<std::uint32_t> find_in(const Places& places,
                                     std::string_view id) {
  auto at = places.find(id);
  if (at == places.end())
    return std::nullopt;
  return at->second;
}

/// The place of the first item that is newer than `after`.
template <class Items>
std::uint32_t first_after(const Items& items, std::uint64_t after) {
  auto at = std::upper_bound(
      items.begin(), items.end(), after,
      [](std::uint64_t seq, const auto& item) { return seq < item.seq; });
  return static_cast<std::uint32_t>(at - items.begin());
}

bool passes(const live_filter& filter, job_type type) {
  return !filter.type || *filter.type == type;
}

std::span<const std::uint32_t> part_of(const std::vector<std::uint32_t>& all,
                                       std::size_t index, std::size_t size) {
  auto first = std::min(index * size, all.size());
  return std::span{all}.subspan(first, std::min(size, all.size() - first));
}

} // namespace

live_view::live_view(live_snapshot from) : from_(std::move(from)) {}

bool live_view::can_resume(std::uint64_t after) const noexcept {
  return after >= from_.resumable_from && after <= from_.seq;
}

shared_selection live_view::all(const live_filter& filter,
                                std::optional<std::uint64_t> after) {
  auto& known = all_[{filter.active_only,
                      filter.type ? static_cast<int>(*filter.type) : -1,
                      after.has_value(), after.value_or(0)}];
  if (known)
    return known;
  known = std::make_shared<live_selection>();
  known->full = !after;
  // Who was away is told of ends too: of those that it still shows as open.
  auto only_open = filter.active_only && !after;
  for (auto i = first_after(from_.jobs, after.value_or(0));
       i < from_.jobs.size(); ++i)
    if (passes(filter, from_.jobs[i].type)
        && (from_.jobs[i].open || !only_open))
      known->jobs.push_back(i);
  if (after)
    for (auto i = first_after(from_.removed, *after); i < from_.removed.size();
         ++i)
      if (passes(filter, type_of(from_.removed[i].id)))
        known->removed.push_back(i);
  return known;
}

std::optional<std::uint32_t> live_view::find_job(std::string_view id) {
  if (!jobs_)
    jobs_ = places_of(from_.jobs);
  return find_in(*jobs_, id);
}

std::optional<std::uint32_t> live_view::find_removed(std::string_view id) {
  if (!removed_)
    removed_ = places_of(from_.removed);
  return find_in(*removed_, id);
}

std::size_t live_view::count_frames(const live_selection& what,
                                    std::size_t per_frame) const {
  auto most = std::max(what.jobs.size(), what.removed.size());
  return std::max<std::size_t>(1, (most + per_frame - 1) / per_frame);
}

shared_text live_view::frame(live_selection& what, std::size_t index,
                             std::size_t per_frame) const {
  auto count = count_frames(what, per_frame);
  what.frames.resize(count);
  auto out = what.frames[index].lock();
  if (out)
    return out;
  out = std::make_shared<const std::string>(snapshot_frame(
      from_, {what.full, part_of(what.jobs, index, per_frame),
              part_of(what.removed, index, per_frame), index + 1 < count}));
  what.frames[index] = out;
  return out;
}

} // namespace leadmill
