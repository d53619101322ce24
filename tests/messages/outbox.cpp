#define CAF_SUITE messages_outbox
#include <caf/test/unit_test.hpp>

#include "messages/outbox.hpp"

#include <set>
#include <string>

using namespace leadmill;

CAF_TEST(every state of a delivery has a name of its own that is read back) {
  std::set<std::string> names;
  for (auto state : all_delivery_states) {
    CAF_CHECK(names.insert(to_string(state)).second);
    CAF_CHECK(parse_delivery_state(to_string(state)) == state);
  }
  CAF_CHECK(!parse_delivery_state("lost"));
}
