// A JSON text that somebody sent, parsed and checked, with simdjson's own
// values; and the words in which its parts are refused. Inside messages/ only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <simdjson.h>

#include "messages/errors.hpp"
#include "messages/time.hpp"

namespace leadmill {

/// `invalid_argument` about one field.
tl::unexpected<problem> refuse_field(std::string pointer, std::string detail);

/// A parsed document; owns what its values are made of.
class document {
 public:
  document();

  /// What `text` says. Refuses what is no JSON, holds a NUL character, or is
  /// nested deeper than 64 levels; `what` names it in the refusal, e.g. "Body".
  /// Ends what an earlier call returned.
  outcome<simdjson::dom::element> parse(std::string_view text,
                                        std::string_view what);

  /// Likewise of a request's body, which must be an object.
  outcome<simdjson::dom::object> parse_object(std::string_view body);

 private:
  simdjson::dom::parser parser_;
};

// Parts of a document. `name` is where a part stands, e.g. "options.tags"; a
// refusal says it and points there.

outcome<std::vector<std::string>> read_strings(simdjson::dom::element value,
                                               std::string_view name);

outcome<std::string_view> read_text(simdjson::dom::element value,
                                    std::string_view name);

/// A text of 1 to `max_bytes` bytes, into its place.
std::optional<problem> read_short_text(simdjson::dom::element value,
                                       std::string_view name,
                                       std::size_t max_bytes,
                                       std::string& place);

outcome<bool> read_flag(simdjson::dom::element value, std::string_view name);

/// A whole number from `low` to `high`.
outcome<std::uint32_t> read_number(simdjson::dom::element value,
                                   std::string_view name, std::uint32_t low,
                                   std::uint32_t high);

/// A text as `parse_time` has it, or a number of milliseconds since 1970.
outcome<unix_ms> read_time(simdjson::dom::element value, std::string_view name);

outcome<std::string> read_job_id(simdjson::dom::element value,
                                 std::string_view name);

/// "/options/tags" of "options.tags".
std::string pointer_to(std::string_view name);

/// The refusal of a part: `name` and `why` are one sentence.
tl::unexpected<problem> refuse_part(std::string_view name,
                                    std::string_view why);

/// The refusal of a member that `where` ("" for the body, else a part of it)
/// does not have.
tl::unexpected<problem> unknown_field(std::string_view where,
                                      std::string_view name);

/// One of a set of words, read by `parse`; `words` lists them.
template <class T>
outcome<T> read_word(simdjson::dom::element value, std::string_view name,
                     std::optional<T> (*parse)(std::string_view) noexcept,
                     std::string_view words) {
  std::string_view text;
  if (!value.get(text))
    if (auto word = parse(text))
      return *word;
  return refuse_part(name, "must be one of: " + std::string{words});
}

/// Moves a value to its place; otherwise what is wrong with it.
template <class T, class U>
std::optional<problem> take(outcome<T> value, U& place) {
  if (!value)
    return std::move(value.error());
  place = std::move(*value);
  return std::nullopt;
}

} // namespace leadmill
