// What the suites of the outbound HTTP client share: a client that no proxy of
// the machine disturbs, and calls to scripted upstreams.
#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <caf/test/unit_test.hpp>

#include "net/http_client.hpp"
#include "tests/support/upstream.hpp"

namespace leadmill::testing {

/// Far more than anything here takes.
constexpr std::chrono::seconds ample{30};

inline http_client_options direct(http_client_options from = {}) {
  from.proxy = "";
  return from;
}

inline http_call call_of(const upstream& server,
                         const std::string& path = "/") {
  http_call out;
  out.url = server.url() + path;
  return out;
}

struct pending_call {
  std::uint64_t number = 0;
  std::future<http_result> result;
};

inline pending_call begin(http_client& client, http_call call) {
  auto promise = std::make_shared<std::promise<http_result>>();
  pending_call out{0, promise->get_future()};
  out.number = client.send(std::move(call), [promise](http_result got) {
    promise->set_value(std::move(got));
  });
  return out;
}

inline http_result end(pending_call& call) {
  CAF_REQUIRE(call.result.wait_for(ample) == std::future_status::ready);
  return call.result.get();
}

inline http_result ask(http_client& client, http_call call) {
  auto pending = begin(client, std::move(call));
  return end(pending);
}

/// Why a call has no answer; it must have none.
inline http_problem problem_of(const http_result& got) {
  CAF_REQUIRE(!got.has_value());
  return got.error();
}

inline http_failure failure_of_call(http_client& client, http_call call) {
  return problem_of(ask(client, std::move(call))).why;
}

/// A script that always does the same.
inline upstream::script always(upstream_reply reply) {
  return [reply = std::move(reply)](const upstream_request&) { return reply; };
}

inline upstream_reply behaves(upstream_manner manner) {
  upstream_reply out;
  out.manner = manner;
  out.body = std::string(1'000, 'x');
  return out;
}

} // namespace leadmill::testing
