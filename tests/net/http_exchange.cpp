#define CAF_SUITE net_http_exchange
#include "net/http_exchange.hpp"

#include <caf/test/unit_test.hpp>

#include "net/http_session.hpp"

using namespace leadmill;

namespace {

struct counting_source final : body_source {
  void next(std::function<void(outcome<body_part>)>) override {}

  void abandon() override { ++abandoned; }

  int abandoned = 0;
};

} // namespace

CAF_TEST(an exchange whose connection is gone does no harm) {
  http_exchange gone{{}, {}, 1};
  gone.answer({});
  auto source = std::make_shared<counting_source>();
  gone.stream({}, "x", source);
  CAF_CHECK_EQUAL(source->abandoned, 1);
}

CAF_TEST(an exchange whose server is gone drops what it is given) {
  auto held = std::make_shared<int>(1);
  http_exchange gone{{}, {}, 1};
  gone.post([held] { ++*held; });
  gone.offload([held] { ++*held; });
  CAF_CHECK_EQUAL(*held, 1);
  CAF_CHECK_EQUAL(held.use_count(), 1);
}
