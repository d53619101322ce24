// Reads a page of rows out of what a source answered in JSON.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

struct page_content {
  /// Compact JSON objects.
  std::vector<std::string> rows;
  /// Another page follows.
  bool more = false;
  /// What that one needs: a cursor, or (in HTML) its address. Empty: nothing
  /// but its number.
  std::string next;
  /// SHA-256 of the rows, in hexadecimal: a page that repeats another has the
  /// same, whatever else stands around them.
  std::string digest;
};

/// The page in an answer. Rows are as they came, or have the source's columns,
/// of which one that finds nothing is left out, and a row in which none does;
/// "Platform" is added unless the row has it. Whether another page follows is
/// what `more_at` says: a boolean, or a cursor (a text or a number; null, "" or
/// 0: none). Where that is not there at all, nothing follows when the template
/// has {next}, and else when the page is not full. A status that means
/// "nothing" is an empty page, the last.
///
/// `upstream_failed` as for `read_answer`, and when there is no array of rows
/// (null is one without rows), or a row is no object; says which.
outcome<page_content> read_page(const source_declaration& source, int status,
                                std::string_view body);

/// Adds a row of columns, with the source's platform.
void add_row(page_content& page, const source_declaration& source,
             const text_pairs& columns);

/// Completes a page: the digest.
void seal(page_content& page);

} // namespace leadmill
