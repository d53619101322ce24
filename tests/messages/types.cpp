#define CAF_SUITE messages_types
#include "messages/types.hpp"

#include <caf/actor_system.hpp>
#include <caf/binary_deserializer.hpp>
#include <caf/binary_serializer.hpp>
#include <caf/sec.hpp>
#include <caf/test/unit_test.hpp>

#include "messages/actors.hpp"

using namespace leadmill;

namespace {

struct fixture {
  struct config : caf::actor_system_config {
    config() { leadmill::add_message_types(*this); }
  };

  /// Through the wire's format and back.
  template <class T>
  T travelled(T value) {
    std::vector<char> bytes;
    caf::binary_serializer sink{system, bytes};
    CAF_REQUIRE(!sink(value));
    T out;
    caf::binary_deserializer source{system, bytes};
    CAF_REQUIRE(!source(out));
    return out;
  }

  config settings;
  caf::actor_system system{settings};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(types_tests, fixture)

CAF_TEST(a job survives the wire whole) {
  job j;
  j.id = "enrichment-1767225600000-a";
  j.type = job_type::scraping;
  j.phase = job_phase::cancelling;
  j.progress = {1, 2};
  j.counts = {3, 4, 5};
  j.attempt = 6;
  j.failures = 7;
  j.max_attempts = 8;
  j.priority = job_priority::high;
  j.seq = 1ull << 40;
  j.created_at = 9;
  j.started_at = 10;
  j.completed_at = 11;
  j.run_at = 12;
  j.timeout_s = 13;
  j.deadline_at = 14;
  j.deaths = 15;
  j.saved_since_start = true;
  j.after = "scraping-1767225600000-b";
  j.policy = after_policy::always;
  j.takes_rows = true;
  j.node = "n";
  j.error = "e";
  j.code = "c";
  j.tags = {"t"};
  j.steps = {"s"};
  j.metadata = R"({"a":1})";
  CAF_CHECK(travelled(j) == j);
}

CAF_TEST(a batch of leads survives the wire whole) {
  save_leads batch{{"enrichment-1767225600000-a", 3}, {}};
  batch.leads.push_back({5, lead_status::filtered, "r", "k", 4, "{}", "[]"});
  auto out = travelled(batch);
  CAF_CHECK(out.attempt == batch.attempt);
  CAF_CHECK(out.leads == batch.leads);
}

CAF_TEST(the end of an attempt survives the wire whole) {
  for (auto how :
       {attempt_end::failed, attempt_end::died, attempt_end::given_up}) {
    end_attempt end{{"enrichment-1767225600000-a", 3}, how, "e", "c", 16};
    auto out = travelled(end);
    CAF_CHECK(out.attempt == end.attempt);
    CAF_CHECK(out.how == how);
    CAF_CHECK_EQUAL(out.error, "e");
    CAF_CHECK_EQUAL(out.code, "c");
    CAF_CHECK_EQUAL(out.retry_at, 16);
  }
}

CAF_TEST(rows survive the wire) {
  row_chunk chunk{{{1, R"({"a":"b"})"}, {2, "{}"}}, true};
  auto out = travelled(chunk);
  CAF_CHECK(out.rows == chunk.rows);
  CAF_CHECK(out.last);
}

CAF_TEST(a problem survives being an error) {
  problem what{errc::stale, "attempt 3 was replaced", {}};
  CAF_CHECK(to_problem(to_error(what)) == what);
}

CAF_TEST(every code survives being an error) {
  for (int code = 1; code <= static_cast<int>(errc::internal); ++code) {
    problem what{static_cast<errc>(code), "why", {}};
    CAF_CHECK(to_problem(to_error(what)) == what);
  }
}

CAF_TEST(our errors are told from those of CAF) {
  CAF_CHECK(is_ours(make_error(errc::internal, "a defect")));
  CAF_CHECK(!is_ours(caf::sec::request_receiver_down));
}

CAF_TEST(a timeout is told as one and what is not ours as internal) {
  CAF_CHECK(to_problem(caf::sec::request_timeout).code == errc::timeout);
  CAF_CHECK(to_problem(caf::sec::runtime_error).code == errc::internal);
}

CAF_TEST_FIXTURE_SCOPE_END()
