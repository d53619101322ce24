// The client that connects to the public Internet only.
#define CAF_SUITE net_http_client_public

#include <stdlib.h>

#include <caf/test/unit_test.hpp>

#include "net/http_client.hpp"
#include "tests/net/support/http_calls.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

http_client_options guarded() {
  http_client_options out;
  out.public_only = true;
  return out;
}

/// A variable of the environment, for as long as this lives.
class variable {
 public:
  variable(const char* name, const std::string& value) : name_(name) {
    setenv(name, value.c_str(), 1);
  }
  ~variable() { unsetenv(name_); }
  variable(const variable&) = delete;
  variable& operator=(const variable&) = delete;

 private:
  const char* name_;
};

struct fixture {
  http_problem refusal(const std::string& host) {
    http_call call;
    call.url = "http://" + host + ":" + std::to_string(server.port()) + "/";
    return problem_of(ask(client, std::move(call)));
  }

  upstream server{always({})};
  http_client client{guarded()};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_public_tests, fixture)

CAF_TEST(a name that leads to this machine is refused and not connected to) {
  auto problem = refusal("localhost");
  CAF_CHECK(problem.why == http_failure::forbidden);
  CAF_CHECK(problem.detail.find("(loopback)") != std::string::npos);
  CAF_CHECK_EQUAL(server.connections(), 0u);
}

CAF_TEST(no spelling of an address gets through) {
  for (auto host :
       {"127.0.0.1", "127.1", "2130706433", "0x7f000001", "0177.1", "0",
        "0.0.0.0", "[::1]", "[::]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]"}) {
    CAF_MESSAGE(host);
    CAF_CHECK(refusal(host).why == http_failure::forbidden);
  }
  // What these are is for the system to say; they lead nowhere either way.
  for (auto host : {"127.0.0.1.", "localhost.", "127.0.0.1%25lo"})
    refusal(host);
  CAF_CHECK_EQUAL(server.connections(), 0u);
}

CAF_TEST(what is behind a private address is refused at once) {
  for (auto host : {"10.0.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
                    "[fd00::1]", "[fe80::1]"}) {
    CAF_MESSAGE(host);
    CAF_CHECK(refusal(host).why == http_failure::forbidden);
  }
}

CAF_TEST(a connection that another client keeps does not help) {
  http_client open{direct()};
  CAF_CHECK(ask(open, call_of(server)));
  CAF_CHECK(refusal("127.0.0.1").why == http_failure::forbidden);
  CAF_CHECK(ask(open, call_of(server)));
  CAF_CHECK_EQUAL(server.connections(), 1u);
  CAF_CHECK_EQUAL(server.count(), 2u);
}

CAF_TEST(a refusal is not forgotten by the next call) {
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(refusal("localhost").why == http_failure::forbidden);
  CAF_CHECK_EQUAL(server.connections(), 0u);
}

CAF_TEST(no proxy is used whatever the environment says) {
  variable proxy{"http_proxy", server.url()};
  variable all{"all_proxy", server.url()};
  CAF_CHECK(refusal("localhost").why == http_failure::forbidden);
  auto options = guarded();
  options.proxy = server.url();
  http_client proxied{options};
  auto call = call_of(server);
  CAF_CHECK(failure_of_call(proxied, call) == http_failure::forbidden);
  CAF_CHECK_EQUAL(server.connections(), 0u);
}

CAF_TEST(a public address is not forbidden) {
  // Of TEST-NET-1, where nobody is.
  http_call call;
  call.url = "http://192.0.2.1/";
  call.timeout = 200ms;
  CAF_CHECK(failure_of_call(client, call) != http_failure::forbidden);
}

CAF_TEST(a name that nobody has is unreachable as ever) {
  CAF_CHECK(refusal("name.invalid").why == http_failure::unreachable);
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(a client that may go everywhere does) {
  upstream server{always({})};
  http_client client{direct()};
  http_call call;
  call.url = "http://localhost:" + std::to_string(server.port()) + "/";
  CAF_CHECK(ask(client, call));
}
