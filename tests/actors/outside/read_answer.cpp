#define CAF_SUITE actors_outside_read_answer
#include "actors/outside/read_answer.hpp"

#include <random>

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

value_path at(std::string pointer) { return {std::move(pointer), "", {}, ""}; }

given_value gives(std::string field, std::vector<value_path> paths) {
  return {std::move(field), std::move(paths), {}};
}

request_template asking(std::vector<given_value> what) {
  request_template from;
  from.name = "lookup";
  from.gives = std::move(what);
  return from;
}

/// What is read, as "field=value;…", or the refusal.
std::string read(const request_template& from, std::string_view body,
                 int status = 200) {
  auto got = read_answer(from, status, body);
  if (!got)
    return std::string{to_string(got.error().code)} + ": " + got.error().detail;
  std::string out;
  for (auto& [field, value] : got->values)
    out += field + "=" + value + ";";
  return out;
}

std::string read_one(std::string_view body, given_value what) {
  what.field = "x";
  return read(asking({std::move(what)}), body);
}

/// The shape of a skip tracing answer.
constexpr auto people = R"({"status":"ok","error":null,"people":[
  {"id":77001,"phones":[
    {"number":"2125550101","type":"landline","seen":"2025-01-01"},
    {"number":"2125550102","type":"Wireless","seen":"2023-05-01"},
    {"number":"2125550103","type":"wireless","seen":"2024-12-31"},
    {"number":null,"type":"wireless","seen":"2026-01-01"}],
   "age":"44","emails":["jane@example.com","doe@example.com"]}]})";

} // namespace

CAF_TEST(values are read by their pointers) {
  auto from = asking({gives("lineType", {at("/portability/line_type")}),
                      gives("carrier", {at("/carrier/name")}),
                      gives("unknown", {at("/carrier/mcc")})});
  CAF_CHECK_EQUAL(read(from, R"({"portability":{"line_type":"wireless"},
                                 "carrier":{"name":" Example Mobile "}})"),
                  "lineType=wireless;carrier=Example Mobile;");
  CAF_CHECK_EQUAL(read(from, "{}"), "");
  CAF_CHECK_EQUAL(read(from, "[]"), "");
  CAF_CHECK_EQUAL(read(from, "null"), "");
}

CAF_TEST(scalars are taken as they are written) {
  auto value = [](std::string_view json) {
    return read_one(R"({"v":)" + std::string{json} + "}",
                    gives("", {at("/v")}));
  };
  CAF_CHECK_EQUAL(value("12125550101"), "x=12125550101;");
  CAF_CHECK_EQUAL(value("1.50"), "x=1.50;");
  CAF_CHECK_EQUAL(value("123456789012345678901234567890"),
                  "x=123456789012345678901234567890;");
  CAF_CHECK_EQUAL(value("true"), "x=true;");
  CAF_CHECK_EQUAL(value("false"), "x=false;");
  CAF_CHECK_EQUAL(value("0"), "x=0;");
  CAF_CHECK_EQUAL(value(R"("null")"), "x=null;");
  CAF_CHECK_EQUAL(value(R"("Zo\u00eb\u0000!")"), "x=Zoë!;");
  for (auto nothing :
       {"null", R"("")", R"(" \t\n ")", "{}", "[]", R"(["a"])", R"({"a":1})"})
    CAF_CHECK_EQUAL(value(nothing), "");
}

CAF_TEST(a value that is too long is none) {
  auto value = [](std::size_t bytes) {
    return read_one("[\"" + std::string(bytes, 'x') + "\"]",
                    gives("", {at("/0")}));
  };
  CAF_CHECK_EQUAL(copy(value(max_value_bytes).size()), max_value_bytes + 3);
  CAF_CHECK_EQUAL(value(max_value_bytes + 1), "");
}

CAF_TEST(the first path that finds something wins) {
  auto what = gives("", {at("/a"), at("/b/0"), at("/c")});
  CAF_CHECK_EQUAL(read_one(R"({"a":"1","b":["2"],"c":"3"})", what), "x=1;");
  CAF_CHECK_EQUAL(read_one(R"({"a":null,"b":[" "],"c":"3"})", what), "x=3;");
  CAF_CHECK_EQUAL(read_one(R"({"a":{},"b":"2"})", what), "");
}

