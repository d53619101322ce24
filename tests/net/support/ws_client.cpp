#include "tests/net/support/ws_client.hpp"

#include "net/asio.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>

namespace leadmill::test {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;

namespace {

constexpr std::chrono::seconds patience{10};

} // namespace

struct ws_client::impl {
  asio::io_context io;
  websocket::stream<tcp_socket> ws{io.get_executor()};
  websocket::response_type answer;
  bool open = false;

  /// Runs one operation to its end, or to that of our patience.
  template <class Start>
  error_code run(Start start) {
    std::optional<error_code> result;
    start([&result](error_code e, std::size_t = 0) { result = e; });
    io.restart();
    auto until = steady_clock::now() + patience;
    while (!result && steady_clock::now() < until)
      io.run_one_until(until);
    if (!result) {
      error_code e;
      beast::get_lowest_layer(ws).close(e);
      io.restart();
      io.run_for(std::chrono::seconds{1});
    }
    return result.value_or(asio::error::timed_out);
  }
};

ws_client::ws_client(std::uint16_t port, const ws_options& options)
    : impl_(std::make_unique<impl>()) {
  auto& socket = beast::get_lowest_layer(impl_->ws);
  socket.open(tcp::v4());
  if (options.receive_bytes > 0)
    socket.set_option(
        asio::socket_base::receive_buffer_size(options.receive_bytes));
  socket.connect({asio::ip::address_v4::loopback(), port});
  impl_->ws.set_option(websocket::stream_base::decorator(
      [options](websocket::request_type& request) {
        if (!options.protocol.empty())
          request.set(http::field::sec_websocket_protocol, options.protocol);
        if (!options.origin.empty())
          request.set(http::field::origin, options.origin);
        if (!options.key.empty())
          request.set(http::field::authorization, "Bearer " + options.key);
      }));
  auto host = "127.0.0.1:" + std::to_string(port);
  auto e = impl_->run([&](auto done) {
    impl_->ws.async_handshake(impl_->answer, host, options.target, done);
  });
  impl_->open = !e;
  impl_->ws.read_message_max(0);
}

ws_client::~ws_client() = default;

bool ws_client::is_open() const { return impl_->open; }

int ws_client::status() const {
  return static_cast<int>(impl_->answer.result_int());
}

std::string ws_client::protocol() const {
  return std::string{impl_->answer[http::field::sec_websocket_protocol]};
}

bool ws_client::send(std::string_view text) {
  impl_->ws.text(true);
  return !impl_->run([&](auto done) {
    impl_->ws.async_write(asio::buffer(text.data(), text.size()), done);
  });
}

bool ws_client::send_binary(std::string_view bytes) {
  impl_->ws.binary(true);
  return !impl_->run([&](auto done) {
    impl_->ws.async_write(asio::buffer(bytes.data(), bytes.size()), done);
  });
}

std::optional<std::string> ws_client::read() {
  beast::flat_buffer buffer;
  auto e = impl_->run([&](auto done) { impl_->ws.async_read(buffer, done); });
  if (e)
    return std::nullopt;
  return beast::buffers_to_string(buffer.data());
}

int ws_client::close_code() const { return impl_->ws.reason().code; }

void ws_client::close() {
  impl_->run([&](auto done) {
    impl_->ws.async_close(websocket::close_code::normal, done);
  });
}

} // namespace leadmill::test
