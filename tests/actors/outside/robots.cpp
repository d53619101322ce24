#define CAF_SUITE actors_outside_robots
#include "actors/outside/robots.hpp"

#include <chrono>
#include <random>

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

/// Whether a path may be read by these rules for everybody.
bool allowed(std::string rules, std::string_view path) {
  return parse_robots("User-agent: *\n" + rules).allows(path);
}

std::int64_t delay(std::string_view text) {
  auto found = parse_robots(text).crawl_delay();
  return found ? found->count() : -1;
}

} // namespace

CAF_TEST(without rules everything may be read) {
  for (auto text : {"", "\n", "# nothing", "User-agent: *", "User-agent: *\n\n",
                    "User-agent: *\nDisallow:", "Disallow: /", "<html>",
                    "Allow: /\nDisallow: /", "\xff\xfe", ":", "::::"}) {
    CAF_CHECK(parse_robots(text).allows("/"));
    CAF_CHECK(parse_robots(text).allows("/a/b?c"));
  }
}

CAF_TEST(the longest rule decides and of equals the one that allows) {
  // The examples of RFC 9309, section 5.2, and of its authors' documentation.
  CAF_CHECK(allowed("Disallow: /example/page/\n"
                    "Allow: /example/page/disallowed.gif\n",
                    "/example/page/disallowed.gif"));
  CAF_CHECK(!allowed("Allow: /example/page/\n"
                     "Disallow: /example/page/disallowed.gif\n",
                     "/example/page/disallowed.gif"));
  CAF_CHECK(allowed("Allow: /p\nDisallow: /", "/page"));
  CAF_CHECK(allowed("Disallow: /\nAllow: /p", "/page"));
  CAF_CHECK(!allowed("Disallow: /\nAllow: /p", "/q"));
  CAF_CHECK(allowed("Allow: /folder\nDisallow: /folder", "/folder/page"));
  CAF_CHECK(allowed("Disallow: /folder\nAllow: /folder", "/folder/page"));
  CAF_CHECK(!allowed("Allow: /page\nDisallow: /*.htm", "/page.htm"));
  CAF_CHECK(allowed("Allow: /page\nDisallow: /*.ph", "/page.php5"));
  CAF_CHECK(allowed("Allow: /$\nDisallow: /", "/"));
  CAF_CHECK(!allowed("Allow: /$\nDisallow: /", "/page.htm"));
}

CAF_TEST(a rule matches from the beginning of a path) {
  for (auto path : {"/fish", "/fish.html", "/fish/salmon.html", "/fishheads",
                    "/fish.php?id=anything", "/fish?x"})
    CAF_CHECK(!allowed("Disallow: /fish", path));
  for (auto path : {"/Fish.asp", "/catfish", "/?id=fish", "/desert/fish", "/"})
    CAF_CHECK(allowed("Disallow: /fish", path));
  CAF_CHECK(allowed("Disallow: /fish/", "/fish"));
  CAF_CHECK(!allowed("Disallow: /fish/", "/fish/?id=anything"));
}

CAF_TEST(a star is any text and a dollar sign the end) {
  for (auto path : {"/index.php", "/filename.php", "/folder/filename.php",
                    "/folder/filename.php?parameters", "/x.php.html",
                    "/filename.php/", "/.php"})
    CAF_CHECK(!allowed("Disallow: /*.php", path));
  for (auto path : {"/", "/windows.PHP", "/php"})
    CAF_CHECK(allowed("Disallow: /*.php", path));
  for (auto path : {"/filename.php", "/folder/filename.php", "/a.php.php"})
    CAF_CHECK(!allowed("Disallow: /*.php$", path));
  for (auto path : {"/filename.php?parameters", "/filename.php/",
                    "/filename.php5", "/windows.PHP", "/filename.php$"})
    CAF_CHECK(allowed("Disallow: /*.php$", path));
  CAF_CHECK(!allowed("Disallow: /fish*.php", "/fishheads/catfish.php?p"));
  CAF_CHECK(allowed("Disallow: /fish*.php", "/Fish.PHP"));
  CAF_CHECK(!allowed("Disallow: *", "/x"));
  CAF_CHECK(!allowed("Disallow: *x$", "/ax"));
  CAF_CHECK(!allowed("Disallow: /a**b", "/a-b"));
  CAF_CHECK(!allowed("Disallow: /a*$", "/abc"));
  CAF_CHECK(!allowed("Disallow: /*a*b*c$", "/xaybzc"));
  CAF_CHECK(allowed("Disallow: /*a*b*c$", "/xaybzcd"));
  CAF_CHECK(!allowed("Disallow: /ab*ab$", "/abab"));
  CAF_CHECK(allowed("Disallow: /ab*ab$", "/ab"));
  CAF_CHECK(!allowed("Disallow: /a$b", "/a$b"));
}

