#define CAF_SUITE actors_outside_gate
#include "actors/outside/gate.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;
using namespace std::chrono_literals;

namespace {

const gate::time_point start{std::chrono::hours{1'000}};

upstream_bounds bounds_of(double rate, std::uint32_t errors) {
  upstream_bounds out;
  out.rate = rate;
  out.cooldown_errors = errors;
  out.cooldown_seconds = 60;
  return out;
}

} // namespace

CAF_TEST(without a rate or a pause everything passes) {
  gate door{bounds_of(0, 5)};
  for (int i = 0; i < 1'000; ++i)
    CAF_CHECK(door.try_pass(start).count() == 0);
}

CAF_TEST(the rate holds) {
  gate door{bounds_of(10, 5)};
  CAF_CHECK(door.try_pass(start).count() == 0);
  CAF_CHECK(door.try_pass(start) == 100ms);
  CAF_CHECK(door.try_pass(start + 100ms).count() == 0);
}

CAF_TEST(a longer pause stays) {
  gate door{bounds_of(0, 5)};
  door.pause(10s, start);
  door.pause(1s, start);
  CAF_CHECK(door.try_pass(start + 4s) == 6s);
  CAF_CHECK(door.try_pass(start + 10s).count() == 0);
}

CAF_TEST(as many errors as configured within a minute make a pause) {
  gate door{bounds_of(0, 3)};
  door.note_error(start);
  door.note_error(start + 30s);
  // The first is forgotten by now.
  door.note_error(start + 61s);
  CAF_CHECK(door.try_pass(start + 61s).count() == 0);
  door.note_error(start + 62s);
  CAF_CHECK(door.try_pass(start + 62s) == 60s);
  // Counting begins anew after it.
  door.note_error(start + 122s);
  CAF_CHECK(door.try_pass(start + 122s).count() == 0);
}

CAF_TEST(no threshold no pause) {
  gate door{bounds_of(0, 0)};
  for (int i = 0; i < 100; ++i)
    door.note_error(start);
  CAF_CHECK(door.try_pass(start).count() == 0);
}

CAF_TEST(a lock pauses at once also where no pause is configured) {
  auto bounds = bounds_of(0, 0);
  bounds.cooldown_seconds = 0;
  gate door{bounds};
  door.lock(start);
  CAF_CHECK(door.try_pass(start) == 10s);
}
