#include "tests/net/support/wire_client.hpp"

#include <utility>

#include <array>
#include <limits>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace leadmill::test {

namespace http = boost::beast::http;

namespace {

constexpr int patience_ms = 10000;

bool is_ready(int socket, short events) {
  pollfd what{socket, events, 0};
  return socket >= 0 && ::poll(&what, 1, patience_ms) == 1;
}

std::string lower(boost::beast::string_view text) {
  std::string out{text};
  for (auto& c : out)
    c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return out;
}

answer to_answer(const http::response<http::string_body>& what) {
  answer out;
  out.status = static_cast<int>(what.result_int());
  for (const auto& field : what)
    out.fields[lower(field.name_string())] = std::string{field.value()};
  out.body = what.body();
  return out;
}

} // namespace

wire_client::wire_client(std::uint16_t port, int receive_bytes)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  if (receive_bytes > 0)
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                 sizeof receive_bytes);
  sockaddr_in where{};
  where.sin_family = AF_INET;
  where.sin_port = htons(port);
  where.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(socket_, reinterpret_cast<sockaddr*>(&where), sizeof where)
      != 0) {
    ::close(socket_);
    socket_ = -1;
  }
}

wire_client::~wire_client() {
  if (socket_ >= 0)
    ::close(socket_);
}

bool wire_client::send(std::string_view bytes) {
  while (!bytes.empty()) {
    if (!is_ready(socket_, POLLOUT))
      return false;
    auto sent = ::send(socket_, bytes.data(), bytes.size(),
                       MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0)
      return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool wire_client::receive() {
  if (!is_ready(socket_, POLLIN))
    return false;
  std::array<char, 65536> bytes;
  auto got = ::recv(socket_, bytes.data(), bytes.size(), 0);
  if (got <= 0)
    return false;
  input_.append(bytes.data(), static_cast<std::size_t>(got));
  return true;
}

std::optional<answer> wire_client::read(bool without_body) {
  http::response_parser<http::string_body> parser;
  parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  parser.eager(true);
  parser.skip(without_body);
  boost::beast::error_code e;
  while (!parser.is_done()) {
    // Beast 1.74 asserts on the end of chunks with less.
    if (input_.size() >= 5
        || (parser.is_header_done() && !parser.chunked() && !input_.empty())) {
      auto used = parser.put(boost::asio::buffer(input_), e);
      input_.erase(0, used);
      if (e && e != http::error::need_more)
        return std::nullopt;
      if (!e)
        continue;
    }
    if (!receive()) {
      if (!parser.got_some())
        return std::nullopt;
      parser.put_eof(e);
      if (e)
        return std::nullopt;
    }
  }
  return to_answer(parser.get());
}

std::string wire_client::read_raw(std::size_t bytes) {
  while (input_.size() < bytes && receive()) {
  }
  auto out = input_.substr(0, bytes);
  input_.erase(0, bytes);
  return out;
}

bool wire_client::is_closed() {
  if (!input_.empty() || !is_ready(socket_, POLLIN))
    return false;
  return !receive();
}

void wire_client::half_close() { ::shutdown(socket_, SHUT_WR); }

void wire_client::reset() {
  linger now{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &now, sizeof now);
  ::close(socket_);
  socket_ = -1;
}

std::optional<answer> ask(std::uint16_t port, std::string_view bytes) {
  wire_client client{port};
  if (!client.send(bytes))
    return std::nullopt;
  return client.read(bytes.starts_with("HEAD "));
}

std::string make_request(std::string_view method, std::string_view target,
                         std::string_view fields, std::string_view body) {
  std::string out{method};
  out += " " + std::string{target} + " HTTP/1.1\r\nHost: localhost\r\n";
  out += fields;
  if (!body.empty())
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  out += "\r\n";
  return out += body;
}

} // namespace leadmill::test
