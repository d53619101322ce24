#define CAF_SUITE actors_outside_render_page
#include "actors/outside/render_page.hpp"

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

using places = source_declaration::params_place;

constexpr auto params =
    R"({"keywords":"site reliability","remote":true,"years":3.50,)"
    R"("company":null,"titles":["CTO","VP"],"where":{"city":"Springfield"}})";

const page_place third{3, 50, 25, "abc="};

source_declaration searching(std::string url) {
  source_declaration source;
  source.name = "people";
  source.request.name = "search";
  source.request.url = std::move(url);
  return source;
}

source_declaration posting(std::string body) {
  auto source = searching("https://api.example/search");
  source.request.method = "POST";
  source.request.body = std::move(body);
  source.params = places::body;
  return source;
}

http_call call_of(const source_declaration& source,
                  std::string_view text = params,
                  const page_place& place = third) {
  auto call = render_page(source, text, place);
  return call ? *call
              : http_call{"refused: " + call.error().detail, {}, {}, {}};
}

errc refusal(const source_declaration& source, std::string_view text = params,
             const page_place& place = third) {
  auto call = render_page(source, text, place);
  return call ? errc{0} : call.error().code;
}

} // namespace

CAF_TEST(a page has its number and its start and its cursor) {
  auto source =
      searching("https://api.example/p/{page}?from={start}&n={count}&c={next}");
  CAF_CHECK_EQUAL(call_of(source).url,
                  "https://api.example/p/3?from=50&n=25&c=abc%3D");
  CAF_CHECK_EQUAL(call_of(source, "{}", {}).url,
                  "https://api.example/p/1?from=0&n=25&c=");
}

CAF_TEST(scalar parameters are placeholders) {
  auto source = searching("https://api.example/{keywords}/{years}");
  source.request.query = {{"remote", "{remote}"},
                          {"company", "{company}"},
                          {"titles", "{titles}"},
                          {"unknown", "{unknown}"}};
  CAF_CHECK_EQUAL(call_of(source).url,
                  "https://api.example/site%20reliability/3.50?remote=true");
}

CAF_TEST(what is needed may be a list that no placeholder takes) {
  auto source = searching("https://api.example/search");
  source.params = places::query;
  source.request.needs = {"titles", "where"};
  CAF_CHECK(call_of(source).url.find("titles=CTO&titles=VP")
            != std::string::npos);
  for (auto empty :
       {"{}", R"({"titles":[],"where":{"a":1}})",
        R"({"titles":["a"],"where":{}})", R"({"titles":["a"],"where":null})"})
    CAF_CHECK(refusal(source, empty) == errc::invalid_argument);
  source.request.query = {{"t", "{titles}"}};
  CAF_CHECK(refusal(source) == errc::invalid_argument);
}

CAF_TEST(where a page is cannot be overridden by the search) {
  auto source = searching("https://api.example/?page={page}&start={start}"
                          "&count={count}&next={next}");
  auto text = R"({"page":99,"start":99,"count":99,"next":"x"})";
  CAF_CHECK_EQUAL(call_of(source, text).url,
                  "https://api.example/?page=3&start=50&count=25&next=abc%3D");
  source.params = places::query;
  CAF_CHECK_EQUAL(call_of(source, text).url,
                  "https://api.example/?page=3&start=50&count=25&next=abc%3D");
}

CAF_TEST(the search stands in the body with where the page is) {
  // The shape of linkedin-sales-navigator.
  auto source = posting(R"({"start":{start},"count":{count}})");
  auto call = call_of(source);
  CAF_CHECK_EQUAL(
      call.body,
      R"({"keywords":"site reliability","remote":true,"years":3.50,)"
      R"("company":null,"titles":["CTO","VP"],"where":{"city":"Springfield"},)"
      R"("start":50,"count":25})");
  CAF_REQUIRE_EQUAL(copy(call.headers.size()), 1u);
  CAF_CHECK_EQUAL(copy(call.headers[0].second), "application/json");
}

CAF_TEST(nothing of the search is dropped from the body) {
  auto text = nlohmann::json::parse(
      R"({"a":{"b":[1,{"c":"é\n"}],"d":12345678901234567890},"e":[[]],"f":""})");
  auto body = nlohmann::json::parse(
      call_of(posting(R"({"start":{start}})"), text.dump()).body);
  text["start"] = 50;
  CAF_CHECK(body == text);
}

CAF_TEST(what the template has in the body stays) {
  auto source = posting(R"({"count":{count},"key":"ours","in":{"a":1}})");
  CAF_CHECK_EQUAL(
      call_of(source, R"({"count":1000,"key":"theirs","in":{"b":2},"x":1})")
          .body,
      R"({"x":1,"count":25,"key":"ours","in":{"a":1}})");
}

CAF_TEST(a body that is not there is the search) {
  auto call = call_of(posting(""), R"({"a":1})");
  CAF_CHECK_EQUAL(call.body, R"({"a":1})");
  CAF_REQUIRE_EQUAL(copy(call.headers.size()), 1u);
  CAF_CHECK_EQUAL(copy(call.headers[0].first), "Content-Type");
}

