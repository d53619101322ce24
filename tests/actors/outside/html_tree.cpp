#define CAF_SUITE actors_outside_html_tree
#include "actors/outside/html_tree.hpp"

#include <array>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "messages/json.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

/// The texts of what is found, joined; or the refusal.
std::string find(std::string_view page, const std::string& expression,
                 std::string_view content_type = {}) {
  auto tree = html_tree::parse(page, content_type);
  if (!tree)
    return "refused: " + tree.error().detail;
  auto found = tree->select(expression, tree->root());
  if (!found)
    return std::string{to_string(found.error().code)} + ": "
           + found.error().detail;
  auto out = found->text;
  for (auto node : found->nodes)
    out += "[" + tree->text_of(node) + "]";
  return out;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

/// Of something that must not take a minute.
template <class F>
bool is_quick(F work) {
  auto start = std::chrono::steady_clock::now();
  work();
  // A hundred times what it takes.
  return std::chrono::steady_clock::now() - start < std::chrono::seconds{20};
}

} // namespace

CAF_TEST(things are found by XPath in the order of the page) {
  auto page = "<ul><li class=a>1</li><li>2</li><li class='a b'>3</li></ul>";
  CAF_CHECK_EQUAL(find(page, "//li"), "[1][2][3]");
  CAF_CHECK_EQUAL(find(page, "//li[contains(@class,'a')]"), "[1][3]");
  CAF_CHECK_EQUAL(find(page, "//li[3] | //li[1]"), "[1][3]");
  CAF_CHECK_EQUAL(find(page, "//li/@class"), "[a][a b]");
  CAF_CHECK_EQUAL(find(page, "count(//li)"), "3");
  CAF_CHECK_EQUAL(find(page, "count(//li) > 2"), "true");
  CAF_CHECK_EQUAL(find(page, "string(//li[2])"), "2");
  CAF_CHECK_EQUAL(find(page, "//p"), "");
}

CAF_TEST(text is as people read it) {
  auto text = [](std::string_view page) { return find(page, "//body"); };
  CAF_CHECK_EQUAL(text("<body> a\n\t b&nbsp;&nbsp;c <b>d</b>e</body>"),
                  "[a b c de]");
  CAF_CHECK_EQUAL(text("<body>1 Main St<br>Springfield<p>IL</p>x</body>"),
                  "[1 Main St Springfield IL x]");
  CAF_CHECK_EQUAL(text("<body><table><tr><td>a<td>b</table></body>"), "[a b]");
  CAF_CHECK_EQUAL(text("<body>a<script>var x='<b>';</script><style>b{}</style>"
                       "<!-- c -->d</body>"),
                  "[a d]");
  CAF_CHECK_EQUAL(text("<body>&lt;b&gt; &amp; &eacute; &#233; &nope; &</body>"),
                  "[<b> & é é &nope; &]");
}

CAF_TEST(broken HTML is read as far as it can be) {
  CAF_CHECK_EQUAL(find("<p>a<p>b</i></div><b>c", "//p"), "[a][bc]");
  CAF_CHECK_EQUAL(find("<td>a<td>b", "//td"), "[a][b]");
  CAF_CHECK_EQUAL(find("<a href=x>1<a href=\"y>2</a>", "//a"), "[1][]");
  CAF_CHECK_EQUAL(find("plain", "//p"), "[plain]");
  CAF_CHECK_EQUAL(find("<p>a<", "//p"), "[a<]");
  CAF_CHECK_EQUAL(find("<p <p>a</p>", "count(//p) > 0"), "true");
  for (auto nothing : {"", " ", "<!--", "</", "<!DOCTYPE html>"})
    CAF_CHECK_EQUAL(find(nothing, "//p"), "");
  CAF_CHECK_EQUAL(
      find(std::string_view{"<p>a\0b</p><p>c</p>", 18}, "//p[last()]"), "[c]");
}

CAF_TEST(an address is that of a link) {
  auto tree = html_tree::parse("<a href=' /x '>y</a><a id=i>z</a>");
  auto links = tree->select("//a | //a/@href | //a/@id", tree->root());
  CAF_REQUIRE_EQUAL(copy(links->nodes.size()), 4u);
  auto& nodes = links->nodes;
  CAF_CHECK_EQUAL(tree->address_of(nodes[0]), "/x");
  CAF_CHECK_EQUAL(tree->address_of(nodes[1]), "/x");
  CAF_CHECK_EQUAL(tree->address_of(nodes[2]), "");
  CAF_CHECK(!tree->is_link(nodes[0]));
  CAF_CHECK(tree->is_link(nodes[1]));
  CAF_CHECK(!tree->is_link(nodes[3]));
}

CAF_TEST(text is well formed whatever the bytes are) {
  for (auto type : {"", "x; charset=utf-8", "x; charset=utf-16",
                    "x; charset=shift_jis", "x; charset=utf-7"})
    for (auto page : {"<p>\xff\xfe\x80</p>", "\xff\xfe<\0p\0", "<p>\xc3</p>",
                      "<p>\xed\xa0\x80</p>", "<p>&#xD800;&#0;&#x110000;</p>"}) {
      auto tree = html_tree::parse(page, type);
      CAF_REQUIRE(tree.has_value());
      CAF_CHECK(is_utf8(tree->text_of(tree->root())));
    }
}

