#include "tests/support/upstream_session.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <memory>
#include <optional>
#include <string_view>
#include <type_traits>

#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>

namespace leadmill::testing {

namespace {

namespace http = boost::beast::http;
namespace ssl = boost::asio::ssl;
using tls_stream = ssl::stream<tcp_socket>;

constexpr std::size_t piece_bytes = 65'536;

std::string lower(boost::beast::string_view text) {
  std::string out{text.data(), text.size()};
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) {
    return static_cast<char>(std::tolower(c));
  });
  return out;
}

std::string chunk(std::string_view data) {
  std::array<char, 16> size;
  auto end =
      std::to_chars(size.data(), size.data() + size.size(), data.size(), 16)
          .ptr;
  std::string out{size.data(), end};
  return out.append("\r\n").append(data).append("\r\n");
}

bool has_body(const upstream_reply& reply, std::string_view method) {
  return method != "HEAD" && reply.status / 100 != 1 && reply.status != 204
         && reply.status != 304;
}

std::string head_of(const upstream_reply& reply, bool keep) {
  auto out = "HTTP/1.1 " + std::to_string(reply.status) + " Scripted\r\n";
  bool typed = false;
  for (const auto& [name, value] : reply.headers) {
    out.append(name).append(": ").append(value).append("\r\n");
    typed = typed || lower(name) == "content-type";
  }
  if (!typed)
    out += "Content-Type: application/json\r\n";
  if (reply.chunked)
    out += "Transfer-Encoding: chunked\r\n";
  else
    out += "Content-Length: "
           + std::to_string(reply.body.size() + reply.filler_bytes) + "\r\n";
  return out + (keep ? "\r\n" : "Connection: close\r\n\r\n");
}

/// One connection. Lives as long as something is under way on it.
template <class Stream>
class session : public std::enable_shared_from_this<session<Stream>> {
 public:
  template <class... Args>
  explicit session(upstream_stage& stage, Args&&... args)
      : stream_(std::forward<Args>(args)...), timer_(stream_.get_executor()),
        stage_(stage) {
    stage_.opened();
  }

  ~session() { stage_.closed(); }

  session(const session&) = delete;
  session& operator=(const session&) = delete;

  void start() {
    if constexpr (std::is_same_v<Stream, tls_stream>)
      stream_.async_handshake(ssl::stream_base::server, then(&session::read));
    else
      read();
  }

 private:
  /// A handler that goes on with `next` when nothing went wrong.
  auto then(void (session::*next)()) {
    return [self = this->shared_from_this(), next](error_code e, auto...) {
      if (!e)
        ((*self).*next)();
    };
  }

  void read() {
    parser_.emplace();
    parser_->body_limit(std::uint64_t{64} << 20);
    http::async_read(stream_, buffer_, *parser_, then(&session::answer));
  }

  void answer() {
    const auto& got = parser_->get();
    upstream_request asked;
    asked.at = std::chrono::steady_clock::now();
    asked.method = std::string{got.method_string()};
    asked.target = std::string{got.target()};
    for (const auto& one : got)
      asked.headers.emplace_back(lower(one.name_string()),
                                 std::string{one.value()});
    asked.body = got.body();
    keep_ = got.keep_alive();
    auto method = asked.method;
    reply_ = stage_.play(std::move(asked));
    with_body_ = has_body(reply_, method);
    if (reply_.delay.count() <= 0)
      return send();
    timer_.expires_after(reply_.delay);
    timer_.async_wait(then(&session::send));
  }

  void send() {
    switch (reply_.manner) {
    case upstream_manner::answers:
      return send_whole();
    case upstream_manner::hangs:
      return hold();
    case upstream_manner::closes:
      return; // with the last reference to it
    case upstream_manner::half:
      out_ = half_of_it();
      return write(&session::leave);
    case upstream_manner::stalls:
      out_ = half_of_it();
      return write(&session::hold);
    case upstream_manner::drips:
      out_ = head_of(reply_, false);
      return write(&session::drip);
    case upstream_manner::garbage:
      out_ = "\x16\x03 this is no HTTP\r\n\r\n";
      return write(&session::leave);
    }
  }

  void send_whole() {
    out_ = head_of(reply_, keep_);
    left_ = with_body_ ? reply_.filler_bytes : 0;
    if (with_body_)
      out_ += reply_.chunked && !reply_.body.empty() ? chunk(reply_.body)
                                                     : reply_.body;
    send_rest();
  }

  void send_rest() {
    if (left_ > 0) {
      auto part = std::min<std::uint64_t>(left_, piece_bytes);
      left_ -= part;
      std::string filler(static_cast<std::size_t>(part), 'x');
      out_ += reply_.chunked ? chunk(filler) : filler;
      return write(&session::send_rest_of_it);
    }
    if (reply_.chunked && with_body_)
      out_ += chunk({});
    write(keep_ ? &session::read : &session::leave);
  }

  void send_rest_of_it() {
    out_.clear();
    send_rest();
  }

  std::string half_of_it() const {
    auto kept = reply_.body.substr(0, reply_.body.size() / 2);
    if (!reply_.chunked)
      return head_of(reply_, false) + kept;
    auto whole = chunk(reply_.body);
    return head_of(reply_, false)
           + whole.substr(0, whole.find('\n') + 1 + kept.size());
  }

  void drip() {
    if (dripped_ == reply_.body.size())
      return;
    timer_.expires_after(reply_.drip);
    timer_.async_wait(then(&session::drip_one));
  }

  void drip_one() {
    out_ = reply_.body.substr(dripped_++, 1);
    write(&session::drip);
  }

  void write(void (session::*next)()) {
    boost::asio::async_write(stream_, boost::asio::buffer(out_), then(next));
  }

  /// Until the client leaves.
  void hold() {
    stream_.lowest_layer().async_wait(tcp_socket::wait_read,
                                      then(&session::leave));
  }

  /// The last reference goes with the handler, and closes.
  void leave() {}

  Stream stream_;
  io_timer timer_;
  upstream_stage& stage_;
  boost::beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  upstream_reply reply_;
  std::string out_;
  std::uint64_t left_ = 0;
  std::size_t dripped_ = 0;
  bool with_body_ = true;
  bool keep_ = true;
};

} // namespace

void serve(upstream_stage& stage, tcp_socket socket) {
  std::make_shared<session<tcp_socket>>(stage, std::move(socket))->start();
}

void serve(upstream_stage& stage, tcp_socket socket,
           boost::asio::ssl::context& tls) {
  std::make_shared<session<tls_stream>>(stage, std::move(socket), tls)->start();
}

} // namespace leadmill::testing
