#include "net/ws_session.hpp"

#include <algorithm>

#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/rfc7230.hpp>
#include <boost/beast/websocket.hpp>

namespace leadmill {

namespace beast = boost::beast;
namespace websocket = beast::websocket;
namespace http = beast::http;

namespace {

constexpr const char* subprotocol = "leadmill.v1";

bool offers_subprotocol(const live_hello& hello) {
  auto range = hello.head.equal_range(http::field::sec_websocket_protocol);
  return std::any_of(range.first, range.second, [](const auto& field) {
    return http::token_list{field.value()}.exists(subprotocol);
  });
}

} // namespace

ws_session::ws_session(hub_core& hub, tcp_socket socket)
    : hub_(hub), ws_(std::move(socket)), client_(hub.limits()),
      heard_at_(hub.now()), pinged_at_(hub.now()) {}

void ws_session::accept(const live_hello& hello) {
  if (!hello.origin_allowed)
    pending_end_ = close_reason::policy;
  else if (!hello.let_in)
    pending_end_ = close_reason::unauthorized;
  ws_.auto_fragment(false);
  ws_.read_message_max(hub_.limits().message_bytes);
  ws_.set_option(websocket::stream_base::decorator(
      [echo = offers_subprotocol(hello)](websocket::response_type& answer) {
        answer.set(http::field::server, "leadmill");
        if (echo)
          answer.set(http::field::sec_websocket_protocol, subprotocol);
      }));
  ws_.control_callback([this](websocket::frame_type, beast::string_view) {
    heard_at_ = hub_.now();
  });
  ws_.async_accept(hello.head, [self = shared_from_this()](error_code e) {
    self->on_accepted(e);
  });
}

void ws_session::on_accepted(error_code e) {
  if (e)
    return finish();
  open_ = true;
  ws_.text(true);
  read();
  if (pending_end_)
    return end(*pending_end_);
  send();
}

void ws_session::read() {
  ws_.async_read(buffer_, [self = shared_from_this()](
                              error_code e, std::size_t) { self->on_read(e); });
}

void ws_session::on_read(error_code e) {
  if (e)
    return finish();
  heard_at_ = hub_.now();
  if (!ending_since_) {
    auto bytes = buffer_.cdata();
    act(ws_.got_text()
            ? client_.receive(
                  {static_cast<const char*>(bytes.data()), bytes.size()})
            : client_.reject("Frames must be text"));
  }
  buffer_.clear();
  read();
}

void ws_session::act(live_client::verdict what) {
  if (what == live_client::verdict::close)
    return end(close_reason::policy);
  if (what == live_client::verdict::snapshot)
    hub_.ask_snapshot(shared_from_this());
  send_soon();
}

void ws_session::publish(const live_frame& frame) {
  client_.publish(frame);
  send_soon();
}

void ws_session::deliver(const shared_snapshot& snapshot) {
  client_.deliver(snapshot);
  send_soon();
}

/// Not at once: a push to thousands would hold the thread for its length.
void ws_session::send_soon() {
  if (scheduled_ || sending_ || !open_ || client_.empty())
    return;
  scheduled_ = true;
  asio::post(ws_.get_executor(), [self = shared_from_this()] {
    self->scheduled_ = false;
    self->send();
  });
}

void ws_session::send() {
  if (sending_ || !open_ || ending_since_)
    return;
  sending_ = client_.next();
  if (!sending_) {
    if (client_.take_lost())
      hub_.ask_snapshot(shared_from_this());
    return;
  }
  sending_since_ = hub_.now();
  ws_.async_write(asio::buffer(*sending_),
                  [self = shared_from_this()](error_code e, std::size_t) {
                    self->on_sent(e);
                  });
}

void ws_session::on_sent(error_code e) {
  sending_ = nullptr;
  if (!e)
    send();
}

void ws_session::end(close_reason why) {
  if (ending_since_)
    return;
  if (!open_) {
    if (!pending_end_)
      pending_end_ = why;
    return;
  }
  ending_since_ = hub_.now();
  ws_.async_close(websocket::close_reason{static_cast<std::uint16_t>(why)},
                  [self = shared_from_this()](error_code) {});
}

void ws_session::look_at_clock() {
  const auto& limits = hub_.limits();
  auto now = hub_.now();
  if (ending_since_) {
    if (now - *ending_since_ > limits.close_grace)
      cut();
    return;
  }
  if (!open_) {
    if (now - heard_at_ > limits.close_grace)
      cut();
    return;
  }
  auto stuck = sending_ && now - sending_since_ > limits.stall;
  if (stuck || now - heard_at_ > limits.stall)
    return end(close_reason::try_again_later);
  if (pinging_ || now - pinged_at_ < limits.ping_every)
    return;
  pinged_at_ = now;
  pinging_ = true;
  ws_.async_ping(
      {}, [self = shared_from_this()](error_code) { self->pinging_ = false; });
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
