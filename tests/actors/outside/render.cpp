#define CAF_SUITE actors_outside_render
#include "actors/outside/render.hpp"

#include <algorithm>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const text_pairs jane{
    {"firstName", "Jane"}, {"lastName", "Doe"}, {"phone", "+12125550101"},
    {"zipcode", "02134"},  {"age", "44"},       {"company", ""}};

request_template lookup(std::string url) {
  request_template from;
  from.name = "by name";
  from.url = std::move(url);
  return from;
}

request_template posting(std::string body) {
  auto from = lookup("https://api.example/v1");
  from.method = "POST";
  from.body = std::move(body);
  return from;
}

http_call call_of(const request_template& from,
                  const text_pairs& values = jane) {
  auto call = render(from, values, {});
  return call ? *call
              : http_call{"refused: " + call.error().detail, {}, {}, {}};
}

std::string url_of(const std::string& url, const text_pairs& values = jane) {
  return call_of(lookup(url), values).url;
}

std::string body_of(const std::string& body, const text_pairs& values = jane) {
  return call_of(posting(body), values).body;
}

/// Why it is refused; "" when it is not.
std::string refusal(const request_template& from,
                    const text_pairs& values = jane) {
  auto call = render(from, values, {});
  if (call)
    return "";
  CAF_CHECK(call.error().code == errc::invalid_argument);
  return call.error().detail;
}

} // namespace

CAF_TEST(values stand in the path and the query) {
  CAF_CHECK_EQUAL(url_of("https://api.example/v2/{phone}?type={age}"),
                  "https://api.example/v2/%2B12125550101?type=44");
  CAF_CHECK_EQUAL(url_of("http://api.example:8080/{lastName}/{firstName}.json"),
                  "http://api.example:8080/Doe/Jane.json");
  CAF_CHECK_EQUAL(url_of("https://api.example"), "https://api.example/");
  CAF_CHECK_EQUAL(url_of("https://api.example?n={firstName} {lastName}"),
                  "https://api.example/?n=Jane%20Doe");
  CAF_CHECK_EQUAL(url_of("https://api.example/a/{company}/b"),
                  "https://api.example/a//b");
}

CAF_TEST(a fragment is not sent) {
  CAF_CHECK_EQUAL(url_of("https://api.example/a#{firstName}"),
                  "https://api.example/a");
  auto from = lookup("https://api.example/a?x=1#y?z");
  from.query = {{"n", "1"}};
  CAF_CHECK_EQUAL(call_of(from).url, "https://api.example/a?x=1&n=1");
}

CAF_TEST(pairs are added to the query unless they are blank) {
  auto from = lookup("https://api.example/find");
  from.query = {{"name", "{firstName} {lastName}"},
                {"company", "{company}"},
                {"both", "{company} {nothing}"},
                {"fields", "a,b c"},
                {"filter[x]", "{{1}"}};
  CAF_CHECK_EQUAL(call_of(from).url,
                  "https://api.example/find?name=Jane%20Doe&fields=a%2Cb%20c"
                  "&filter%5Bx%5D=%7B1%7D");
  from.url = "https://api.example/find?v=1";
  from.query = {{"n", "{age}"}};
  CAF_CHECK_EQUAL(call_of(from).url, "https://api.example/find?v=1&n=44");
  from.url = "https://api.example/find?";
  CAF_CHECK_EQUAL(call_of(from).url, "https://api.example/find?n=44");
  from.url = "https://api.example/find?v&";
  CAF_CHECK_EQUAL(call_of(from).url, "https://api.example/find?v&n=44");
  from.query = {{"n", "{company}"}};
  from.url = "https://api.example/find";
  CAF_CHECK_EQUAL(call_of(from).url, "https://api.example/find");
}

