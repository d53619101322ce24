// The text of an answer's head, and of chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "net/http.hpp"

namespace leadmill {

/// How a body's end is told.
enum class framing : std::uint8_t { length, chunked, until_close };

struct wire_options {
  framing how = framing::length;
  bool keep_alive = true;
  /// The client speaks HTTP/1.0.
  bool http_1_0 = false;
  std::string_view date;
};

/// Appends status line and header, up to and with the empty line. A value that
/// holds a line break is left out.
void append_head(std::string& out, const response& what,
                 const wire_options& how);

/// "1f4\r\n": what goes before a chunk of `bytes` bytes.
std::string chunk_head(std::size_t bytes);

/// The current time as HTTP writes it, e.g. "Thu, 01 Jan 2026 00:00:00 GMT".
std::string http_date();

} // namespace leadmill
