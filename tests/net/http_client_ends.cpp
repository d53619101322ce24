// How calls end that have no answer: failures, timeouts, cancellation.
#define CAF_SUITE net_http_client_ends

#include <array>
#include <atomic>
#include <random>
#include <thread>

#include <caf/test/unit_test.hpp>

#include "net/asio.hpp"
#include "net/http_client.hpp"
#include "tests/net/support/http_calls.hpp"
#include "tests/support/gzip.hpp"

using namespace leadmill;
using namespace leadmill::testing;
using namespace std::chrono_literals;

namespace {

constexpr auto hangs = upstream_manner::hangs;

struct fixture {
  http_result ask(http_call call) {
    return leadmill::testing::ask(client, std::move(call));
  }

  http_failure failure(http_call call) {
    return failure_of_call(client, std::move(call));
  }

  /// What became of a call to a server that behaves so, given ample time.
  http_failure failure_with(upstream_manner manner, bool chunked = false) {
    auto reply = behaves(manner);
    reply.chunked = chunked;
    upstream server{always(reply)};
    return failure(call_of(server));
  }

  http_client client{direct()};
};

bool contains(const http_problem& problem, std::string_view words) {
  return problem.detail.find(words) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(http_client_ends_tests, fixture)

CAF_TEST(each way to go wrong is told apart) {
  CAF_CHECK(failure_with(upstream_manner::closes) == http_failure::broken);
  CAF_CHECK(failure_with(upstream_manner::half) == http_failure::broken);
  CAF_CHECK(failure_with(upstream_manner::half, true) == http_failure::broken);
  CAF_CHECK(failure_with(upstream_manner::garbage) == http_failure::broken);
}

CAF_TEST(nobody there is unreachable) {
  http_call call;
  {
    upstream gone{always({})};
    call.url = gone.url() + "/?secret=1";
  }
  auto problem = problem_of(ask(call));
  CAF_CHECK(problem.why == http_failure::unreachable);
  CAF_CHECK(contains(problem, "127.0.0.1"));
  CAF_CHECK(!contains(problem, "secret"));
  call.url = "http://no-such-host.invalid/";
  CAF_CHECK(failure(call) == http_failure::unreachable);
}

CAF_TEST(a handshake without end makes all calls to its host unreachable) {
  // Taken by the system, answered by nobody.
  asio::io_context io;
  tcp_acceptor silent{io, {asio::ip::address_v4::loopback(), 0}};
  http_client_options options;
  options.connect_timeout = 300ms;
  http_client hasty{direct(options)};
  http_call call;
  call.url =
      "https://127.0.0.1:" + std::to_string(silent.local_endpoint().port());
  // One behind the other they would take longer than that.
  call.timeout = 9s;
  std::vector<pending_call> all;
  for (int i = 0; i < 40; ++i)
    all.push_back(begin(hasty, call));
  for (auto& one : all)
    CAF_CHECK(problem_of(end(one)).why == http_failure::unreachable);
}

CAF_TEST(the timeout holds for the whole call) {
  upstream silent{always(behaves(hangs))};
  auto call = call_of(silent);
  call.timeout = 150ms;
  auto problem = problem_of(ask(call));
  CAF_CHECK(problem.why == http_failure::timeout);
  CAF_CHECK(contains(problem, "150 ms"));
  upstream slow{always(behaves(upstream_manner::drips))};
  call.url = slow.url();
  CAF_CHECK(failure(call) == http_failure::timeout);
}

CAF_TEST(a timeout that is not above zero is over at once) {
  upstream server{always(behaves(hangs))};
  for (auto timeout : {0ms, -5ms, std::chrono::milliseconds::min()}) {
    auto call = call_of(server);
    call.timeout = timeout;
    CAF_CHECK(failure(call) == http_failure::timeout);
  }
  auto call = call_of(server);
  call.timeout = std::chrono::milliseconds::max();
  call.idle_timeout = std::chrono::milliseconds::max();
  auto endless = begin(client, call);
  CAF_CHECK(server.await_open(1));
  client.cancel(endless.number);
  CAF_CHECK(problem_of(end(endless)).why == http_failure::cancelled);
}

CAF_TEST(silence in the middle of an answer ends it below whole seconds) {
  for (bool chunked : {false, true}) {
    auto reply = behaves(upstream_manner::stalls);
    reply.chunked = chunked;
    upstream server{always(reply)};
    auto call = call_of(server);
    call.idle_timeout = 120ms;
    auto began = std::chrono::steady_clock::now();
    auto problem = problem_of(ask(call));
    CAF_CHECK(problem.why == http_failure::timeout);
    CAF_CHECK(contains(problem, "Silence for 120 ms"));
    CAF_CHECK(std::chrono::steady_clock::now() - began >= 120ms);
  }
}

CAF_TEST(the wait for an answer is no silence) {
  upstream_reply late;
  late.delay = 300ms;
  upstream server{always(late)};
  auto call = call_of(server);
  call.idle_timeout = 50ms;
  CAF_CHECK(ask(call));
}

CAF_TEST(bytes that are still to be unpacked are no silence) {
  upstream_reply reply;
  reply.manner = upstream_manner::drips;
  reply.headers = {{"Content-Encoding", "gzip"}};
  reply.body = gzip("unpacked");
  // A long file name in gzip's own header: nothing to unpack for two seconds.
  reply.body.at(3) = '\x08';
  reply.body.insert(10, std::string(100, 'n') + '\0');
  upstream server{always(reply)};
  auto call = call_of(server);
  call.idle_timeout = 1'200ms;
  auto got = ask(call);
  CAF_REQUIRE(got);
  CAF_CHECK_EQUAL(got->body, "unpacked");
}

CAF_TEST(the timeout counts from the sending of a call that waits its turn) {
  upstream server{always(behaves(hangs))};
  http_client_options options;
  options.max_calls_per_origin = 1;
  http_client narrow{direct(options)};
  auto first = begin(narrow, call_of(server));
  CAF_CHECK(server.await_count(1));
  auto call = call_of(server);
  call.timeout = 100ms;
  CAF_CHECK(failure_of_call(narrow, call) == http_failure::timeout);
  CAF_CHECK_EQUAL(server.count(), 1u);
  narrow.cancel(first.number);
  CAF_CHECK(!end(first));
}

CAF_TEST(a host that hangs holds up no other) {
  upstream stuck{always(behaves(hangs))};
  upstream quick{always({})};
  http_client_options options;
  options.max_calls_per_origin = 2;
  options.max_calls = 4;
  http_client narrow{direct(options)};
  std::vector<pending_call> waiting;
  for (int i = 0; i < 10; ++i)
    waiting.push_back(begin(narrow, call_of(stuck)));
  CAF_CHECK(stuck.await_count(2));
  for (int i = 0; i < 10; ++i)
    CAF_CHECK(leadmill::testing::ask(narrow, call_of(quick)));
  CAF_CHECK_EQUAL(stuck.count(), 2u);
  for (auto& one : waiting)
    narrow.cancel(one.number);
  for (auto& one : waiting)
    CAF_CHECK(problem_of(end(one)).why == http_failure::cancelled);
}

CAF_TEST(a request that a dead connection swallows is not repeated) {
  for (auto method : {"GET", "POST"}) {
    std::atomic<int> asked{0};
    upstream server{[&asked](const upstream_request&) {
      return ++asked == 2 ? behaves(upstream_manner::closes) : upstream_reply{};
    }};
    auto call = call_of(server);
    call.method = method;
    CAF_CHECK(ask(call));
    CAF_CHECK(failure(call) == http_failure::broken);
    CAF_CHECK_EQUAL(asked.load(), 2);
    CAF_CHECK(ask(call));
  }
}

CAF_TEST(a connection that was closed while nobody used it is no failure) {
  std::uint16_t port = 0;
  {
    upstream server{always({})};
    port = server.port();
    CAF_CHECK(ask(call_of(server)));
  }
  upstream again{always({}), {.port = port}};
  CAF_CHECK(ask(call_of(again)));
}

CAF_TEST(a cancelled call ends at once wherever it is) {
  upstream server{always(behaves(hangs))};
  auto early = begin(client, call_of(server));
  client.cancel(early.number);
  CAF_CHECK(problem_of(end(early)).why == http_failure::cancelled);
  auto late = begin(client, call_of(server));
  CAF_CHECK(server.await_open(1));
  client.cancel(late.number);
  CAF_CHECK(problem_of(end(late)).why == http_failure::cancelled);
  CAF_CHECK(server.await_open(0));
  client.cancel(late.number); // has ended: nothing happens
  client.cancel(99'999);
  upstream stalling{always(behaves(upstream_manner::stalls))};
  auto middle = begin(client, call_of(stalling));
  CAF_CHECK(stalling.await_count(1));
  client.cancel(middle.number);
  CAF_CHECK(problem_of(end(middle)).why == http_failure::cancelled);
}

CAF_TEST(the end of a call may send and cancel others) {
  upstream server{always({})};
  upstream stuck{always(behaves(hangs))};
  auto other = begin(client, call_of(stuck));
  std::promise<http_result> second;
  std::atomic<std::uint64_t> own{0};
  own = client.send(call_of(server), [&](const http_result&) {
    client.cancel(own);
    client.cancel(other.number);
    client.send(call_of(server),
                [&](http_result got) { second.set_value(std::move(got)); });
  });
  CAF_CHECK(problem_of(end(other)).why == http_failure::cancelled);
  auto got = second.get_future();
  CAF_REQUIRE(got.wait_for(ample) == std::future_status::ready);
  CAF_CHECK(got.get());
}

CAF_TEST(what has not ended when the client ends is cancelled) {
  upstream server{always(behaves(hangs))};
  std::vector<pending_call> all;
  std::atomic<bool> resent_ended{false};
  auto again = call_of(server);
  {
    http_client_options options;
    options.max_calls_per_origin = 2;
    http_client short_lived{direct(options)};
    for (int i = 0; i < 5; ++i)
      all.push_back(begin(short_lived, call_of(server)));
    short_lived.send(again, [&](const http_result&) {
      short_lived.send(again, [&](const http_result&) { resent_ended = true; });
    });
  }
  for (auto& one : all)
    CAF_CHECK(problem_of(end(one)).why == http_failure::cancelled);
  CAF_CHECK(resent_ended);
}

CAF_TEST(each call that is sent while the client ends hears its end once) {
  upstream server{always(behaves(hangs))};
  http_call refused;
  refused.url = "no URL";
  std::array<int, 4> ended{};
  {
    http_client short_lived{direct()};
    short_lived.send(call_of(server), [&](const http_result&) {
      ++ended[0];
      // Each of these is refused at once, and another one sent then.
      short_lived.send(refused, [&](const http_result&) {
        ++ended[1];
        short_lived.send(refused, [&](const http_result&) {
          ++ended[2];
          short_lived.send(call_of(server),
                           [&](const http_result&) { ++ended[3]; });
        });
      });
    });
    CAF_CHECK(server.await_open(1));
  }
  CAF_CHECK_EQUAL(ended, (std::array<int, 4>{1, 1, 1, 1}));
}

CAF_TEST(each of many calls from many threads ends exactly once) {
  upstream server{[](const upstream_request& asked) {
    return asked.target == "/hang" ? behaves(hangs) : upstream_reply{};
  }};
  constexpr std::size_t threads = 4;
  constexpr std::size_t calls = 500;
  std::vector<std::atomic<int>> ends(threads * calls);
  {
    http_client_options options;
    options.max_calls_per_origin = 16;
    http_client busy{direct(options)};
    std::vector<std::thread> senders;
    for (std::size_t t = 0; t < threads; ++t)
      senders.emplace_back([&, t] {
        std::mt19937 random{static_cast<unsigned>(t)};
        auto first = t * calls;
        for (std::size_t i = 0; i < calls; ++i) {
          auto call = call_of(server, random() % 4 == 0 ? "/hang" : "/");
          call.timeout = std::chrono::milliseconds{random() % 200};
          auto& ended = ends.at(first + i);
          auto number = busy.send(call, [&](const http_result&) { ++ended; });
          if (random() % 3 == 0)
            busy.cancel(number - random() % 3);
        }
      });
    for (auto& one : senders)
      one.join();
  }
  for (const auto& ended : ends)
    CAF_REQUIRE_EQUAL(ended.load(), 1);
}

CAF_TEST_FIXTURE_SCOPE_END()
