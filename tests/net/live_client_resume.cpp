// A reader that was away and comes back on a new connection.
#define CAF_SUITE net_live_client_resume
#include <set>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "net/live_client.hpp"
#include "tests/net/support/live_source.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

std::string after(std::uint64_t seq) {
  return ",\"after\":" + std::to_string(seq);
}

constexpr const char* all = R"("*")";
constexpr const char* active_only = R"(,"activeOnly":true)";

struct fixture {
  fixture() : client(limits) { client.next(); }

  json next() {
    auto frame = client.next();
    return frame ? json::parse(*frame.text) : json{};
  }

  /// Subscribes, and returns the only frame of the snapshot.
  json begin(const std::string& message) {
    CAF_REQUIRE(client.receive(message) == live_client::verdict::snapshot);
    client.deliver(source.snapshot());
    auto frame = next();
    CAF_REQUIRE_EQUAL(copy(frame.at("type")), "snapshot");
    CAF_REQUIRE_EQUAL(copy(frame.at("more")), false);
    return frame;
  }

  std::set<std::string> jobs_of(const json& frame) {
    std::set<std::string> out;
    for (const auto& job : frame.at("jobs"))
      out.insert(job.at("jobId"));
    return out;
  }

  live_limits limits;
  feed source;
  live_client client;
};

using ids = std::set<std::string>;

} // namespace

CAF_TEST_FIXTURE_SCOPE(live_client_resume_tests, fixture)

CAF_TEST(who resumes is told what happened since and goes on) {
  source.commit(1);
  source.commit(2);
  source.commit(3, false);
  source.remove(3);
  source.commit(2);
  auto frame = begin(subscribe(all, after(2)));
  CAF_CHECK_EQUAL(copy(frame.at("full")), false);
  CAF_CHECK_EQUAL(copy(frame.at("seq")), 5);
  CAF_CHECK(jobs_of(frame) == ids{id(2)});
  CAF_CHECK_EQUAL(frame.at("removed"), json::parse("[" + quoted(3) + "]"));
  client.publish(source.commit(1));
  CAF_CHECK_EQUAL(copy(next().at("seq")), 6);
}

CAF_TEST(who missed nothing is told so) {
  source.commit(1);
  auto frame = begin(subscribe(all, after(1)));
  CAF_CHECK_EQUAL(copy(frame.at("full")), false);
  CAF_CHECK(frame.at("jobs").empty() && frame.at("removed").empty());
}

CAF_TEST(who knows too little is told everything) {
  source.commit(1);
  source.remove(7);
  source.forget();
  source.commit(2);
  auto frame = begin(subscribe(all, after(1)));
  CAF_CHECK_EQUAL(copy(frame.at("full")), true);
  CAF_CHECK(jobs_of(frame) == (ids{id(1), id(2)}));
  CAF_CHECK_EQUAL(copy(begin(subscribe(all, after(2))).at("full")), false);
}

CAF_TEST(a seq from another life is none) {
  source.commit(1);
  for (auto seq : {std::uint64_t{2}, std::uint64_t{1} << 63, ~std::uint64_t{0}})
    CAF_CHECK_EQUAL(copy(begin(subscribe(all, after(seq))).at("full")), true);
}

CAF_TEST(an id that is in use again was not removed) {
  source.commit(1, false);
  source.remove(1);
  source.commit(1);
  auto frame = begin(subscribe(all, after(1)));
  CAF_CHECK(jobs_of(frame) == ids{id(1)});
  CAF_CHECK(frame.at("removed").empty());
}

CAF_TEST(who sees open jobs alone is told which ended meanwhile) {
  source.commit(1);
  source.commit(2);
  source.commit(1, false);
  source.commit(3);
  auto frame = begin(subscribe(all, active_only + after(2)));
  CAF_CHECK_EQUAL(copy(frame.at("full")), false);
  CAF_CHECK(jobs_of(frame) == (ids{id(1), id(3)}));
  // Those that were open all the time are known: they get their last frame.
  client.publish(source.commit(2, false));
  CAF_CHECK_EQUAL(copy(next().at("job").at("jobId")), id(2));
  client.publish(source.commit(1, false));
  CAF_CHECK(client.empty());
}

