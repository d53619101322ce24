// The templates of requests: text with {placeholders}, for which each request
// has a value, and ${VARIABLES}, which are put in once, as a configuration is
// read. actors/outside renders what comes out of here.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace leadmill {

struct written_piece {
  enum class kind : std::uint8_t { text, placeholder, variable };
  kind what = kind::text;
  /// As it is meant; the name of a placeholder or a variable.
  std::string text;
  bool operator==(const written_piece&) const = default;
};

using written_pieces = std::vector<written_piece>;

/// What a brace is that begins neither a placeholder nor a variable: in JSON
/// itself, elsewhere a mistake. Where there are no placeholders at all
/// (`is_text`), every brace but that of a variable is itself.
enum class lone_brace : std::uint8_t { is_mistake, is_itself, is_text };

/// The pieces of a template. `{{` is a brace, `$${` stands for `${`; for the
/// names of placeholders see messages/placeholders.hpp. Errors: what is wrong,
/// to be put behind the key's name.
tl::expected<written_pieces, std::string> take_apart(std::string_view text,
                                                     lone_brace lone);

/// The pieces as a template again, its own text such that no placeholder comes
/// about that was none. REQUIRES: no variables among them.
std::string put_together(const written_pieces& pieces);

/// The names of its placeholders, each once.
std::vector<std::string> placeholders_of(const written_pieces& pieces);

} // namespace leadmill
