#include "config/template_checks.hpp"

#include <algorithm>
#include <iterator>

#include <nlohmann/json.hpp>

#include "config/address.hpp"
#include "config/fill.hpp"
#include "messages/ascii.hpp"
#include "messages/json.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = written_piece::kind;

constexpr const char* no_url =
    "must be an absolute http or https URL in visible ASCII characters, "
    "without a user name, like \"https://api.example.com/v1\"";

/// The template with something in the place of each value.
std::string with_samples(const written_pieces& pieces) {
  std::string result;
  for (const auto& piece : pieces)
    result += piece.what == kind::text ? piece.text : "x";
  return result;
}

bool is_token(std::string_view text) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return !text.empty() && std::all_of(text.begin(), text.end(), [&](char c) {
    return is_ascii_letter(c) || is_ascii_digit(c)
           || marks.find(c) != std::string_view::npos;
  });
}

} // namespace

std::string url_fault(const written_pieces& url) {
  std::string before;
  for (const auto& piece : url) {
    if (piece.what == kind::placeholder && !is_behind_host(before))
      return "has {" + piece.text
             + "} in front of its path; no value may say where a request "
               "goes, so write placeholders behind the host";
    before += piece.what == kind::text ? piece.text : "x";
  }
  if (!parse_url(before))
    return no_url;
  if (before.find('#') != std::string::npos)
    return "has a #, and what is behind it is never sent; write %23 for the "
           "character";
  return {};
}

std::string base_url_fault(const written_pieces& url) {
  if (!placeholders_of(url).empty())
    return "takes no placeholders; no value may say where a request goes";
  auto parts = parse_url(with_samples(url));
  if (!parts)
    return no_url;
  if (parts->rest.find_first_of("?#{}") != std::string::npos)
    return "must end with a host or a path, since paths are appended to it";
  return {};
}

std::string header_name_fault(std::string_view name) {
  // Set by the client, or about the connection: not for a declaration to say.
  constexpr const char* ours[] = {
      "Host",    "Content-Length", "Transfer-Encoding", "Connection",
      "Expect",  "Keep-Alive",     "Proxy-Connection",  "TE",
      "Trailer", "Upgrade"};
  if (name.find_first_of("{}") != std::string_view::npos)
    return "has a brace in its name; placeholders may stand in values only";
  if (!is_token(name))
    return "is no name of a header; it may have letters, digits and -";
  if (std::any_of(std::begin(ours), std::end(ours),
                  [&](auto x) { return equal_ignoring_case(x, name); }))
    return "is a header that is not for a declaration to set; remove it";
  return {};
}

std::string header_value_fault(const written_pieces& value) {
  auto is_control = [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  };
  auto text = with_samples(value);
  if (std::any_of(text.begin(), text.end(), is_control))
    return "holds a line break or another control character; a header takes "
           "none";
  return is_utf8(text) ? std::string{} : "holds text that is no UTF-8";
}

std::string json_fault(const written_pieces& body, bool must_be_object) {
  std::string sample;
  json_place place;
  for (const auto& piece : body) {
    if (piece.what == kind::text) {
      sample += piece.text;
      place.read(piece.text);
      continue;
    }
    if (place.in_escape())
      return "has {" + piece.text + "} behind a backslash";
    sample += place.in_quotes() ? "x" : "0";
  }
  auto parsed = nlohmann::json::parse(sample, nullptr, false);
  if (parsed.is_discarded())
    return "is no JSON once values stand for its placeholders; mend it, or say "
           "in a Content-Type header what it is";
  if (must_be_object && !parsed.is_object())
    return "must be a JSON object, into which the search's parameters go";
  return {};
}

std::vector<std::string> placeholders_in_path(const written_pieces& url) {
  std::vector<std::string> result;
  for (const auto& piece : url) {
    if (piece.what == kind::text
        && piece.text.find_first_of("?#") != std::string::npos)
      break;
    if (piece.what == kind::placeholder
        && std::find(result.begin(), result.end(), piece.text) == result.end())
      result.push_back(piece.text);
  }
  return result;
}

} // namespace leadmill
