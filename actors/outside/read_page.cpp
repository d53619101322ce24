#include "actors/outside/read_page.hpp"

#include <algorithm>
#include <utility>

#include "actors/outside/json_tree.hpp"
#include "actors/outside/read_answer.hpp"
#include "leads/text.hpp"
#include "messages/digest.hpp"
#include "messages/json.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = json_value::kind;

constexpr std::string_view platform_column = "Platform";

/// A row as it came.
void add_whole(page_content& page, const source_declaration& source,
               const json_value& row) {
  auto& text = page.rows.emplace_back();
  append_json(text, row);
  if (source.platform.empty()
      || std::any_of(row.items.begin(), row.items.end(), [](auto& one) {
           return equal_ignoring_case(one.name, platform_column);
         }))
    return;
  text.back() = ',';
  if (row.items.empty())
    text.pop_back();
  append_quoted(text, platform_column);
  text += ':';
  append_quoted(text, source.platform);
  text += '}';
}

text_pairs read_columns(const source_declaration& source,
                        const json_value& row) {
  text_pairs out;
  for (auto& column : source.columns)
    if (auto found = find_given(row, column))
      out.emplace_back(column.field, std::move(*found));
  return out;
}

tl::unexpected<problem> bad_page(const source_declaration& source,
                                 std::string_view what) {
  return fail(errc::upstream_failed,
              "A page of " + source.name + " " + std::string{what});
}

outcome<void> read_rows(page_content& page, const source_declaration& source,
                        const std::vector<json_value>& rows) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].what != kind::object)
      return bad_page(source, "has a row that is no JSON object: the one at "
                                  + source.rows_at + "/" + std::to_string(i)
                                  + ".");
    if (source.columns.empty())
      add_whole(page, source, rows[i]);
    else if (auto row = read_columns(source, rows[i]); !row.empty())
      add_row(page, source, row);
  }
  return {};
}

bool asks_for_cursor(const source_declaration& source) {
  auto found = false;
  each_field(source.request,
             [&](std::string_view name) { found |= name == "next"; });
  return found;
}

/// Whether another page follows, when the answer does not say.
bool is_full(const source_declaration& source, std::size_t rows) {
  return rows > 0 && rows >= source.page_size;
}

outcome<void> read_more(page_content& page, const source_declaration& source,
                        const json_value* said, std::size_t rows) {
  if (!said) {
    page.more = !asks_for_cursor(source) && is_full(source, rows);
    return {};
  }
  if (!said->is_scalar())
    return bad_page(source, "has neither a boolean nor a cursor at "
                                + source.more_at + ".");
  page.more = !is_nothing(*said) && said->text != "false";
  if (page.more && said->text != "true")
    page.next = said->text;
  return {};
}

} // namespace

outcome<page_content> read_page(const source_declaration& source, int status,
                                std::string_view body) {
  page_content page;
  if (means_nothing(source.request, status)) {
    seal(page);
    return page;
  }
  auto root = open_answer(source.request, status, body);
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  auto rows = find_at(*root, source.rows_at);
  if (!rows || (rows->what != kind::array && rows->what != kind::null))
    return bad_page(source, "has no array of rows at " + source.rows_at + ".");
  auto count = rows->items.size();
  auto said = source.more_at.empty() ? nullptr : find_at(*root, source.more_at);
  if (auto done = read_more(page, source, said, count); !done)
    return tl::make_unexpected(std::move(done.error()));
  if (auto done = read_rows(page, source, rows->items); !done)
    return tl::make_unexpected(std::move(done.error()));
  seal(page);
  return page;
}

void add_row(page_content& page, const source_declaration& source,
             const text_pairs& columns) {
  object_writer row{page.rows.emplace_back()};
  for (auto& [name, text] : columns)
    row.add(name, text);
  if (!source.platform.empty()
      && std::none_of(columns.begin(), columns.end(), [](auto& one) {
           return equal_ignoring_case(one.first, platform_column);
         }))
    row.add(platform_column, source.platform);
  row.close();
}

void seal(page_content& page) {
  std::string text;
  for (auto& row : page.rows)
    (text += row) += '\n';
  page.digest = to_hex(sha256({text}));
}

} // namespace leadmill
