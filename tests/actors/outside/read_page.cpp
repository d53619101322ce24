#define CAF_SUITE actors_outside_read_page
#include "actors/outside/read_page.hpp"

#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "messages/json.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

source_declaration people() {
  source_declaration source;
  source.name = "people";
  source.request.name = "search";
  source.request.url = "https://api.example/?start={start}";
  source.rows_at = "/data/rows";
  source.more_at = "/pagination/hasMore";
  source.page_size = 2;
  return source;
}

given_value column(std::string name, std::string at) {
  return {std::move(name), {{std::move(at), "", {}, ""}}, {}};
}

constexpr auto two_rows = R"({"data":{"rows":[
    {"fullName":"Jane Doe", "geo":{"city":"Springfield"},"age":44},
    {"fullName":"John Roe", "geo":null}]},
  "pagination":{"hasMore":true,"total":512}})";

/// The rows, one a line, or the refusal.
std::string rows(const source_declaration& source, std::string_view body,
                 int status = 200) {
  auto page = read_page(source, status, body);
  if (!page)
    return std::string{to_string(page.error().code)} + ": "
           + page.error().detail;
  std::string out;
  for (auto& row : page->rows)
    out += row + "\n";
  return out;
}

/// "more", "more X" with X what the next page needs, or "last".
std::string goes_on(const source_declaration& source, std::string_view more,
                    int count = 2) {
  std::string body = R"({"data":{"rows":[)";
  for (int i = 0; i < count; ++i)
    body += std::string{i ? "," : ""} + R"({"n":)" + std::to_string(i) + "}";
  body += "]}" + std::string{more.empty() ? "" : ",\"pagination\":"}
          + std::string{more} + "}";
  auto page = read_page(source, 200, body);
  if (!page)
    return page.error().detail;
  if (!page->more)
    return page->next.empty() ? "last" : "last with a cursor";
  return page->next.empty() ? "more" : "more " + page->next;
}

std::string digest(const source_declaration& source, std::string_view body) {
  return read_page(source, 200, body)->digest;
}

} // namespace

CAF_TEST(rows are taken as they came) {
  CAF_CHECK_EQUAL(
      rows(people(), two_rows),
      "{\"fullName\":\"Jane Doe\",\"geo\":{\"city\":\"Springfield\"},"
      "\"age\":44}\n{\"fullName\":\"John Roe\",\"geo\":null}\n");
}

CAF_TEST(rows have the columns that are declared) {
  auto source = people();
  source.columns = {column("Name", "/fullName"), column("City", "/geo/city"),
                    column("Age", "/age")};
  source.columns[2].words = {{"44", "forty-four"}};
  CAF_CHECK_EQUAL(rows(source, two_rows),
                  "{\"Name\":\"Jane Doe\",\"City\":\"Springfield\","
                  "\"Age\":\"forty-four\"}\n{\"Name\":\"John Roe\"}\n");
}

CAF_TEST(a row in which no column finds anything is none) {
  auto source = people();
  source.columns = {column("Name", "/nothing")};
  source.platform = "Example";
  auto page = read_page(source, 200, two_rows);
  CAF_CHECK(page->rows.empty());
  CAF_CHECK(page->more);
  // The page is full all the same.
  source.more_at = "";
  CAF_CHECK(read_page(source, 200, two_rows)->more);
}

CAF_TEST(the platform is a column unless the row has it) {
  auto source = people();
  source.platform = "Ex\"ample";
  CAF_CHECK_EQUAL(
      rows(source, R"({"data":{"rows":[{},{"a":1},{"platform":"theirs"}]}})"),
      "{\"Platform\":\"Ex\\\"ample\"}\n"
      "{\"a\":1,\"Platform\":\"Ex\\\"ample\"}\n"
      "{\"platform\":\"theirs\"}\n");
  source.columns = {column("a", "/a"), column("Platform", "/platform")};
  CAF_CHECK_EQUAL(
      rows(source, R"({"data":{"rows":[{},{"a":1},{"platform":"theirs"}]}})"),
      "{\"a\":\"1\",\"Platform\":\"Ex\\\"ample\"}\n"
      "{\"Platform\":\"theirs\"}\n");
}

CAF_TEST(a row that is no object is a problem of the page) {
  CAF_CHECK_EQUAL(rows(people(), R"({"data":{"rows":[{"a":1},"Jane Doe"]}})"),
                  "upstream_failed: A page of people has a row that is no JSON "
                  "object: the one at /data/rows/1.");
  for (auto row : {"null", "1", "[]", "true"}) {
    auto body = R"({"data":{"rows":[)" + std::string{row} + "]}}";
    CAF_CHECK(rows(people(), body).starts_with("upstream_failed"));
  }
}

CAF_TEST(a page without an array of rows is a problem) {
  for (auto body :
       {"{}", "[]", "1", R"({"data":[]})", R"({"data":{"rows":{}}})",
        R"({"data":{"rows":"x"}})", R"({"rows":[]})"})
    CAF_CHECK_EQUAL(rows(people(), body),
                    "upstream_failed: A page of people has no array of rows at "
                    "/data/rows.");
  CAF_CHECK_EQUAL(rows(people(), R"({"data":{"rows":null}})"), "");
}

