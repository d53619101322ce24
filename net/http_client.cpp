#include "net/http_client.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <unordered_map>
#include <utility>
#include <vector>

#include <curl/curl.h>

#include "net/outbound_check.hpp"
#include "net/outbound_queue.hpp"
#include "net/outbound_transfer.hpp"

namespace leadmill {

namespace {

using clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

/// With nothing to wait for; `send` and `cancel` wake the thread.
constexpr milliseconds long_wait{60'000};
/// Handles kept for later calls: each has buffers of its own.
constexpr std::size_t kept_handles = 256;

/// curl wants this once per process, before any thread uses it.
void init_curl_once() {
  static const auto done = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(done);
}

http_result failed(http_failure why, std::string detail) {
  return tl::make_unexpected(http_problem{why, std::move(detail)});
}

/// A thread that takes no signals: they are for the process's own.
template <class F>
std::thread quiet_thread(F run) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  std::thread out{std::move(run)};
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return out;
}

} // namespace

/// The thread, and what belongs to it. Only the members behind `mutex_` are
/// touched by others.
class http_client::loop {
 public:
  explicit loop(http_client_options options)
      : options_(std::move(options)),
        queue_(options_.max_calls_per_origin, options_.max_calls) {
    init_curl_once();
    multi_ = curl_multi_init();
    // The queue bounds what is open; curl's own limits would let calls to one
    // host wait for those to another.
    curl_multi_setopt(multi_, CURLMOPT_MAXCONNECTS,
                      static_cast<long>(options_.max_calls));
    thread_ = quiet_thread([this] { run(); });
  }

  ~loop() {
    for (auto* handle : idle_)
      curl_easy_cleanup(handle);
    curl_multi_cleanup(multi_);
  }

  loop(const loop&) = delete;
  loop& operator=(const loop&) = delete;

  void stop() {
    {
      std::lock_guard guard{mutex_};
      stopping_ = true;
    }
    curl_multi_wakeup(multi_);
    thread_.join();
  }

  std::uint64_t send(http_call call, http_done done) {
    auto number = ++last_number_;
    auto fresh = std::make_unique<outbound_transfer>(
        number, std::move(call), std::move(done), clock::now());
    bool asleep = false;
    {
      std::lock_guard guard{mutex_};
      asleep = incoming_.empty();
      incoming_.push_back(std::move(fresh));
    }
    if (asleep)
      curl_multi_wakeup(multi_);
    return number;
  }

  void cancel(std::uint64_t number) {
    {
      std::lock_guard guard{mutex_};
      cancelled_.push_back(number);
    }
    curl_multi_wakeup(multi_);
  }

 private:
  using transfer_ptr = std::unique_ptr<outbound_transfer>;

  struct entry {
    transfer_ptr transfer;
    /// As the queue knows it.
    std::string origin;
    clock::time_point look_at;
  };

  void run() {
    while (take_orders()) {
      int running = 0;
      curl_multi_perform(multi_, &running);
      take_finished();
      end_overdue();
      start_waiting();
      curl_multi_poll(multi_, nullptr, 0, patience(), nullptr);
    }
    // What is told that it has ended may send once more, and what it sends may
    // be refused at once, and then send.
    do {
      while (!calls_.empty())
        finish(calls_.begin()->first,
               failed(http_failure::cancelled, "The client has ended"));
      take_orders();
    } while (!calls_.empty() || has_orders());
  }

  bool has_orders() {
    std::lock_guard guard{mutex_};
    return !incoming_.empty() || !cancelled_.empty();
  }

  /// What others have asked for meanwhile. False when it is time to stop.
  bool take_orders() {
    std::vector<transfer_ptr> fresh;
    std::vector<std::uint64_t> cancelled;
    bool stopping = false;
    {
      std::lock_guard guard{mutex_};
      fresh.swap(incoming_);
      cancelled.swap(cancelled_);
      stopping = stopping_;
    }
    for (auto& one : fresh)
      admit(std::move(one));
    for (auto number : cancelled)
      if (calls_.contains(number))
        finish(number, failed(http_failure::cancelled, "Cancelled"));
    return !stopping;
  }

