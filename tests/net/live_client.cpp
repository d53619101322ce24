#define CAF_SUITE net_live_client
#include "net/live_client.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/live_source.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

namespace {

struct fixture {
  fixture() : client(limits) {
    next(); // hello
  }

  /// The next frame, or null.
  json next() {
    auto frame = client.next();
    return frame ? json::parse(*frame.text) : json{};
  }

  void begin(const std::string& message) {
    auto verdict = client.receive(message);
    CAF_REQUIRE(verdict == live_client::verdict::snapshot);
    client.deliver(source.snapshot());
    CAF_REQUIRE_EQUAL(copy(next().at("type")), "snapshot");
  }

  live_limits limits;
  feed source;
  live_client client;
};

} // namespace

CAF_TEST(hello comes first) {
  live_limits limits;
  live_client client{limits};
  CAF_CHECK_EQUAL(copy(json::parse(*client.next().text).at("type")), "hello");
  CAF_CHECK(!client.next());
}

CAF_TEST_FIXTURE_SCOPE(live_client_tests, fixture)

CAF_TEST(nothing is shown before it is subscribed to) {
  client.publish(source.commit(1));
  CAF_CHECK(client.empty());
}

CAF_TEST(nothing is shown between subscription and snapshot) {
  client.receive(subscribe(R"("*")"));
  client.publish(source.commit(1));
  CAF_CHECK(client.empty());
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(frame.at("jobs").size(), 1u);
  CAF_CHECK_EQUAL(frame.at("seq"), 1);
  CAF_CHECK_EQUAL(frame.at("more"), false);
  CAF_CHECK(client.empty());
}

CAF_TEST(a state that the snapshot holds is not told again) {
  auto frame = source.commit(1);
  begin(subscribe(R"("*")"));
  client.publish(frame);
  CAF_CHECK(client.empty());
}

CAF_TEST(a newer state replaces the one that waits and moves to the end) {
  begin(subscribe(R"("*")"));
  client.publish(source.commit(1));
  client.publish(source.commit(2));
  client.publish(source.commit(1));
  CAF_CHECK_EQUAL(copy(next().at("seq")), 2);
  CAF_CHECK_EQUAL(copy(next().at("seq")), 3);
  CAF_CHECK(client.empty());
}

CAF_TEST(one id is shown alone and known when it is asked for) {
  source.commit(1);
  source.commit(2);
  client.receive(subscribe(quoted(1)));
  client.deliver(source.snapshot());
  auto jobs = next().at("jobs");
  CAF_REQUIRE_EQUAL(jobs.size(), 1u);
  CAF_CHECK_EQUAL(jobs[0].at("jobId"), id(1));
  client.publish(source.commit(2));
  CAF_CHECK(client.empty());
  client.publish(source.commit(1));
  CAF_CHECK_EQUAL(copy(next().at("job").at("jobId")), id(1));
}

CAF_TEST(a second subscription keeps the first since its snapshot is full) {
  source.commit(1);
  source.commit(2);
  begin(subscribe(quoted(1)));
  client.receive(subscribe(quoted(2)));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("jobs").size()), 2u);
}

CAF_TEST(snapshots come in parts of five hundred) {
  for (std::uint64_t n = 0; n < 1001; ++n)
    source.commit(n);
  client.receive(subscribe(R"("*")"));
  client.deliver(source.snapshot());
  client.publish(source.commit(5));
  for (auto [size, more] : {std::pair{500u, true}, {500u, true}, {1u, false}}) {
    auto part = next();
    CAF_CHECK_EQUAL(part.at("jobs").size(), size);
    CAF_CHECK_EQUAL(part.at("more"), more);
  }
  CAF_CHECK_EQUAL(copy(next().at("type")), "job");
  CAF_CHECK(client.empty());
}

CAF_TEST(an exact multiple has no empty last part) {
  for (std::uint64_t n = 0; n < 500; ++n)
    source.commit(n);
  client.receive(subscribe(R"("*")"));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("more")), false);
  CAF_CHECK(client.empty());
}

CAF_TEST(a begun snapshot is finished before a newer one) {
  for (std::uint64_t n = 0; n < 501; ++n)
    source.commit(n);
  client.receive(subscribe(R"("*")"));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("more")), true);
  client.receive(subscribe(R"("*")"));
  client.deliver(source.snapshot());
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("more")), false);
  CAF_CHECK_EQUAL(copy(next().at("more")), true);
  CAF_CHECK_EQUAL(copy(next().at("more")), false);
  CAF_CHECK(client.empty());
}

CAF_TEST(a job that ends gets one last frame from a filter of open ones) {
  source.commit(1);
  source.commit(2, false);
  client.receive(subscribe(R"("*")", R"(,"activeOnly":true)"));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("jobs").size()), 1u);
  client.publish(source.commit(1, false));
  client.publish(source.commit(2, false));
  CAF_CHECK_EQUAL(copy(next().at("job").at("jobId")), id(1));
  client.publish(source.commit(1, false));
  CAF_CHECK(client.empty());
  client.publish(source.commit(1, true));
  CAF_CHECK_EQUAL(copy(next().at("seq")), 6);
}