CAF_TEST(ids resume by themselves) {
  source.commit(1);
  source.commit(2);
  source.commit(1);
  source.commit(2);
  source.remove(5);
  source.remove(6);
  auto frame = begin(subscribe(quoted(1) + "," + quoted(5), after(2)));
  CAF_CHECK(jobs_of(frame) == ids{id(1)});
  CAF_CHECK_EQUAL(frame.at("removed"), json::parse("[" + quoted(5) + "]"));
  frame = begin(subscribe(quoted(1), after(4)));
  CAF_CHECK(frame.at("jobs").empty());
}

CAF_TEST(other kinds of jobs are not told of to who resumes) {
  source.commit(1);
  source.remove(1);
  auto frame = begin(subscribe(all, R"(,"jobType":"scraping")" + after(0)));
  CAF_CHECK(frame.at("jobs").empty() && frame.at("removed").empty());
}

CAF_TEST(of two subscriptions at once the one that knows less counts) {
  source.commit(1);
  source.commit(2);
  source.commit(3);
  client.receive(subscribe(all, after(2)));
  client.receive(subscribe(quoted(1), after(1)));
  client.deliver(source.snapshot());
  CAF_CHECK(jobs_of(next()) == (ids{id(2), id(3)}));
  client.receive(subscribe(all, after(3)));
  client.receive(subscribe(quoted(1)));
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(copy(frame.at("full")), true);
  CAF_CHECK_EQUAL(frame.at("jobs").size(), 3u);
}

CAF_TEST(a snapshot that waits is not lost to a later one that tells less) {
  source.commit(1);
  source.commit(2);
  client.receive(subscribe(all));
  client.deliver(source.snapshot());
  client.receive(subscribe(quoted(2), after(2)));
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(copy(frame.at("full")), true);
  CAF_CHECK_EQUAL(frame.at("jobs").size(), 2u);
  CAF_CHECK(client.empty());
  client.receive(subscribe(all, after(0)));
  client.deliver(source.snapshot());
  client.receive(subscribe(all, after(2)));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("jobs").size()), 2u);
}

CAF_TEST(who lost frames is told everything whatever it says it has) {
  limits.queue_frames = 2;
  begin(subscribe(all));
  for (std::uint64_t n = 0; n < 5; ++n)
    client.publish(source.commit(n));
  client.receive(subscribe(all, after(5)));
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(copy(frame.at("full")), true);
  CAF_CHECK_EQUAL(frame.at("jobs").size(), 5u);
  CAF_CHECK(!client.take_lost());
}

CAF_TEST(an end that was dropped is still told to who sees open jobs alone) {
  limits.queue_frames = 2;
  for (std::uint64_t n = 0; n < 5; ++n)
    source.commit(n);
  begin(subscribe(all, active_only));
  for (std::uint64_t n = 0; n < 4; ++n)
    client.publish(source.commit(n, false));
  CAF_REQUIRE(client.take_lost());
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(copy(frame.at("full")), true);
  CAF_CHECK(jobs_of(frame) == (ids{id(0), id(1), id(2), id(3), id(4)}));
  // It was told now.
  client.receive(subscribe(all, active_only));
  client.deliver(source.snapshot());
  CAF_CHECK(jobs_of(next()) == ids{id(4)});
}

CAF_TEST(only what a reader can resume from has a number) {
  limits.snapshot_jobs = 1;
  source.commit(1);
  source.commit(2);
  client.receive(subscribe(all));
  client.deliver(source.snapshot());
  CAF_CHECK(!client.next().seq);
  CAF_CHECK(client.next().seq == 2u);
  client.publish(source.commit(1));
  CAF_CHECK(client.next().seq == 3u);
  client.reject("nonsense");
  CAF_CHECK(!client.next().seq);
}

CAF_TEST_FIXTURE_SCOPE_END()
