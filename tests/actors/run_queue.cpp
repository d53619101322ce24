#define CAF_SUITE actors_run_queue
#include "actors/run_queue.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const start_permit everything;

waiting_job waits(std::string id,
                  job_priority priority = job_priority::normal) {
  waiting_job out;
  out.id = std::move(id);
  out.priority = priority;
  return out;
}

waiting_job high(std::string id) {
  return waits(std::move(id), job_priority::high);
}

waiting_job low(std::string id) {
  return waits(std::move(id), job_priority::low);
}

/// The ids of the next `n` starts, separated by spaces.
std::string starts(run_queue& queue, int n) {
  std::string out;
  for (int i = 0; i < n; ++i) {
    auto next = queue.pop(everything);
    out += (out.empty() ? "" : " ") + (next ? next->id : "-");
  }
  return out;
}

std::string pop_id(run_queue& queue, const start_permit& permit = everything) {
  auto next = queue.pop(permit);
  return next ? next->id : "-";
}

} // namespace

CAF_TEST(jobs start in the order in which they came) {
  run_queue queue;
  queue.push_back(waits("a"));
  auto b = waits("b");
  b.attempt = 1;
  queue.push_back(b);
  CAF_CHECK_EQUAL(queue.size(), 2u);
  CAF_CHECK_EQUAL(pop_id(queue), "a");
  auto second = queue.pop(everything);
  CAF_REQUIRE(second);
  CAF_CHECK_EQUAL(second->id, "b");
  CAF_CHECK_EQUAL(second->attempt, 1u);
  CAF_CHECK(!queue.pop(everything));
}

CAF_TEST(a higher priority starts first) {
  run_queue queue;
  queue.push_back(low("l"));
  queue.push_back(waits("n"));
  queue.push_back(high("h1"));
  queue.push_back(high("h2"));
  CAF_CHECK_EQUAL(starts(queue, 5), "h1 h2 n l -");
}

CAF_TEST(a lower class gets a start after eight higher ones) {
  run_queue queue;
  queue.push_back(waits("n1"));
  queue.push_back(waits("n2"));
  for (int i = 0; i < 20; ++i)
    queue.push_back(high("h" + std::to_string(i)));
  CAF_CHECK_EQUAL(starts(queue, 9), "h0 h1 h2 h3 h4 h5 h6 h7 n1");
  CAF_CHECK_EQUAL(starts(queue, 9), "h8 h9 h10 h11 h12 h13 h14 h15 n2");
}

CAF_TEST(of two classes that were passed over the higher one goes first) {
  run_queue queue;
  queue.push_back(low("l"));
  queue.push_back(waits("n"));
  for (int i = 0; i < 12; ++i)
    queue.push_back(high("h" + std::to_string(i)));
  CAF_CHECK_EQUAL(starts(queue, 11), "h0 h1 h2 h3 h4 h5 h6 h7 n l h8");
}

CAF_TEST(what was passed over counts from when a class began to wait) {
  run_queue queue;
  for (int i = 0; i < 20; ++i)
    queue.push_back(high("h" + std::to_string(i)));
  CAF_CHECK_EQUAL(starts(queue, 5), "h0 h1 h2 h3 h4");
  queue.push_back(low("l"));
  CAF_CHECK_EQUAL(starts(queue, 9), "h5 h6 h7 h8 h9 h10 h11 h12 l");
  // It waits no more, so nothing is counted until it does again.
  CAF_CHECK_EQUAL(starts(queue, 4), "h13 h14 h15 h16");
  queue.push_back(low("l2"));
  CAF_CHECK_EQUAL(starts(queue, 4), "h17 h18 h19 l2");
}

CAF_TEST(a job that could not start takes its place again) {
  run_queue queue;
  for (auto id : {"a", "b", "c"})
    queue.push_back(waits(id));
  auto a = *queue.pop(everything), b = *queue.pop(everything);
  queue.put_back(a);
  queue.put_back(b);
  CAF_CHECK_EQUAL(starts(queue, 3), "a b c");
}

CAF_TEST(what was running before goes before its equals only) {
  run_queue queue;
  queue.push_back(high("h"));
  queue.push_back(waits("a"));
  queue.push_front(waits("before"));
  CAF_CHECK_EQUAL(starts(queue, 3), "h before a");
}

CAF_TEST(jobs that may not start are passed over and keep their place) {
  run_queue queue;
  auto big = high("big");
  big.large = true;
  auto scrape = high("scrape");
  scrape.type = job_type::scraping;
  queue.push_back(big);
  queue.push_back(scrape);
  queue.push_back(high("small"));
  queue.push_back(low("l"));
  start_permit permit;
  permit.forbid(job_type::enrichment, true);
  permit.forbid(job_type::scraping, false);
  CAF_CHECK_EQUAL(pop_id(queue, permit), "small");
  CAF_CHECK_EQUAL(pop_id(queue, permit), "l");
  CAF_CHECK_EQUAL(pop_id(queue, permit), "-");
  CAF_CHECK_EQUAL(starts(queue, 2), "big scrape");
}

CAF_TEST(a job waits once) {
  run_queue queue;
  queue.push_back(waits("a"));
  queue.push_back(waits("a"));
  queue.push_front(waits("a"));
  CAF_CHECK_EQUAL(queue.size(), 1u);
}

CAF_TEST(a job that is taken out does not start) {
  run_queue queue;
  for (auto id : {"a", "b", "c"})
    queue.push_back(waits(id));
  CAF_CHECK(queue.erase("b"));
  CAF_CHECK(!queue.erase("b"));
  CAF_CHECK_EQUAL(starts(queue, 2), "a c");
  auto b = waits("b");
  b.attempt = 2;
  queue.push_back(b);
  CAF_CHECK_EQUAL(copy(queue.pop(everything)->attempt), 2u);
}
