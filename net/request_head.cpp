#include "net/request_head.hpp"

#include <optional>
#include <string>

#include <boost/beast/websocket/rfc6455.hpp>

namespace leadmill {

namespace http = boost::beast::http;

namespace {

constexpr const char* idempotency_key = "Idempotency-Key";
constexpr const char* last_event_id = "Last-Event-ID";

/// `Name`: a field of Beast's list, or a text.
template <class Name>
std::optional<std::string> value(const http::request_header<>& head,
                                 Name name) {
  auto at = head.find(name);
  if (at == head.end())
    return std::nullopt;
  return std::string{at->value()};
}

verb to_verb(http::verb method) {
  switch (method) {
  case http::verb::get:
    return verb::get;
  case http::verb::head:
    return verb::head;
  case http::verb::post:
    return verb::post;
  case http::verb::delete_:
    return verb::delete_;
  case http::verb::options:
    return verb::options;
  default:
    return verb::other;
  }
}

} // namespace

request to_request(const http::request_header<>& head,
                   const boost::optional<std::uint64_t>& content_length,
                   bool chunked) {
  request out;
  out.method = to_verb(head.method());
  out.target = std::string{head.target()};
  out.http_1_0 = head.version() == 10;
  out.hosts = head.count(http::field::host);
  out.authorizations = head.count(http::field::authorization);
  out.idempotency_keys = head.count(idempotency_key);
  out.unknown_transfer =
      !chunked && head.count(http::field::transfer_encoding) > 0;
  out.has_body = chunked || content_length.value_or(0) > 0;
  if (content_length)
    out.content_length = *content_length;
  out.is_upgrade = boost::beast::websocket::is_upgrade(head);
  out.host = value(head, http::field::host);
  out.content_type = value(head, http::field::content_type);
  out.content_encoding = value(head, http::field::content_encoding);
  out.authorization = value(head, http::field::authorization);
  out.origin = value(head, http::field::origin);
  out.expect = value(head, http::field::expect);
  out.idempotency_key = value(head, idempotency_key);
  out.last_event_id = value(head, last_event_id);
  out.if_none_match = value(head, http::field::if_none_match);
  return out;
}

const char* to_string(verb method) noexcept {
  switch (method) {
  case verb::get:
    return "GET";
  case verb::head:
    return "HEAD";
  case verb::post:
    return "POST";
  case verb::delete_:
    return "DELETE";
  case verb::options:
    return "OPTIONS";
  case verb::other:
    return "-";
  }
  return "-";
}

} // namespace leadmill
