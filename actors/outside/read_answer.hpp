// Reads values out of what a provider answered. Whatever the answer is, reading
// it neither throws nor quotes it in a message: it is about people.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "actors/outside/json_tree.hpp"
#include "messages/errors.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

struct answer_values {
  /// Each field that something was found for, in the order of `gives`.
  text_pairs values;
};

/// A value that is longer is none.
constexpr std::size_t max_value_bytes = 4096;

/// What an answer to `from` gives: a text as it stands without blanks around
/// it, a number as it is written, `true` or `false`. Nothing for a status that
/// means "nothing", and for 204.
///
/// `upstream_failed` for an answer that is no JSON, for one that says at
/// `error_at` that it is an error, and for any other status beyond 2xx.
outcome<answer_values> read_answer(const request_template& from, int status,
                                   std::string_view body);

/// What the first of the paths finds that finds something: a scalar that is
/// not null and not blank, in its own word or the one that `words` has for it
/// (an empty one: nothing). With `each`, among the elements at which there is
/// such a scalar.
std::optional<std::string> find_given(const json_value& root,
                                      const given_value& what);

/// `text` without blanks around it, in the word that is ours; unset when that
/// is empty, or too long.
std::optional<std::string> in_our_words(const given_value& what,
                                        std::string_view text);

/// An answer as JSON; the refusals of `read_answer`.
outcome<json_value> open_answer(const request_template& from, int status,
                                std::string_view body);

/// Whether the status means: asked and answered, there is nothing.
bool means_nothing(const request_template& from, int status) noexcept;

} // namespace leadmill