CAF_TEST(nothing is loaded and no entity grows) {
  std::string page = "<!DOCTYPE html [<!ENTITY a0 \"lol\">";
  for (int i = 1; i < 20; ++i)
    page += "<!ENTITY a" + std::to_string(i) + " \""
            + repeat("&a" + std::to_string(i - 1) + ";", 10) + "\">";
  page += "<!ENTITY f SYSTEM \"file:///etc/hostname\">]><p>&a19;&f;</p>";
  auto text = find(page, "//p[last()]");
  CAF_CHECK_LESS(copy(text.size()), 2'000u);
  CAF_CHECK_EQUAL(find("<!DOCTYPE html SYSTEM \"http://127.0.0.1:9/x.dtd\">"
                       "<xi:include href=\"file:///etc/hostname\"/><p>a</p>",
                       "//p"),
                  "[a]");
  CAF_CHECK_EQUAL(find("<p>&f;</p>", "//p"), "[&f;]");
}

CAF_TEST(a page that is too large is refused) {
  auto page = "<p>" + std::string(max_html_bytes, 'x');
  CAF_CHECK_EQUAL(find(page, "//p"), "refused: is larger than 8388608 bytes.");
  // Or becomes so.
  page = std::string(max_html_bytes / 2, '\x80');
  CAF_CHECK_EQUAL(find(page, "//p"), "refused: is larger than 8388608 bytes.");
}

CAF_TEST(a page of too many elements is refused) {
  // Beside those that are html, body and p.
  auto page = [](std::size_t elements) {
    return "<p>" + repeat("<br>", elements - 3);
  };
  CAF_CHECK_EQUAL(find(page(max_html_elements), "count(//*)"), "50000");
  CAF_CHECK_EQUAL(find(page(max_html_elements + 1), "1"),
                  "refused: has more than 50000 elements.");
}

CAF_TEST(sets of nodes are united in bounded time) {
  auto page = repeat("<a>1</a><b>2</b>", max_html_elements / 2 - 10);
  CAF_CHECK(is_quick([&] { find(page, "count(//a | //b)"); }));
}

CAF_TEST(pages are read on several threads at once) {
  std::array<std::string, 4> got;
  std::vector<std::thread> threads;
  for (auto& one : got)
    threads.emplace_back([&one] {
      for (int i = 0; i < 200; ++i)
        one = find("<p>Zo&euml;</p>", "//p") + find("<p>a", "//p[");
    });
  for (auto& thread : threads)
    thread.join();
  for (auto& one : got)
    CAF_CHECK_EQUAL(one,
                    "[Zoë]invalid_argument: \"//p[\" is no XPath expression.");
}

CAF_TEST(a page that is nested too deeply is refused) {
  for (auto tag : {"<div>", "<b>", "<table><tr><td>", "<x>"}) {
    CAF_CHECK(find(repeat(tag, 50), "1").starts_with("1"));
    CAF_CHECK_EQUAL(find(repeat(tag, 100'000), "1"),
                    "refused: is nested too deeply to be read.");
  }
}

CAF_TEST(a tag with a hundred thousand attributes does not take a minute) {
  std::string page = "<a";
  for (int i = 0; i < 90'000; ++i)
    page += " aaaaa" + std::to_string(i);
  page += " href=x>y</a><p>z</p>";
  CAF_CHECK(is_quick([&] { CAF_CHECK_EQUAL(find(page, "//p"), "[z]"); }));
}

CAF_TEST(hostile pages take no longer than others) {
  for (auto piece : {"<", "</i>", "&a", "<!", "<a <", "<p>", "<b><p>", "<a x='",
                     "</", "<script>", "<!-- -", "<e a=1 a=2>", "<br>", "]]>",
                     "<form><option>", "<li><ul>", "&#1;", "<?x", "<a id=x>"})
    CAF_CHECK(is_quick([&] { find(repeat(piece, 100'000), "//p[1]"); }));
}

CAF_TEST(an expression that takes too long is given up) {
  auto page = repeat("<p>x</p>", 5'000);
  CAF_CHECK(is_quick([&] {
    auto got =
        find(page, "//p[count(preceding::p[count(preceding::p) > 7]) > 7]");
    CAF_CHECK(got.starts_with("upstream_failed: takes too long"));
  }));
}

CAF_TEST(very long text is cut) {
  auto page = "<body>" + repeat("<p>0123456789</p>", 100'000) + "</body>";
  CAF_CHECK_LESS(copy(find(page, "//body").size()), 100'000u);
  CAF_CHECK_LESS(copy(find("<p>" + std::string(4'000'000, 'x'), "//p").size()),
                 200'000u);
}

CAF_TEST(what is no XPath is refused and quoted) {
  for (std::string wrong : {"", "//", "//a[", "a b", "//a[@href='x]", "foo(1)",
                            "$x", "x:a", "//p[", ")", "//p[1]]"}) {
    auto checked = check_xpath(wrong);
    CAF_REQUIRE(!checked);
    CAF_CHECK(copy(checked.error().code) == errc::invalid_argument);
    CAF_CHECK_EQUAL(checked.error().detail,
                    "\"" + wrong + "\" is no XPath expression.");
    CAF_CHECK_EQUAL(find("<p>a</p>", wrong),
                    "invalid_argument: \"" + wrong
                        + "\" is no XPath expression.");
  }
  for (auto right : {"//a", ".", "@href", "td[2]/text()",
                     "//a[@rel='next']/@href", "normalize-space(.)",
                     "string(//h1)", "..", "a|b", "substring-after(.,': ')"})
    CAF_CHECK(check_xpath(right).has_value());
}

CAF_TEST(an expression that is too long to be read is refused) {
  CAF_CHECK(!check_xpath(repeat("(", 100'000)));
  CAF_CHECK(!check_xpath("//a" + repeat("[a", 100'000) + repeat("]", 100'000)));
}
