#include "bench/http_load.hpp"

#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <strings.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace leadmill::bench {

namespace {

using monotonic = std::chrono::steady_clock;

[[noreturn]] void fail_with_errno(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

class descriptor {
 public:
  explicit descriptor(int fd) : fd_(fd) {
    if (fd < 0)
      fail_with_errno("cannot open a descriptor");
  }
  ~descriptor() { ::close(fd_); }
  descriptor(const descriptor&) = delete;
  descriptor& operator=(const descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

struct answer {
  int status = 0;
  std::string_view body;
};

std::size_t content_length(std::string_view head) {
  constexpr std::string_view name = "\r\ncontent-length:";
  for (std::size_t i = 0; i + name.size() < head.size(); ++i) {
    if (head[i] != '\r'
        || ::strncasecmp(head.data() + i, name.data(), name.size()) != 0)
      continue;
    auto from = head.find_first_not_of(' ', i + name.size());
    std::size_t value = 0;
    std::from_chars(head.data() + from, head.data() + head.size(), value);
    return value;
  }
  throw std::runtime_error("an answer without Content-Length: "
                           + std::string{head});
}

/// The answer that `in` holds, once it is complete.
std::optional<answer> complete_answer(std::string_view in) {
  constexpr std::string_view end = "\r\n\r\n";
  auto head = in.find(end);
  if (head == in.npos)
    return std::nullopt;
  auto length = content_length(in.substr(0, head + 2));
  auto body = in.substr(head + end.size());
  if (body.size() < length)
    return std::nullopt;
  if (body.size() > length)
    throw std::runtime_error("more bytes than were asked for");
  answer out;
  constexpr std::size_t status_at = std::string_view{"HTTP/1.1 "}.size();
  std::from_chars(in.data() + status_at, in.data() + head, out.status);
  out.body = body;
  return out;
}

class connection {
 public:
  explicit connection(std::uint16_t port)
      : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd(), reinterpret_cast<sockaddr*>(&address), sizeof address)
        != 0)
      fail_with_errno("cannot connect");
    const int on = 1;
    ::setsockopt(fd(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }

  int fd() const { return socket_.get(); }
  monotonic::time_point started() const { return started_; }

  void send(std::string_view bytes) {
    in_.clear();
    started_ = monotonic::now();
    while (!bytes.empty()) {
      auto n = ::send(fd(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n < 0)
        fail_with_errno("cannot send");
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }

  /// Takes what has arrived; valid until the next `send`.
  std::optional<answer> receive() {
    char part[16384];
    auto n = ::recv(fd(), part, sizeof part, MSG_DONTWAIT);
    if (n == 0)
      throw std::runtime_error("the server closed a connection");
    if (n < 0) {
      if (errno == EAGAIN || errno == EINTR)
        return std::nullopt;
      fail_with_errno("cannot receive");
    }
    in_.append(part, static_cast<std::size_t>(n));
    return complete_answer(in_);
  }

 private:
  descriptor socket_;
  std::string in_;
  monotonic::time_point started_;
};

std::uint32_t microseconds_since(monotonic::time_point start) {
  auto passed = monotonic::now() - start;
  return static_cast<std::uint32_t>(
      std::chrono::duration_cast<std::chrono::microseconds>(passed).count());
}

class load {
 public:
  explicit load(const load_plan& plan)
      : plan_(plan), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (std::size_t i = 0; i < plan.connections; ++i) {
      auto added = std::make_unique<connection>(plan.port);
      epoll_event event{};
      event.events = EPOLLIN;
      event.data.ptr = added.get();
      if (::epoll_ctl(poll_.get(), EPOLL_CTL_ADD, added->fd(), &event) != 0)
        fail_with_errno("cannot watch a connection");
      connections_.push_back(std::move(added));
    }
  }

  load_times run() {
    auto start = monotonic::now();
    for (auto& one : connections_)
      send_next(*one);
    while (busy_ > 0)
      take_events();
    times_.seconds =
        std::chrono::duration<double>(monotonic::now() - start).count();
    return std::move(times_);
  }

 private:
  void send_next(connection& one) {
    if (const auto* request = plan_.next()) {
      ++busy_;
      one.send(*request);
    }
  }

  void take_events() {
    epoll_event events[64];
    auto count = ::epoll_wait(poll_.get(), events, 64, -1);
    if (count < 0 && errno != EINTR)
      fail_with_errno("cannot wait");
    for (int i = 0; i < count; ++i) {
      auto& one = *static_cast<connection*>(events[i].data.ptr);
      auto got = one.receive();
      if (!got)
        continue;
      times_.latency_us.push_back(microseconds_since(one.started()));
      plan_.answered(got->status, got->body);
      --busy_;
      send_next(one);
    }
  }

  const load_plan& plan_;
  descriptor poll_;
  std::vector<std::unique_ptr<connection>> connections_;
  std::size_t busy_ = 0;
  load_times times_;
};

} // namespace

std::string make_request(std::string_view path, std::string_view body) {
  std::string out{body.empty() ? "GET " : "POST "};
  out += path;
  out += " HTTP/1.1\r\nHost: localhost\r\n";
  if (!body.empty())
    out += "Content-Type: application/json\r\nContent-Length: "
           + std::to_string(body.size()) + "\r\n";
  out += "\r\n";
  out += body;
  return out;
}

load_times run_load(const load_plan& plan) { return load{plan}.run(); }

} // namespace leadmill::bench
