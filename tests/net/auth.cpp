#define CAF_SUITE net_auth
#include "net/auth.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

constexpr const char* key = "0123456789abcdef0123456789abcdef";

std::optional<auth_refusal> check(std::string header) {
  return key_guard{key}.check(std::move(header), 1);
}

} // namespace

CAF_TEST(without a key everybody is let in) {
  key_guard guard{""};
  CAF_CHECK(guard.open());
  CAF_CHECK(!guard.check(std::nullopt, 0));
  CAF_CHECK(!guard.check("Bearer nonsense", 1));
}

CAF_TEST(a caller is known by a digest and not by the key) {
  CAF_CHECK_EQUAL(copy(key_guard{""}.caller()), "open");
  CAF_CHECK_EQUAL(copy(key_guard{"abc"}.caller()),
                  "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f200"
                  "15ad");
}

CAF_TEST(the right key is let in however the scheme is written) {
  for (auto scheme : {"Bearer ", "bearer ", "BEARER ", "Bearer   "})
    CAF_CHECK(!check(std::string{scheme} + key));
}

CAF_TEST(no key is told how to bring one and no more) {
  auto no = key_guard{key}.check(std::nullopt, 0);
  CAF_REQUIRE(no.has_value());
  CAF_CHECK_EQUAL(no->status, 401);
  CAF_CHECK_EQUAL(no->challenge, "Bearer realm=\"leadmill\"");
  CAF_CHECK_EQUAL(copy(check("Basic YTpi")->challenge),
                  "Bearer realm=\"leadmill\"");
  CAF_CHECK_EQUAL(copy(check("Bearerx y")->status), 401);
}

CAF_TEST(a wrong key is an invalid token) {
  std::string almost{key};
  almost.back() = 'x';
  for (auto& wrong : {almost, std::string{key} + "0",
                      std::string{key}.substr(1), std::string{"x"}}) {
    auto no = check("Bearer " + wrong);
    CAF_REQUIRE(no.has_value());
    CAF_CHECK_EQUAL(no->status, 401);
    CAF_CHECK_EQUAL(no->challenge,
                    "Bearer realm=\"leadmill\", error=\"invalid_token\"");
    CAF_CHECK(no->detail.find(wrong) == std::string::npos || wrong == "x");
  }
}

CAF_TEST(a malformed field is an invalid request) {
  for (auto bad :
       {"Bearer", "Bearer ", "Bearer a b", "Bearer \tx", "Bearer \xff"}) {
    auto no = check(bad);
    CAF_REQUIRE(no.has_value());
    CAF_CHECK_EQUAL(no->status, 400);
    CAF_CHECK_EQUAL(no->challenge,
                    "Bearer realm=\"leadmill\", error=\"invalid_request\"");
  }
  auto twice = key_guard{key}.check(std::string{"Bearer "} + key, 2);
  CAF_CHECK_EQUAL(twice->status, 400);
}
