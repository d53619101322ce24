#define CAF_SUITE config_compile_request
#include "config/compile_request.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

struct fixture {
  compiled_request compile(const request_template& written,
                           const request_base& base = {}) {
    return compile_request(written, base, "r", filler, faults);
  }

  request_base base(const std::string& written) {
    return compile_base(written, "r", filler, faults);
  }

  // All that was wrong since the last time.
  std::string told() {
    std::string result;
    auto all = std::exchange(faults, {});
    for (const auto& problem : all.problems())
      result += to_string(problem) + "\n";
    return result;
  }

  variables environment{{"KEY", "k e&y"},
                        {"BAD", "a\nb"},
                        {"BASE", "https://base.example/v1/"},
                        {"NO_URL", "hunter2"}};
  template_filler filler{environment};
  fault_list faults;
};

request_template posted(std::string body, text_pairs headers = {}) {
  request_template result;
  result.url = "https://h.example/";
  result.method = "POST";
  result.body = std::move(body);
  result.headers = std::move(headers);
  return result;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(compile_request_tests, fixture)

CAF_TEST(every part is filled and its placeholders are known) {
  request_template written;
  written.method = "POST";
  written.url = "https://h.example/{id}/{sub}?k=${KEY}&p={page}";
  written.query = {{"a", "${KEY}"}, {"b", "{first} {last}"}};
  written.headers = {{"Authorization", "Bearer ${KEY}"}, {"X-Id", "{id}"}};
  written.body = R"({"k": "${KEY}", "n": {n}})";
  auto compiled = compile(written);
  CAF_CHECK_EQUAL(told(), "");
  CAF_CHECK_EQUAL(compiled.value.url,
                  "https://h.example/{id}/{sub}?k=k%20e%26y&p={page}");
  CAF_CHECK_EQUAL(compiled.value.query[0].second, "k e&y");
  CAF_CHECK_EQUAL(compiled.value.query[1].second, "{first} {last}");
  CAF_CHECK_EQUAL(compiled.value.headers[0].second, "Bearer k e&y");
  CAF_CHECK_EQUAL(compiled.value.body, R"({{"k": "k e&y", "n": {n}})");
  std::string used;
  for (const auto& [name, part] : compiled.placeholders)
    used += name + "@" + part + " ";
  CAF_CHECK_EQUAL(used, "id@url sub@url page@url first@query.b last@query.b "
                        "id@headers.X-Id n@body ");
  CAF_CHECK_EQUAL(compiled.value.needs,
                  (std::vector<std::string>{"id", "sub"}));
}

CAF_TEST(a relative URL is appended to its base) {
  request_template written;
  written.url = "/people/{id}";
  for (auto text : {"https://base.example/v1", "https://base.example/v1/",
                    "https://base.example/v1//", "${BASE}"}) {
    auto compiled = compile(written, base(text));
    CAF_CHECK_EQUAL(told(), "");
    CAF_CHECK_EQUAL(compiled.value.url, "https://base.example/v1/people/{id}");
    CAF_CHECK_EQUAL(compiled.value.needs, std::vector<std::string>{"id"});
  }
  compile(written);
  CAF_CHECK(told().starts_with("r: r.url is relative, and there is no base"));
  compile(written, {{}, true});
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(what stands in a path is needed and nothing twice) {
  request_template written;
  written.needs = {"city", "id"};
  written.url = "https://h.example/{id}/{next}/{sub}?p={page}";
  auto compiled = compile(written);
  CAF_CHECK_EQUAL(compiled.value.needs,
                  (std::vector<std::string>{"city", "id", "sub"}));
}

CAF_TEST(a relative URL cannot reach into its base) {
  request_template written;
  for (auto text : {"//evil.example/{a}", "/../{a}", "/@evil.example/{a}"}) {
    written.url = text;
    auto compiled = compile(written, base("https://base.example"));
    CHECK_FOR(text, compiled.value.url == "https://base.example" + written.url);
  }
}

CAF_TEST(a base that a variable spoils is told without its value) {
  CAF_CHECK(base("${NO_URL}/v1").is_wrong);
  CAF_CHECK_EQUAL(told(), "NO_URL: r.base_url, with NO_URL put in, must be an "
                          "absolute http or https URL in visible ASCII "
                          "characters, without a user name, like "
                          "\"https://api.example.com/v1\"\n");
  CAF_CHECK(base("https://h.example/${A").is_wrong);
  CAF_CHECK(told().starts_with("r: r.base_url has a ${ that "));
  CAF_CHECK(!base("").is_wrong);
  CAF_CHECK(!base("${NOT_SET}/v1").is_wrong);
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(a header that a variable spoils is told without its value) {
  compile(posted("", {{"A", "x ${BAD}"}}));
  CAF_CHECK_EQUAL(told(), "BAD: r.headers.A, with BAD put in, holds a line "
                          "break or another control character; a header takes "
                          "none\n");
  compile(posted("", {{"A", "x ${NOT_SET}"}}));
  CAF_CHECK_EQUAL(told(), "");
}

CAF_TEST(headers that are one in capitals are told) {
  compile(posted("", {{"Accept", "a"}, {"ACCEPT", "b"}, {"host", "c"}}));
  auto all = told();
  CAF_CHECK(all.find("r.headers.ACCEPT is there twice") != std::string::npos);
  CAF_CHECK(all.find("r.headers.host is a header that") != std::string::npos);
}

CAF_TEST(a body is what its Content - Type says) {
  const text_pairs form{
      {"content-type", "application/x-www-form-urlencoded; charset=utf-8"}};
  auto compiled = compile(posted("a={b}&k=${KEY}", form));
  CAF_CHECK_EQUAL(told(), "");
  CAF_CHECK(!compiled.is_json);
  CAF_CHECK_EQUAL(compiled.value.body, "a={b}&k=k%20e%26y");
  for (auto type : {"application/json", "application/vnd.api+json; v=1"}) {
    compiled = compile(posted(R"({"a": {b}})", {{"Content-Type", type}}));
    CAF_CHECK_EQUAL(told(), "");
    CHECK_FOR(type, compiled.is_json);
  }
  compiled = compile(posted("<a>{b}</a>", {{"Content-Type", "text/xml"}}));
  CAF_CHECK(told().starts_with("r: r.body has placeholders, which may stand "));
  compile(posted("<a>${KEY}</a>", {{"Content-Type", "text/xml"}}));
  CAF_CHECK_EQUAL(told(), "");
  compile(posted("a={b}"));
  CAF_CHECK(told().starts_with("r: r.body is no JSON"));
}

CAF_TEST(a template that is none is told for each part) {
  request_template written;
  written.url = "https://h.example/{";
  written.query = {{"a", "${"}, {"{b}", "c"}};
  written.headers = {{"A", "{1}"}};
  written.body = "${1}";
  compile(written);
  auto all = told();
  for (auto part : {"r.url has a {", "r.query.a has a ${",
                    "r.query.{b} has a brace in its name",
                    "r.headers.A has a {", "r.body has a ${"})
    CHECK_FOR(part, all.find(part) != std::string::npos);
  CAF_CHECK_EQUAL(std::count(all.begin(), all.end(), '\n'), 5);
}

CAF_TEST_FIXTURE_SCOPE_END()
