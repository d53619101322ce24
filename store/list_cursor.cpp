#include "store/list_cursor.hpp"

#include <charconv>

namespace leadmill {

namespace {

/// Takes `prefix` and a number from the front of `text`.
bool take(std::string_view& text, char prefix, std::int64_t& number) {
  if (text.empty() || text.front() != prefix)
    return false;
  text.remove_prefix(1);
  auto [end, error] =
      std::from_chars(text.data(), text.data() + text.size(), number);
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return error == std::errc{};
}

} // namespace

std::string to_text(const list_cursor& cursor) {
  return "c" + std::to_string(cursor.created_at) + "n"
         + std::to_string(cursor.num);
}

std::optional<list_cursor> parse_list_cursor(std::string_view text) {
  list_cursor cursor;
  auto rest = text;
  if (!take(rest, 'c', cursor.created_at) || !take(rest, 'n', cursor.num)
      || !rest.empty() || to_text(cursor) != text)
    return std::nullopt;
  return cursor;
}

std::optional<problem> check_list(const job_query& query,
                                  std::optional<list_cursor>& after) {
  if (query.limit == 0)
    return problem{errc::invalid_argument, "limit must be at least 1", {}};
  if (query.cursor.empty())
    return std::nullopt;
  after = parse_list_cursor(query.cursor);
  if (!after)
    return problem{errc::invalid_argument,
                   "cursor is none that this server gave out: take nextCursor"
                   " of the page before",
                   {}};
  return std::nullopt;
}

} // namespace leadmill
