#define CAF_SUITE actors_upstream
#include "actors/upstream.hpp"

#include <algorithm>
#include <map>

#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

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
};

http_result good(std::string body = "x") {
  return http_answer{200, {}, std::move(body)};
}

http_result status(int code, http_headers headers = {}) {
  return http_answer{code, std::move(headers), "x"};
}

/// What became of an ask.
struct reply {
  std::optional<upstream_answer> answer;
  std::optional<problem> error;
};

using asker = caf::event_based_actor;

struct fixture : test_coordinator_fixture<> {
  fixture() {
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
    options.writer = caf::actor_cast<store_writer_actor>(
        sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
          return {[this](const change& what) { return write(what); }};
        }));
    options.reader = caf::actor_cast<store_reader_actor>(
        sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
          return {[this](const find_answer& what) { return read(what); }};
        }));
  }

  ~fixture() {
    for (auto& [name, one] : askers)
      caf::anon_send_exit(one, caf::exit_reason::kill);
    stop();
    caf::anon_send_exit(options.writer, caf::exit_reason::kill);
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
  int troubles = 0;
};

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(std::function<void(asker*)>)

CAF_TEST_FIXTURE_SCOPE(upstream_tests, fixture)

CAF_TEST(an answer is stored before it is told) {
  start();
  auto told = ask("a", "+1");
  CAF_CHECK(!told->answer);
  http->answer_all(200, "Example Wireless");
  consume_messages();
  CAF_REQUIRE(told->answer);
  CAF_CHECK_EQUAL(told->answer->status, 200);
  CAF_CHECK_EQUAL(told->answer->values.at(0).second, "Example Wireless");
  CAF_CHECK(!told->answer->shared);
  CAF_CHECK(log == (std::vector<std::string>{"kept", "told"}));
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK_EQUAL(kept[0].upstream, "lookup");
  CAF_CHECK_EQUAL(kept[0].body, "Example Wireless");
  CAF_CHECK_EQUAL(kept[0].cost_micros, 5'000);
  CAF_CHECK_EQUAL(kept[0].expires_at, now + 3'600'000);
  CAF_CHECK(kept[0].subjects == std::vector<std::string>{"ada"});
}

CAF_TEST(an answer that cannot be stored is told once it can be) {
  start();
  disk_is_full = true;
  auto told = ask("a", "+1");
  http->answer_all();
  consume_messages();
  pass(5s);
  CAF_CHECK(!told->answer && !told->error);
  disk_is_full = false;
  pass(2s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK_EQUAL(kept.size(), 1u);
}

CAF_TEST(an answer is not bought again while its cache time runs) {
  start();
  http->script = [](const http_call&) { return good(); };
  ask("a", "+1", "ada");
  stop();
  start();
  auto again = ask("b", "+1", "bob");
  CAF_REQUIRE(again->answer);
  CAF_CHECK(again->answer->shared);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK(notes == std::vector<std::string>{"bob"});
  ask("b", "+1", "ada");
  CAF_CHECK_EQUAL(notes.size(), 1u);
  now += 3'600'000;
  ask("b", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
}

CAF_TEST(equal questions at the same time share one request) {
  start();
  auto first = ask("a", "+1", "ada");
  auto second = ask("b", "+1", "bob");
  auto third = ask("a", "+1", "ada");
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  http->answer_all();
  consume_messages();
  CAF_CHECK(first->answer && second->answer && third->answer);
  CAF_CHECK(!first->answer->shared && second->answer->shared);
  CAF_REQUIRE_EQUAL(kept.size(), 1u);
  CAF_CHECK_EQUAL(kept[0].subjects.size(), 3u);
}

CAF_TEST(no more requests are under way than configured) {
  start();
  for (int i = 0; i < 10; ++i)
    ask("a", std::to_string(i));
  CAF_CHECK_EQUAL(http->open.size(), 4u);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK_EQUAL(http->open.size(), 4u);
  CAF_CHECK_EQUAL(http->sent.size(), 5u);
}

CAF_TEST(jobs take turns) {
  options.bounds.concurrency = 1;
  start();
  for (int i = 0; i < 5; ++i)
    ask("large", "l" + std::to_string(i));
  ask("small", "s0");
  ask("small", "s1");
  http->script = [](const http_call&) { return good(); };
  http->answer_all();
  consume_messages();
  auto place = [&](const std::string& url) {
    return std::find(http->sent.begin(), http->sent.end(), url)
           - http->sent.begin();
  };
  CAF_CHECK_EQUAL(http->sent.size(), 7u);
  CAF_CHECK_LESS_OR_EQUAL(place("s0"), 2);
  CAF_CHECK_LESS_OR_EQUAL(place("s1"), 4);
}

CAF_TEST(a job that is gone leaves the queue and its request is cancelled) {
  options.bounds.concurrency = 1;
  start();
  ask("gone", "g0");
  ask("gone", "g1");
  auto stays = ask("stays", "s0");
  auto shares = ask("stays", "g1");
  end_job("gone");
  CAF_CHECK_EQUAL(http->cancelled.size(), 1u);
  http->answer_all();
  consume_messages();
  http->answer_all();
  consume_messages();
  CAF_CHECK(stays->answer.has_value());
  // Somebody else asks the same.
  CAF_CHECK(shares->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
}

CAF_TEST(the rate holds for all jobs together) {
  options.bounds.rate = 10;
  options.bounds.burst = 2;
  options.bounds.concurrency = 100;
  start();
  http->script = [](const http_call&) { return good(); };
  for (int i = 0; i < 40; ++i)
    ask(std::to_string(i % 4), std::to_string(i));
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  for (int i = 0; i < 20; ++i) {
    pass(100ms);
    CAF_CHECK_EQUAL(http->sent.size(), 3u + static_cast<std::size_t>(i));
  }
}

CAF_TEST(a fault of theirs is tried again and then told) {
  options.bounds.retries = 2;
  options.bounds.cooldown_errors = 0;
  start();
  http->script = [](const http_call&) { return status(500); };
  auto told = ask("a", "+1");
  for (int i = 0; i < 10; ++i)
    pass(10s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK_EQUAL(told->error->detail, "it answered 500");
  CAF_CHECK_EQUAL(troubles, 3);
  CAF_CHECK(kept.empty());
}

CAF_TEST(a fault that goes away costs nothing but time) {
  start();
  int left = 2;
  http->script = [&](const http_call&) {
    return left-- > 0 ? http_result{tl::make_unexpected(
                            http_problem{http_failure::timeout, "Timeout"})}
                      : good();
  };
  auto told = ask("a", "+1");
  for (int i = 0; i < 5; ++i)
    pass(10s);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(kept.size(), 1u);
}

CAF_TEST(garbage is a fault and is not kept) {
  options.bounds.retries = 0;
  start();
  http->script = [](const http_call&) { return good("garbage"); };
  auto told = ask("a", "+1");
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK_EQUAL(told->error->detail, "its answer is no JSON");
  CAF_CHECK(kept.empty());
}

CAF_TEST(nothing is an answer that is kept too) {
  start();
  http->script = [](const http_call&) { return status(404); };
  auto told = ask("a", "+1");
  CAF_REQUIRE(told->answer);
  CAF_CHECK_EQUAL(told->answer->status, 404);
  ask("b", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(a request that they refuse is not made again) {
  start();
  http->script = [](const http_call&) { return status(422); };
  CAF_CHECK(error_of(ask("a", "+1")) == errc::upstream_refused);
  pass(100s);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  CAF_CHECK_EQUAL(troubles, 0);
}

CAF_TEST(a wait that they ask for is obeyed by all) {
  start();
  http->script = [](const http_call&) {
    return status(429, {{"retry-after", "7"}});
  };
  auto told = ask("a", "+1");
  http->script = [](const http_call&) { return good(); };
  auto other = ask("b", "+2");
  pass(6'900ms);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  pass(200ms);
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK(other->answer.has_value());
  CAF_CHECK_EQUAL(troubles, 0);
}

CAF_TEST(too many errors in a minute make a pause in which leads wait) {
  options.bounds.cooldown_errors = 3;
  options.bounds.cooldown_seconds = 60;
  options.bounds.retries = 9;
  options.bounds.retry_base = 10ms;
  start();
  http->script = [](const http_call&) { return status(503); };
  auto told = ask("a", "+1");
  for (int i = 0; i < 20; ++i)
    pass(1s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  http->script = [](const http_call&) { return good(); };
  pass(30s);
  CAF_CHECK_EQUAL(http->sent.size(), 3u);
  pass(60s);
  CAF_CHECK(told->answer.has_value());
}

CAF_TEST(a frozen account makes a pause at once) {
  options.bounds.retries = 1;
  start();
  http->script = [](const http_call&) { return status(403); };
  auto told = ask("a", "+1");
  auto other = ask("b", "+2");
  pass(59s);
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
  pass(200s);
  pass(200s);
  pass(200s);
  pass(200s);
  CAF_CHECK(error_of(told) == errc::upstream_failed);
  CAF_CHECK(told->error->detail.find("account") != std::string::npos);
  CAF_CHECK(error_of(other) == errc::upstream_failed);
}

CAF_TEST(at the limit of the day those who wait are told) {
  options.bounds.daily_limit = 3;
  options.used.today = 1;
  options.used.this_month = 1;
  start();
  auto allowed = [this] {
    auto pending = self->request(actor, caf::infinite, get_allowance{});
    consume_messages();
    bool out = false;
    pending.receive([&](bool yes) { out = yes; }, [](const caf::error&) {});
    return out;
  };
  CAF_CHECK(allowed());
  auto first = ask("a", "+1");
  auto second = ask("a", "+2");
  auto third = ask("a", "+3");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  http->answer(1, good());
  consume_messages();
  CAF_CHECK(!third->error);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK(first->answer && second->answer);
  CAF_CHECK(error_of(third) == errc::daily_limit);
  CAF_CHECK(!allowed());
  now += 86'400'000;
  CAF_CHECK(allowed());
  http->script = [](const http_call&) { return good(); };
  CAF_CHECK(ask("a", "+3")->answer.has_value());
}

CAF_TEST(a failed request leaves the place that the limit had for it) {
  options.bounds.daily_limit = 1;
  options.bounds.retries = 0;
  options.bounds.cooldown_errors = 0;
  start();
  auto first = ask("a", "+1");
  auto second = ask("a", "+2");
  http->answer(1, status(500));
  consume_messages();
  CAF_CHECK(error_of(first) == errc::upstream_failed);
  http->answer(2, good());
  consume_messages();
  CAF_CHECK(second->answer.has_value());
}

CAF_TEST(what was paid for is kept though its job is gone) {
  start();
  ask("gone", "+1");
  disk_is_full = true;
  http->answer_all();
  consume_messages();
  end_job("gone");
  disk_is_full = false;
  pass(2s);
  CAF_CHECK_EQUAL(kept.size(), 1u);
  auto told = ask("next", "+1");
  CAF_CHECK(told->answer.has_value());
  CAF_CHECK_EQUAL(http->sent.size(), 1u);
}

CAF_TEST(a question that lacks what the request needs is refused) {
  start();
  CAF_CHECK(error_of(ask("a", "")) == errc::invalid_argument);
  CAF_CHECK(http->sent.empty());
}

CAF_TEST(an answer without cache time is counted and not kept) {
  options.bounds.cache_seconds = 0;
  start();
  http->script = [](const http_call&) { return good(); };
  ask("a", "+1");
  ask("a", "+1");
  CAF_CHECK_EQUAL(http->sent.size(), 2u);
  CAF_REQUIRE_EQUAL(kept.size(), 2u);
  CAF_CHECK_EQUAL(kept[0].key, "");
  CAF_CHECK_EQUAL(kept[0].body, "");
}

CAF_TEST(nothing is left behind of questions that were answered) {
  start();
  http->script = [](const http_call&) { return good(); };
  for (int i = 0; i < 100; ++i)
    ask("a", std::to_string(i));
  auto& state = deref<std::remove_pointer_t<upstream_pointer>>(actor).state;
  CAF_CHECK(state.questions.empty());
  CAF_CHECK(state.by_key.empty());
  CAF_CHECK(state.resting.empty());
  CAF_CHECK(state.queue.empty());
  CAF_CHECK_EQUAL(state.open(), 0u);
  end_job("a");
  CAF_CHECK(state.by_who.empty());
}

CAF_TEST_FIXTURE_SCOPE_END()
