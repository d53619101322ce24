// An output router over the memory store, with a client and a clock that are
// under a test's control.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <caf/test/unit_test.hpp>
#define FAIL CAF_FAIL
#include <caf/test/dsl.hpp>

#include "actors/outputs/output_router.hpp"
#include "tests/store/outboxes.hpp"

namespace leadmill::testing {

/// A receiver: what it gets stays open until it is answered, unless `answers`
/// says at once what comes of it.
class fake_receiver final : public http_port {
 public:
  std::uint64_t send(http_call call, http_done done) override {
    auto number = ++last;
    sent.push_back(call);
    if (answers)
      done(answers(call));
    else
      open.emplace_back(number, std::move(done));
    return number;
  }

  void cancel(std::uint64_t) override {}

  /// To the oldest request that is open.
  void answer(http_result result) {
    CAF_REQUIRE(!open.empty());
    auto done = std::move(open.front().second);
    open.erase(open.begin());
    done(std::move(result));
  }

  void answer(int status, http_headers headers = {}) {
    answer(http_answer{status, std::move(headers), "so"});
  }

  std::string header_of(std::size_t index, const std::string& name) const {
    for (const auto& [key, value] : sent.at(index).headers)
      if (key == name)
        return value;
    return {};
  }

  std::vector<http_call> sent;
  std::vector<std::pair<std::uint64_t, http_done>> open;
  std::function<http_result(const http_call&)> answers;
  std::uint64_t last = 0;
};

struct router_fixture : test_coordinator_fixture<> {
  router_fixture()
      : store({{"crm",
                {event_kind::leads_saved, event_kind::system_paused},
                false,
                true}}) {
    webhook_declaration crm;
    crm.name = "crm";
    crm.url = "https://crm.example/hook";
    crm.secrets = {"0123456789abcdef0123456789abcdef"};
    crm.events = {event_kind::leads_saved};
    options.webhooks = {crm};
    options.reader = store.make_reader();
    options.public_http = receiver;
    options.any_http = private_receiver;
    options.on_problem = [this](const std::string& of, const problem& what) {
      problems.push_back(of + ": " + what.detail);
    };
    options.now = [this] { return now; };
    options.entropy = [this] { return ++entropy * 0x9e3779b97f4a7c15; };
    options.store = caf::actor_cast<status_store_actor>(
        sys.spawn([this](caf::event_based_actor*) -> caf::behavior {
          return {[this](const outbox_change& what) -> caf::result<job> {
            if (disk_is_full)
              return make_error(errc::unavailable, "full");
            auto done = commit(what);
            return done ? caf::result<job>{*done}
                        : caf::result<job>{to_error(done.error())};
          }};
        }));
  }

  ~router_fixture() {
    stop();
    caf::anon_send_exit(options.store, caf::exit_reason::kill);
    consume_messages();
    options = {};
  }

  void start() {
    actor = sys.spawn(output_router, options);
    consume_messages();
    pass(options.look_delay);
  }

  void stop() {
    if (actor)
      caf::anon_send_exit(actor, caf::exit_reason::kill);
    actor = nullptr;
    consume_messages();
  }

  outcome<job> commit(change what) {
    return test::need(store.writer().commit({std::move(what)}, now)).at(0);
  }

  /// Job `number` starts and saves rows; tells the router.
  attempt_ref save(std::uint64_t number, std::uint32_t rows,
                   std::uint32_t from = 0) {
    attempt_ref attempt{test::id_of(number), 1};
    if (from == 0) {
      auto what = test::draft(number, 1'000);
      test::need(commit(accept_job{what}));
      test::need(commit(begin_attempt{what.id, 0, "here"}));
    }
    test::need(commit(save_leads{attempt, test::leads(from, rows)}));
    news();
    return attempt;
  }

  void news() {
    self->send(actor, note_job{"x", true, 1});
    consume_messages();
    pass(options.look_delay);
  }

  void pass(std::chrono::milliseconds time) {
    now += time.count();
    advance_time(time);
    consume_messages();
  }

  void answer(int status, http_headers headers = {}) {
    receiver->answer(status, std::move(headers));
    consume_messages();
  }

  std::vector<delivery> deliveries() {
    return test::need(options.reader->deliveries({{}, 50, {}})).deliveries;
  }

  /// What a request to the router is answered with, or what is wrong.
  template <class T, class Question>
  outcome<T> ask(Question question) {
    outcome<T> out = fail(errc::timeout, "no answer");
    auto asking =
        self->request(actor, std::chrono::seconds{1}, std::move(question));
    consume_messages();
    asking.receive([&](T& found) { out = std::move(found); },
                   [&](const caf::error& error) {
                     out = tl::make_unexpected(to_problem(error));
                   });
    return out;
  }

  memory_store store;
  std::shared_ptr<fake_receiver> receiver = std::make_shared<fake_receiver>();
  std::shared_ptr<fake_receiver> private_receiver =
      std::make_shared<fake_receiver>();
  output_router_options options;
  output_router_actor actor;
  unix_ms now = test::noon;
  std::uint64_t entropy = 0;
  bool disk_is_full = false;
  std::vector<std::string> problems;
};

} // namespace leadmill::testing
