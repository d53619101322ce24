#define CAF_SUITE net_listener
#include "net/listener.hpp"

#include <vector>

#include <caf/test/unit_test.hpp>
#include <sys/resource.h>
#include <unistd.h>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

CAF_TEST(connections past the bound are told to come again) {
  site here{[](auto& options, auto&) { options.bounds.connections = 2; }};
  wire_client first{here.port()}, second{here.port()};
  for (auto client : {&first, &second}) {
    client->send(make_request("GET", "/livez"));
    CAF_CHECK_EQUAL(copy(client->read()->status), 200);
  }
  {
    wire_client third{here.port()};
    auto out = third.read();
    CAF_REQUIRE(out.has_value());
    CAF_CHECK_EQUAL(out->status, 503);
    CAF_CHECK_EQUAL(out->fields.count("retry-after"), 1u);
    CAF_CHECK(third.is_closed());
  }
  first.reset();
  auto served = false;
  for (int n = 0; n < 1000 && !served; ++n) {
    auto out = ask(here.port(), make_request("GET", "/livez"));
    served = out && out->status == 200;
  }
  CAF_CHECK(served);
}

CAF_TEST(without descriptors it waits and goes on when there are some) {
  site here;
  CAF_CHECK_EQUAL(copy(ask(here.port(), make_request("GET", "/livez"))->status),
                  200);
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  {
    // The client's descriptor is had first; the server finds none.
    wire_client waiting{here.port()};
    waiting.send(make_request("GET", "/livez"));
    CAF_CHECK_EQUAL(copy(waiting.read()->status), 200);
  }
  std::vector<int> taken;
  rlimit small{64, before.rlim_max};
  ::setrlimit(RLIMIT_NOFILE, &small);
  int last = -1;
  while ((last = ::dup(0)) >= 0)
    taken.push_back(last);
  CAF_REQUIRE(!taken.empty());
  ::close(taken.back());
  taken.pop_back();
  wire_client waiting{here.port()};
  waiting.send(make_request("GET", "/livez"));
  for (auto descriptor : taken)
    ::close(descriptor);
  ::setrlimit(RLIMIT_NOFILE, &before);
  CAF_CHECK_EQUAL(copy(waiting.read()->status), 200);
}

CAF_TEST(an address that cannot be had is named) {
  site here;
  live_hub hub;
  server_options options;
  options.port = here.port();
  auto taken = server::start(options, here.bridge(), hub);
  CAF_REQUIRE(!taken.has_value());
  CAF_CHECK(
      taken.error().detail.find("127.0.0.1:" + std::to_string(here.port()))
      != std::string::npos);
  options.host = "256.1.1.1";
  options.port = 0;
  CAF_CHECK(!server::start(options, here.bridge(), hub).has_value());
}
