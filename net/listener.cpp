#include "net/listener.hpp"

#include <memory>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/resolver_base.hpp>

#include "net/access_log.hpp"
#include "net/http_session.hpp"
#include "net/status.hpp"

namespace leadmill {

namespace {

/// Out of descriptors or memory: they do not come back at once.
constexpr std::chrono::milliseconds retry_after_failure{100};

std::string full_answer() {
  auto what = problem_response(
      {errc::unavailable, "Too many connections: try again soon", {}}, "");
  std::string out;
  append_head(out, what, {framing::length, false, false, http_date()});
  return out + what.body;
}

problem cannot_listen(const std::string& host, std::uint16_t port,
                      const std::string& reason) {
  return {errc::unavailable,
          "Cannot listen on " + host + ":" + std::to_string(port) + ": "
              + reason,
          {}};
}

} // namespace

listener::listener(http_core& core)
    : core_(core), acceptor_(core.io.get_executor()),
      retry_(core.io.get_executor()), turned_away_(full_answer()) {}

error_code listener::bind(const tcp::endpoint& where) {
  error_code e;
  acceptor_.open(where.protocol(), e);
  if (!e)
    acceptor_.set_option(asio::socket_base::reuse_address(true), e);
  if (!e)
    acceptor_.bind(where, e);
  if (!e)
    acceptor_.listen(limits::listen_backlog, e);
  if (e) {
    error_code ignored;
    acceptor_.close(ignored);
  }
  return e;
}

std::optional<problem> listener::open(const std::string& host,
                                      std::uint16_t port) {
  error_code e;
  tcp::resolver resolver{core_.io};
  auto found = resolver.resolve(host, std::to_string(port),
                                asio::ip::resolver_base::passive, e);
  if (e)
    return cannot_listen(host, port, e.message());
  for (const auto& entry : found) {
    e = bind(entry.endpoint());
    if (!e)
      return std::nullopt;
  }
  return cannot_listen(host, port, e.message());
}

std::uint16_t listener::port() const {
  error_code e;
  return acceptor_.local_endpoint(e).port();
}

void listener::start() { accept(); }

void listener::stop() {
  error_code e;
  retry_.cancel();
  acceptor_.close(e);
}

void listener::accept() {
  acceptor_.async_accept([this](error_code e, tcp_socket socket) {
    on_accept(e, std::move(socket));
  });
}

void listener::on_accept(error_code e, tcp_socket socket) {
  if (!acceptor_.is_open())
    return;
  if (e) {
    log_trouble("accept_failed", e.message());
    retry_.expires_after(retry_after_failure);
    return retry_.async_wait([this](error_code stopped) {
      if (!stopped && acceptor_.is_open())
        accept();
    });
  }
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  if (core_.sessions.size() >= core_.bounds.connections) {
    turn_away(std::move(socket));
  } else {
    auto session = std::make_shared<http_session>(core_, std::move(socket));
    core_.sessions.insert(session);
    session->start();
  }
  accept();
}

/// Says 503 as far as that needs no waiting.
void listener::turn_away(tcp_socket socket) {
  error_code e;
  socket.non_blocking(true, e);
  socket.write_some(asio::buffer(turned_away_), e);
  socket.shutdown(tcp_socket::shutdown_send, e);
}

} // namespace leadmill