CAF_TEST(an element is chosen by preference and then by date) {
  value_path path{"/number",
                  "/people/0/phones",
                  {{"/type", "wireless"}, {"/type", "landline"}},
                  "/seen"};
  CAF_CHECK_EQUAL(read_one(people, gives("", {path})), "x=2125550103;");
  path.newest = "";
  CAF_CHECK_EQUAL(read_one(people, gives("", {path})), "x=2125550102;");
  path.prefer = {{"/type", "LANDLINE"}};
  CAF_CHECK_EQUAL(read_one(people, gives("", {path})), "x=2125550101;");
  path.prefer = {{"/type", "pager"}};
  path.newest = "/seen";
  CAF_CHECK_EQUAL(read_one(people, gives("", {path})), "x=2125550101;");
  path.prefer = {};
  CAF_CHECK_EQUAL(read_one(people, gives("", {path})), "x=2125550101;");
}

CAF_TEST(an element without the value is passed over) {
  value_path path{"/n", "", {{"/good", "true"}}, "/at"};
  path.each = "/all";
  CAF_CHECK_EQUAL(read_one(R"({"all":[{"n":"1"},{"good":true,"at":"9"},
                              {"good":true,"n":"","at":"8"}]})",
                           gives("", {path})),
                  "x=1;");
  CAF_CHECK_EQUAL(read_one(R"({"all":[{"n":"1","good":false},3,null,"x",[],
                              {"n":2,"good":true}]})",
                           gives("", {path})),
                  "x=2;");
}

CAF_TEST(an element without a date is older than all) {
  value_path path{"/n", "/all", {}, "/at"};
  CAF_CHECK_EQUAL(read_one(R"({"all":[{"n":1},{"n":2,"at":"1999-01-01"},
                              {"n":3,"at":null}]})",
                           gives("", {path})),
                  "x=2;");
}

CAF_TEST(an array of texts is chosen from too) {
  CAF_CHECK_EQUAL(
      read_one(people, gives("", {{"", "/people/0/emails", {}, ""}})),
      "x=jane@example.com;");
  CAF_CHECK_EQUAL(
      read_one(
          people,
          gives("", {{"", "/people/0/emails", {{"", "doe@example.com"}}, ""}})),
      "x=doe@example.com;");
}

CAF_TEST(what is no array has nothing to choose from) {
  for (auto body : {R"({"all":{"0":{"n":1}}})", R"({"all":"x"})",
                    R"({"all":[]})", R"({"all":null})", "{}", "[1]"})
    CAF_CHECK_EQUAL(read_one(body, gives("", {{"/n", "/all", {}, ""}})), "");
}

CAF_TEST(their words become ours) {
  given_value what{"x",
                   {at("/a"), at("/b")},
                   {{"true", "YES"}, {"false", "NO"}, {"n/a", ""}}};
  CAF_CHECK_EQUAL(read_one(R"({"a":true})", what), "x=YES;");
  CAF_CHECK_EQUAL(read_one(R"({"a":"FALSE"})", what), "x=NO;");
  CAF_CHECK_EQUAL(read_one(R"({"a":" True "})", what), "x=YES;");
  CAF_CHECK_EQUAL(read_one(R"({"a":"maybe"})", what), "x=maybe;");
  CAF_CHECK_EQUAL(read_one(R"({"a":"N/A","b":"true"})", what), "x=YES;");
  CAF_CHECK_EQUAL(read_one(R"({"a":"N/A"})", what), "");
}

CAF_TEST(a status that means nothing gives nothing) {
  auto from = asking({gives("x", {at("/a")})});
  from.empty_statuses = {404, 422, 200};
  for (auto status : {404, 422, 200, 204})
    CAF_CHECK_EQUAL(read(from, R"({"a":1})", status), "");
  CAF_CHECK_EQUAL(read(from, R"({"a":1})", 201), "x=1;");
}

CAF_TEST(another status is no answer) {
  auto from = asking({gives("x", {at("/a")})});
  for (auto status : {0, 100, 301, 400, 401, 429, 500, 503, 999})
    CAF_CHECK_EQUAL(read(from, R"({"a":1})", status),
                    "upstream_failed: The answer to \"lookup\" has status "
                        + std::to_string(status) + ".");
}

