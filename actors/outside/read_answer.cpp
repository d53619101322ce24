#include "actors/outside/read_answer.hpp"

#include <algorithm>
#include <utility>

#include "leads/text.hpp"

namespace leadmill {

namespace {

/// The scalar at `pointer`, or nothing.
std::string_view scalar_at(const json_value& root, std::string_view pointer) {
  auto found = find_at(root, pointer);
  if (!found || !found->is_scalar() || found->what == json_value::kind::null)
    return {};
  return found->text;
}

/// Which of the preferences an element meets first; their number for none.
std::size_t rank_of(const json_value& element, const value_path& path) {
  auto met = std::find_if(path.prefer.begin(), path.prefer.end(), [&](auto& p) {
    return equal_ignoring_case(trim(scalar_at(element, p.first)), p.second);
  });
  return static_cast<std::size_t>(met - path.prefer.begin());
}

/// The value in the element that goes first.
std::optional<std::string> choose(const json_value& array,
                                  const value_path& path,
                                  const given_value& what) {
  std::optional<std::string> best;
  std::size_t best_rank = 0;
  std::string_view best_date;
  for (auto& element : array.items) {
    auto rank = rank_of(element, path);
    if (best && rank > best_rank)
      continue;
    auto date = path.newest.empty() ? std::string_view{}
                                    : scalar_at(element, path.newest);
    if (best && rank == best_rank && date <= best_date)
      continue;
    if (auto value = in_our_words(what, scalar_at(element, path.at))) {
      best = std::move(value);
      best_rank = rank;
      best_date = date;
    }
  }
  return best;
}

std::optional<std::string> find_by(const json_value& root,
                                   const value_path& path,
                                   const given_value& what) {
  if (path.each.empty())
    return in_our_words(what, scalar_at(root, path.at));
  auto array = find_at(root, path.each);
  if (!array || array->what != json_value::kind::array)
    return std::nullopt;
  return choose(*array, path, what);
}

/// A word that names an error and cannot be about a person: no blanks, no
/// address, no phone number.
bool is_code(const json_value& value) {
  constexpr std::size_t longest = 40;
  constexpr auto most_digits = 6;
  auto digits =
      std::count_if(value.text.begin(), value.text.end(), is_ascii_digit);
  return value.is_scalar() && value.text.size() <= longest
         && digits <= most_digits
         && std::all_of(value.text.begin(), value.text.end(), [](char c) {
              return is_ascii_letter(c) || is_ascii_digit(c) || c == '_'
                     || c == '-';
            });
}

} // namespace

bool means_nothing(const request_template& from, int status) noexcept {
  auto& empty = from.empty_statuses;
  constexpr int no_content = 204;
  return status == no_content
         || std::find(empty.begin(), empty.end(), status) != empty.end();
}

std::optional<std::string> in_our_words(const given_value& what,
                                        std::string_view text) {
  text = trim(text);
  auto word = std::find_if(what.words.begin(), what.words.end(), [&](auto& w) {
    return equal_ignoring_case(w.first, text);
  });
  if (word != what.words.end())
    text = word->second;
  if (text.empty() || text.size() > max_value_bytes)
    return std::nullopt;
  return std::string{text};
}

std::optional<std::string> find_given(const json_value& root,
                                      const given_value& what) {
  for (auto& path : what.paths)
    if (auto found = find_by(root, path, what))
      return found;
  return std::nullopt;
}

outcome<json_value> open_answer(const request_template& from, int status,
                                std::string_view body) {
  if (status < 200 || status > 299)
    return fail(errc::upstream_failed, "The answer to \"" + from.name
                                           + "\" has status "
                                           + std::to_string(status) + ".");
  auto root = parse_json(body);
  if (!root)
    return fail(errc::upstream_failed,
                "The answer to \"" + from.name + "\" is no JSON.");
  auto error = from.error_at.empty() ? nullptr : find_at(*root, from.error_at);
  if (!error || is_nothing(*error))
    return std::move(*root);
  return fail(errc::upstream_failed,
              "The answer to \"" + from.name + "\" says at " + from.error_at
                  + " that it is an error"
                  + (is_code(*error) ? ": " + error->text : "") + ".");
}

outcome<answer_values> read_answer(const request_template& from, int status,
                                   std::string_view body) {
  if (means_nothing(from, status))
    return answer_values{};
  auto root = open_answer(from, status, body);
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  answer_values out;
  for (auto& what : from.gives)
    if (auto found = find_given(*root, what))
      out.values.emplace_back(what.field, std::move(*found));
  return out;
}

} // namespace leadmill
