#include "messages/changes.hpp"

namespace leadmill {

std::size_t bytes_of(const job_draft& draft) noexcept {
  std::size_t bytes = draft.metadata.size();
  for (const auto& row : draft.rows)
    bytes += row.size() + sizeof(std::string);
  if (draft.scrape)
    bytes += draft.scrape->params.size();
  for (const auto& next : draft.then)
    bytes += bytes_of(next);
  return bytes;
}

} // namespace leadmill
