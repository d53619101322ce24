#define CAF_SUITE actors_enrichment_providers
#include <algorithm>

#include "tests/actors/system.hpp"

using namespace leadmill;
using leadmill::testing::make_draft;

namespace {

const std::string id = "enrichment-1767225600000-a";

/// A provider that answers when it is told to.
struct hand_operated {
  struct open_ask {
    upstream_ask what;
    caf::typed_response_promise<upstream_answer> answer;
  };

  /// Answers the ask about this phone with a carrier, once its actor runs.
  void answer(const std::string& phone) {
    orders.push_back([promise = take(phone)]() mutable {
      promise.deliver(upstream_answer{200, {}, {{"carrier", "Example"}}, {}});
    });
    caf::anon_send(actor, tick{});
  }

  void fail(const std::string& phone, errc code) {
    orders.push_back([promise = take(phone), code]() mutable {
      promise.deliver(make_error(code, "it answered 500"));
    });
    caf::anon_send(actor, tick{});
  }

  caf::typed_response_promise<upstream_answer> take(const std::string& phone) {
    auto place = std::find_if(open.begin(), open.end(), [&](const auto& one) {
      return one.what.values.at(0).second == phone;
    });
    CAF_REQUIRE(place != open.end());
    auto out = place->answer;
    open.erase(place);
    return out;
  }

  upstream_actor actor;
  std::vector<open_ask> open;
  /// Promises are kept by the actor that made them.
  std::vector<std::function<void()>> orders;
  /// Answers at once.
  bool automatic = false;
  std::size_t asked = 0;
};

upstream_actor::behavior_type by_hand(upstream_actor::pointer self,
                                      hand_operated* provider) {
  return {
      [=](const upstream_ask& what) -> caf::result<upstream_answer> {
        ++provider->asked;
        if (provider->automatic)
          return upstream_answer{200, {}, {{"carrier", "Example"}}, {}};
        auto answer = self->make_response_promise<upstream_answer>();
        provider->open.push_back({what, answer});
        return answer;
      },
      [](get_allowance) { return true; },
      [](const upstream_came&) {},
      [=](tick) {
        for (auto& order : std::exchange(provider->orders, {}))
          order();
      },
  };
}

struct fixture : leadmill::testing::system_fixture {
  fixture() {
    request_template request;
    request.name = "lookup";
    request.needs = {"phone"};
    request.url = "https://lines.example.com/{phone}";
    request.gives = {{"carrier", {{"/carrier", {}, {}, {}}}, {}}};
    provider_declaration declared;
    declared.name = "lines";
    declared.step = "line_type";
    declared.requests = {request};
    pipeline_options options;
    options.steps = {"identity", "email", "phone", "line_type", "gatekeep"};
    options.providers = {declared};
    trade = pipeline::create(std::move(options)).value();
    providers["lines"] = lines.actor = sys.spawn(by_hand, &lines);
  }

  ~fixture() {
    lines.orders.clear();
    kill(lines.actor);
    providers.clear();
    stop();
    lines.open.clear();
  }

  job begin(const job_draft& draft, std::uint32_t attempt = 0) {
    if (attempt == 0)
      ask<job>(status, accept_job{draft});
    return ask<job>(status, begin_attempt{id, attempt, "here"}).value();
  }

  std::vector<std::uint32_t> saved_rows() {
    std::vector<std::uint32_t> out;
    for (const auto& lead : results(id))
      out.push_back(lead.row);
    return out;
  }

  bool is_patient(const job_actor& actor) {
    return ask<bool>(actor, ask_patience{}).value();
  }

