#define CAF_SUITE net_http_exchange
#include "net/http_exchange.hpp"

#include <new>

#include <caf/test/unit_test.hpp>

#include "net/http_session.hpp"
#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

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

CAF_TEST(a body that no memory is left for is answered and harms nobody) {
  site here{[](auto& options, auto&) {
    options.read_csv = [](std::string_view) -> outcome<job_draft> {
      throw std::bad_alloc{};
    };
  }};
  for (std::size_t bytes : {100, 100000, 100000}) {
    auto out = ask(here.port(), make_request("POST", "/api/jobs/enrich",
                                             "Content-Type: text/csv\r\n",
                                             std::string(bytes, 'x')));
    CAF_REQUIRE(out.has_value());
    CAF_CHECK_EQUAL(out->status, 503);
    CAF_CHECK(out->body.find("could not be handled") != out->body.npos);
  }
  CAF_CHECK_EQUAL(copy(ask(here.port(), make_request("GET", "/livez"))->status),
                  200);
}
