#include "actors/scraped_rows.hpp"

#include <algorithm>
#include <utility>

#include "actors/outside/json_tree.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

constexpr std::size_t max_words_bytes = 300;

/// Appends every scalar within `value`, with commas between them.
void append_scalars(std::string& out, const json_value& value) {
  if (out.size() > max_words_bytes)
    return;
  if (!value.is_scalar()) {
    for (const auto& item : value.items)
      append_scalars(out, item);
    return;
  }
  auto text = squeeze(value.text);
  if (is_nothing(value) || text.empty())
    return;
  if (!out.empty())
    out += ", ";
  out += text;
}

/// At most so many bytes of UTF-8, with an ellipsis for what is left out.
void shorten(std::string& text, std::size_t bytes) {
  if (text.size() <= bytes)
    return;
  auto is_tail = [&](std::size_t at) {
    return (static_cast<unsigned char>(text[at]) & 0xc0) == 0x80;
  };
  while (bytes != 0 && is_tail(bytes))
    --bytes;
  text.resize(bytes);
  text += "\xe2\x80\xa6";
}

bool is_blank(const json_value& value) {
  return is_nothing(value) || trim(value.text).empty();
}

void add_column(json_value& row, std::string name, const std::string& text) {
  if (text.empty())
    return;
  auto folded = fold_name(name);
  auto place =
      std::find_if(row.items.begin(), row.items.end(), [&](const auto& column) {
        return fold_name(column.name) == folded;
      });
  json_value value;
  value.what = json_value::kind::text;
  value.text = text;
  if (place == row.items.end()) {
    value.name = std::move(name);
    row.items.push_back(std::move(value));
  } else if (place->is_scalar() && is_blank(*place)) {
    value.name = place->name;
    *place = std::move(value);
  }
}

} // namespace

std::string search_words(std::string_view params) {
  std::string out;
  auto tree = parse_json(params);
  if (!tree || tree->what != json_value::kind::object)
    return out;
  for (const auto& member : tree->items) {
    std::string words;
    append_scalars(words, member);
    if (words.empty())
      continue;
    if (!out.empty())
      out += "; ";
    out += member.name + ": " + words;
    if (out.size() > max_words_bytes)
      break;
  }
  shorten(out, max_words_bytes);
  return out;
}

std::string with_origin(const std::string& row, const row_origin& origin) {
  auto tree = parse_json(row);
  if (!tree || tree->what != json_value::kind::object)
    return row;
  constexpr std::size_t day = sizeof "2026-01-01" - 1;
  add_column(*tree, "Platform", origin.platform);
  add_column(*tree, "Date Scraped", to_iso(origin.scraped_at).substr(0, day));
  add_column(*tree, "Search Filter", origin.search_filter);
  add_column(*tree, "Source Details", origin.source_details);
  std::string out;
  append_json(out, *tree);
  return out;
}

} // namespace leadmill