CAF_TEST(it does not matter how a path is encoded) {
  CAF_CHECK(!allowed("Disallow: /foo/bar?baz=http://foo.bar",
                     "/foo/bar?baz=http://foo.bar"));
  CAF_CHECK(!allowed("Disallow: /foo/bar/ツ", "/foo/bar/%E3%83%84"));
  CAF_CHECK(!allowed("Disallow: /foo/bar/%E3%83%84", "/foo/bar/ツ"));
  CAF_CHECK(!allowed("Disallow: /foo/bar/%e3%83%84", "/foo/bar/%E3%83%84"));
  CAF_CHECK(!allowed("Disallow: /foo/bar/%62%61%7A", "/foo/bar/baz"));
  CAF_CHECK(!allowed("Disallow: /a b", "/a%20b"));
  // Encoded, a reserved character is another one.
  CAF_CHECK(allowed("Disallow: /a%2Fb", "/a/b"));
  CAF_CHECK(allowed("Disallow: /a/b", "/a%2Fb"));
  CAF_CHECK(!allowed("Disallow: /a%2Ab", "/a*b"));
  CAF_CHECK(allowed("Disallow: /a%2Ab", "/axb"));
  CAF_CHECK(!allowed("Disallow: /a%24", "/a$"));
  CAF_CHECK(allowed("Disallow: /a%24", "/a"));
  CAF_CHECK(!allowed("Disallow: /a%zz", "/a%zz"));
}

CAF_TEST(rules are for whom they name) {
  auto rules = parse_robots("User-agent: *\nDisallow: /all\n"
                            "User-agent: otherbot\nDisallow: /other\n"
                            "User-agent: LeadMill/1.0\nDisallow: /ours\n");
  CAF_CHECK(!rules.allows("/ours"));
  CAF_CHECK(rules.allows("/all"));
  CAF_CHECK(rules.allows("/other"));
}

CAF_TEST(groups that name us are one) {
  auto rules = parse_robots("User-agent: leadmill\nDisallow: /a\n"
                            "User-agent: x\nDisallow: /x\n"
                            "User-agent: LEADMILL\nDisallow: /b\n");
  CAF_CHECK(!rules.allows("/a"));
  CAF_CHECK(!rules.allows("/b"));
  CAF_CHECK(rules.allows("/x"));
  // As are those for everybody.
  rules = parse_robots("User-agent: *\nDisallow: /a\nUser-agent: *\n"
                       "Disallow: /b\n");
  CAF_CHECK(!rules.allows("/a"));
  CAF_CHECK(!rules.allows("/b"));
}

CAF_TEST(a group may name several) {
  for (auto text : {"User-agent: a\nUser-agent: leadmill\nUser-agent: b\n"
                    "Disallow: /x\n",
                    "User-agent: leadmill\nSitemap: https://x.example/\n\n"
                    "User-agent: b\nDisallow: /x\n",
                    "User-agent: leadmill\nUser-agent: *\nDisallow: /x\n"}) {
    CAF_CHECK(!parse_robots(text).allows("/x"));
    CAF_CHECK(parse_robots(text).allows("/y"));
  }
}

CAF_TEST(a group that names us and has no rules allows everything) {
  auto rules = parse_robots("User-agent: leadmill\nDisallow:\n"
                            "User-agent: *\nDisallow: /\n");
  CAF_CHECK(rules.allows("/x"));
  rules = parse_robots("User-agent: *\nDisallow: /\nUser-agent: leadmill\n");
  CAF_CHECK(rules.allows("/x"));
}

CAF_TEST(another name is not ours) {
  for (auto name : {"leadmill-news", "leadmills", "lead", "myleadmill", "",
                    "leadmill_x", "*leadmill"}) {
    auto rules = parse_robots("User-agent: " + std::string{name}
                              + "\nDisallow: /x\nUser-agent: *\nDisallow: /y");
    CAF_CHECK(!rules.allows("/y"));
  }
  for (auto name : {"leadmill", "LeadMill", "leadmill/2.0", "leadmill (x)",
                    "leadmill*", "leadmill # ours"})
    CAF_CHECK(
        !parse_robots("User-agent: " + std::string{name} + "\nDisallow: /x")
             .allows("/x"));
}

CAF_TEST(lines may be written in many ways) {
  for (auto text :
       {"user-AGENT:*\nDISALLOW:/x", "User-agent: *\r\nDisallow: /x\r\n",
        "User-agent: *\rDisallow: /x\r",
        "\xef\xbb\xbfUser-agent: *\nDisallow: /x",
        "  User-agent :\t*  # all\n\tDisallow : /x # why",
        "User-agent: *\n\n\nDisallow: /x",
        "junk\nUser-agent: *\njunk\n"
        "Disallow: /x\njunk: y",
        "User-agent: * everybody\nDisallow: /x"}) {
    CAF_CHECK(!parse_robots(text).allows("/x"));
    CAF_CHECK(parse_robots(text).allows("/y"));
  }
}

