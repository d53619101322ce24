// What came from outside as JSON, as a tree: numbers stay as they were written
// and members in their order, so that what is passed on is what came.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace leadmill {

struct json_value {
  enum class kind : std::uint8_t {
    null,
    boolean,
    number,
    text,
    array,
    object,
  };
  kind what = kind::null;
  /// As a member of an object.
  std::string name;
  /// A text, unescaped; of another scalar, what stands for it in JSON.
  std::string text;
  /// Elements, or members in their order, no name twice.
  std::vector<json_value> items;

  bool is_scalar() const noexcept {
    return what != kind::array && what != kind::object;
  }
};

/// How deep, and how much, a JSON text may be.
constexpr std::size_t max_json_depth = 64;
constexpr std::size_t max_json_values = std::size_t{1} << 18;

/// Unset for what is no JSON (RFC 8259, in UTF-8), or beyond the bounds. NUL
/// characters are left out of texts, since nobody behind can keep them; of a
/// name that comes twice in an object the last is taken.
std::optional<json_value> parse_json(std::string_view text);

/// The member of this name; null when `object` is none, or has none.
const json_value* find_member(const json_value& object,
                              std::string_view name) noexcept;

/// What a JSON pointer (RFC 6901) points at; null when that is nothing.
const json_value* find_at(const json_value& root, std::string_view pointer);

/// Whether it says nothing: null, false, 0, "", [] or {}.
bool is_nothing(const json_value& value) noexcept;

/// Whether `text` is a JSON number, to the letter.
bool is_json_number(std::string_view text) noexcept;

/// Appends it as compact JSON, without a line break.
void append_json(std::string& out, const json_value& value);

} // namespace leadmill
