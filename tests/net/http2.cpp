// HTTP/2, against a server that speaks nothing else (nghttpd of
// nghttp2-server): that a call has an answer there is the proof.
#define CAF_SUITE net_http2
#include <future>
#include <stdexcept>

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>

#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <caf/test/unit_test.hpp>

#include "net/http_client.hpp"
#include "tests/support/certificate.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

/// A port of loopback that nobody has.
std::string free_port() {
  auto socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  auto bound =
      bind(socket, plain, size) == 0 && getsockname(socket, plain, &size) == 0;
  close(socket);
  if (!bound)
    throw std::runtime_error("no port");
  return std::to_string(ntohs(address.sin_port));
}

/// nghttpd on loopback, over TLS with a certificate of its own; what it prints
/// stands in a file.
class h2_server {
 public:
  h2_server() : port_(free_port()) {
    auto made = leadmill::testing::make_certificate("127.0.0.1");
    certificate = dir_.write("cert.pem", made.certificate);
    auto key = dir_.write("key.pem", made.key);
    dir_.write("hello", "over HTTP/2");
    auto log = (dir_ / "log").string();
    std::string root = dir_.path().string();
    const char* words[] = {
        "nghttpd",    "-v",          "-a",        "127.0.0.1",         "-d",
        root.c_str(), port_.c_str(), key.c_str(), certificate.c_str(), nullptr};
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (posix_spawnp(&pid_, words[0], &files, nullptr,
                     const_cast<char* const*>(words), environ)
        != 0)
      throw std::runtime_error("nghttpd cannot be started; install "
                               "nghttp2-server");
    posix_spawn_file_actions_destroy(&files);
  }

  ~h2_server() {
    ::kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }

  std::string url() const { return "https://127.0.0.1:" + port_ + "/hello"; }

  std::string log() const {
    std::ifstream file{dir_ / "log"};
    return {std::istreambuf_iterator<char>{file}, {}};
  }

  std::string certificate;

 private:
  scratch dir_;
  std::string port_;
  pid_t pid_ = 0;
};

std::future<http_result> send(http_client& client, const std::string& url) {
  auto result = std::make_shared<std::promise<http_result>>();
  http_call call;
  call.url = url;
  call.timeout = 20s;
  client.send(std::move(call),
              [result](http_result got) { result->set_value(std::move(got)); });
  return result->get_future();
}

/// The first answer, once the server listens.
http_result first_answer(http_client& client, const h2_server& server) {
  auto deadline = std::chrono::steady_clock::now() + 20s;
  while (true) {
    auto got = send(client, server.url()).get();
    if (got || got.error().why != http_failure::unreachable
        || std::chrono::steady_clock::now() > deadline)
      return got;
  }
}

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t out = 0;
  for (auto at = text.find(word); at != text.npos; at = text.find(word, at + 1))
    ++out;
  return out;
}

} // namespace

CAF_TEST(a server that offers http2 is asked over one connection) {
  h2_server server;
  http_client_options options;
  options.proxy = "";
  options.ca_file = server.certificate;
  http_client client{std::move(options)};
  auto first = first_answer(client, server);
  CAF_REQUIRE(first);
  CAF_CHECK_EQUAL(first->status, 200);
  CAF_CHECK_EQUAL(first->body, "over HTTP/2");
  std::vector<std::future<http_result>> all;
  for (int i = 0; i < 100; ++i)
    all.push_back(send(client, server.url()));
  for (auto& one : all) {
    auto got = one.get();
    CAF_REQUIRE(got);
    CAF_CHECK_EQUAL(got->body, "over HTTP/2");
  }
  auto log = server.log();
  CAF_CHECK_GREATER_OR_EQUAL(count(log, ":path: /hello"), 101u);
  // It names its connections: [id=1] and so on.
  CAF_CHECK_NOT_EQUAL(count(log, "[id=1]"), 0u);
  CAF_CHECK_EQUAL(count(log, "[id=2]"), 0u);
}