CAF_TEST(a rule that begins with no slash is none) {
  CAF_CHECK(allowed("Disallow: x", "/x"));
  CAF_CHECK(allowed("Disallow: $", "/x"));
  CAF_CHECK(allowed("Disallow: https://dir.example/x", "/x"));
  CAF_CHECK(allowed("Disallow:", "/x"));
}

CAF_TEST(the rules themselves may always be read) {
  CAF_CHECK(allowed("Disallow: /", "/robots.txt"));
  CAF_CHECK(!allowed("Disallow: /", "/robots.txt2"));
  CAF_CHECK(robots_of_answer(500, "").allows("/robots.txt"));
}

CAF_TEST(a path may come without its slash or with a fragment) {
  CAF_CHECK(!allowed("Disallow: /x", "x"));
  CAF_CHECK(!allowed("Disallow: /$", ""));
  CAF_CHECK(!allowed("Disallow: /x$", "/x#y"));
}

CAF_TEST(a delay is a courtesy) {
  CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: 10"), 10);
  CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: 0.5"), 1);
  CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: 0"), 0);
  CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: 1e30"), 3600);
  CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: 3601"), 3600);
  for (auto text : {"-1", "", "x", "1s", "nan", "-inf"})
    CAF_CHECK_EQUAL(delay("User-agent: *\nCrawl-delay: " + std::string{text}),
                    -1);
  CAF_CHECK_EQUAL(delay("User-agent: x\nCrawl-delay: 10"), -1);
  CAF_CHECK_EQUAL(delay("Crawl-delay: 10"), -1);
  CAF_CHECK_EQUAL(delay("User-agent: leadmill\nCrawl-delay: 3\nDisallow: /x\n"
                        "User-agent: *\nCrawl-delay: 10"),
                  3);
}

CAF_TEST(a status decides whether there are rules) {
  auto closed = "User-agent: *\nDisallow: /";
  for (auto status : {200, 204, 299})
    CAF_CHECK(!robots_of_answer(status, closed).allows("/x"));
  for (auto status : {301, 308, 400, 401, 403, 404, 410, 429, 499})
    CAF_CHECK(robots_of_answer(status, closed).allows("/x"));
  for (auto status : {0, -1, 100, 500, 503, 599, 600})
    CAF_CHECK(!robots_of_answer(status, "").allows("/x"));
  CAF_CHECK(robots_of_answer(200, "").allows("/x"));
}

CAF_TEST(what is beyond half a megabyte is not read) {
  std::string text = "User-agent: *\n";
  while (text.size() < max_robots_bytes - 20)
    text += "Disallow: /a\n";
  CAF_CHECK(!parse_robots(text + "Disallow: /b\n").allows("/a"));
  text += std::string(100, '\n') + "Disallow: /b\n";
  CAF_CHECK(parse_robots(text).allows("/b"));
}

CAF_TEST(a rule that is cut off does not forbid more than it says) {
  std::string text = "User-agent: *\n";
  text += std::string(max_robots_bytes - text.size() - 12, '\n');
  text += "Disallow: /private/x\n";
  CAF_CHECK(parse_robots(text).allows("/p"));
  CAF_CHECK(parse_robots(text).allows("/public"));
}

CAF_TEST(patterns of many stars are matched in no time) {
  std::string rules = "User-agent: *\n";
  for (int i = 0; i < 500; ++i) {
    rules += "Disallow: /";
    for (int j = 0; j < 200; ++j)
      rules += "*a";
    rules += "b$\n";
  }
  auto start = std::chrono::steady_clock::now();
  CAF_CHECK(parse_robots(rules).allows("/" + std::string(8'000, 'a')));
  CAF_CHECK(std::chrono::steady_clock::now() - start
            < std::chrono::seconds{10});
}

CAF_TEST(no text makes reading it fail) {
  std::mt19937 random{71};
  constexpr std::string_view pieces[] = {
      "User-agent:", "Disallow:", "Allow:", "Crawl-delay:", "*", "$", "/",
      "a",           "leadmill",  "\n",     "\r",           ":", "#", " ",
      "%",           "%2",        "%41",    "\xff",         "1"};
  int closed = 0;
  for (int round = 0; round < 10'000; ++round) {
    std::string text = "User-agent: *\n";
    for (auto n = random() % 20; n > 0; --n)
      text += pieces[random() % std::size(pieces)];
    auto rules = parse_robots(text);
    closed += !rules.allows("/a/" + text.substr(random() % text.size()));
    rules.crawl_delay();
  }
  CAF_CHECK_GREATER(closed, 10);
}
