#define CAF_SUITE net_live_client_orders
#include <map>
#include <random>
#include <utility>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/live_source.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

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
    } else {
      CAF_CHECK(!in_snapshot);
      auto seq = frame.at("seq").get<std::uint64_t>();
      CAF_CHECK(seq > newest);
      newest = seq;
      if (frame.at("type") == "job")
        jobs[frame.at("job").at("jobId")] = seq;
      else
        jobs.erase(frame.at("jobId"));
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
    if (auto frame = client.next())
      reader.take(json::parse(*frame.text));
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
    case 5:
      if (random() % 3 == 0) {
        client.publish(source.remove(random() % 12));
        break;
      }
      [[fallthrough]];
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
