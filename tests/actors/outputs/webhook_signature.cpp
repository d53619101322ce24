#define CAF_SUITE actors_outputs_webhook_signature
#include "actors/outputs/webhook_signature.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

// The example that the reference libraries of Standard Webhooks test with.
const std::string id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
constexpr std::int64_t at = 1614265330;
const std::string body = R"({"test": 2432232314})";
const std::string signature = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

std::string key_of(std::string_view secret) {
  auto key = signing_key(secret);
  CAF_REQUIRE(key);
  return *key;
}

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

} // namespace

CAF_TEST(a signature is the one of Standard Webhooks) {
  CAF_CHECK_EQUAL(webhook_signatures({key_of(secret)}, id, at, body),
                  signature);
}

// openssl dgst -sha256 -hmac "Jefe-Jefe-Jefe-Jefe" -binary | base64
CAF_TEST(a plain secret signs with its bytes) {
  CAF_CHECK_EQUAL(webhook_signatures({key_of("Jefe-Jefe-Jefe-Jefe")}, "msg_1",
                                     1'700'000'000, "{}"),
                  "v1,ZmK/skF6ByX8i6ngChtnpeud4yU1f5je/y/LP7nb0t4=");
}

CAF_TEST(while a secret is rotated both sign) {
  auto other = key_of("0123456789abcdef0123456789abcdef");
  auto both = webhook_signatures({key_of(secret), other}, id, at, body);
  CAF_CHECK_EQUAL(both,
                  signature + " " + webhook_signatures({other}, id, at, body));
}

CAF_TEST(without a key there is no signature) {
  CAF_CHECK_EQUAL(webhook_signatures({}, id, at, body), "");
}

CAF_TEST(id and time and body and key all count) {
  auto key = key_of(secret);
  CAF_CHECK(webhook_signatures({key}, id + "x", at, body) != signature);
  CAF_CHECK(webhook_signatures({key}, id, at + 1, body) != signature);
  CAF_CHECK(webhook_signatures({key}, id, at, body + " ") != signature);
  CAF_CHECK(webhook_signatures({key + "x"}, id, at, body) != signature);
}

CAF_TEST(a body may be empty or large and hold any byte) {
  auto key = key_of(secret);
  auto zeros = std::string(std::size_t{1} << 20, '\0');
  CAF_CHECK_EQUAL(webhook_signatures({key}, id, at, "").size(),
                  signature.size());
  CAF_CHECK(webhook_signatures({key}, id, at, zeros)
            != webhook_signatures({key}, id, at, zeros + '\0'));
}
