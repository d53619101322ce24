// One connection of a scripted upstream, and what all of them share. Only
// tests/support/upstream.cpp starts one.
#pragma once

#include "net/asio.hpp"

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <mutex>
#include <utility>

#include <boost/asio/ssl/context.hpp>

#include "tests/support/upstream.hpp"

namespace leadmill::testing {

/// So far; `open`: now.
struct upstream_records {
  std::size_t count = 0;
  std::size_t connections = 0;
  std::size_t open = 0;
  std::deque<upstream_request> requests;
};

/// Scripts, counters and records: what sessions share with those who ask.
class upstream_stage {
 public:
  upstream_stage(upstream::script play, std::size_t kept)
      : play_(std::move(play)), kept_(kept) {}

  upstream_reply play(upstream_request asked) {
    auto reply = play_(asked);
    std::lock_guard guard{mutex_};
    ++records_.count;
    records_.requests.push_back(std::move(asked));
    if (records_.requests.size() > kept_)
      records_.requests.pop_front();
    changed_.notify_all();
    return reply;
  }

  void opened() {
    std::lock_guard guard{mutex_};
    ++records_.connections;
    ++records_.open;
    changed_.notify_all();
  }

  void closed() {
    std::lock_guard guard{mutex_};
    --records_.open;
    changed_.notify_all();
  }

  /// What `look` finds, under the lock.
  template <class F>
  auto see(F look) const {
    std::lock_guard guard{mutex_};
    return look(records_);
  }

  template <class F>
  bool await(F holds) const {
    std::unique_lock guard{mutex_};
    return changed_.wait_for(guard, std::chrono::seconds{20},
                             [&] { return holds(records_); });
  }

 private:
  const upstream::script play_;
  const std::size_t kept_;
  upstream_records records_;
  mutable std::mutex mutex_;
  mutable std::condition_variable changed_;
};

/// Serve a connection until it ends, or its executor does.
void serve(upstream_stage& stage, tcp_socket socket);
void serve(upstream_stage& stage, tcp_socket socket,
           boost::asio::ssl::context& tls);

} // namespace leadmill::testing
