#define CAF_SUITE net_request_reader
#include "net/request_reader.hpp"

#include <algorithm>
#include <cstring>

#include <caf/test/unit_test.hpp>

using namespace leadmill;
using progress = request_reader::progress;

namespace {

constexpr std::size_t body_limit = 1000;

/// Gives the reader a text in pieces of some size, as a session does.
struct feeder {
  explicit feeder(std::size_t header_bytes = 400) : reader(header_bytes) {}

  void give(std::string_view bytes) {
    auto room = reader.buffer().prepare(bytes.size());
    std::memcpy(room.data(), bytes.data(), bytes.size());
    reader.buffer().commit(bytes.size());
  }

  progress step() {
    if (!begun && !reader.begin())
      return progress::more;
    begun = true;
    if (!in_body) {
      auto how = reader.read_header();
      if (how != progress::done)
        return how;
      in_body = true;
      reader.limit_body(body_limit, "/path");
    }
    return reader.read_body();
  }

  progress feed(std::string_view text, std::size_t piece) {
    auto how = progress::more;
    while (how == progress::more && !text.empty()) {
      give(text.substr(0, piece));
      text.remove_prefix(std::min(piece, text.size()));
      how = step();
    }
    return how;
  }

  request_reader reader;
  bool begun = false;
  bool in_body = false;
};

std::string chunked(std::string_view chunks) {
  return "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
         + std::string{chunks};
}

int status(feeder& from) { return from.reader.refusal().status; }

} // namespace

CAF_TEST(a request is the same in pieces of any size) {
  for (auto text :
       {std::string{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n"
                    "abc"},
        chunked("1\r\na\r\n2;x=y\r\nbc\r\n0\r\n\r\n"),
        chunked("3\r\nabc\r\n0\r\nTrailer: x\r\nOther: y\r\n\r\n")})
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
      feeder from;
      CAF_REQUIRE(from.feed(text, piece) == progress::done);
      CAF_CHECK(from.reader.is_whole());
      CAF_CHECK_EQUAL(from.reader.take_body(), "abc");
      CAF_CHECK_EQUAL(from.reader.buffer().size(), 0u);
    }
}

CAF_TEST(an empty chunked body may be cut anywhere) {
  auto text = chunked("0\r\n\r\n");
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    feeder from;
    from.feed(text.substr(0, cut), cut);
    CAF_CHECK(from.feed(text.substr(cut), text.size()) == progress::done);
  }
}

CAF_TEST(what follows a request is left for the next) {
  feeder from;
  std::string one = "\r\n\r\nGET /a HTTP/1.1\r\nHost: x\r\n\r\n";
  CAF_CHECK(from.feed(one + "GET /b", one.size() + 6) == progress::done);
  auto head = from.reader.head();
  CAF_CHECK_EQUAL(head.target, "/a");
  CAF_CHECK(from.reader.keep_alive());
  CAF_CHECK_EQUAL(from.reader.buffer().size(), 6u);
}

CAF_TEST(a header is bounded as a whole however it comes) {
  auto head = [](std::size_t size) {
    std::string out = "GET / HTTP/1.1\r\nHost: x\r\n";
    while (out.size() + 12 <= size - 2)
      out += "A: 123456\r\n";
    return out + "\r\n";
  };
  for (std::size_t piece : {1u, 7u, 50u, 10000u}) {
    feeder fits, over, line;
    CAF_CHECK(fits.feed(head(400), piece) == progress::done);
    CAF_CHECK(over.feed(head(430), piece) == progress::refused);
    CAF_CHECK_EQUAL(status(over), 431);
    CAF_CHECK(line.feed("GET /" + std::string(500, 'x'), piece)
              == progress::refused);
    CAF_CHECK_EQUAL(status(line), 431);
  }
}

CAF_TEST(a body is bounded when it is chunked) {
  auto chunk = "190\r\n" + std::string(400, 'x') + "\r\n";
  for (std::size_t piece : {1u, 100u, 10000u}) {
    feeder fits, over;
    CAF_CHECK(fits.feed(chunked(chunk + chunk + "0\r\n\r\n"), piece)
              == progress::done);
    CAF_CHECK_EQUAL(fits.reader.body_bytes(), 800u);
    CAF_CHECK(over.feed(chunked(chunk + chunk + chunk), piece)
              == progress::refused);
    CAF_CHECK_EQUAL(status(over), 413);
  }
}

CAF_TEST(lines between chunks are bounded) {
  for (auto text : {chunked("1;" + std::string(20000, 'x')),
                    chunked("0\r\nA: " + std::string(20000, 'x'))}) {
    feeder from;
    CAF_CHECK(from.feed(text, 4096) == progress::refused);
    CAF_CHECK_EQUAL(status(from), 400);
  }
}

CAF_TEST(an upgrade is one with nothing behind it) {
  std::string text = "GET /a HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
  feeder good, more, plain;
  good.feed(text, text.size());
  CAF_CHECK(!good.reader.refuse_upgrade("/a").has_value());
  auto message = good.reader.take_message();
  CAF_CHECK(message.target() == "/a");
  more.feed(text + "x", text.size() + 1);
  auto no = more.reader.refuse_upgrade("/a");
  CAF_CHECK(no && no->status == 400);
  plain.feed("GET /a HTTP/1.1\r\nHost: x\r\n\r\n", 100);
  no = plain.reader.refuse_upgrade("/a");
  CAF_CHECK(no && no->status == 426);
}
