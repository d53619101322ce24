#include "actors/lead_merge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace leadmill {

void lead_merge::add_saved(const lead_result& lead) {
  if (lead.duplicate_of == no_row)
    firsts_.try_emplace(
        lead.key, first_row{lead.row, lead.status, lead.reason, lead.fields});
}

void lead_merge::add_slice(std::uint64_t slice,
                           std::vector<lead_result> leads) {
  waiting_leads_ += leads.size();
  waiting_.emplace(slice, std::move(leads));
  while (!waiting_.empty() && waiting_.begin()->first == next_slice_) {
    auto next = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    ++next_slice_;
    waiting_leads_ -= next.size();
    for (auto& lead : next) {
      resolve(lead);
      ready_.push_back(std::move(lead));
    }
  }
}

void lead_merge::resolve(lead_result& lead) {
  auto [place, is_first] = firsts_.try_emplace(lead.key);
  auto& first = place->second;
  // An earlier attempt may have saved a later row first.
  if (is_first || first.row >= lead.row) {
    first = {lead.row, lead.status, lead.reason, lead.fields};
    return;
  }
  lead.duplicate_of = first.row;
  lead.status = first.status;
  lead.reason = first.reason;
  lead.fields = first.fields;
}

std::vector<lead_result> lead_merge::take(std::size_t limit) {
  auto n = static_cast<std::ptrdiff_t>(std::min(limit, ready_.size()));
  std::vector<lead_result> out{std::make_move_iterator(ready_.begin()),
                               std::make_move_iterator(ready_.begin() + n)};
  ready_.erase(ready_.begin(), ready_.begin() + n);
  return out;
}

std::size_t lead_merge::held() const noexcept {
  return ready_.size() + waiting_leads_;
}

std::size_t lead_merge::ready() const noexcept { return ready_.size(); }

} // namespace leadmill