CAF_TEST(a value cannot leave its segment) {
  for (std::string value :
       {"a/b", "a?b", "a#b", "a%2fb", "a\\b", "../x", "..%2fx", "a;b", "a\r\nb",
        ".\t.", "a@b:c", "/..", "?", "#", "%", "..."}) {
    auto url = url_of("https://api.example/v1/{x}/end", {{"x", value}});
    CAF_CHECK_EQUAL(std::count(url.begin(), url.end(), '/'), 5);
    CAF_CHECK_EQUAL(copy(url.find_first_of("?#")), std::string::npos);
    CAF_CHECK(url.starts_with("https://api.example/v1/"));
    CAF_CHECK(url.ends_with("/end"));
  }
}

CAF_TEST(a value that would be a dot segment is refused) {
  for (auto value : {".", ".."}) {
    CAF_CHECK_NOT_EQUAL(
        refusal(lookup("https://api.example/{x}"), {{"x", value}}), "");
    CAF_CHECK_NOT_EQUAL(
        refusal(lookup("https://api.example/a/{x}/b?c"), {{"x", value}}), "");
  }
  CAF_CHECK_NOT_EQUAL(
      refusal(lookup("https://api.example/{x}{y}"), {{"x", "."}, {"y", "."}}),
      "");
  CAF_CHECK_NOT_EQUAL(refusal(lookup("https://api.example/.{x}"), {}), "");
  CAF_CHECK_NOT_EQUAL(
      refusal(lookup("https://api.example/%2e{x}"), {{"x", "."}}), "");
  CAF_CHECK_EQUAL(url_of("https://api.example/v{x}", {{"x", ".."}}),
                  "https://api.example/v..");
  CAF_CHECK_EQUAL(url_of("https://api.example/?q={x}", {{"x", ".."}}),
                  "https://api.example/?q=..");
}

CAF_TEST(a placeholder may not decide where a request goes) {
  for (auto url :
       {"https://{x}/", "https://{x}.example/a", "{x}://api.example/",
        "https://api.example:{x}/", "https://api.example{x}/",
        "https://{x}@api.example/", "{x}", "/relative", "",
        "ftp://api.example/", "https://u:p@api.example/"})
    CAF_CHECK_NOT_EQUAL(refusal(lookup(url), {{"x", "a"}}), "");
}

CAF_TEST(what a template says itself may be untidy) {
  CAF_CHECK_EQUAL(
      url_of("https://api.example/Zoë b/{{x}?a=\"b c\"&d=%20"),
      "https://api.example/Zo%C3%AB%20b/%7Bx%7D?a=%22b%20c%22&d=%20");
}

CAF_TEST(headers hold values as they are) {
  auto from = lookup("https://api.example/");
  from.headers = {{"X-Name", "{firstName} Zoë"}, {"X-Company", "{company}"}};
  auto call = call_of(from);
  CAF_REQUIRE_EQUAL(copy(call.headers.size()), 1u);
  CAF_CHECK_EQUAL(copy(call.headers[0].first), "X-Name");
  CAF_CHECK_EQUAL(copy(call.headers[0].second), "Jane Zoë");
}

CAF_TEST(a header cannot be broken out of) {
  auto from = lookup("https://api.example/");
  from.headers = {{"X-Name", "v {x}"}};
  using namespace std::string_literals;
  for (auto value : {"a\r\nX-Evil: 1"s, "a\nb"s, "a\rb"s, "a\0b"s, "\x1b"s,
                     "a\tb"s, "\x7f"s, "\xff"s, "\xc3"s}) {
    auto why = refusal(from, {{"x", value}});
    CAF_CHECK_NOT_EQUAL(copy(why.find("X-Name")), std::string::npos);
    // Neither the value nor the secret beside it.
    CAF_CHECK_EQUAL(copy(why.find("v ")), std::string::npos);
  }
  from.headers = {{"Authorization", "Bearer key\n"}};
  CAF_CHECK_NOT_EQUAL(refusal(from), "");
}

