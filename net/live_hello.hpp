// With what a live connection comes to the hub. Inside net/ only.
#pragma once

#include <string>
#include <variant>

#include <boost/beast/http/message.hpp>

#include "net/live_protocol.hpp"
#include "net/text_body.hpp"

namespace leadmill {

/// A request for an upgrade to a WebSocket.
struct ws_hello {
  boost::beast::http::request<text_body> head;
  /// Wrong ones are told so with 1008.
  bool origin_allowed = true;
  /// Who has neither key nor ticket is told so with 4401.
  bool let_in = true;
};

/// A request for Server-Sent Events that was let in.
struct sse_hello {
  /// The head of the answer, to be sent first.
  std::string head;
  live_subscribe wanted;
};

using live_hello = std::variant<ws_hello, sse_hello>;

} // namespace leadmill