CAF_TEST(a last frame that waits survives a new snapshot) {
  source.commit(1);
  begin(subscribe(R"("*")", R"(,"activeOnly":true)"));
  client.publish(source.commit(1, false));
  client.receive(subscribe(R"("*")", R"(,"activeOnly":true)"));
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("type")), "job");
  CAF_CHECK_EQUAL(copy(next().at("type")), "snapshot");
}

CAF_TEST(a removal is told to who sees the job) {
  source.commit(1, false);
  source.commit(2, false);
  begin(subscribe(quoted(1)));
  client.publish(source.remove(2));
  CAF_CHECK(client.empty());
  client.publish(source.remove(1));
  CAF_CHECK_EQUAL(next(), json::parse(R"({"type":"removed","seq":4,"jobId":)"
                                      + quoted(1) + "}"));
}

CAF_TEST(a removal replaces the state that waits and is the last) {
  begin(subscribe(R"("*")"));
  client.publish(source.commit(1));
  client.publish(source.commit(1, false));
  client.publish(source.commit(2));
  client.publish(source.remove(1));
  CAF_CHECK_EQUAL(copy(next().at("seq")), 3);
  auto gone = next();
  CAF_CHECK_EQUAL(gone.at("type"), "removed");
  CAF_CHECK_EQUAL(gone.at("seq"), 4);
  CAF_CHECK(client.empty());
}

CAF_TEST(a removal that the snapshot knows is not told again) {
  source.commit(1, false);
  auto gone = source.remove(1);
  begin(subscribe(R"("*")"));
  client.publish(gone);
  CAF_CHECK(client.empty());
}

CAF_TEST(who sees open jobs alone is told of no removal after the end) {
  source.commit(1);
  begin(subscribe(R"("*")", R"(,"activeOnly":true)"));
  client.publish(source.commit(1, false));
  CAF_CHECK_EQUAL(copy(next().at("type")), "job");
  client.publish(source.remove(1));
  CAF_CHECK(client.empty());
}

CAF_TEST(removals past the bound become a snapshot too) {
  limits.queue_frames = 3;
  for (std::uint64_t n = 0; n < 10; ++n)
    source.commit(n, false);
  begin(subscribe(R"("*")"));
  for (std::uint64_t n = 0; n < 9; ++n)
    client.publish(source.remove(n));
  CAF_CHECK(client.empty());
  CAF_REQUIRE(client.take_lost());
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("jobs").size()), 1u);
}

CAF_TEST(other kinds of jobs are filtered out) {
  source.commit(1);
  client.receive(subscribe(R"("*")", R"(,"jobType":"scraping")"));
  client.deliver(source.snapshot());
  CAF_CHECK(next().at("jobs").empty());
  client.publish(source.commit(1));
  CAF_CHECK(client.empty());
}

CAF_TEST(what is unsubscribed is shown no more even if it waits) {
  begin(subscribe(quoted(1) + "," + quoted(2)));
  client.publish(source.commit(1));
  client.publish(source.commit(2));
  client.receive(R"({"type":"unsubscribe","jobs":[)" + quoted(1) + "]}");
  CAF_CHECK_EQUAL(copy(next().at("job").at("jobId")), id(2));
  CAF_CHECK(client.empty());
  client.publish(source.commit(1));
  CAF_CHECK(client.empty());
}

CAF_TEST(nonsense is answered until it is too much) {
  for (std::size_t n = 0; n < limits.bad_frames; ++n) {
    CAF_REQUIRE(client.receive("{") == live_client::verdict::nothing);
    CAF_CHECK_EQUAL(copy(next().at("type")), "error");
  }
  CAF_CHECK(client.receive("{") == live_client::verdict::close);
}

CAF_TEST(too many ids are refused) {
  limits.ids = 1;
  CAF_CHECK(client.receive(subscribe(quoted(1) + "," + quoted(2)))
            == live_client::verdict::nothing);
  CAF_CHECK_EQUAL(copy(next().at("type")), "error");
}

CAF_TEST(a queue past its bound is dropped for a new snapshot) {
  limits.queue_frames = 3;
  begin(subscribe(R"("*")"));
  for (std::uint64_t n = 0; n < 10; ++n)
    client.publish(source.commit(n));
  CAF_CHECK(client.empty());
  CAF_REQUIRE(client.take_lost());
  CAF_CHECK(!client.take_lost());
  client.publish(source.commit(1));
  CAF_CHECK(client.empty());
  client.deliver(source.snapshot());
  auto frame = next();
  CAF_CHECK_EQUAL(frame.at("jobs").size(), 10u);
  CAF_CHECK_EQUAL(frame.at("seq"), 11);
  client.publish(source.commit(4));
  CAF_CHECK_EQUAL(copy(next().at("seq")), 12);
}

CAF_TEST(bytes are bounded as frames are) {
  limits.queue_bytes = 300;
  begin(subscribe(R"("*")"));
  for (std::uint64_t n = 0; n < 10; ++n)
    client.publish(source.commit(n));
  CAF_CHECK(client.empty() && client.take_lost());
}

CAF_TEST_FIXTURE_SCOPE_END()
