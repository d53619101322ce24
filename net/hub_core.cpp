#include "net/hub_core.hpp"

#include <algorithm>
#include <vector>

#include <boost/asio/post.hpp>

#include "net/access_log.hpp"
#include "net/sse_session.hpp"
#include "net/ws_session.hpp"

namespace leadmill {

namespace {

constexpr std::chrono::milliseconds longest_tick{1000};
constexpr std::chrono::milliseconds shortest_tick{10};

/// Often enough for the shortest of the limits.
std::chrono::milliseconds tick_of(const live_limits& limits) {
  auto shortest = std::min({limits.ping_every, limits.stall, limits.close_grace,
                            limits.snapshot_wait});
  return std::clamp(shortest / 4, shortest_tick, longest_tick);
}

} // namespace

hub_core::hub_core(live_limits limits)
    : limits_(limits), work_(io_.get_executor()), timer_(io_.get_executor()) {
  start_tick();
  thread_ = std::thread{[this] { run(); }};
}

hub_core::~hub_core() { stop(); }

void hub_core::run() {
  while (!stopped_) {
    try {
      io_.run();
    } catch (const std::exception& e) {
      log_trouble("live_handler_failed", e.what());
    }
  }
}

void hub_core::stop() {
  if (stopped_.exchange(true))
    return;
  io_.stop();
  thread_.join();
  current_.clear();
  next_.clear();
  for (const auto& session : std::exchange(sessions_, {}))
    session->cut();
  count_ = 0;
}

void hub_core::attach(bridge& port) {
  port_ = &port;
  asio::post(io_, [this] { ask(); });
}

std::size_t hub_core::count() const noexcept { return count_; }

bool hub_core::is_full() const noexcept {
  return stopped_ || count_ >= limits_.sessions;
}

const live_limits& hub_core::limits() const noexcept { return limits_; }

steady_clock::time_point hub_core::now() const noexcept { return now_; }

void hub_core::adopt(int descriptor, bool is_v6, live_hello hello) {
  tcp_socket socket{io_.get_executor(), is_v6 ? tcp::v6() : tcp::v4(),
                    descriptor};
  ++count_;
  asio::post(io_, [this, socket = std::move(socket),
                   hello = std::move(hello)]() mutable {
    start(std::move(socket), std::move(hello));
  });
}

void hub_core::start(tcp_socket socket, live_hello hello) {
  error_code ignored;
  socket.set_option(
      asio::socket_base::send_buffer_size(limits_.send_buffer_bytes), ignored);
  std::shared_ptr<live_session> session;
  if (auto upgrade = std::get_if<ws_hello>(&hello))
    session = std::make_shared<ws_session>(*this, std::move(socket),
                                           std::move(*upgrade));
  else
    session = std::make_shared<sse_session>(
        *this, std::move(socket), std::move(std::get<sse_hello>(hello)));
  sessions_.insert(session);
  session->start();
  if (draining_)
    session->end(close_reason::going_away);
}

void hub_core::leave(const std::shared_ptr<live_session>& who) {
  current_.erase(who);
  next_.erase(who);
  if (sessions_.erase(who) > 0)
    --count_;
  check_drained();
}

void hub_core::drain(std::function<void()> gone) {
  if (stopped_)
    return gone ? gone() : void();
  asio::post(io_, [this, gone = std::move(gone)] {
    draining_ = true;
    gone_ = gone;
    for (const auto& session : session_set{sessions_})
      session->end(close_reason::going_away);
    check_drained();
  });
}

void hub_core::check_drained() {
  if (draining_ && sessions_.empty() && gone_)
    std::exchange(gone_, nullptr)();
}

void hub_core::publish(live_event incoming) {
  if (stopped_)
    return;
  asio::post(io_, [this, incoming = std::move(incoming)]() mutable {
    take(std::move(incoming));
  });
}

void hub_core::take(live_event incoming) {
  if (auto snapshot = std::get_if<live_snapshot>(&incoming))
    events_.push(std::make_shared<live_view>(std::move(*snapshot)));
  else if (sessions_.empty())
    return;
  else if (auto job = std::get_if<live_job>(&incoming))
    queue(to_frame(std::move(*job)));
  else
    queue(to_frame(std::get<live_removed>(incoming)));
  if (!std::exchange(fanning_, true))
    asio::post(io_, [this] { fan_out(); });
}

void hub_core::queue(live_frame frame) {
  auto id = frame.job.id;
  events_.push(std::move(id), std::move(frame));
}

/// One event a time: in between, sessions read and write, and the events of
/// one job conflate.
void hub_core::fan_out() {
  auto next = events_.pop();
  if (auto frame = std::get_if<live_frame>(&next)) {
    for (const auto& session : sessions_)
      session->publish(*frame);
  } else {
    serve(std::get<shared_view>(next));
  }
  fanning_ = !events_.empty();
  if (fanning_)
    asio::post(io_, [this] { fan_out(); });
}

void hub_core::ask_snapshot(const std::shared_ptr<live_session>& whom) {
  next_.insert(whom);
  ask();
}

/// One request at a time; whoever wants a snapshot while it is under way is
/// served together by the next.
void hub_core::ask() {
  bridge* port = port_;
  if (asked_ != 0 || next_.empty() || port == nullptr)
    return;
  current_ = std::exchange(next_, {});
  asked_ = ++tickets_;
  asked_at_ = now_;
  port->request_snapshot(asked_);
}

void hub_core::serve(const shared_view& view) {
  if (view->snapshot().ticket != asked_)
    return;
  asked_ = 0;
  for (const auto& session : std::exchange(current_, {}))
    session->deliver(view);
  ask();
}

void hub_core::start_tick() {
  timer_.expires_after(tick_of(limits_));
  timer_.async_wait([this](error_code e) {
    if (!e)
      tick();
  });
}

void hub_core::tick() {
  now_ = steady_clock::now();
  for (const auto& session : session_set{sessions_})
    session->look_at_clock();
  if (asked_ != 0 && now_ - asked_at_ > limits_.snapshot_wait) {
    next_.merge(current_);
    asked_ = 0;
    ask();
  }
  start_tick();
}

} // namespace leadmill
