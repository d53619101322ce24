// Requests out of the bytes of a connection: Beast's parser, held to our bounds
// and kept from what it does not survive. No sockets.
#pragma once

#include "net/asio.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>

#include "net/http.hpp"
#include "net/text_body.hpp"

namespace leadmill {

class request_reader {
 public:
  explicit request_reader(std::size_t header_bytes);

  enum class progress : std::uint8_t {
    more,    // needs more bytes
    done,    // header or body is whole
    refused, // see `refusal`
  };

  /// Where bytes are read into. Those behind a request are the next one's.
  boost::beast::flat_buffer& buffer() noexcept;

  /// Begins with the next request; false while nothing of it is there.
  bool begin();

  progress read_header();

  /// The header. REQUIRES: read_header() was done
  request head() const;
  bool keep_alive() const;

  /// Whether no body follows, or all of it is there.
  bool is_whole() const;

  /// How many bytes the body may have, unless its length was announced;
  /// `path` is for the refusal.
  void limit_body(std::size_t bytes, std::string path);

  progress read_body();

  /// How much of the body is held.
  std::size_t body_bytes() const;
  std::string take_body();

  /// Why it was refused.
  response refusal();

  /// Why the request is no upgrade to a WebSocket, if it is none.
  std::optional<response> refuse_upgrade(std::string_view path) const;

  /// Beast's own form, as its WebSocket wants it.
  boost::beast::http::request<text_body> take_message();

 private:
  progress refuse(response what);
  progress refuse_header(error_code e);

  using parser = boost::beast::http::request_parser<text_body>;

  const std::size_t header_limit_;
  std::size_t header_bytes_ = 0;
  std::size_t body_limit_ = 0;
  std::string path_;
  boost::beast::flat_buffer buffer_;
  std::optional<parser> parser_;
  response refusal_;
};

} // namespace leadmill
