#include "net/static_files.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "messages/digest.hpp"

namespace leadmill {

namespace {

/// Scripts and styles of our own, and connections to our own server: what
/// somebody else brings onto the page does not run.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self' data:; connect-src 'self' ws: wss:; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'";

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> types{{
    {"html", "text/html; charset=utf-8"},
    {"js", "text/javascript; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"css", "text/css; charset=utf-8"},
    {"svg", "image/svg+xml; charset=utf-8"},
    {"txt", "text/plain; charset=utf-8"},
    {"csv", "text/csv; charset=utf-8"},
    {"json", "application/json"},
    {"map", "application/json"},
    {"webmanifest", "application/manifest+json"},
    {"png", "image/png"},
    {"ico", "image/x-icon"},
    {"woff2", "font/woff2"},
}};

constexpr std::string_view page_type = types[0].second;

/// What all answers about one file have in common.
response head_of(const web_file& file) {
  response out;
  auto type = content_type_of(file.name);
  out.content_type = type;
  auto tag = '"' + to_hex(sha256({file.content})).substr(0, 32) + '"';
  out.headers = {{"ETag", std::move(tag)},
                 {"Cache-Control", "no-cache"},
                 {"Referrer-Policy", "no-referrer"},
                 {"Access-Control-Allow-Origin", "*"},
                 {"Cross-Origin-Resource-Policy", "cross-origin"}};
  if (type == page_type)
    out.headers.emplace_back("Content-Security-Policy", page_policy);
  return out;
}

call call_of(std::string path, const web_file& file) {
  auto serve = [head = head_of(file), content = file.content](
                   const request& what, const exchange_ptr& to) {
    auto out = head;
    const auto& tag = head.headers.front().second;
    if (what.if_none_match && matches_tag(*what.if_none_match, tag))
      out.status = 304;
    else
      out.body = content;
    to->answer(std::move(out));
  };
  return {verb::get, std::move(path), access::open, {}, std::move(serve)};
}

} // namespace

std::string_view content_type_of(std::string_view name) noexcept {
  auto extension = name.substr(name.find_last_of("./") + 1);
  for (const auto& [known, type] : types)
    if (known == extension)
      return type;
  return "application/octet-stream";
}

bool matches_tag(std::string_view if_none_match, std::string_view tag) {
  for (auto rest = if_none_match; !rest.empty();) {
    auto one = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(one.size() + 1, rest.size()));
    while (!one.empty() && (one.front() == ' ' || one.front() == '\t'))
      one.remove_prefix(1);
    while (!one.empty() && (one.back() == ' ' || one.back() == '\t'))
      one.remove_suffix(1);
    if (one.starts_with("W/"))
      one.remove_prefix(2);
    if (one == "*" || one == tag)
      return true;
  }
  return false;
}

std::vector<call> static_calls(std::span<const web_file> files) {
  std::vector<call> out;
  for (const auto& file : files) {
    out.push_back(call_of('/' + std::string{file.name}, file));
    if (file.name == "index.html")
      out.push_back(call_of("/", file));
  }
  return out;
}

} // namespace leadmill
