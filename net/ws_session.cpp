#include "net/ws_session.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket.hpp>

namespace leadmill {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;

namespace {

constexpr const char* subprotocol = "leadmill.v1";

bool offers_subprotocol(const ws_hello& hello) {
  auto range = hello.head.equal_range(http::field::sec_websocket_protocol);
  return std::any_of(range.first, range.second, [](const auto& field) {
    return http::token_list{field.value()}.exists(subprotocol);
  });
}

} // namespace

ws_session::ws_session(hub_core& hub, tcp_socket socket, ws_hello hello)
    : live_session(hub), ws_(std::move(socket)),
      hello_(std::make_unique<ws_hello>(std::move(hello))),
      heard_at_(hub.now()), pinged_at_(hub.now()) {
  if (!hello_->origin_allowed)
    pending_end_ = close_reason::policy;
  else if (!hello_->let_in)
    pending_end_ = close_reason::unauthorized;
}

io_executor ws_session::executor() { return ws_.get_executor(); }

void ws_session::start() {
  ws_.auto_fragment(false);
  ws_.read_message_max(hub_.limits().message_bytes);
  ws_.set_option(websocket::stream_base::decorator(
      [echo = offers_subprotocol(*hello_)](websocket::response_type& answer) {
        answer.set(http::field::server, "leadmill");
        if (echo)
          answer.set(http::field::sec_websocket_protocol, subprotocol);
      }));
  ws_.control_callback([this](websocket::frame_type, beast::string_view) {
    heard_at_ = hub_.now();
  });
  ws_.async_accept(hello_->head, [self = self<ws_session>()](error_code e) {
    self->on_accepted(e);
  });
}

void ws_session::on_accepted(error_code e) {
  hello_ = nullptr;
  if (e)
    return finish();
  accepted_ = true;
  ws_.text(true);
  read();
  if (pending_end_)
    return end(*pending_end_);
  open_ = true;
  send();
}

void ws_session::read() {
  ws_.async_read(buffer_, [self = self<ws_session>()](
                              error_code e, std::size_t) { self->on_read(e); });
}

void ws_session::on_read(error_code e) {
  if (e)
    return finish();
  heard_at_ = hub_.now();
  if (open_) {
    auto bytes = buffer_.cdata();
    act(ws_.got_text()
            ? client_.receive(
                  {static_cast<const char*>(bytes.data()), bytes.size()})
            : client_.reject("Frames must be text"));
  }
  buffer_.clear();
  read();
}

void ws_session::write() {
  ws_.async_write(asio::buffer(*sending().text),
                  [self = self<ws_session>()](error_code e, std::size_t) {
                    self->on_sent(e);
                  });
}

void ws_session::end(close_reason why) {
  if (ending_since_)
    return;
  if (!accepted_) {
    if (!pending_end_)
      pending_end_ = why;
    return;
  }
  open_ = false;
  ending_since_ = hub_.now();
  ws_.async_close(websocket::close_reason{static_cast<std::uint16_t>(why)},
                  [self = self<ws_session>()](error_code) {});
}

void ws_session::look_at_clock() {
  const auto& limits = hub_.limits();
  auto now = hub_.now();
  if (ending_since_) {
    if (now - *ending_since_ > limits.close_grace)
      cut();
    return;
  }
  if (!accepted_) {
    if (now - heard_at_ > limits.close_grace)
      cut();
    return;
  }
  if (is_stuck() || now - heard_at_ > limits.stall)
    return end(close_reason::try_again_later);
  if (pinging_ || now - pinged_at_ < limits.ping_every)
    return;
  pinged_at_ = now;
  pinging_ = true;
  ws_.async_ping(
      {}, [self = self<ws_session>()](error_code) { self->pinging_ = false; });
}

void ws_session::cut() {
  error_code e;
  beast::get_lowest_layer(ws_).close(e);
  finish();
}

void ws_session::finish() {
  open_ = false;
  error_code e;
  beast::get_lowest_layer(ws_).close(e);
  hub_.leave(shared_from_this());
}

} // namespace leadmill
