// Where a page of a list of jobs ended, as text for the outside.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/errors.hpp"
#include "messages/queries.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// The last job of a page: lists go by creation, then by acceptance.
struct list_cursor {
  unix_ms created_at = 0;
  /// Its place in the order of acceptance, from 1.
  std::int64_t num = 0;
  auto operator<=>(const list_cursor&) const = default;
};

/// Opaque to clients; safe in a URL.
std::string to_text(const list_cursor& cursor);

/// Nothing for a text that `to_text` does not write.
std::optional<list_cursor> parse_list_cursor(std::string_view text);

/// Where `query` goes on (`after` stays unset for the first page), or why it
/// cannot be answered (`invalid_argument`).
std::optional<problem> check_list(const job_query& query,
                                  std::optional<list_cursor>& after);

} // namespace leadmill
