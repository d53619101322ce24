// The templates of requests: `{field}` stands for a value, `{{` for a brace.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "messages/upstream.hpp"

namespace leadmill {

/// A stretch of a template: text as it stands, or the name of a field.
struct template_piece {
  bool is_field = false;
  std::string_view text;
};

/// Takes the next piece off the front of `rest`, which is not empty. A field's
/// name has letters, digits, `_`, `-` and `.`, and begins with a letter or `_`;
/// a brace that begins no such thing stands for itself, so that JSON may be
/// written as usual.
template_piece next_piece(std::string_view& rest);

/// Whether a field stands in it.
bool has_field(std::string_view text);

/// Calls `use` with the name of each field in URL, query, headers and body.
void each_field(const request_template& from,
                const std::function<void(std::string_view)>& use);

/// The first value of that name; empty when there is none.
std::string_view value_of(const text_pairs& values, std::string_view name);

} // namespace leadmill