CAF_TEST(a JSON body has values within quotes and outside of them) {
  CAF_CHECK_EQUAL(body_of(R"({"name":"{firstName} {lastName}","age":{age}})"),
                  R"({"name":"Jane Doe","age":44})");
  CAF_CHECK_EQUAL(body_of(R"({{"zip":{zipcode},"phone":{phone}})"),
                  R"({"zip":"02134","phone":"+12125550101"})");
  CAF_CHECK_EQUAL(body_of(R"([{a},{b},{c},{d},{e}])", {{"a", "true"},
                                                       {"b", "null"},
                                                       {"c", "-1.5e3"},
                                                       {"d", "True"},
                                                       {"e", ""}}),
                  R"([true,null,-1.5e3,"True",""])");
  CAF_CHECK_EQUAL(body_of(R"({"a":"\"{x}\\","b":{x}})", {{"x", "y\"z"}}),
                  R"({"a":"\"y\"z\\","b":"y\"z"})");
}

CAF_TEST(a value cannot break out of a JSON body) {
  for (std::string value :
       {"\"", "\\", "\",\"admin\":true,\"x\":\"", "\n\r\t", "{\"a\":1}", "[1]",
        "1,2", "1}", "true,\"a\":1", "\x01\x1f\x7f", "\xff\xfe", "\xe2\x80\xa8",
        "{x}"}) {
    auto body = body_of(R"({"a":"<{x}>","b":{x},"c":1})", {{"x", value}});
    auto json = nlohmann::json::parse(body, nullptr, false);
    CAF_REQUIRE(json.is_object());
    CAF_CHECK_EQUAL(copy(json.size()), 3u);
    CAF_CHECK(json["a"].is_string());
    CAF_CHECK(json["b"].is_string());
    CAF_CHECK_EQUAL(json["a"].get<std::string>(),
                    "<" + json["b"].get<std::string>() + ">");
  }
}

CAF_TEST(a placeholder behind a backslash is refused) {
  for (auto body : {R"({"a":"\{x}"})", R"({"a":"\u{x}"})", R"({"a":"\u00{x}"})",
                    R"({"a":"\\\{x}"})", R"({"a":"\u123{x}"})"})
    CAF_CHECK_NOT_EQUAL(refusal(posting(body), {{"x", "\""}}), "");
  for (auto body : {R"({"a":"\\{x}"})", R"({"a":"\u0041{x}"})",
                    R"({"a":"\n{x}"})", R"({"a":"\"{x}"})"})
    CAF_CHECK_EQUAL(refusal(posting(body), {{"x", "\""}}), "");
}

CAF_TEST(a body says what it is) {
  auto type = [](const request_template& from) {
    std::string out;
    for (auto& [name, value] : call_of(from).headers)
      out += name + ": " + value + ";";
    return out;
  };
  auto from = posting("{}");
  CAF_CHECK_EQUAL(type(from), "Content-Type: application/json;");
  from.headers = {{"content-type", "application/vnd.api+json"}};
  CAF_CHECK_EQUAL(type(from), "content-type: application/vnd.api+json;");
  CAF_CHECK_EQUAL(type(lookup("https://api.example/")), "");
}

CAF_TEST(a form body is encoded as forms are) {
  auto from = posting("name={firstName}+{x}&age={age}&q=a+b");
  from.headers = {
      {"CONTENT-TYPE", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}};
  CAF_CHECK_EQUAL(
      call_of(from, {{"firstName", "Zoë"}, {"x", "a&b=c d+%\n"}}).body,
      "name=Zo%C3%AB+a%26b%3Dc+d%2B%25%0A&age=&q=a+b");
  CAF_CHECK_EQUAL(copy(call_of(from).headers.size()), 1u);
}

CAF_TEST(values do not stand in bodies of another kind) {
  auto from = posting("<a>{firstName}</a>");
  from.headers = {{"Content-Type", "text/xml"}};
  CAF_CHECK_NOT_EQUAL(refusal(from), "");
  from.body = "<a>{{b}</a>";
  CAF_CHECK_EQUAL(call_of(from).body, "<a>{b}</a>");
}

