#define CAF_SUITE actors_outside_html_page
#include "actors/outside/html_page.hpp"

#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "actors/outside/html_tree.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const std::string here = "https://dir.example/list/1?q=x";

given_value column(std::string name, std::vector<std::string> at) {
  given_value out{std::move(name), {}, {}};
  for (auto& path : at)
    out.paths.push_back({path, "", {}, ""});
  return out;
}

source_declaration directory() {
  source_declaration source;
  source.name = "directory";
  source.format = source_format::html;
  source.request.url = "https://dir.example/list/{page}?q={q}";
  source.rows_at = "//table[@id='people']//tr";
  source.more_at = "//a[@rel='next']/@href";
  source.columns = {column("Name", {"td[1]"}),
                    column("Phone", {"td[2]/a", "td[2]"}),
                    column("Website", {"td[1]/a/@href"})};
  return source;
}

/// A page of a directory, as such pages are: unclosed, unquoted, untidy.
constexpr auto list = R"(<!DOCTYPE html><title>People &amp; more</title>
<table id=people>
 <tr><th>Name<th>Phone
 <tr><td><a href=/p/1>Jane
     <b>Doe</b></a><td><a href="tel:+12125550101">(212)&nbsp;555-0101</a>
 <tr><td><a href="https://roe.example/?a=1&amp;b=2">John Roe</a><td>212-555-0102
 <tr><td>   <td>
 <tr><td>Zo&euml; O'Hara, "Z"
</table><a rel=next href="2?q=x#top">more</a>)";

std::string rows(const source_declaration& source, std::string_view page,
                 int status = 200, const std::string& url = here) {
  auto read = read_html_page(source, status, page, url);
  if (!read)
    return std::string{to_string(read.error().code)} + ": "
           + read.error().detail;
  std::string out;
  for (auto& row : read->rows)
    out += row + "\n";
  return out;
}

/// Where a page goes on that has this in it: an address, "last", or "refused".
std::string next_of(std::string_view page, const std::string& url = here,
                    const std::string& more_at = "//a[@rel='next']/@href") {
  auto source = directory();
  source.more_at = more_at;
  auto read = read_html_page(source, 200, page, url);
  if (!read)
    return "refused";
  CAF_CHECK_EQUAL(copy(read->more), copy(!read->next.empty()));
  return read->more ? read->next : "last";
}

std::string link(std::string_view href) {
  return "<a rel=next href=\"" + std::string{href} + "\">x</a>";
}

} // namespace

CAF_TEST(rows and columns are found by XPath) {
  CAF_CHECK_EQUAL(rows(directory(), list),
                  "{\"Name\":\"Jane Doe\",\"Phone\":\"(212) 555-0101\","
                  "\"Website\":\"https://dir.example/p/1\"}\n"
                  "{\"Name\":\"John Roe\",\"Phone\":\"212-555-0102\","
                  "\"Website\":\"https://roe.example/?a=1&b=2\"}\n"
                  "{\"Name\":\"Zoë O'Hara, \\\"Z\\\"\"}\n");
}

CAF_TEST(a row without a value is none) {
  auto source = directory();
  source.platform = "Example Directory";
  auto page = read_html_page(source, 200, list, here);
  CAF_REQUIRE_EQUAL(copy(page->rows.size()), 3u);
  for (auto& row : page->rows)
    CAF_CHECK(row.ends_with("\"Platform\":\"Example Directory\"}"));
}

CAF_TEST(a column may be a text or be put into our words) {
  auto source = directory();
  source.columns = {column("Name", {"substring-before(td[1],' ')"}),
                    column("Kind", {"boolean(td[2]/a)"}),
                    column("Count", {"count(td)"}),
                    column("Both", {"td/a | td/b"})};
  source.columns[1].words = {{"true", "linked"}, {"false", ""}};
  source.rows_at = "//tr[td/a]";
  CAF_CHECK_EQUAL(
      rows(source, list),
      "{\"Name\":\"Jane\",\"Kind\":\"linked\",\"Count\":\"2\","
      "\"Both\":\"Jane Doe\"}\n"
      "{\"Name\":\"John\",\"Count\":\"2\",\"Both\":\"John Roe\"}\n");
}

