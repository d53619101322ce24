#include "messages/changes.hpp"

namespace leadmill {

std::size_t bytes_of(const job_draft& draft) noexcept {
  std::size_t bytes = draft.metadata.size();
  for (const auto& row : draft.rows)
    bytes += row.size() + sizeof(std::string);
  return bytes;
}

} // namespace leadmill
