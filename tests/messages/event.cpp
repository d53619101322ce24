#define CAF_SUITE messages_event
#include <caf/test/unit_test.hpp>

#include "messages/event.hpp"

#include <set>
#include <string>

using namespace leadmill;

CAF_TEST(every event has a name of its own that is read back) {
  std::set<std::string> names;
  for (auto kind : all_event_kinds) {
    CAF_CHECK(names.insert(to_string(kind)).second);
    CAF_CHECK(parse_event_kind(to_string(kind)) == kind);
  }
  CAF_CHECK(!parse_event_kind("job.exploded"));
  CAF_CHECK(!parse_event_kind(""));
}

CAF_TEST(a job has events and so has the system) {
  CAF_CHECK(is_of_job(event_kind::job_started));
  CAF_CHECK(is_of_job(event_kind::leads_saved));
  CAF_CHECK(!is_of_job(event_kind::quota_approaching));
  CAF_CHECK(!is_of_job(event_kind::system_paused));
}