CAF_TEST(a link means the address that it leads to) {
  auto source = directory();
  source.rows_at = "//p";
  source.columns = {column("at", {"a/@href", "img/@src", "i/@title"})};
  CAF_CHECK_EQUAL(
      rows(source, "<p><a href=' ../x y '></a><p><a href='?z'></a>"
                   "<p><a href='mailto:jane@example.com'></a>"
                   "<p><img src=//cdn.example/a.png><p><i title='a/b'></i>"),
      "{\"at\":\"https://dir.example/x%20y\"}\n"
      "{\"at\":\"https://dir.example/list/1?z\"}\n"
      "{\"at\":\"mailto:jane@example.com\"}\n"
      "{\"at\":\"https://cdn.example/a.png\"}\n{\"at\":\"a/b\"}\n");
}

CAF_TEST(links are relative to the base of the page) {
  auto source = directory();
  source.rows_at = "//p";
  source.columns = {column("at", {"a/@href"})};
  CAF_CHECK_EQUAL(rows(source, "<base href='/deep/down/'><p><a href=x></a>"),
                  "{\"at\":\"https://dir.example/deep/down/x\"}\n");
  CAF_CHECK_EQUAL(rows(source, "<base target=_top><base href='javascript:x'>"
                               "<p><a href=x></a>"),
                  "{\"at\":\"https://dir.example/list/x\"}\n");
  CAF_CHECK_EQUAL(next_of("<base href='/deep/'>" + link("2")),
                  "https://dir.example/deep/2");
  CAF_CHECK_EQUAL(next_of("<base href='https://evil.example/'>" + link("2")),
                  "refused");
}

CAF_TEST(the next page is where the link leads) {
  CAF_CHECK_EQUAL(next_of(list), "https://dir.example/list/2?q=x");
  CAF_CHECK_EQUAL(next_of(link("/list/2")), "https://dir.example/list/2");
  CAF_CHECK_EQUAL(next_of(link("?q=x&amp;page=2")),
                  "https://dir.example/list/1?q=x&page=2");
  CAF_CHECK_EQUAL(next_of(link("https://DIR.example:443/2")),
                  "https://dir.example/2");
  CAF_CHECK_EQUAL(next_of(link("/2"), here, "//a[@rel='next']"),
                  "https://dir.example/2");
  CAF_CHECK_EQUAL(next_of(link("/2"), here, "string(//a/@href)"),
                  "https://dir.example/2");
  CAF_CHECK_EQUAL(next_of("<p id=n> /2 </p>", here, "//p[@id='n']/text()"),
                  "https://dir.example/2");
  CAF_CHECK_EQUAL(next_of(link(" ") + link("/2")), "https://dir.example/2");
}

CAF_TEST(a page without a link to another is the last) {
  CAF_CHECK_EQUAL(next_of("<p>x"), "last");
  for (auto href : {"", " ", "#", "#next", "javascript:void(0)",
                    "JavaScript:next()", "/list/1?q=x", "/list/1?q=x#more",
                    "?q=x", "https://dir.example/list/./1?q=x"})
    CAF_CHECK_EQUAL(next_of(link(href)), "last");
}

CAF_TEST(the next page is never on another host) {
  for (auto href :
       {"https://evil.example/", "//evil.example/", "http://dir.example/",
        "https://dir.example:444/", "https://dir.example@evil.example/",
        "https://dir.example.evil.example/", "mailto:x@dir.example",
        "ftp://dir.example/", "file:///etc/hostname", "https:///x",
        "https://dir.example\\@evil.example/"})
    CAF_CHECK_EQUAL(next_of(link(href)), "refused");
  auto page =
      read_html_page(directory(), 200, link("https://evil.example/"), here);
  CAF_CHECK_EQUAL(page.error().detail,
                  "A page of directory says that the next one is on another "
                  "host, scheme or port.");
  CAF_CHECK(copy(page.error().code) == errc::upstream_failed);
}

CAF_TEST(numbered pages go on as long as there are rows) {
  auto source = directory();
  source.more_at = "";
  auto page = read_html_page(source, 200, list, here);
  CAF_CHECK(page->more);
  CAF_CHECK_EQUAL(page->next, "");
  CAF_CHECK(
      !read_html_page(source, 200, "<table id=people></table>", here)->more);
  CAF_CHECK(!read_html_page(source, 200, "", here)->more);
}

