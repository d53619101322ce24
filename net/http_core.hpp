// What all HTTP sessions of a server share. Everything in it belongs to the I/O
// thread.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <unordered_set>

#include <boost/asio/thread_pool.hpp>

#include "net/access_log.hpp"
#include "net/asio.hpp"
#include "net/metrics.hpp"
#include "net/router.hpp"
#include "net/server.hpp"

namespace leadmill {

class http_session;
class hub_core;

struct http_core : std::enable_shared_from_this<http_core> {
  http_core(server_limits its_bounds, router its_routes,
            std::shared_ptr<hub_core> its_hub,
            std::shared_ptr<request_counts> its_counts)
      : bounds(its_bounds), routes(std::move(its_routes)),
        hub(std::move(its_hub)), counts(std::move(its_counts)) {}

  const server_limits bounds;
  const router routes;
  const std::shared_ptr<hub_core> hub;
  const std::shared_ptr<request_counts> counts;
  /// Every open connection; a session takes itself out when it closes.
  std::unordered_set<std::shared_ptr<http_session>> sessions;
  /// Bytes of request bodies held by all sessions.
  std::size_t buffered = 0;
  bool draining = false;
  /// Called once when the last session has closed while draining.
  std::function<void()> emptied;

  /// How long the handler of `which` may take.
  std::chrono::milliseconds patience(const call& which) const {
    return which.slow ? bounds.slow_reply : bounds.reply;
  }

  /// An answer was given; `which` is null where there was no such call.
  void note_answer(const char* method, const call* which, int status) const {
    auto route = which ? std::string_view{which->path} : "-";
    log_request(method, route, status);
    counts->add(method, route, status);
  }

  void note_emptied() {
    // It lives here no more while it runs, so it may end what holds it.
    if (auto call =
            sessions.empty() ? std::exchange(emptied, nullptr) : nullptr)
      call();
  }

  /// The time, looked at once a tick: deadlines need no more.
  steady_clock::time_point now = steady_clock::now();
  /// The Date field of answers.
  std::string date;
  /// For parsing large bodies.
  asio::thread_pool workers{1};
  /// Last, so that handlers which hold sessions are destroyed first.
  asio::io_context io{1};
};

} // namespace leadmill
