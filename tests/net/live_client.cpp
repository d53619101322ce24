#define CAF_SUITE net_live_client
#include "net/live_client.hpp"

#include <map>
#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "messages/ids.hpp"

#include "tests/support/copy.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

std::string id(std::uint64_t n) {
  return make_job_id(job_type::enrichment, 1767225600000, n);
}

/// The feed: what is committed, and what a snapshot of it holds.
struct feed {
  live_frame commit(std::uint64_t n, bool open = true) {
    live_job job;
    job.seq = ++seq;
    job.id = id(n);
    job.open = open;
    job.json = std::make_shared<const std::string>(
        R"({"jobId":")" + job.id + R"(","seq":)" + std::to_string(seq) + "}");
    jobs[job.id] = job;
    auto text = std::make_shared<const std::string>(job_frame(job));
    return {job, text};
  }

  shared_snapshot snapshot() const {
    live_snapshot out{1, seq, {}};
    for (const auto& [name, job] : jobs)
      out.jobs.push_back(job);
    return std::make_shared<const live_snapshot>(std::move(out));
  }

  std::uint64_t seq = 0;
  std::map<std::string, live_job> jobs;
};

std::string subscribe(std::string jobs, std::string more = "") {
  return R"({"type":"subscribe","jobs":[)" + jobs + "]" + more + "}";
}

std::string quoted(std::uint64_t n) { return "\"" + id(n) + "\""; }

struct fixture {
  fixture() : client(limits) {
    next(); // hello
  }

  /// The next frame, or null.
  json next() {
    auto text = client.next();
    return text ? json::parse(*text) : json{};
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
  CAF_CHECK_EQUAL(copy(json::parse(*client.next()).at("type")), "hello");
  CAF_CHECK(client.next() == nullptr);
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
  client.deliver(source.snapshot());
  CAF_CHECK_EQUAL(copy(next().at("type")), "job");
  CAF_CHECK_EQUAL(copy(next().at("type")), "snapshot");
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

namespace {

/// What a reader of the frames believes, checked frame by frame.
struct believer {
  void take(const json& frame) {
    if (frame.at("type") == "snapshot") {
      if (!in_snapshot)
        jobs.clear();
      in_snapshot = frame.at("more").get<bool>();
      for (const auto& job : frame.at("jobs"))
        jobs[job.at("jobId")] = job.at("seq").get<std::uint64_t>();
      CAF_CHECK(frame.at("seq").get<std::uint64_t>() >= newest);
      newest = frame.at("seq").get<std::uint64_t>();
    } else if (frame.at("type") == "job") {
      CAF_CHECK(!in_snapshot);
      auto seq = frame.at("seq").get<std::uint64_t>();
      CAF_CHECK(seq > newest);
      newest = seq;
      jobs[frame.at("job").at("jobId")] = seq;
    }
  }

  std::map<std::string, std::uint64_t> jobs;
  std::uint64_t newest = 0;
  bool in_snapshot = false;
};

/// One random run: commits, subscriptions, snapshots and reading in any order.
void interleave(std::uint32_t seed) {
  std::mt19937 random{seed};
  live_limits limits;
  limits.snapshot_jobs = 3;
  limits.queue_frames = 6;
  feed source;
  live_client client{limits};
  client.next();
  believer reader;
  auto wanted = false;
  auto asked = false;
  auto read = [&] {
    if (auto text = client.next())
      reader.take(json::parse(*text));
    else if (client.take_lost())
      asked = true;
  };
  for (int step = 0; step < 400; ++step) {
    switch (random() % 8) {
    case 0:
      if (random() % 4 == 0) {
        asked = client.receive(subscribe(R"("*")"))
                == live_client::verdict::snapshot;
        wanted = true;
      }
      break;
    case 1:
    case 2:
      if (std::exchange(asked, false))
        client.deliver(source.snapshot());
      break;
    case 3:
    case 4:
      read();
      break;
    default:
      client.publish(source.commit(random() % 12, random() % 3 != 0));
    }
  }
  // In the end everything is asked for, delivered and read.
  for (int step = 0; step < 100; ++step) {
    if (std::exchange(asked, false))
      client.deliver(source.snapshot());
    read();
  }
  CAF_REQUIRE(client.empty());
  if (!wanted)
    return;
  CAF_CHECK_EQUAL(reader.jobs.size(), source.jobs.size());
  for (const auto& [name, job] : source.jobs)
    CAF_CHECK_EQUAL(reader.jobs[name], job.seq);
}

} // namespace

CAF_TEST(a reader ends with the truth whatever the order of events) {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    CAF_MESSAGE("seed " << seed);
    interleave(seed);
  }
}
