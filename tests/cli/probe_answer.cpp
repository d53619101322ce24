#define CAF_SUITE cli_probe_answer
#include "cli/probe_answer.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

struct asked {
  request_template from;
  source_declaration source;
  bool is_source = false;

  probe_verdict say(http_result result) const {
    http_call call;
    call.url = "https://www.example.com/people";
    call.timeout = std::chrono::milliseconds{2'500};
    call.max_bytes = 1'000;
    return judge_probe(from, is_source ? &source : nullptr, call, result);
  }

  probe_verdict say(int status, std::string body = {}) const {
    return say(http_answer{status, {}, std::move(body)});
  }
};

asked json_source() {
  asked out;
  out.is_source = true;
  out.source.rows_at = "/data/rows";
  return out;
}

bool holds(const probe_verdict& what, const std::string& part) {
  return what.meaning.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(a lookup that finds something or nothing would do) {
  asked lookup;
  lookup.from.gives = {{"phone", {{"/a", {}, {}, {}}}, {}}};
  CAF_CHECK_EQUAL(lookup.say(200, R"({"a":1})").meaning, "answers");
  for (auto [status, body] : {std::pair{200, "{}"}, {204, ""}}) {
    auto what = lookup.say(status, body);
    CAF_CHECK(what.good);
    CAF_CHECK_EQUAL(what.meaning, "answers, and knows nothing of the sample");
  }
  for (auto status : {400, 422}) {
    CAF_CHECK(lookup.say(status).good);
    CAF_CHECK(holds(lookup.say(status), "does not take the sample"));
  }
  lookup.from.empty_statuses = {410, 403};
  CAF_CHECK(lookup.say(410).good);
  CAF_CHECK(lookup.say(403).good);
  CAF_CHECK(!lookup.say(404).good);
}

CAF_TEST(a 404 is good only if the sample may be what is not there) {
  asked lookup;
  for (auto [url, good] : {std::pair{"https://h.example/v1/{phone}", true},
                           {"https://h.example/v1?p={phone}", false},
                           {"https://h.example/v1", false}}) {
    lookup.from.url = url;
    auto what = lookup.say(404);
    CAF_CHECK_EQUAL(what.good, good);
    CAF_CHECK(holds(what, good ? "or its URL is wrong" : "is its URL right"));
  }
  auto pages = json_source();
  pages.from.url = "https://h.example/{city}";
  CAF_CHECK(!pages.say(404).good);
  CAF_CHECK(holds(pages.say(404), "is its URL right"));
}

CAF_TEST(a refusal says what is to be done) {
  asked lookup;
  for (auto [status, part] : {std::pair{401, "refuses the key"},
                              {403, "refuses the key"},
                              {402, "paid"},
                              {405, "method"},
                              {407, "proxy"},
                              {429, "more for now"},
                              {500, "fault of its own"},
                              {503, "fault of its own"},
                              {301, "is its URL right"},
                              {410, "refuses the request"},
                              {415, "refuses the request"},
                              {101, "refuses the request"},
                              {999, "fault of its own"}}) {
    auto what = lookup.say(status);
    CAF_CHECK(!what.good);
    CAF_CHECK(holds(what, part));
  }
}

CAF_TEST(a page of another kind than declared would not do) {
  asked lookup;
  for (auto body : {"", "<html>", "{", "\xff", "{} {}"}) {
    auto what = lookup.say(200, body);
    CAF_CHECK(!what.good);
    CAF_CHECK(holds(what, "answers, but cannot be read"));
    CAF_CHECK(holds(what, "no JSON"));
  }
}

CAF_TEST(an error within a good answer is one) {
  asked lookup;
  lookup.from.error_at = "/error/message";
  auto wrong = lookup.say(200, R"({"error":{"message":"Ann of Austin"}})");
  CAF_CHECK(!wrong.good && holds(wrong, "/error/message"));
  CAF_CHECK(!holds(wrong, "Ann"));
  for (auto fine :
       {"{}", "[]", "7", R"({"error":"x"})", R"({"error":{"message":null}})",
        R"({"error":{"message":""}})", R"({"error":{"message":false}})",
        R"({"error":{"message":0}})"})
    CAF_CHECK(lookup.say(200, fine).good);
}

CAF_TEST(a source has rows where they are declared to be) {
  auto source = json_source();
  CAF_CHECK_EQUAL(source.say(200, R"({"data":{"rows":[]}})").meaning,
                  "answers with 0 rows");
  CAF_CHECK_EQUAL(source.say(200, R"({"data":{"rows":[{"a":1}]}})").meaning,
                  "answers with 1 row");
  CAF_CHECK(source.say(200, R"({"data":{"rows":null}})").good);
  for (auto bad : {"{}", "[]", "null", R"({"data":{"rows":{}}})",
                   R"({"data":[{"rows":[]}]})"}) {
    auto what = source.say(200, bad);
    CAF_CHECK(!what.good);
    CAF_CHECK(holds(what, "no array of rows at /data/rows"));
  }
  CAF_CHECK(!source.say(200, "").good);
  source.source.rows_at = "";
  CAF_CHECK(source.say(200, "[]").good);
}

CAF_TEST(a directory in HTML is read by its XPath) {
  auto source = json_source();
  source.source.format = source_format::html;
  source.source.rows_at = "//li";
  source.source.columns = {{"Name", {{".//b", {}, {}, {}}}, {}}};
  CAF_CHECK_EQUAL(
      source.say(200, "<ul><li><b>Ann</b></li><li><b>Bo</b></li></ul>").meaning,
      "answers with 2 rows");
  CAF_CHECK(source.say(200, "<p>nobody</p>").good);
  source.source.rows_at = "//li[";
  CAF_CHECK(holds(source.say(200, "<p>"), "cannot be read"));
}

CAF_TEST(whoever cannot be reached is told with the reason) {
  asked lookup;
  for (auto [why, part] :
       {std::pair{http_failure::unreachable, "cannot be reached: no such name"},
        {http_failure::timeout, "did not answer within 2.5 s"},
        {http_failure::tls, "TLS fails: no such name"},
        {http_failure::too_large, "more than 1000 bytes"},
        {http_failure::redirects, "redirects"},
        {http_failure::broken, "no such name"},
        {http_failure::cancelled, "not waited for"},
        {http_failure::invalid, "cannot be asked so: no such name"},
        {http_failure::forbidden, "allow_private"}}) {
    auto what =
        lookup.say(tl::make_unexpected(http_problem{why, "no such name"}));
    CAF_CHECK(!what.good);
    CAF_CHECK(holds(what, part));
  }
}
