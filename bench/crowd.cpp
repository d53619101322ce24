#include "bench/crowd.hpp"

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace leadmill::bench {

namespace {

constexpr std::size_t read_bytes = 256 * 1024;
constexpr int stuck_buffer_bytes = 4096;
constexpr std::chrono::seconds patience{60};

enum opcode : unsigned { text = 1, close_frame = 8, ping = 9, pong = 10 };

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error(what + ": " + std::strerror(errno));
}

int connect_to(std::uint16_t port, int receive_bytes) {
  auto out = ::socket(AF_INET, SOCK_STREAM, 0);
  if (out < 0)
    fail("socket");
  if (receive_bytes > 0)
    ::setsockopt(out, SOL_SOCKET, SO_RCVBUF, &receive_bytes,
                 sizeof receive_bytes);
  int on = 1;
  ::setsockopt(out, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(out, reinterpret_cast<sockaddr*>(&to), sizeof to) != 0)
    fail("connect");
  return out;
}

void send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0)
      fail("send");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

/// A client must mask; with a mask of zeros the text stays as it is.
std::string frame_of(opcode what, std::string_view payload) {
  std::string out;
  out += static_cast<char>(0x80U | what);
  if (payload.size() < 126) {
    out += static_cast<char>(0x80U | payload.size());
  } else {
    out += static_cast<char>(0x80U | 126U);
    out += static_cast<char>(payload.size() >> 8);
    out += static_cast<char>(payload.size() & 0xffU);
  }
  out.append(4, '\0');
  return out += payload;
}

/// Up to the end of the answer's head, byte by byte: what follows it is read
/// like all the rest.
void shake_hands(int socket) {
  send_all(socket, "GET /api/jobs/live HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                   "Upgrade: websocket\r\nConnection: Upgrade\r\n"
                   "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n"
                   "Sec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Protocol: leadmill.v1\r\n\r\n");
  std::string head;
  while (!head.ends_with("\r\n\r\n")) {
    char next = 0;
    if (::recv(socket, &next, 1, 0) != 1)
      fail("the upgrade was broken off");
    head += next;
  }
  if (!head.starts_with("HTTP/1.1 101"))
    throw std::runtime_error("no upgrade: " + head.substr(0, 40));
}

std::uint64_t number_after(std::string_view text, std::string_view name) {
  std::uint64_t out = 0;
  if (auto at = text.find(name); at != text.npos)
    std::from_chars(text.data() + at + name.size(), text.data() + text.size(),
                    out);
  return out;
}

} // namespace

crowd::crowd(const crowd_plan& plan)
    : epoll_(::epoll_create1(0)), members_(plan.readers), buffer_(read_bytes) {
  if (epoll_ < 0)
    fail("epoll");
  for (std::size_t n = 0; n < plan.readers + plan.stuck; ++n)
    join(plan, n);
  auto until = monotonic::now() + patience;
  while (with_snapshot_ < plan.readers) {
    read(std::chrono::milliseconds{100});
    if (closed_ > 0 || monotonic::now() > until)
      throw std::runtime_error("a subscriber was told nothing");
  }
}

crowd::~crowd() {
  for (auto& who : members_)
    if (who.socket >= 0)
      ::close(who.socket);
  for (auto socket : stuck_)
    ::close(socket);
  ::close(epoll_);
}

void crowd::join(const crowd_plan& plan, std::size_t number) {
  auto reads = number < plan.readers;
  auto socket = connect_to(plan.port, reads ? 0 : stuck_buffer_bytes);
  if (reads)
    members_[number].socket = socket;
  else
    stuck_.push_back(socket);
  shake_hands(socket);
  send_all(socket, frame_of(text, R"({"type":"subscribe","jobs":[")" + plan.jobs
                                      + R"("]})"));
  if (!reads)
    return;
  epoll_event interest{};
  interest.events = EPOLLIN;
  interest.data.u64 = number;
  if (::epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &interest) != 0)
    fail("epoll");
}

void crowd::read(std::chrono::milliseconds wait) {
  std::array<epoll_event, 512> ready{};
  auto count =
      ::epoll_wait(epoll_, ready.data(), static_cast<int>(ready.size()),
                   static_cast<int>(wait.count()));
  for (int i = 0; i < count; ++i)
    receive(members_[ready[static_cast<std::size_t>(i)].data.u64]);
}

void crowd::receive(member& who) {
  auto got = ::recv(who.socket, buffer_.data(), buffer_.size(), 0);
  if (got <= 0)
    return leave(who);
  std::string_view input{buffer_.data(), static_cast<std::size_t>(got)};
  if (who.rest.empty()) {
    who.rest = input.substr(take_frames(who, input));
    return;
  }
  who.rest += input;
  who.rest.erase(0, take_frames(who, who.rest));
}

std::size_t crowd::take_frames(member& who, std::string_view input) {
  std::size_t at = 0;
  while (input.size() - at >= 2) {
    auto byte = [&](std::size_t i) {
      return static_cast<unsigned char>(input[at + i]);
    };
    std::size_t size = byte(1), head = 2;
    auto extended = size == 126 ? 2U : size == 127 ? 8U : 0U;
    head += extended;
    if (input.size() - at < head)
      break;
    if (extended > 0)
      size = 0;
    for (std::size_t i = 2; i < head; ++i)
      size = size << 8 | byte(i);
    if (input.size() - at < head + size)
      break;
    auto payload = input.substr(at + head, size);
    switch (byte(0) & 0x0fU) {
    case text:
      take_text(who, payload);
      break;
    case ping:
      send_all(who.socket, frame_of(pong, payload));
      break;
    case close_frame:
      leave(who);
      return input.size();
    default:
      break;
    }
    at += head + size;
  }
  return at;
}

void crowd::take_text(member& who, std::string_view frame) {
  constexpr std::string_view job = R"({"type":"job","seq":)";
  if (frame.starts_with(job)) {
    who.seq = number_after(frame.substr(0, 64), R"("seq":)");
    receipts_.push_back({who.seq, monotonic::now()});
  } else if (frame.starts_with(R"({"type":"snapshot")")) {
    who.seq = number_after(frame.substr(0, 96), R"("seq":)");
    if (!who.has_snapshot && frame.ends_with(R"("more":false})")) {
      who.has_snapshot = true;
      ++with_snapshot_;
    }
  }
}

void crowd::leave(member& who) {
  ::epoll_ctl(epoll_, EPOLL_CTL_DEL, who.socket, nullptr);
  ::close(std::exchange(who.socket, -1));
  ++closed_;
}

std::size_t crowd::count_at(std::uint64_t seq) const {
  std::size_t out = 0;
  for (const auto& who : members_)
    out += who.seq >= seq ? 1 : 0;
  return out;
}

} // namespace leadmill::bench
