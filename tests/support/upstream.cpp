#include "tests/support/upstream.hpp"

#include "net/asio.hpp"

#include <algorithm>
#include <optional>
#include <thread>

#include <boost/asio/ssl/context.hpp>

#include "tests/support/certificate.hpp"
#include "tests/support/upstream_session.hpp"

namespace leadmill::testing {

namespace ssl = boost::asio::ssl;
using namespace std::chrono_literals;

std::string upstream_request::header(const std::string& name) const {
  for (const auto& [key, value] : headers)
    if (key == name)
      return value;
  return {};
}

bool upstream_request::has_header(const std::string& name) const {
  return std::any_of(headers.begin(), headers.end(),
                     [&](const auto& one) { return one.first == name; });
}

/// One thread runs everything but the look at the counters.
class upstream::server {
 public:
  server(script play, const upstream_options& options)
      : stage_(std::move(play), options.kept_requests),
        acceptor_(io_, tcp::endpoint{boost::asio::ip::address_v4::loopback(),
                                     options.port}),
        retry_(io_.get_executor()) {
    if (options.tls)
      use_tls();
    port_ = acceptor_.local_endpoint().port();
    accept();
    thread_ = std::thread{[this] { io_.run(); }};
  }

  ~server() {
    io_.stop();
    thread_.join();
  }

  server(const server&) = delete;
  server& operator=(const server&) = delete;

  upstream_stage stage_;
  self_signed identity_;
  std::uint16_t port_ = 0;

 private:
  void use_tls() {
    identity_ = make_certificate("127.0.0.1");
    tls_.emplace(ssl::context::tls_server);
    tls_->use_certificate(boost::asio::buffer(identity_.certificate),
                          ssl::context::pem);
    tls_->use_private_key(boost::asio::buffer(identity_.key),
                          ssl::context::pem);
  }

  void accept() {
    acceptor_.async_accept([this](error_code e, tcp_socket socket) {
      if (e) {
        // No descriptor is free; one may be soon.
        retry_.expires_after(10ms);
        retry_.async_wait([this](error_code stopped) {
          if (!stopped)
            accept();
        });
        return;
      }
      welcome(std::move(socket));
      accept();
    });
  }

  void welcome(tcp_socket socket) {
    error_code ignored;
    socket.set_option(tcp::no_delay{true}, ignored);
    if (tls_)
      serve(stage_, std::move(socket), *tls_);
    else
      serve(stage_, std::move(socket));
  }

  std::optional<ssl::context> tls_;
  boost::asio::io_context io_{1};
  tcp_acceptor acceptor_;
  io_timer retry_;
  std::thread thread_;
};

upstream::upstream(script play, upstream_options options)
    : server_(std::make_unique<server>(std::move(play), options)) {}

upstream::~upstream() = default;

std::uint16_t upstream::port() const { return server_->port_; }

std::string upstream::url() const {
  return (certificate().empty() ? "http://127.0.0.1:" : "https://127.0.0.1:")
         + std::to_string(port());
}

std::string upstream::certificate() const {
  return server_->identity_.certificate;
}

std::vector<upstream_request> upstream::requests() const {
  return server_->stage_.see([](const upstream_records& of) {
    return std::vector<upstream_request>(of.requests.begin(),
                                         of.requests.end());
  });
}

std::size_t upstream::count() const {
  return server_->stage_.see(
      [](const upstream_records& of) { return of.count; });
}

std::size_t upstream::connections() const {
  return server_->stage_.see(
      [](const upstream_records& of) { return of.connections; });
}

std::size_t upstream::open_connections() const {
  return server_->stage_.see(
      [](const upstream_records& of) { return of.open; });
}

bool upstream::await_count(std::size_t requests) const {
  return server_->stage_.await(
      [=](const upstream_records& of) { return of.count >= requests; });
}

bool upstream::await_open(std::size_t connections) const {
  return server_->stage_.await(
      [=](const upstream_records& of) { return of.open == connections; });
}

} // namespace leadmill::testing
