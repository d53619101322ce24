#include "net/outbound_queue.hpp"

#include <algorithm>

namespace leadmill {

outbound_queue::outbound_queue(std::size_t per_origin, std::size_t in_all)
    : per_origin_(std::max<std::size_t>(per_origin, 1)),
      in_all_(std::max<std::size_t>(in_all, 1)) {}

void outbound_queue::add(const std::string& origin, std::uint64_t call) {
  if (lanes_[origin].waiting.insert(call).second)
    ++waiting_;
}

std::optional<std::uint64_t> outbound_queue::next() {
  if (waiting_ == 0 || under_way_ >= in_all_)
    return std::nullopt;
  auto may = [this](const lanes::value_type& of) {
    return may_start(of.second);
  };
  auto after = lanes_.upper_bound(last_);
  auto found = std::find_if(after, lanes_.end(), may);
  if (found == lanes_.end()) {
    found = std::find_if(lanes_.begin(), after, may);
    if (found == after)
      return std::nullopt;
  }
  auto& [origin, of] = *found;
  auto call = *of.waiting.begin();
  of.waiting.erase(of.waiting.begin());
  ++of.under_way;
  --waiting_;
  ++under_way_;
  last_ = origin;
  return call;
}

void outbound_queue::end(const std::string& origin, std::uint64_t call) {
  auto found = lanes_.find(origin);
  if (found == lanes_.end())
    return;
  auto& of = found->second;
  if (of.waiting.erase(call) != 0) {
    --waiting_;
  } else if (of.under_way > 0) {
    --of.under_way;
    --under_way_;
  }
  if (of.waiting.empty() && of.under_way == 0)
    lanes_.erase(found);
}

} // namespace leadmill
