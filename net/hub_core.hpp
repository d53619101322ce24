// The hub's thread and what belongs to it: the live sessions, and the events on
// their way to them. Inside net/ only.
#pragma once

#include "net/asio.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <thread>
#include <unordered_set>
#include <variant>

#include <boost/asio/executor_work_guard.hpp>

#include "net/conflating_queue.hpp"
#include "net/live_client.hpp"
#include "net/live_hello.hpp"
#include "net/live_hub.hpp"

namespace leadmill {

class live_session;

class hub_core {
 public:
  explicit hub_core(live_limits limits);
  ~hub_core();
  hub_core(const hub_core&) = delete;
  hub_core& operator=(const hub_core&) = delete;

  // Any thread:
  void attach(bridge& port);
  void publish(live_event event);
  void stop();
  std::size_t count() const noexcept;
  bool is_full() const noexcept;

  /// Takes a connected socket over.
  void adopt(int descriptor, bool is_v6, live_hello hello);

  /// Closes all with 1001 and takes no more; `gone` runs when none is left.
  void drain(std::function<void()> gone);

  // The hub's thread:
  const live_limits& limits() const noexcept;
  steady_clock::time_point now() const noexcept;
  void ask_snapshot(const std::shared_ptr<live_session>& whom);
  void leave(const std::shared_ptr<live_session>& who);

 private:
  using session_set = std::unordered_set<std::shared_ptr<live_session>>;
  using event = std::variant<live_frame, shared_view>;

  void start(tcp_socket socket, live_hello hello);
  void run();
  void take(live_event incoming);
  void queue(live_frame frame);
  void fan_out();
  void serve(const shared_view& view);
  void ask();
  void tick();
  void start_tick();
  void check_drained();

  const live_limits limits_;
  std::atomic<bridge*> port_{nullptr};
  std::atomic<std::size_t> count_{0};
  std::atomic<bool> stopped_{false};
  bool draining_ = false;
  std::function<void()> gone_;
  steady_clock::time_point now_ = steady_clock::now();
  session_set sessions_;
  /// Those whom the requested snapshot is for, and those who came later.
  session_set current_;
  session_set next_;
  /// The ticket of the request that is under way, or 0.
  std::uint64_t asked_ = 0;
  std::uint64_t tickets_ = 0;
  steady_clock::time_point asked_at_;
  conflating_queue<event> events_;
  bool fanning_ = false;
  asio::io_context io_{1};
  asio::executor_work_guard<io_executor> work_;
  io_timer timer_;
  std::thread thread_;
};

} // namespace leadmill