CAF_TEST(the whole answer may be the rows) {
  auto source = people();
  source.rows_at = "";
  CAF_CHECK_EQUAL(rows(source, R"([{"a":1}])"), "{\"a\":1}\n");
  CAF_CHECK_EQUAL(rows(source, "[1]"),
                  "upstream_failed: A page of people has a row that is no JSON "
                  "object: the one at /0.");
}

CAF_TEST(an answer says whether another page follows) {
  auto source = people();
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":true})", 0), "more");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":false})"), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":null})"), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":""})"), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":0})"), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":"true"})"), "more");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":"false"})"), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":"abc="})"), "more abc=");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":50})"), "more 50");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":[1]})"),
                  "A page of people has neither a boolean nor a cursor at "
                  "/pagination/hasMore.");
}

CAF_TEST(where an answer does not say it a full page goes on) {
  auto source = people();
  for (auto more_at : {"/pagination/hasMore", ""}) {
    source.more_at = more_at;
    CAF_CHECK_EQUAL(goes_on(source, "", 2), "more");
    CAF_CHECK_EQUAL(goes_on(source, "", 3), "more");
    CAF_CHECK_EQUAL(goes_on(source, "", 1), "last");
    CAF_CHECK_EQUAL(goes_on(source, "", 0), "last");
  }
  source.page_size = 0;
  CAF_CHECK_EQUAL(goes_on(source, "", 0), "last");
}

CAF_TEST(where a cursor is asked for and none is there it is the last page) {
  auto source = people();
  source.request.query = {{"cursor", "{next}"}};
  CAF_CHECK_EQUAL(goes_on(source, "", 2), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":null})", 2), "last");
  CAF_CHECK_EQUAL(goes_on(source, R"({"hasMore":"c2"})", 2), "more c2");
}

CAF_TEST(a page that repeats another has its digest) {
  auto source = people();
  auto page = [](std::string rows, std::string total) {
    return R"({"data":{"rows":[)" + rows + R"(]},"pagination":{"total":)"
           + total + "}}";
  };
  auto first = digest(source, page(R"({"a":1},{"a":2})", "10"));
  CAF_CHECK_EQUAL(copy(first.size()), 64u);
  CAF_CHECK_EQUAL(first, digest(source, page(" { \"a\": 1 },{\"a\":2}", "11")));
  for (auto other : {R"({"a":1})", R"({"a":2},{"a":1})", R"({"a":1},{"a":3})",
                     R"({"a":1},{"a":2},{"a":2})", ""})
    CAF_CHECK_NOT_EQUAL(first, digest(source, page(other, "10")));
}

CAF_TEST(a status that means nothing is an empty page and the last) {
  auto page = read_page(people(), 404, "<html>");
  CAF_REQUIRE(page.has_value());
  CAF_CHECK(page->rows.empty());
  CAF_CHECK(!page->more);
  CAF_CHECK_EQUAL(page->digest, digest(people(), R"({"data":{"rows":[]}})"));
}

CAF_TEST(what is no page is a fault of theirs) {
  auto source = people();
  source.request.error_at = "/error";
  CAF_CHECK(rows(source, two_rows, 500).starts_with("upstream_failed"));
  CAF_CHECK(rows(source, "Jane Doe").starts_with("upstream_failed"));
  CAF_CHECK_EQUAL(copy(rows(source, "Jane Doe").find("Jane")),
                  std::string::npos);
  CAF_CHECK(rows(source, R"({"error":"x","data":{"rows":[]}})")
                .starts_with("upstream_failed"));
}

CAF_TEST(a row is one line that JSON readers take) {
  auto text =
      rows(people(), "{\"data\":{\"rows\":[{\"a\\nb\":\"c\\r\\n\\u2028\","
                     "\n\"d\":\n[1,\n2]}]}}");
  CAF_CHECK_EQUAL(text, "{\"a\\nb\":\"c\\r\\n\xe2\x80\xa8\",\"d\":[1,2]}\n");
}

CAF_TEST(no mutation of a page makes reading it fail otherwise) {
  std::mt19937 random{41};
  auto plain = people();
  plain.platform = "Example";
  auto mapped = plain;
  mapped.columns = {column("Name", "/fullName"), column("City", "/geo/city")};
  int good = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string body{two_rows};
    for (auto changes = random() % 4; changes > 0; --changes) {
      auto where = random() % body.size();
      if (random() % 3 == 0)
        body.erase(where, random() % 20);
      else if (random() % 2 == 0)
        body[where] = "{}[]\",:\\0\xff n"[random() % 12];
      else
        body.insert(where, body.substr(random() % body.size(), random() % 40));
      if (body.empty())
        body = "{";
    }
    for (auto source : {&plain, &mapped}) {
      auto page = read_page(*source, 200, body);
      if (!page) {
        CAF_REQUIRE(page.error().code == errc::upstream_failed);
        CAF_REQUIRE(page.error().detail.find("Doe") == std::string::npos);
        continue;
      }
      ++good;
      for (auto& row : page->rows) {
        CAF_REQUIRE(nlohmann::json::parse(row, nullptr, false).is_object());
        CAF_REQUIRE(row.find('\n') == std::string::npos);
      }
    }
  }
  CAF_CHECK_GREATER(good, 1'000);
}
