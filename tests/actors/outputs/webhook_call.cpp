#define CAF_SUITE actors_outputs_webhook_call
#include "actors/outputs/webhook_call.hpp"

#include <caf/test/unit_test.hpp>

#include "actors/outputs/webhook_signature.hpp"

using namespace leadmill;

namespace {

constexpr std::int64_t at = 1'767'225'600;

webhook_declaration crm() {
  webhook_declaration out;
  out.url = "https://crm.example/hook";
  out.headers = {{"Authorization", "Bearer t"}};
  out.timeout = std::chrono::milliseconds{1'500};
  return out;
}

} // namespace

CAF_TEST(a request says what it is and signs it) {
  const std::vector<std::string> keys{"0123456789abcdef", "fedcba9876543210"};
  auto call = webhook_call(crm(), keys, "msg_1", at, "{}");
  CAF_CHECK_EQUAL(call.method, "POST");
  CAF_CHECK_EQUAL(call.url, "https://crm.example/hook");
  CAF_CHECK_EQUAL(call.body, "{}");
  CAF_CHECK(call.headers
            == (http_headers{{"content-type", "application/json"},
                             {"webhook-id", "msg_1"},
                             {"webhook-timestamp", "1767225600"},
                             {"webhook-signature",
                              webhook_signatures(keys, "msg_1", at, "{}")},
                             {"Authorization", "Bearer t"}}));
}

CAF_TEST(without a key there is no signature) {
  auto call = webhook_call(crm(), {}, "msg_1", at, "{}");
  for (const auto& [name, value] : call.headers)
    CAF_CHECK(name != "webhook-signature");
  CAF_CHECK_EQUAL(call.headers.size(), 4u);
}

CAF_TEST(a request is bounded in time and in what it reads) {
  auto call = webhook_call(crm(), {}, "msg_1", at, "{}");
  CAF_CHECK_EQUAL(call.timeout.count(), 1'500);
  CAF_CHECK_EQUAL(call.idle_timeout.count(), 1'500);
  CAF_CHECK_EQUAL(call.max_bytes, kept_answer_bytes);
  CAF_CHECK(call.cut_body);
  CAF_CHECK_EQUAL(call.max_redirects, 0u);
}