CAF_TEST(what is no JSON is a fault of theirs and is not quoted) {
  auto from = asking({gives("x", {at("/a")})});
  for (auto body : {"", " ", "<html>Jane Doe</html>", "{\"a\":\"Jane Doe\"",
                    "Jane Doe", "{\"a\":\"Jane Doe\"}x", "\xff\xfeJane Doe"})
    CAF_CHECK_EQUAL(read(from, body),
                    "upstream_failed: The answer to \"lookup\" is no JSON.");
  CAF_CHECK_EQUAL(read(from, std::string_view{"{\"a\":1}\0", 8}),
                  "upstream_failed: The answer to \"lookup\" is no JSON.");
}

CAF_TEST(an answer may say that it is an error) {
  auto from = asking({gives("x", {at("/a")})});
  from.error_at = "/error";
  auto read_error = [&](std::string_view error) {
    return read(from, R"({"a":1,"error":)" + std::string{error} + "}");
  };
  for (auto fine : {"null", "false", "0", R"("")", "[]", "{}", "0.0"})
    CAF_CHECK_EQUAL(read_error(fine), "x=1;");
  CAF_CHECK_EQUAL(read(from, R"({"a":1})"), "x=1;");
  auto said = std::string{"upstream_failed: The answer to \"lookup\" says at "
                          "/error that it is an error"};
  CAF_CHECK_EQUAL(read_error(R"("INVALID_KEY")"), said + ": INVALID_KEY.");
  CAF_CHECK_EQUAL(read_error("403"), said + ": 403.");
  CAF_CHECK_EQUAL(read_error("true"), said + ": true.");
  // What may be about a person is not quoted.
  for (auto text :
       {R"("No record of Jane Doe")", R"("jane@example.com")",
        R"("12125550101")", "12125550101", R"({"name":"Jane"})", R"(["Jane"])"})
    CAF_CHECK_EQUAL(read_error(text), said + ".");
}

CAF_TEST(deep and huge answers are refused or read but harm nobody) {
  auto from = asking({gives("x", {at("/a"), {"/b", "", {}, ""}})});
  from.gives[0].paths[1].each = "/a";
  CAF_CHECK(read(from, std::string(1'000'000, '[')).starts_with("upstream"));
  std::string deep;
  for (int i = 0; i < 100'000; ++i)
    deep += "{\"a\":";
  CAF_CHECK(read(from, deep).starts_with("upstream_failed"));
  std::string many = "{\"a\":[0";
  for (int i = 0; i < 100'000; ++i)
    many += ",{\"b\":\"\"}";
  CAF_CHECK_EQUAL(read(from, many + ",{\"b\":7}]}"), "x=7;");
}

CAF_TEST(no mutation of an answer makes reading it fail otherwise) {
  std::mt19937 random{21};
  auto from = asking(
      {gives("id", {at("/people/0/id")}),
       gives(
           "phone",
           {{"/number", "/people/0/phones", {{"/type", "wireless"}}, "/seen"}}),
       gives("age", {at("/people/0/age"), at("/status")})});
  from.error_at = "/error";
  int good = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::string body{people};
    for (auto changes = random() % 5; changes > 0; --changes) {
      auto where = random() % body.size();
      switch (random() % 4) {
      case 0:
        body.erase(where, random() % 30);
        break;
      case 1:
        body[where] = static_cast<char>(random() % 256);
        break;
      case 2:
        body.insert(where, body.substr(random() % body.size(), random() % 40));
        break;
      default:
        body.resize(where);
      }
      if (body.empty())
        body = "{";
    }
    auto got = read_answer(from, 200, body);
    if (!got) {
      CAF_REQUIRE(got.error().code == errc::upstream_failed);
      CAF_REQUIRE(got.error().detail.find("2125550") == std::string::npos);
      continue;
    }
    ++good;
    for (auto& [field, value] : got->values) {
      CAF_REQUIRE(!value.empty());
      CAF_REQUIRE(is_utf8(value));
      CAF_REQUIRE(value.find('\0') == std::string::npos);
    }
  }
  CAF_CHECK_GREATER(good, 1'000);
}