CAF_TEST(what is needed must be there) {
  auto from = lookup("https://api.example/{phone}");
  from.needs = {"phone", "company"};
  auto why = refusal(from);
  CAF_CHECK_NOT_EQUAL(copy(why.find("{company}")), std::string::npos);
  from.needs = {"phone", "nothing"};
  CAF_CHECK_NOT_EQUAL(refusal(from), "");
  from.needs = {"phone", "age"};
  CAF_CHECK_EQUAL(refusal(from), "");
}

CAF_TEST(a refusal quotes no value and no secret) {
  auto from = lookup("https://api.example/{lastName}?key=SECRET");
  from.headers = {{"Authorization", "SECRET"}};
  from.needs = {"company"};
  for (auto& values :
       {text_pairs{{"lastName", "Doe"}},
        text_pairs{{"company", "Doe Inc."}, {"lastName", ".."}}}) {
    auto why = refusal(from, values);
    CAF_CHECK_NOT_EQUAL(why, "");
    for (auto hidden : {"Doe", "SECRET", "api.example"})
      CAF_CHECK_EQUAL(copy(why.find(hidden)), std::string::npos);
  }
}

CAF_TEST(a call is bounded as its provider is) {
  upstream_bounds bounds;
  bounds.timeout = std::chrono::seconds{7};
  bounds.max_answer_bytes = 1234;
  auto from = lookup("https://api.example/");
  from.method = "DELETE";
  auto call = *render(from, {}, bounds);
  CAF_CHECK(call.timeout == std::chrono::seconds{7});
  CAF_CHECK(call.idle_timeout == std::chrono::seconds{7});
  CAF_CHECK_EQUAL(copy(call.max_bytes), 1234u);
  CAF_CHECK_EQUAL(copy(call.max_redirects), 0u);
  CAF_CHECK_EQUAL(call.method, "DELETE");
  bounds.timeout = std::chrono::hours{1};
  CAF_CHECK(render(from, {}, bounds)->idle_timeout == http_call{}.idle_timeout);
}

CAF_TEST(a request has a key that only the same one has) {
  auto from = lookup("https://api.example/{phone}");
  auto key = request_key("carrier", from, call_of(from));
  CAF_CHECK_EQUAL(copy(key.size()), 64u);
  CAF_CHECK_EQUAL(key, request_key("carrier", from, call_of(from)));
  CAF_CHECK_NOT_EQUAL(key, request_key("other", from, call_of(from)));
  CAF_CHECK_NOT_EQUAL(
      key, request_key("carrier", from, call_of(from, {{"phone", "2"}})));
  auto call = call_of(from);
  call.method = "POST";
  CAF_CHECK_NOT_EQUAL(key, request_key("carrier", from, call));
  call = call_of(from);
  call.body = "x";
  CAF_CHECK_NOT_EQUAL(key, request_key("carrier", from, call));
  // Parts do not run into one another.
  http_call a{"GET", "https://api.example/x", {}, "y"};
  http_call b{"GET", "https://api.example/", {}, "x\n\ny"};
  CAF_CHECK_NOT_EQUAL(request_key("n", from, a), request_key("n", from, b));
}

CAF_TEST(secrets in headers do not change the key but values do) {
  auto from = lookup("https://api.example/");
  from.headers = {{"Authorization", "old"}};
  auto key = request_key("n", from, call_of(from));
  from.headers = {{"Authorization", "new"}};
  CAF_CHECK_EQUAL(key, request_key("n", from, call_of(from)));
  from.headers = {{"X", "fixed"}, {"x", "{phone}"}};
  key = request_key("n", from, call_of(from));
  CAF_CHECK_EQUAL(key, request_key("n", from, call_of(from)));
  CAF_CHECK_NOT_EQUAL(key,
                      request_key("n", from, call_of(from, {{"phone", "2"}})));
}