  hand_operated lines;
};

/// As `make_draft` numbers them.
std::string phone(std::uint32_t row) {
  return "+12125550" + std::to_string(100 + row);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(enrichment_providers_tests, fixture)

CAF_TEST(a lead is saved the moment its answer is there) {
  auto actor = make_job(begin(make_draft(8, id)));
  consume_messages();
  CAF_CHECK_EQUAL(lines.open.size(), 8u);
  CAF_CHECK(saved_rows().empty());
  lines.answer(phone(5));
  consume_messages();
  CAF_CHECK(saved_rows() == std::vector<std::uint32_t>{5});
  lines.answer(phone(0));
  consume_messages();
  CAF_CHECK((saved_rows() == std::vector<std::uint32_t>{0, 5}));
  for (std::uint32_t row : {1, 2, 3, 4, 6, 7})
    lines.answer(phone(row));
  consume_messages();
  CAF_CHECK(look_up(id).phase == job_phase::done);
  auto all = results(id);
  CAF_REQUIRE_EQUAL(all.size(), 8u);
  CAF_CHECK(all[3].fields.find("\"carrier\":\"Example\"") != std::string::npos);
}

CAF_TEST(no more leads are asked about than make a batch) {
  make_job(begin(make_draft(60, id)));
  consume_messages();
  // A slice may be under way when the batch is full.
  CAF_CHECK_GREATER_OR_EQUAL(lines.open.size(), 8u);
  CAF_CHECK_LESS_OR_EQUAL(lines.open.size(), 8u + 2 * 4u);
  while (!lines.open.empty()) {
    lines.answer(lines.open.front().what.values.at(0).second);
    consume_messages();
    CAF_CHECK_LESS_OR_EQUAL(lines.open.size(), 8u + 2 * 4u);
  }
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 60u);
}

CAF_TEST(a row that repeats another one is not asked about) {
  auto draft = make_draft(6, id);
  draft.rows[3] = draft.rows[0];
  draft.rows[5] = draft.rows[0];
  make_job(begin(draft));
  consume_messages();
  CAF_CHECK_EQUAL(lines.asked, 4u);
  lines.answer(phone(0));
  consume_messages();
  CAF_CHECK((saved_rows() == std::vector<std::uint32_t>{0, 3, 5}));
  auto all = results(id);
  CAF_CHECK_EQUAL(all[2].duplicate_of, 0u);
  CAF_CHECK_EQUAL(all[2].fields, all[0].fields);
}

CAF_TEST(an attempt that is stopped does not wait for providers) {
  auto actor = make_job(begin(make_draft(8, id)));
  consume_messages();
  lines.answer(phone(2));
  consume_messages();
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  consume_messages();
  auto released = look_up(id);
  CAF_CHECK(released.phase == job_phase::queued);
  CAF_CHECK_EQUAL(released.progress.current, 1u);
}

CAF_TEST(the next attempt asks about what is not saved) {
  auto actor = make_job(begin(make_draft(8, id)));
  consume_messages();
  lines.answer(phone(2));
  consume_messages();
  self->send(actor, stop_attempt{attempt_end::released, {}, {}, 0});
  consume_messages();
  lines.asked = 0;
  lines.automatic = true;
  make_job(begin({}, 1));
  consume_messages();
  CAF_CHECK_EQUAL(lines.asked, 7u);
  CAF_CHECK(look_up(id).phase == job_phase::done);
  CAF_CHECK_EQUAL(results(id).size(), 8u);
}

CAF_TEST(a lead about which nobody can be asked fails alone) {
  make_job(begin(make_draft(3, id)));
  consume_messages();
  lines.answer(phone(0));
  lines.fail(phone(1), errc::upstream_failed);
  lines.fail(phone(2), errc::upstream_refused);
  consume_messages();
  auto ended = look_up(id);
  CAF_CHECK(ended.phase == job_phase::done);
  CAF_CHECK_EQUAL(ended.counts.failed, 1u);
  auto all = results(id);
  CAF_CHECK_EQUAL(all[1].reason, "lines: it answered 500");
  CAF_CHECK(all[2].status == lead_status::saved);
}

CAF_TEST(a failed lead is asked about again by a manual retry) {
  make_job(begin(make_draft(2, id)));
  consume_messages();
  lines.answer(phone(0));
  lines.fail(phone(1), errc::upstream_failed);
  consume_messages();
  ask<job>(status, retry_job{id});
  lines.asked = 0;
  lines.automatic = true;
  make_job(begin({}, 1));
  consume_messages();
  CAF_CHECK_EQUAL(lines.asked, 1u);
  CAF_CHECK_EQUAL(look_up(id).counts.saved, 2u);
}

CAF_TEST(an attempt is patient while it waits for providers alone) {
  auto actor = make_job(begin(make_draft(2, id)));
  consume_messages();
  CAF_CHECK(is_patient(actor));
  disk.failure = problem{errc::unavailable, "full", {}, 0};
  lines.answer(phone(0));
  consume_messages();
  disk.failure.reset();
}

CAF_TEST(without the actor of its provider an attempt fails) {
  auto actor = make_job(begin(make_draft(2, id)));
  consume_messages();
  caf::anon_send_exit(providers["lines"], caf::exit_reason::kill);
  consume_messages();
  bool gone = false;
  self->monitor(actor);
  self->receive([&](const caf::down_msg&) { gone = true; },
                caf::after(std::chrono::seconds{0}) >> [] {});
  CAF_CHECK(gone);
}

CAF_TEST_FIXTURE_SCOPE_END()