CAF_TEST(a parameter that the template places is not sent twice) {
  auto source = posting(R"({"q":"{keywords}"})");
  CAF_CHECK_EQUAL(call_of(source, R"({"keywords":"a","b":1})").body,
                  R"({"b":1,"q":"a"})");
  source = searching("https://api.example/find?q={keywords}");
  source.params = places::query;
  CAF_CHECK_EQUAL(call_of(source, R"({"keywords":"a","b":1})").url,
                  "https://api.example/find?q=a&b=1");
  // What is no scalar is no placeholder, so it is sent.
  CAF_CHECK_EQUAL(call_of(source, R"({"keywords":["a","b"]})").url,
                  "https://api.example/find?q=&keywords=a&keywords=b");
}

CAF_TEST(the search stands in the query) {
  auto source = searching("https://api.example/find");
  source.params = places::query;
  source.request.query = {{"page", "{page}"}};
  CAF_CHECK_EQUAL(
      call_of(source).url,
      "https://api.example/find?page=3&keywords=site%20reliability&remote=true"
      "&years=3.50&titles=CTO&titles=VP"
      "&where=%7B%22city%22%3A%22Springfield%22%7D");
  CAF_CHECK_EQUAL(call_of(source, R"({"a":[{"b":1},2],"c":[],"d":""})").url,
                  "https://api.example/find?page=3"
                  "&a=%5B%7B%22b%22%3A1%7D%2C2%5D");
}

CAF_TEST(what the template has in the query stays) {
  auto source = searching("https://api.example/find?sort=name&a%20b=1&flag");
  source.params = places::query;
  source.request.query = {{"key", "ours"}};
  CAF_CHECK_EQUAL(
      call_of(source, R"({"sort":"x","key":"x","a b":"x","flag":"x","ok":1})")
          .url,
      "https://api.example/find?sort=name&a%20b=1&flag&key=ours&ok=1");
}

CAF_TEST(nothing in a search leads elsewhere) {
  auto source = searching("https://api.example/{a}/x");
  source.params = places::query;
  CAF_CHECK_EQUAL(
      call_of(source, R"({"a":"//evil.example/?#","b&c=d":"e&f#g"})").url,
      "https://api.example/%2F%2Fevil.example%2F%3F%23/x"
      "?b%26c%3Dd=e%26f%23g");
  CAF_CHECK(refusal(source, R"({"a":".."})") == errc::invalid_argument);
}

CAF_TEST(parameters that are no object are refused) {
  for (auto text : {"", "[]", "1", "null", "{", "{\"a\":}", "\"x\""})
    CAF_CHECK(refusal(searching("https://api.example/"), text)
              == errc::invalid_argument);
}

CAF_TEST(parameters without a place in the body are refused) {
  for (auto body : {"[1]", "1", "{", "{}x"})
    CAF_CHECK(refusal(posting(body)) == errc::invalid_argument);
  auto source = posting("a=1");
  source.request.headers = {
      {"Content-Type", "application/x-www-form-urlencoded"}};
  CAF_CHECK(refusal(source) == errc::invalid_argument);
}

CAF_TEST(what a search needs must be there) {
  auto source = searching("https://api.example/");
  source.request.needs = {"keywords"};
  CAF_CHECK(refusal(source) == errc{0});
  CAF_CHECK(refusal(source, R"({"keywords":""})") == errc::invalid_argument);
  CAF_CHECK(refusal(source, "{}") == errc::invalid_argument);
}

CAF_TEST(a page of HTML is read from the address of the one before) {
  auto source = searching("https://dir.example/list?q={keywords}");
  source.format = source_format::html;
  source.more_at = "//a[@rel='next']/@href";
  source.params = places::query;
  source.request.method = "POST";
  source.request.body = "x";
  source.request.headers = {{"X", "y"}};
  auto call =
      call_of(source, params, {2, 25, 25, "https://dir.example/list/2?a=b"});
  CAF_CHECK_EQUAL(call.url, "https://dir.example/list/2?a=b");
  CAF_CHECK_EQUAL(call.method, "GET");
  CAF_CHECK_EQUAL(call.body, "");
  CAF_CHECK_EQUAL(copy(call.headers[0].first), "X");
  CAF_CHECK(
      call_of(source, params, {})
          .url.starts_with("https://dir.example/list?q=site%20reliability"));
}

CAF_TEST(an address of a page may be in JSON too) {
  auto source = searching("https://api.example/list");
  source.more_at = "/next";
  CAF_CHECK_EQUAL(
      call_of(source, "{}", {2, 25, 25, "https://api.example/list?page=2"}).url,
      "https://api.example/list?page=2");
  // A cursor is none, and one that has its place goes there.
  CAF_CHECK_EQUAL(call_of(source, "{}", {2, 25, 25, "abc"}).url,
                  "https://api.example/list");
  source.request.query = {{"cursor", "{next}"}};
  CAF_CHECK_EQUAL(
      call_of(source, "{}", {2, 25, 25, "https://evil.example/"}).url,
      "https://api.example/list?cursor=https%3A%2F%2Fevil.example%2F");
}

CAF_TEST(an address elsewhere is not gone to) {
  auto source = searching("https://dir.example/list");
  source.more_at = "/next";
  for (auto format : {source_format::json, source_format::html}) {
    source.format = format;
    for (auto next :
         {"https://evil.example/list", "http://dir.example/list",
          "https://dir.example:8443/list", "https://dir.example.evil.example/"})
      CAF_CHECK(refusal(source, "{}", {2, 25, 25, next})
                == errc::upstream_failed);
  }
  CAF_CHECK(refusal(source, "{}", {2, 25, 25, "javascript:alert(1)"})
            == errc::upstream_failed);
  CAF_CHECK(refusal(source, "{}", {2, 25, 25, "//evil.example/"})
            == errc::upstream_failed);
}