  void admit(transfer_ptr fresh) {
    auto refused = refusal_of(fresh->call());
    auto origin = origin_of(fresh->call().url);
    if (!refused && !origin)
      refused = origin.error();
    if (refused)
      return tell(*fresh, tl::make_unexpected(*std::move(refused)));
    auto number = fresh->number();
    auto look_at = fresh->look_at();
    queue_.add(*origin, number);
    deadlines_.emplace(look_at, number);
    calls_.emplace(number,
                   entry{std::move(fresh), *std::move(origin), look_at});
  }

  void start_waiting() {
    while (auto number = queue_.next()) {
      auto* handle = take_handle();
      if (handle == nullptr) {
        finish(*number, failed(http_failure::broken, "Out of memory"));
        continue;
      }
      auto& transfer = *calls_.at(*number).transfer;
      transfer.attach(handle, options_);
      if (curl_multi_add_handle(multi_, handle) != CURLM_OK)
        finish(*number, failed(http_failure::broken, "Cannot be started"));
    }
  }

  CURL* take_handle() {
    if (idle_.empty())
      return curl_easy_init();
    auto* handle = idle_.back();
    idle_.pop_back();
    return handle;
  }

  void release_handle(outbound_transfer& from) {
    if (from.handle() == nullptr)
      return;
    curl_multi_remove_handle(multi_, from.handle());
    auto* handle = from.detach();
    if (idle_.size() < kept_handles)
      idle_.push_back(handle);
    else
      curl_easy_cleanup(handle);
  }

  void take_finished() {
    int left = 0;
    while (auto* message = curl_multi_info_read(multi_, &left)) {
      if (message->msg != CURLMSG_DONE)
        continue;
      auto code = message->data.result;
      outbound_transfer* transfer = nullptr;
      curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &transfer);
      if (auto result = transfer->outcome(code))
        finish(transfer->number(), *std::move(result));
      else
        go_elsewhere(*transfer);
    }
  }

  /// After a redirect: it waits for its turn there.
  void go_elsewhere(outbound_transfer& transfer) {
    release_handle(transfer);
    auto& origin = calls_.at(transfer.number()).origin;
    queue_.end(origin, transfer.number());
    origin = origin_of(transfer.call().url).value_or("");
    queue_.add(origin, transfer.number());
  }

  void end_overdue() {
    auto now = clock::now();
    while (!deadlines_.empty() && deadlines_.begin()->first <= now) {
      auto number = deadlines_.begin()->second;
      auto& late = calls_.at(number);
      if (auto why = late.transfer->overdue(now)) {
        finish(number, tl::make_unexpected(*std::move(why)));
        continue;
      }
      deadlines_.erase(deadlines_.begin());
      late.look_at = late.transfer->look_at();
      deadlines_.emplace(late.look_at, number);
    }
  }

  void finish(std::uint64_t number, http_result result) {
    auto place = calls_.find(number);
    auto ended = std::move(place->second);
    calls_.erase(place);
    deadlines_.erase({ended.look_at, number});
    queue_.end(ended.origin, number);
    release_handle(*ended.transfer);
    tell(*ended.transfer, std::move(result));
  }

  static void tell(const outbound_transfer& ended, http_result result) {
    if (ended.done())
      ended.done()(std::move(result));
  }

  /// Milliseconds until something must be looked at.
  int patience() const {
    if (deadlines_.empty())
      return static_cast<int>(long_wait.count());
    auto left = std::chrono::ceil<milliseconds>(deadlines_.begin()->first
                                                - clock::now());
    return static_cast<int>(
        std::clamp(left, milliseconds{0}, long_wait).count());
  }

  const http_client_options options_;
  CURLM* multi_ = nullptr;
  outbound_queue queue_;
  std::unordered_map<std::uint64_t, entry> calls_;
  std::set<std::pair<clock::time_point, std::uint64_t>> deadlines_;
  std::vector<CURL*> idle_;

  std::atomic<std::uint64_t> last_number_{0};
  std::mutex mutex_;
  std::vector<transfer_ptr> incoming_;
  std::vector<std::uint64_t> cancelled_;
  bool stopping_ = false;

  std::thread thread_;
};

http_client::http_client(http_client_options options)
    : loop_(std::make_unique<loop>(std::move(options))) {}

/// While it stops, its calls may still send.
http_client::~http_client() { loop_->stop(); }

std::uint64_t http_client::send(http_call call, http_done done) {
  return loop_->send(std::move(call), std::move(done));
}

void http_client::cancel(std::uint64_t number) { loop_->cancel(number); }

} // namespace leadmill
