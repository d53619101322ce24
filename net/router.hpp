// The table of calls, and what a request's header must fulfil before its body
// is read: target, host, path, method, key, type, size.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "net/auth.hpp"
#include "net/exchange.hpp"
#include "net/http.hpp"
#include "net/tickets.hpp"

namespace leadmill {

/// Whether a call asks for the key, or for a ticket in its place.
enum class access : std::uint8_t { keyed, open, ticketed };

/// What a call leads to on the live feed, if it is one.
enum class feed_kind : std::uint8_t { none, socket, events };

/// One call of the API. GET also answers HEAD. A body-less POST is let in only
/// where `body_optional` says so, and not from a page of a foreign site: it
/// could send one without asking first.
struct call {
  verb method = verb::get;
  std::string path;
  access who = access::keyed;
  /// The media types that its body may have; empty: it takes no body.
  std::vector<std::string> media;
  /// Unset for the live feed.
  std::function<void(request, exchange_ptr)> handle;
  /// The most that its body may have; 0: as much as the server takes.
  std::size_t body_bytes = 0;
  bool body_optional = false;
  /// It goes through many jobs or rows, and is waited for longer.
  bool slow = false;
  feed_kind feed = feed_kind::none;
};

class router {
 public:
  /// `body_bytes` bounds the body of a call that takes one and has no bound of
  /// its own.
  router(std::vector<call> calls, key_guard guard,
         std::vector<std::string> allowed_origins, std::size_t body_bytes,
         std::shared_ptr<ticket_book> tickets = nullptr);

  /// Fills in `path` and `query`, and finds the call, or says why not. The
  /// call stays valid as long as the router.
  std::variant<const call*, response> admit(request& what) const;

  /// How large a body of `which` may be.
  std::size_t body_limit(const call& which) const noexcept;

  /// Whether pages of `origin` may call.
  bool is_allowed(std::string_view origin) const;

  /// Adds what CORS asks for, if the request comes from an allowed origin.
  void add_cors(const std::optional<std::string>& origin,
                response& answer) const;

  /// Whether the Origin is this site's own, an allowed one, or absent. What a
  /// browser sends without asking first must be so.
  bool is_friendly(const request& what) const;

 private:
  std::optional<response> check_access(const call& which, request& what) const;
  const call* find(const request& what) const;
  std::string allow(std::string_view path) const;
  std::optional<response> check_media(const call& which,
                                      const request& what) const;
  response preflight(const request& what) const;

  std::vector<call> calls_;
  key_guard guard_;
  std::vector<std::string> allowed_origins_;
  std::size_t body_bytes_;
  std::shared_ptr<ticket_book> tickets_;
};

/// "text/csv" of "Text/CSV; charset=utf-8"; empty when there is none, or a
/// charset other than UTF-8.
std::string media_type(std::string_view content_type);

} // namespace leadmill
