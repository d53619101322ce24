#define CAF_SUITE net_live_hub
#include "net/live_hub.hpp"

#include <map>
#include <memory>
#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/ws_client.hpp"

using namespace leadmill;
using namespace leadmill::test;
using nlohmann::json;

CAF_TEST(the sink may outlive the hub) {
  live_sink sink;
  {
    live_hub hub;
    sink = hub.sink();
    sink(live_job{});
  }
  sink(live_job{});
  sink(live_snapshot{});
  sink(live_removed{});
  CAF_CHECK(sink);
}

namespace {

/// What one client comes to believe; stops at the job that ends the run.
struct reader {
  explicit reader(std::uint16_t port) : client(port) { client.read(); }

  void subscribe() { client.send(R"({"type":"subscribe","jobs":["*"]})"); }

  void read_until(const std::string& last) {
    while (!jobs.contains(last)) {
      auto text = client.read();
      CAF_REQUIRE(text.has_value());
      take(json::parse(*text));
    }
  }

  void take(const json& frame) {
    auto seq = frame.at("seq").get<std::uint64_t>();
    if (frame.at("type") == "snapshot") {
      CAF_CHECK(seq >= newest);
      jobs.clear();
      for (const auto& job : frame.at("jobs"))
        jobs[job.at("jobId")] = job.at("seq");
    } else if (frame.at("type") == "removed") {
      CAF_CHECK(seq > newest);
      jobs.erase(frame.at("jobId"));
    } else {
      CAF_CHECK(seq > newest);
      jobs[frame.at("job").at("jobId")] = seq;
    }
    newest = seq;
  }

  ws_client client;
  std::map<std::string, std::uint64_t> jobs;
  std::uint64_t newest = 0;
};

} // namespace

CAF_TEST(every reader ends with the truth whenever it subscribes) {
  constexpr std::uint64_t last_job = 1000;
  for (std::uint32_t seed = 1; seed <= 10; ++seed) {
    CAF_MESSAGE("seed " << seed);
    std::mt19937 random{seed};
    site here;
    std::vector<std::unique_ptr<reader>> readers;
    for (int n = 0; n < 8; ++n)
      readers.push_back(std::make_unique<reader>(here.port()));
    std::map<std::string, std::uint64_t> truth;
    std::uint64_t seq = 0;
    std::size_t subscribed = 0;
    for (int step = 0; step < 500; ++step) {
      auto job = random() % 40;
      ++seq;
      if (random() % 5 == 0) {
        here.bridge().remove(job);
        truth.erase(job_id(job));
      } else {
        here.bridge().commit(job, random() % 4 != 0);
        truth[job_id(job)] = seq;
      }
      if (random() % 50 == 0 && subscribed < readers.size())
        readers[subscribed++]->subscribe();
    }
    while (subscribed < readers.size())
      readers[subscribed++]->subscribe();
    here.bridge().commit(last_job, true);
    truth[job_id(last_job)] = ++seq;
    for (auto& each : readers) {
      each->read_until(job_id(last_job));
      CAF_CHECK(each->jobs == truth);
    }
  }
}
