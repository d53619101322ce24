#include "net/request_reader.hpp"

#include <limits>
#include <utility>

#include <boost/beast/http/error.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "net/request_head.hpp"
#include "net/status.hpp"

namespace leadmill {

namespace http = boost::beast::http;

namespace {

/// Longer lines between chunks (extensions, trailers) are nonsense.
constexpr std::size_t max_chunk_line_bytes = 8 * 1024;

/// The least that can be missing of a chunked body: "0\r\n\r\n". Beast 1.74
/// asserts on less.
constexpr std::size_t least_chunk_bytes = 5;

response bad_request(std::string detail) {
  return refusal(400, "invalid_argument", std::move(detail), "");
}

response header_too_large(std::size_t limit) {
  return refusal(
      431, "header_too_large",
      "The header may have at most " + std::to_string(limit) + " bytes", "");
}

} // namespace

request_reader::request_reader(std::size_t header_bytes)
    : header_limit_(header_bytes) {}

boost::beast::flat_buffer& request_reader::buffer() noexcept { return buffer_; }

bool request_reader::begin() {
  // Line breaks between requests are forgiven (RFC 9112, 2.2).
  while (buffer_.size() >= 2) {
    auto text = static_cast<const char*>(buffer_.cdata().data());
    if (text[0] != '\r' || text[1] != '\n')
      break;
    buffer_.consume(2);
  }
  if (buffer_.size() == 0)
    return false;
  parser_.emplace();
  parser_->header_limit(static_cast<std::uint32_t>(header_limit_));
  // Whether an announced body is too large is the router's decision.
  parser_->body_limit(std::numeric_limits<std::uint64_t>::max());
  header_bytes_ = 0;
  return true;
}

request_reader::progress request_reader::refuse(response what) {
  refusal_ = std::move(what);
  return progress::refused;
}

request_reader::progress request_reader::refuse_header(error_code e) {
  if (e == http::error::header_limit)
    return refuse(header_too_large(header_limit_));
  if (e == http::error::bad_version)
    return refuse(leadmill::refusal(505, "http_version_not_supported",
                                    "HTTP/1.1 and HTTP/1.0 are spoken here",
                                    ""));
  return refuse(bad_request("The request is not HTTP: " + e.message()));
}

request_reader::progress request_reader::read_header() {
  error_code e;
  auto bytes = parser_->put(buffer_.cdata(), e);
  buffer_.consume(bytes);
  header_bytes_ += bytes;
  auto more = e == http::error::need_more;
  // Beast's own limit starts anew with each piece.
  if (header_bytes_ + (more ? buffer_.size() : 0) > header_limit_)
    return refuse(header_too_large(header_limit_));
  if (more)
    return progress::more;
  return e ? refuse_header(e) : progress::done;
}

request request_reader::head() const {
  return to_request(parser_->get(), parser_->content_length(),
                    parser_->chunked());
}

bool request_reader::keep_alive() const { return parser_->keep_alive(); }

bool request_reader::is_whole() const { return parser_ && parser_->is_done(); }

void request_reader::limit_body(std::size_t bytes, std::string path) {
  path_ = std::move(path);
  body_limit_ = bytes;
  parser_->body_limit(bytes);
  parser_->eager(true);
}

request_reader::progress request_reader::read_body() {
  auto least = parser_->chunked() ? least_chunk_bytes : 1;
  while (!parser_->is_done()) {
    if (buffer_.size() < least)
      return progress::more;
    error_code e;
    buffer_.consume(parser_->put(buffer_.cdata(), e));
    if (e == http::error::body_limit)
      return refuse(leadmill::refusal(
          413, "payload_too_large",
          "The body may have at most " + std::to_string(body_limit_) + " bytes",
          path_));
    if (e && e != http::error::need_more)
      return refuse(bad_request("The body is not well chunked"));
    if (e && buffer_.size() > max_chunk_line_bytes)
      return refuse(bad_request("A line between chunks is too long"));
    if (e)
      return progress::more;
  }
  return progress::done;
}

std::size_t request_reader::body_bytes() const {
  return parser_->get().body().size();
}

std::string request_reader::take_body() {
  return std::move(parser_->get().body());
}

response request_reader::refusal() { return std::move(refusal_); }

http::request<text_body> request_reader::take_message() {
  return parser_->release();
}

std::optional<response>
request_reader::refuse_upgrade(std::string_view path) const {
  if (!parser_->is_done() || buffer_.size() > 0)
    return leadmill::refusal(400, "invalid_argument",
                             "An upgrade has no body, and nothing may follow "
                             "it before it is answered",
                             path);
  if (boost::beast::websocket::is_upgrade(parser_->get()))
    return std::nullopt;
  auto no = leadmill::refusal(426, "upgrade_required",
                              "This is a WebSocket: ask for an upgrade", path);
  no.headers.emplace_back("Upgrade", "websocket");
  return no;
}

} // namespace leadmill
