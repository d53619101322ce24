#define CAF_SUITE cli_probe_webhooks
#include "cli/probe_webhooks.hpp"

#include <map>
#include <sstream>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "actors/outputs/webhook_signature.hpp"

using namespace leadmill;

namespace {

constexpr unix_ms at = 1'767'225'600'000;
const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Answers at once, by URL; otherwise never.
class scripted_port final : public http_port {
 public:
  std::uint64_t send(http_call call, http_done done) override {
    sent.push_back(call);
    if (auto found = answers.find(call.url); found != answers.end())
      done(found->second);
    return sent.size();
  }

  void cancel(std::uint64_t number) override { cancelled.push_back(number); }

  std::map<std::string, http_result> answers;
  std::vector<http_call> sent;
  std::vector<std::uint64_t> cancelled;
};

webhook_declaration webhook(std::string name, bool allow_private = false) {
  webhook_declaration out;
  out.url = "https://hooks.example.com/" + name + "?key=hunter2";
  out.name = std::move(name);
  out.secrets = {secret};
  out.allow_private = allow_private;
  return out;
}

probe_verdict judged(int status) {
  return judge_ping({}, http_answer{status, {}, {}});
}

struct fixture {
  std::vector<probe_result> run() {
    return probe_webhooks(webhooks, {guarded, open}, notes, [] { return at; });
  }

  void answer(scripted_port& port, const std::string& name, int status) {
    port.answers.emplace(webhook(name).url, http_answer{status, {}, {}});
  }

  std::vector<webhook_declaration> webhooks;
  scripted_port guarded;
  scripted_port open;
  std::ostringstream notes;
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(probe_webhooks_tests, fixture)

CAF_TEST(each gets a ping that is signed and says nothing of anybody) {
  webhooks = {webhook("crm")};
  answer(guarded, "crm", 204);
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 1u);
  CAF_CHECK(found[0].good);
  CAF_CHECK_EQUAL(found[0].name, "crm");
  CAF_CHECK_EQUAL(found[0].kind, "destination");
  CAF_CHECK_EQUAL(found[0].host, "https://hooks.example.com");
  CAF_CHECK_EQUAL(found[0].status, 204);
  CAF_REQUIRE_EQUAL(guarded.sent.size(), 1u);
  const auto& call = guarded.sent[0];
  CAF_CHECK_EQUAL(call.method, "POST");
  CAF_CHECK_EQUAL(call.body, R"({"type":"ping",)"
                             R"("timestamp":"2026-01-01T00:00:00.000Z",)"
                             R"("data":{}})");
  std::map<std::string, std::string> headers{call.headers.begin(),
                                             call.headers.end()};
  CAF_CHECK_EQUAL(headers["webhook-signature"],
                  webhook_signatures({*signing_key(secret)},
                                     headers["webhook-id"], at / 1'000,
                                     call.body));
}

CAF_TEST(only those that may go there go to private addresses) {
  webhooks = {webhook("a"), webhook("b", true)};
  answer(guarded, "a", 200);
  answer(open, "b", 200);
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 2u);
  CAF_CHECK(found[0].good && found[1].good);
  CAF_CHECK_EQUAL(guarded.sent.size(), 1u);
  CAF_CHECK_EQUAL(open.sent.size(), 1u);
}

CAF_TEST(it is said beforehand who is asked but no secret is) {
  webhooks = {webhook("crm")};
  answer(guarded, "crm", 200);
  auto found = run();
  auto said = notes.str();
  CAF_CHECK(said.find("crm  https://hooks.example.com\n") != said.npos);
  for (const auto& text : {said, to_text(found), to_json(found)})
    CAF_CHECK(text.find("hunter2") == text.npos
              && text.find("MfKQ") == text.npos);
}

CAF_TEST(one that is refused says what to do) {
  webhooks = {webhook("crm")};
  guarded.answers.emplace(
      webhook("crm").url,
      tl::make_unexpected(http_problem{http_failure::forbidden, "(private)"}));
  auto found = run();
  CAF_REQUIRE_EQUAL(found.size(), 1u);
  CAF_CHECK(!found[0].good);
  CAF_CHECK_EQUAL(found[0].status, 0);
  CAF_CHECK(found[0].meaning.find("allow_private = true") != std::string::npos);
}

CAF_TEST(without webhooks nothing is said) {
  CAF_CHECK(run().empty());
  CAF_CHECK_EQUAL(notes.str(), "");
}

CAF_TEST_FIXTURE_SCOPE_END()

CAF_TEST(whoever answers can be reached but for a few) {
  for (auto status : {200, 204, 299, 400, 401, 403, 405, 415, 422, 429})
    CAF_CHECK(judged(status).good);
  for (auto status : {301, 302, 308, 404, 410, 500, 502, 503, 599, 0})
    CAF_CHECK(!judged(status).good);
}
