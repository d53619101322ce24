#include "store/job_times.hpp"

#include <algorithm>
#include <utility>

namespace leadmill {

void job_times::add(unix_ms ready_at, unix_ms started_at,
                    unix_ms completed_at) {
  if (started_at == 0)
    return;
  waiting_.push_back(std::max<std::int64_t>(started_at - ready_at, 0));
  if (completed_at != 0)
    running_.push_back(std::max<std::int64_t>(completed_at - started_at, 0));
}

quantiles job_times::waiting() const { return quantiles_of(waiting_); }

quantiles job_times::running() const { return quantiles_of(running_); }

quantiles quantiles_of(std::vector<std::int64_t> times_ms) {
  if (times_ms.empty())
    return {};
  std::sort(times_ms.begin(), times_ms.end());
  auto at = [&](std::size_t percent) {
    return times_ms[(times_ms.size() * percent + 99) / 100 - 1];
  };
  return {times_ms.size(), at(50), at(90), at(99), times_ms.back()};
}

} // namespace leadmill