CAF_TEST(a page that repeats another has its digest) {
  auto digest = [](std::string_view page) {
    return read_html_page(directory(), 200, page, here)->digest;
  };
  std::string other{list};
  other.replace(other.find("more</a>"), 4, "1,234 results");
  CAF_CHECK_EQUAL(digest(list), digest(other));
  other.replace(other.find("Jane"), 4, "June");
  CAF_CHECK_NOT_EQUAL(digest(list), digest(other));
  CAF_CHECK_EQUAL(copy(digest("").size()), 64u);
}

CAF_TEST(a status means what it means for all sources) {
  CAF_CHECK_EQUAL(rows(directory(), list, 404), "");
  CAF_CHECK(!read_html_page(directory(), 404, list, here)->more);
  CAF_CHECK_EQUAL(rows(directory(), list, 500),
                  "upstream_failed: A page of directory has status 500.");
}

CAF_TEST(an XPath that is none is named) {
  auto source = directory();
  source.rows_at = "//tr[";
  CAF_CHECK_EQUAL(rows(source, list),
                  "invalid_argument: Source directory: \"//tr[\" is no XPath "
                  "expression.");
  source = directory();
  source.columns[1].paths[0].at = "foo()";
  CAF_CHECK(rows(source, list).starts_with("invalid_argument: "));
  source = directory();
  source.more_at = "$x";
  CAF_CHECK(rows(source, list).starts_with("invalid_argument: "));
}

CAF_TEST(rows that are no nodes are none) {
  auto source = directory();
  for (auto expression : {"'text'", "1", "true()", "//none"}) {
    source.rows_at = expression;
    CAF_CHECK_EQUAL(rows(source, list), "");
  }
  for (auto expression :
       {"//@href", "//text()", "//namespace::*", "/", "//."}) {
    source.rows_at = expression;
    source.columns = {column("x", {"."}), column("y", {"../@id"})};
    CAF_CHECK(!rows(source, list).starts_with("invalid"));
  }
}

CAF_TEST(a page with too many rows is refused) {
  auto source = directory();
  source.rows_at = "//i";
  std::string page;
  for (std::size_t i = 0; i < max_html_rows; ++i)
    page += "<i>x</i>";
  source.columns = {column("x", {"."})};
  CAF_CHECK(read_html_page(source, 200, page, here).has_value());
  CAF_CHECK_EQUAL(rows(source, page + "<i>x</i>"),
                  "upstream_failed: A page of directory has more than 10000 "
                  "rows.");
}

CAF_TEST(a page that is too large or too deep is refused by name) {
  CAF_CHECK(rows(directory(), std::string(max_html_bytes + 1, ' '))
                .starts_with("upstream_failed: A page of directory is larger"));
  std::string deep;
  for (int i = 0; i < 1'000; ++i)
    deep += "<div>";
  CAF_CHECK(rows(directory(), deep)
                .starts_with("upstream_failed: A page of directory is nested"));
}

CAF_TEST(an address of the page that is none leaves links as they are) {
  auto source = directory();
  source.rows_at = "//p";
  source.columns = {column("at", {"a/@href"})};
  source.more_at = "";
  CAF_CHECK_EQUAL(rows(source, "<p><a href=x></a>", 200, "no address"),
                  "{\"at\":\"x\"}\n");
  CAF_CHECK_EQUAL(next_of(link("2"), "no address"), "refused");
}

CAF_TEST(no mutation of a page makes reading it fail otherwise) {
  std::mt19937 random{61};
  auto source = directory();
  source.platform = "Example";
  constexpr std::string_view pieces = "<>/&;=\"'!-? \0\xff\xc3\xa9"
                                      "ab";
  int found = 0;
  for (int round = 0; round < 5'000; ++round) {
    std::string page{list};
    for (auto changes = random() % 6; changes > 0; --changes) {
      auto where = random() % page.size();
      if (random() % 3 == 0)
        page.erase(where, random() % 40);
      else if (random() % 2 == 0)
        page[where] = pieces[random() % pieces.size()];
      else
        page.insert(where, page.substr(random() % page.size(), random() % 60));
      if (page.empty())
        page = "<";
    }
    auto read = read_html_page(source, 200, page, here);
    if (!read) {
      CAF_REQUIRE(read.error().code == errc::upstream_failed);
      continue;
    }
    for (auto& row : read->rows) {
      ++found;
      CAF_REQUIRE(nlohmann::json::parse(row, nullptr, false).is_object());
    }
    CAF_REQUIRE(read->next.empty()
                || read->next.starts_with("https://dir.example/"));
  }
  CAF_CHECK_GREATER(found, 5'000);
}
