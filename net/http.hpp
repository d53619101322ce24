// An HTTP request and an answer in plain types, as the handlers see them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "net/query.hpp"

namespace leadmill {

enum class verb : std::uint8_t { get, head, post, delete_, options, other };

/// A request whose header has been read. Fields that were not sent are unset;
/// only what somebody reads is kept.
struct request {
  verb method = verb::other;
  /// As it came: origin form, absolute form or "*".
  std::string target;
  /// Decoded; set on admission, like `query`.
  std::string path;
  query_params query;
  /// Who was let in; set on admission.
  std::string caller;
  /// Set on admission: a browser that is not let in, but is to be told so after
  /// the upgrade, since it cannot see an answer before it.
  bool turned_away = false;
  /// It asks to become a WebSocket.
  bool is_upgrade = false;
  bool http_1_0 = false;
  std::size_t hosts = 0;
  std::size_t authorizations = 0;
  std::size_t idempotency_keys = 0;
  /// A Transfer-Encoding other than chunked.
  bool unknown_transfer = false;
  /// A body follows, or may.
  bool has_body = false;
  std::optional<std::uint64_t> content_length;
  std::optional<std::string> host;
  std::optional<std::string> content_type;
  std::optional<std::string> content_encoding;
  std::optional<std::string> authorization;
  std::optional<std::string> origin;
  std::optional<std::string> expect;
  std::optional<std::string> idempotency_key;
  std::optional<std::string> if_none_match;
  std::optional<std::string> last_event_id;
  std::string body;
};

/// An answer. Its length, date and connection are added when it is written, and
/// "Cache-Control: no-store" unless it says otherwise.
struct response {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

} // namespace leadmill
