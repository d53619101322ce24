// An upstream actor whose client, store and jobs are under a test's control.
#pragma once

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/upstream.hpp"

namespace leadmill::testing {

/// A client that sends nothing: calls are answered by hand, or by `script`.
class fake_http final : public http_port {
 public:
  std::uint64_t send(http_call call, http_done done) override {
    auto number = ++last;
    sent.push_back(call.url);
    if (script)
      done(script(call));
    else
      open.emplace(number, std::move(done));
    return number;
  }

  void cancel(std::uint64_t number) override {
    cancelled.push_back(number);
    if (ignores_cancel)
      return;
    answer(number, tl::make_unexpected(
                       http_problem{http_failure::cancelled, "Cancelled"}));
  }

  void answer(std::uint64_t number, http_result result) {
    auto place = open.find(number);
    if (place == open.end())
      return;
    auto done = std::move(place->second);
    open.erase(place);
    done(std::move(result));
  }

  void answer_all(int status = 200, const std::string& body = "x") {
    while (!open.empty())
      answer(open.begin()->first, http_answer{status, {}, body});
  }

  std::function<http_result(const http_call&)> script;
  std::vector<std::string> sent;
  std::map<std::uint64_t, http_done> open;
  std::vector<std::uint64_t> cancelled;
  std::uint64_t last = 0;
  /// As if the answer had come already.
  bool ignores_cancel = false;
};

inline http_result good(std::string body = "x") {
  return http_answer{200, {}, std::move(body)};
}

inline http_result status(int code, http_headers headers = {}) {
  return http_answer{code, std::move(headers), "x"};
}

/// What became of an ask.
struct reply {
  std::optional<upstream_answer> answer;
  std::optional<problem> error;
};

using asker = caf::event_based_actor;

struct upstream_fixture : test_coordinator_fixture<> {
  upstream_fixture() {
    options.name = "lookup";
    options.bounds.concurrency = 4;
    options.bounds.cache_seconds = 3'600;
    options.bounds.cost_micros = 5'000;
    options.render = [](const upstream_ask& asks) -> outcome<upstream_request> {
      if (asks.values.empty())
        return fail(errc::invalid_argument, "Request \"lookup\" needs a phone");
      upstream_request out;
      out.call.url = asks.values[0].second;
      out.key = asks.values[0].second;
      return out;
    };
    options.judge = [](std::uint32_t, int code, bool says_when) {
      return judge({}, code, says_when);
    };
    options.read = [](std::uint32_t, int,
                      std::string_view body) -> outcome<text_pairs> {
      if (body == "garbage")
        return fail(errc::upstream_failed, "its answer is no JSON");
      return text_pairs{{"carrier", std::string{body}}};
    };
    options.http = http;
    options.now = [this] { return now; };
    options.entropy = [] { return std::uint64_t{12'345}; };
    options.on_trouble = [this] { ++troubles; };
    options.tell = [this](announce what) {
      announced.push_back(std::move(what));
    };
    options.store = caf::actor_cast<status_store_actor>(
        sys.spawn([this](caf::event_based_actor* me) -> caf::behavior {
          return {[this, me](const keep_answer& what) {
                    return write_in_time(me, what);
                  },
                  [this, me](const note_subject& what) {
                    return write_in_time(me, what);
                  },
                  [this](flush) {
                    for (auto& [what, answer] : std::exchange(waiting, {})) {
                      static_cast<void>(write(what));
                      answer.deliver(job{});
                    }
                  }};
        }));
    options.reader = caf::actor_cast<store_reader_actor>(
        sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
          return {[this](const find_answer& what) { return read(what); }};
        }));
  }

  ~upstream_fixture() {
    for (auto& [name, one] : askers)
      caf::anon_send_exit(one, caf::exit_reason::kill);
    stop();
    caf::anon_send_exit(options.store, caf::exit_reason::kill);
    caf::anon_send_exit(options.reader, caf::exit_reason::kill);
    consume_messages();
    options = {};
  }

  void start() {
    actor = sys.spawn(upstream, options);
    consume_messages();
  }

  void stop() {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
    actor = nullptr;
    consume_messages();
  }

  caf::result<job> write_in_time(caf::event_based_actor* me, change what) {
    if (!writes_wait)
      return write(what);
    waiting.emplace_back(std::move(what), me->make_response_promise<job>());
    return waiting.back().second;
  }

  caf::result<job> write(const change& what) {
    if (disk_is_full)
      return make_error(errc::unavailable, "full");
    if (auto* answer = std::get_if<keep_answer>(&what)) {
      kept.push_back(*answer);
      log.push_back("kept");
    } else if (auto* note = std::get_if<note_subject>(&what)) {
      notes.push_back(note->subject);
    }
    return job{};
  }

  kept_answer read(const find_answer& what) {
    for (const auto& one : kept)
      if (one.key == what.key && !one.key.empty() && one.expires_at > what.now)
        return {true, one.status, one.body,
                one.subjects == std::vector<std::string>{what.subject}};
    return {};
  }

  /// Asks for a job; the reply is there once it came.
  std::shared_ptr<reply> ask(const std::string& job, const std::string& what,
                             const std::string& subject = "ada") {
    auto out = std::make_shared<reply>();
    auto& from = askers[job];
    if (!from)
      from = sys.spawn([](asker* me) -> caf::behavior {
        return {[me](std::function<void(asker*)>& todo) { todo(me); }};
      });
    upstream_ask asks{{job, 1}, subject, 0, {}};
    if (!what.empty())
      asks.values = {{"phone", what}};
    std::function<void(asker*)> todo = [this, asks, out](asker* me) {
      me->request(actor, caf::infinite, asks)
          .then(
              [this, out](upstream_answer& answer) {
                log.push_back("told");
                out->answer = std::move(answer);
              },
              [out](const caf::error& error) {
                out->error = to_problem(error);
              });
    };
    self->send(from, todo);
    consume_messages();
    return out;
  }

  void end_job(const std::string& job) {
    caf::anon_send_exit(askers[job], caf::exit_reason::user_shutdown);
    askers.erase(job);
    consume_messages();
  }

  void pass(std::chrono::milliseconds time) {
    now += time.count();
    advance_time(time);
    consume_messages();
  }

  errc error_of(const std::shared_ptr<reply>& of) {
    CAF_REQUIRE(of->error.has_value());
    return of->error->code;
  }

  std::shared_ptr<fake_http> http = std::make_shared<fake_http>();
  unix_ms now = 1'767'225'600'000;
  upstream_options options;
  upstream_actor actor;
  std::map<std::string, caf::actor> askers;
  std::vector<keep_answer> kept;
  std::vector<std::string> notes;
  std::vector<std::string> log;
  bool disk_is_full = false;
  /// Until the store is told to flush.
  bool writes_wait = false;
  std::vector<std::pair<change, caf::typed_response_promise<job>>> waiting;
  int troubles = 0;
  std::vector<announce> announced;
};

} // namespace leadmill::testing

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::function<void(caf::event_based_actor*)>)
