#include "net/sse_session.hpp"

#include <string_view>
#include <utility>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

namespace leadmill {

namespace {

/// A comment: no event, but the line stays open, and its end is noticed.
constexpr std::string_view heartbeat = ":\n\n";

/// A client that talks so much on this one-way line is none.
constexpr std::size_t max_ignored_bytes = 64 * 1024;

} // namespace

sse_session::sse_session(hub_core& hub, tcp_socket socket, sse_hello hello)
    : live_session(hub), socket_(std::move(socket)),
      wanted_(std::move(hello.wanted)), before_(std::move(hello.head)),
      wrote_at_(hub.now()) {}

io_executor sse_session::executor() { return socket_.get_executor(); }

void sse_session::start() {
  open_ = true;
  read();
  act(client_.subscribe(std::move(wanted_)));
  wanted_ = {};
}

void sse_session::read() {
  socket_.async_read_some(
      asio::buffer(ignored_),
      [self = self<sse_session>()](error_code e, std::size_t bytes) {
        self->on_read(e, bytes);
      });
}

void sse_session::on_read(error_code e, std::size_t bytes) {
  ignored_bytes_ += bytes;
  if (e || ignored_bytes_ > max_ignored_bytes)
    return finish();
  read();
}

void sse_session::write() {
  if (beating_since_)
    return; // Written when the beat is.
  writing_ = true;
  if (auto seq = sending().seq)
    before_ += "id: " + std::to_string(*seq) + "\n";
  before_ += "data: ";
  std::array<asio::const_buffer, 3> parts{asio::buffer(before_),
                                          asio::buffer(*sending().text),
                                          asio::buffer("\n\n", 2)};
  asio::async_write(socket_, parts,
                    [self = self<sse_session>()](error_code e, std::size_t) {
                      self->on_written(e);
                    });
}

void sse_session::on_written(error_code e) {
  writing_ = false;
  before_.clear();
  wrote_at_ = hub_.now();
  if (ending_since_)
    return finish();
  on_sent(e);
}

void sse_session::beat() {
  beating_since_ = wrote_at_ = hub_.now();
  asio::async_write(socket_, asio::buffer(heartbeat),
                    [self = self<sse_session>()](error_code e, std::size_t) {
                      self->beating_since_.reset();
                      if (self->ending_since_)
                        return self->finish();
                      if (!e && self->sending())
                        self->write();
                    });
}

/// There is no close code: a client comes back after a while, and resumes.
void sse_session::end(close_reason) {
  if (ending_since_)
    return;
  open_ = false;
  ending_since_ = hub_.now();
  if (!writing_ && !beating_since_)
    finish();
}

void sse_session::look_at_clock() {
  const auto& limits = hub_.limits();
  auto now = hub_.now();
  if (ending_since_) {
    if (now - *ending_since_ > limits.close_grace)
      cut();
    return;
  }
  if (is_stuck() || (beating_since_ && now - *beating_since_ > limits.stall))
    return cut();
  if (!writing_ && !beating_since_ && now - wrote_at_ >= limits.ping_every)
    beat();
}

void sse_session::cut() { finish(); }

void sse_session::finish() {
  open_ = false;
  error_code e;
  socket_.shutdown(tcp_socket::shutdown_both, e);
  socket_.close(e);
  hub_.leave(shared_from_this());
}

} // namespace leadmill
