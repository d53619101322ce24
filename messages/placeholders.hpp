// The templates of requests: `{field}` stands for a value, `{{` for a brace.
// config/ checks them, actors/outside/ renders them: both read them here.
#pragma once

#include <cstdint>
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

/// Whether `text` can be the name of a field: it has letters, digits, `_`, `-`
/// and `.`, of which a letter or `_` begins it.
bool is_placeholder_name(std::string_view text) noexcept;

/// The name of the field that begins with the brace at the front of `text`;
/// empty when none does.
std::string_view placeholder_at(std::string_view text) noexcept;

/// Takes the next piece off the front of `rest`, which is not empty. A brace
/// that begins no field stands for itself, so that JSON may be written as
/// usual.
template_piece next_piece(std::string_view& rest);

/// Whether a field stands in it.
bool has_field(std::string_view text);

/// Calls `use` with the name of each field in URL, query, headers and body.
void each_field(const request_template& from,
                const std::function<void(std::string_view)>& use);

/// The first value of that name; empty when there is none.
std::string_view value_of(const text_pairs& values, std::string_view name);

/// What a Content-Type says of a body.
enum class body_kind : std::uint8_t { json, form, other };

/// By the template's headers; `json` when they do not say.
body_kind kind_of_body(const request_template& from);

/// Follows the text of a JSON template: what the next value would stand in.
class json_place {
 public:
  void read(std::string_view text);
  bool in_quotes() const noexcept { return in_quotes_; }
  /// Behind a backslash, whose escape a value would become a part of.
  bool in_escape() const noexcept { return escaped_ || hex_left_ > 0; }

 private:
  void read(char c);
  bool in_quotes_ = false;
  bool escaped_ = false;
  int hex_left_ = 0;
};

} // namespace leadmill
