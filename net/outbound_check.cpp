#include "net/outbound_check.hpp"

#include <algorithm>
#include <array>
#include <memory>

#include <curl/curl.h>

#include "messages/ascii.hpp"

namespace leadmill {

using namespace std::string_literals;

namespace {

struct url_freed {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
};

/// RFC 9110's tchar.
bool is_token_char(char c) {
  constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
  return is_ascii_letter(c) || is_ascii_digit(c)
         || marks.find(c) != std::string_view::npos;
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_char);
}

/// Tab is the one control character that a value may hold.
bool is_value(std::string_view text) {
  return std::none_of(text.begin(), text.end(), [](char c) {
    auto code = static_cast<unsigned char>(c);
    return (code < 0x20 && c != '\t') || code == 0x7f;
  });
}

http_problem invalid(std::string detail) {
  return {http_failure::invalid, std::move(detail)};
}

std::string part_of(CURLU* url, CURLUPart what, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(url, what, &text, flags) != CURLUE_OK)
    return {};
  std::string out{text};
  curl_free(text);
  return ascii_lower(out);
}

} // namespace

tl::expected<std::string, http_problem> origin_of(const std::string& url) {
  // Of these, readers of URLs think differently.
  if (url.find_first_of("\\\0"s) != std::string::npos)
    return tl::make_unexpected(invalid("The URL holds a backslash or NUL"));
  auto host = url.find("://");
  if (host == std::string::npos || url.compare(host + 3, 1, "/") == 0)
    return tl::make_unexpected(invalid("The URL is not absolute"));
  std::unique_ptr<CURLU, url_freed> parsed{curl_url()};
  auto code = curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(),
                           CURLU_NON_SUPPORT_SCHEME);
  if (code != CURLUE_OK)
    return tl::make_unexpected(
        invalid(std::string{"Not a URL: "} + curl_url_strerror(code)));
  auto scheme = part_of(parsed.get(), CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https")
    return tl::make_unexpected(
        invalid("The URL's scheme is neither http nor https"));
  return scheme + "://" + part_of(parsed.get(), CURLUPART_HOST) + ":"
         + part_of(parsed.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

std::optional<http_problem> refusal_of(const http_call& call) {
  constexpr std::array<std::string_view, 4> own = {
      "connection", "content-length", "transfer-encoding", "upgrade"};
  if (!is_token(call.method))
    return invalid("The method is no HTTP token");
  if (call.method == "HEAD" && !call.body.empty())
    return invalid("A HEAD request has no body");
  for (const auto& [name, value] : call.headers) {
    if (!is_token(name))
      return invalid("The name of a header is no HTTP token");
    if (!is_value(value))
      return invalid("The header " + name + " holds a control character");
    if (std::any_of(own.begin(), own.end(), [&name = name](auto one) {
          return same_header(one, name);
        }))
      return invalid("The header " + name + " is the client's own");
  }
  return std::nullopt;
}

bool same_header(std::string_view one, std::string_view other) {
  return equal_ignoring_case(one, other);
}

bool has_header(const http_call& call, std::string_view name) {
  return std::any_of(
      call.headers.begin(), call.headers.end(),
      [&](const auto& one) { return same_header(one.first, name); });
}

} // namespace leadmill
