#define CAF_SUITE config_fault_list
#include "config/fault_list.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a fault stands at its key or at what it should be in) {
  fault_list faults;
  faults.note("provider.x", "f:1");
  faults.note("provider.x.gives", "f:5");
  faults.wrong("provider.x.gives", "a");
  faults.wrong("provider.x.gives.phone.at", "b");
  faults.wrong("provider.x.request[2].url", "c");
  faults.wrong("nowhere.at.all", "d");
  faults.wrong_at("HERE", "e");
  std::string all;
  for (const auto& problem : faults.problems())
    all += to_string(problem) + "\n";
  CAF_CHECK_EQUAL(all, "f:5: provider.x.gives a\n"
                       "f:5: provider.x.gives.phone.at b\n"
                       "f:1: provider.x.request[2].url c\n"
                       "nowhere: nowhere.at.all d\n"
                       "HERE: e\n");
  for (auto wrong : {"provider.x.gives", "provider.x.gives.phone",
                     "provider.x.request", "provider.x.request[2]"})
    CAF_CHECK_EQUAL(faults.is_wrong(wrong) ? "" : wrong, std::string{});
  for (auto fine : {"provider.x.give", "provider.x.url", "provider.y", "HERE"})
    CAF_CHECK_EQUAL(faults.is_wrong(fine) ? fine : "", std::string{});
  CAF_CHECK(faults.is_noted("provider.x.gives"));
  CAF_CHECK(!faults.is_noted("provider.x.gives.phone"));
}
