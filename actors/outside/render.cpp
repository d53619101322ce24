#include "actors/outside/render.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "actors/outside/json_tree.hpp"
#include "actors/outside/url.hpp"
#include "leads/text.hpp"
#include "messages/digest.hpp"
#include "messages/json.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

/// The template with each field replaced by what `encode` makes of its value,
/// and the rest by what `keep` makes of it.
template <class Encode, class Keep>
std::string fill(std::string_view text, const text_pairs& values, Encode encode,
                 Keep keep) {
  std::string out;
  while (!text.empty()) {
    auto piece = next_piece(text);
    if (piece.is_field)
      out += encode(value_of(values, piece.text));
    else
      out += keep(piece.text);
  }
  return out;
}

std::string as_it_is(std::string_view text) { return std::string{text}; }

/// A path, segment by segment; unset when a value makes one of them a dot.
std::optional<std::string> render_path(std::string_view path,
                                       const text_pairs& values) {
  std::string out;
  while (true) {
    auto end = std::min(path.find('/'), path.size());
    auto raw = path.substr(0, end);
    auto segment = fill(raw, values, percent_encode, tidy_url);
    if (is_dot_segment(segment) && has_field(raw))
      return std::nullopt;
    out += segment;
    if (end == path.size())
      return out;
    out += '/';
    path.remove_prefix(end + 1);
  }
}

outcome<std::string> render_url(const request_template& from,
                                const text_pairs& values) {
  std::string_view url{from.url};
  url = url.substr(0, url.find('#'));
  auto scheme = url.find("://");
  if (scheme == std::string_view::npos)
    return refuse_request(from, "its URL is not absolute.");
  auto path_at = std::min(url.find_first_of("/?", scheme + 3), url.size());
  auto head = url.substr(0, path_at);
  if (has_field(head) || !split_url(head))
    return refuse_request(from, "what stands before the path of its URL is no "
                                "host of http or https.");
  auto rest = url.substr(path_at);
  auto query_at = std::min(rest.find('?'), rest.size());
  auto path = render_path(rest.substr(0, query_at), values);
  if (!path)
    return refuse_request(from, "a value would be \".\" or \"..\" in its path, "
                                "and lead elsewhere.");
  auto out = std::string{head} + (path->empty() ? "/" : *path);
  out += fill(rest.substr(query_at), values, percent_encode, tidy_url);
  for (auto& [name, text] : from.query) {
    auto value = fill(text, values, as_it_is, as_it_is);
    if (value.find_first_not_of(' ') != std::string::npos)
      append_query(out, name, value);
  }
  return out;
}

bool is_header_text(std::string_view text) {
  return is_utf8(text) && std::none_of(text.begin(), text.end(), [](char c) {
           auto byte = static_cast<unsigned char>(c);
           return byte < 0x20 || byte == 0x7f;
         });
}

outcome<http_headers> render_headers(const request_template& from,
                                     const text_pairs& values) {
  http_headers out;
  for (auto& [name, text] : from.headers) {
    auto value = fill(text, values, as_it_is, as_it_is);
    if (!is_header_text(value))
      return refuse_request(from, "header " + name
                                      + " would hold a control character, or "
                                        "text that is no UTF-8.");
    if (!value.empty())
      out.emplace_back(name, std::move(value));
  }
  return out;
}

bool is_json_scalar(std::string_view text) {
  return text == "true" || text == "false" || text == "null"
         || is_json_number(text);
}

void append_json_value(std::string& out, std::string_view value,
                       bool in_quotes) {
  if (!in_quotes && is_json_scalar(value)) {
    out += value;
    return;
  }
  auto start = out.size();
  append_quoted(out, value);
  if (in_quotes) {
    out.pop_back();
    out.erase(start, 1);
  }
}

outcome<std::string> render_json(const request_template& from,
                                 const text_pairs& values) {
  std::string out;
  json_place place;
  std::string_view rest{from.body};
  while (!rest.empty()) {
    auto piece = next_piece(rest);
    if (!piece.is_field) {
      place.read(piece.text);
      out += piece.text;
      continue;
    }
    if (place.in_escape())
      return refuse_request(from, "in its body {" + std::string{piece.text}
                                      + "} stands behind a backslash.");
    append_json_value(out, value_of(values, piece.text), place.in_quotes());
  }
  return out;
}

outcome<std::string> render_body(const request_template& from,
                                 const text_pairs& values) {
  switch (kind_of_body(from)) {
  case body_kind::json:
    return render_json(from, values);
  case body_kind::form:
    return fill(from.body, values, form_encode, as_it_is);
  case body_kind::other:
    break;
  }
  if (has_field(from.body))
    return refuse_request(from,
                          "placeholders may stand in a body of JSON or of "
                          "a form only.");
  return fill(from.body, values, as_it_is, as_it_is);
}

std::string_view header_of(const http_headers& headers, std::string_view name) {
  auto found = std::find_if(headers.begin(), headers.end(), [&](auto& one) {
    return equal_ignoring_case(one.first, name);
  });
  return found == headers.end() ? std::string_view{} : found->second;
}

/// Whether a value stands in a header of this name.
bool depends_on_values(const request_template& from, std::string_view name) {
  return std::any_of(from.headers.begin(), from.headers.end(), [&](auto& one) {
    return equal_ignoring_case(one.first, name) && has_field(one.second);
  });
}

} // namespace

outcome<http_call> render(const request_template& from,
                          const text_pairs& values,
                          const upstream_bounds& bounds) {
  for (auto& field : from.needs)
    if (value_of(values, field).empty())
      return refuse_request(from, "needs {" + field + "}, which is empty.");
  http_call out;
  out.method = from.method;
  auto url = render_url(from, values);
  if (!url)
    return tl::make_unexpected(std::move(url.error()));
  out.url = std::move(*url);
  auto headers = render_headers(from, values);
  if (!headers)
    return tl::make_unexpected(std::move(headers.error()));
  out.headers = std::move(*headers);
  auto body = render_body(from, values);
  if (!body)
    return tl::make_unexpected(std::move(body.error()));
  out.body = std::move(*body);
  if (!out.body.empty())
    say_json(out);
  out.timeout = bounds.timeout;
  out.idle_timeout = std::min(out.idle_timeout, out.timeout);
  out.max_bytes = bounds.max_answer_bytes;
  return out;
}

std::string request_key(const std::string& upstream,
                        const request_template& from, const http_call& call) {
  // One line each; no part but the body, which is last, can hold a line break.
  auto text = upstream + "\n" + call.method + "\n" + call.url + "\n";
  for (auto& [name, value] : call.headers)
    if (depends_on_values(from, name))
      ((text += name) += ":") += value + "\n";
  text += "\n";
  return to_hex(sha256({text, call.body}));
}

void say_json(http_call& call) {
  if (header_of(call.headers, "content-type").empty())
    call.headers.emplace_back("Content-Type", "application/json");
}

void append_query(std::string& url, std::string_view name,
                  std::string_view value) {
  if (url.find('?') == std::string::npos)
    url += '?';
  else if (url.back() != '?' && url.back() != '&')
    url += '&';
  url += percent_encode(name) + "=" + percent_encode(value);
}

tl::unexpected<problem> refuse_request(const request_template& from,
                                       std::string_view what) {
  return fail(errc::invalid_argument,
              "Request \"" + from.name + "\": " + std::string{what});
}

} // namespace leadmill
