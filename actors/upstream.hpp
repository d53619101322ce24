// The actor of one provider or source. All jobs ask through it, so that its
// rate, its concurrency, its limits and its pauses hold whatever their number;
// they take turns, and a job that is gone is not asked for any more.
//
// An answer is kept by the store before anybody hears of it, and is not bought
// again while its cache time runs; those who ask the same at the same time
// share one request. A fault of the other side is tried again with backoff;
// many in a minute make a pause; "wait" is obeyed. The caller hears of it only
// when the tries are used up, or when asking again would not help.
//
// It knows HTTP only as a port, and templates only as the functions that it is
// given (actors/outside/asking.hpp makes them of a declaration).
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include <caf/actor_addr.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include "actors/fair_queue.hpp"
#include "actors/outside/allowance.hpp"
#include "actors/outside/gate.hpp"
#include "actors/outside/verdict.hpp"
#include "messages/actors.hpp"
#include "messages/http.hpp"
#include "messages/time.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A request as it goes out.
struct upstream_request {
  http_call call;
  /// What tells it from every other; equal ones share an answer.
  std::string key;
};

struct upstream_options {
  /// As usage is counted.
  std::string name;
  upstream_bounds bounds;
  std::function<outcome<upstream_request>(const upstream_ask&)> render;
  /// What an answer to the request of that number is, by its status; `true`
  /// when it says when to ask again.
  std::function<answer_verdict(std::uint32_t, int, bool)> judge;
  /// What an answer gives; unset: bodies are handed on as they are.
  std::function<outcome<text_pairs>(std::uint32_t, int, std::string_view)> read;
  /// Whether the request of that number costs nothing and counts for no limit.
  std::function<bool(std::uint32_t)> is_free = [](std::uint32_t) {
    return false;
  };
  std::shared_ptr<http_port> http;
  status_store_actor store;
  store_reader_actor reader;
  /// What was used of it so far.
  usage_entry used;
  /// Called whenever it does not answer, by a fault of its own: for each try.
  std::function<void()> on_trouble = [] {};
  /// Takes what webhooks are to be told; unset: nothing is.
  std::function<void(announce)> tell;
  wall_clock now = system_now;
  /// Random bits, for jitter.
  std::function<std::uint64_t()> entropy;
  std::chrono::milliseconds request_timeout{35'000};
  /// Before it asks again a store that cannot answer.
  std::chrono::milliseconds retry_delay{1'000};
};

struct upstream_state {
  using time_point = std::chrono::steady_clock::time_point;

  upstream_state() = default;

  struct asker {
    caf::typed_response_promise<upstream_answer> answer;
    caf::actor_addr who;
  };

  /// Where a question stands.
  enum class stage : std::uint8_t {
    looking, // for an answer that was kept
    waiting, // for its turn
    resting, // before another try
    asked,   // under way
    keeping, // its answer, and whose it is, by the store
  };

  struct question {
    stage at = stage::looking;
    std::uint32_t request = 0;
    std::string job;
    upstream_request what;
    std::vector<asker> askers;
    /// Whose data the answer holds: of all who ever asked, each once. The store
    /// knows of the first `noted` of them.
    std::vector<std::string> subjects;
    std::size_t noted = 0;
    /// Faults so far, and times that we were told to wait.
    std::uint32_t tries = 0;
    std::uint32_t waits = 0;
    /// Of the call under way.
    std::uint64_t call = 0;
    /// To be kept, then told; there is one when its status is not 0.
    http_answer got;
    upstream_answer told;
    bool is_kept = false;
  };

  /// Puts the question in the queue.
  void enqueue(std::uint64_t number, question& what);
  /// Takes the next question whose turn it is; 0: none is left.
  std::uint64_t next();
  /// Takes an asker off every question. What nobody asks any more goes, but for
  /// answers that are being kept, and for requests that are under way, whose
  /// answer may have come already; returns these, to be cancelled.
  std::vector<std::uint64_t> abandon(const caf::actor_addr& who);
  /// Forgets the question and returns those who asked.
  std::vector<asker> close(std::uint64_t number);
  /// Requests under way, and those whose answer is not counted yet.
  std::uint64_t open() const noexcept { return under_way + uncounted; }

  upstream_options options;
  std::optional<allowance> left;
  std::optional<gate> entry;
  std::unordered_map<std::uint64_t, question> questions;
  std::unordered_map<std::string, std::uint64_t> by_key;
  std::unordered_map<caf::actor_addr, std::unordered_set<std::uint64_t>> by_who;
  fair_queue<std::string, std::uint64_t> queue;
  std::multimap<time_point, std::uint64_t> resting;
  /// The question whose turn it is, once it may go out; 0: none.
  std::uint64_t turn = 0;
  std::uint64_t last_number = 0;
  std::uint32_t under_way = 0;
  std::uint32_t uncounted = 0;
  std::optional<time_point> wake_at;
  static inline const char* name = "upstream";
};

using upstream_pointer = upstream_actor::stateful_pointer<upstream_state>;
// g++ 12 would hand the self pointer to an aggregate's first member.
static_assert(!std::is_constructible_v<upstream_state, upstream_pointer>);

upstream_actor::behavior_type upstream(upstream_pointer self,
                                       upstream_options options);

} // namespace leadmill
