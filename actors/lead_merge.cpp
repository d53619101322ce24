#include "actors/lead_merge.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace leadmill {

namespace {

std::shared_ptr<lead_course> course_of(const started_leads& slice,
                                       std::size_t i) {
  return i < slice.courses.size() ? slice.courses[i] : nullptr;
}

} // namespace

void lead_merge::add_saved(const lead_result& lead) {
  if (lead.duplicate_of == no_row)
    firsts_.try_emplace(
        lead.key,
        first_row{lead.row, lead.status, lead.reason, lead.fields, false, {}});
}

void lead_merge::add_slice(std::uint64_t slice, started_leads leads) {
  waiting_leads_ += leads.leads.size();
  waiting_.emplace(slice, std::move(leads));
  while (!waiting_.empty() && waiting_.begin()->first == next_slice_) {
    auto next = std::move(waiting_.begin()->second);
    waiting_.erase(waiting_.begin());
    ++next_slice_;
    waiting_leads_ -= next.leads.size();
    for (std::size_t i = 0; i < next.leads.size(); ++i)
      resolve(std::move(next.leads[i]), course_of(next, i));
  }
}

void lead_merge::resolve(lead_result lead,
                         std::shared_ptr<lead_course> course) {
  auto [place, is_first] = firsts_.try_emplace(lead.key);
  auto& first = place->second;
  // An earlier attempt may have saved a later row first.
  if (is_first || (first.row >= lead.row && !first.is_open)) {
    first.row = lead.row;
    first.is_open = course != nullptr;
    if (course) {
      ++asking_;
      courses_.push_back(std::move(course));
    } else {
      first.status = lead.status;
      first.reason = lead.reason;
      first.fields = lead.fields;
      ready_.push_back(std::move(lead));
    }
    return;
  }
  if (course)
    lead.input = std::move(course->row.json);
  if (first.is_open) {
    ++repeats_;
    first.repeats.push_back(std::move(lead));
  } else {
    answer(first, std::move(lead));
  }
}

void lead_merge::answer(first_row& first, lead_result lead) {
  lead.duplicate_of = first.row;
  lead.status = first.status;
  lead.reason = first.reason;
  lead.fields = first.fields;
  ready_.push_back(std::move(lead));
}

std::vector<std::shared_ptr<lead_course>> lead_merge::take_courses() {
  return std::exchange(courses_, {});
}

void lead_merge::add_finished(lead_result lead) {
  --asking_;
  auto& first = firsts_[lead.key];
  first.status = lead.status;
  first.reason = lead.reason;
  first.fields = lead.fields;
  first.is_open = false;
  ready_.push_back(std::move(lead));
  auto repeats = std::exchange(first.repeats, {});
  repeats_ -= repeats.size();
  for (auto& one : repeats)
    answer(first, std::move(one));
}

std::vector<lead_result> lead_merge::take(std::size_t limit) {
  auto n = static_cast<std::ptrdiff_t>(std::min(limit, ready_.size()));
  std::vector<lead_result> out{std::make_move_iterator(ready_.begin()),
                               std::make_move_iterator(ready_.begin() + n)};
  ready_.erase(ready_.begin(), ready_.begin() + n);
  return out;
}

std::size_t lead_merge::held() const noexcept {
  return ready_.size() + waiting_leads_ + asking_ + repeats_;
}

} // namespace leadmill
