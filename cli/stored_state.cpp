#include "cli/stored_state.hpp"

#include <algorithm>
#include <utility>

#include "config/limits.hpp"
#include "messages/time.hpp"

namespace leadmill {

outcome<stored_state> read_state(job_reader& reader) {
  auto open = reader.open_jobs();
  if (!open)
    return tl::make_unexpected(open.error());
  auto ended = reader.recently_ended(limits::recently_ended_jobs + 1);
  if (!ended)
    return tl::make_unexpected(ended.error());
  auto removed = reader.removals(limits::remembered_removals);
  if (!removed)
    return tl::make_unexpected(removed.error());
  auto seq = reader.last_seq();
  if (!seq)
    return tl::make_unexpected(seq.error());
  auto paused = reader.paused();
  if (!paused)
    return tl::make_unexpected(paused.error());
  auto used = reader.usage(system_now());
  if (!used)
    return tl::make_unexpected(used.error());
  std::reverse(ended->begin(), ended->end());
  return stored_state{
      std::move(*open), std::move(*ended), std::move(*removed), *seq,
      *paused,          std::move(*used)};
}

} // namespace leadmill
