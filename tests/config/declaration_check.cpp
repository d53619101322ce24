#define CAF_SUITE config_declaration_check
#include "config/declaration_check.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

constexpr auto good_provider = R"([provider.lookup]
step = "lookup"
needs = ["phone"]
url = "https://api.example.com/v1/{phone}"
gives = { carrier = "/carrier" }
)";

constexpr auto good_source = R"([source.pages]
url = "https://api.example.com/v1/people?page={page}"
rows = "/people"
)";

// The problems of a good declaration after one of its lines was changed; an
// empty line takes it away. Without "x.toml:N: ".
std::string after(std::string text, const std::string& line,
                  const std::string& changed) {
  auto at = text.find("\n" + line);
  CAF_REQUIRE(at != std::string::npos);
  auto end = text.find('\n', at + 1);
  text.replace(at + 1, end - at - 1, changed);
  auto all = problems_of(text);
  return all.substr(std::min(all.find(": "), all.size() - 2) + 2);
}

std::string provider(const std::string& line, const std::string& changed) {
  return after(good_provider, line, changed);
}

std::string source(const std::string& line, const std::string& changed) {
  return after(good_source, line, changed);
}

// A provider with these requests.
std::string requests(const std::string& text) {
  auto all = problems_of("[provider.lookup]\nstep = \"lookup\"\n" + text);
  return all.empty() ? all : all.substr(all.find(": ") + 2);
}

} // namespace

CAF_TEST(good declarations have no problem) {
  CAF_CHECK_EQUAL(problems_of(good_provider), "");
  CAF_CHECK_EQUAL(problems_of(good_source), "");
}

CAF_TEST(what a provider lacks is told at its head) {
  CAF_CHECK_EQUAL(problems_of("\n[provider.lookup]\n"),
                  "x.toml:2: provider.lookup.step is not set; it names the "
                  "step that it serves, like \"line_type\"\n"
                  "x.toml:2: provider.lookup.request is not set; it says what "
                  "is asked\n");
  CAF_CHECK_EQUAL(problems_of("[provider.lookup]\nstep = \"a\"\n"
                              "[[provider.lookup.request]]\n"),
                  "x.toml:3: provider.lookup.request[1].url is not set; it "
                  "says what is asked\n"
                  "x.toml:3: provider.lookup.request[1].gives is not set; it "
                  "says what an answer gives\n");
}

CAF_TEST(what is there and of a wrong form is not told as missing too) {
  CAF_CHECK(provider("url", "url = 5").find("is not set") == std::string::npos);
  CAF_CHECK(provider("step", "step = 5").find("is not set")
            == std::string::npos);
  CAF_CHECK(provider("gives", "gives = 5").find("is not set")
            == std::string::npos);
}

CAF_TEST(what is there and empty is told) {
  CAF_CHECK_EQUAL(provider("url", "url = \"\""),
                  "provider.lookup.url is empty; it says what is asked\n");
  CAF_CHECK_EQUAL(provider("step", "step = \"\""),
                  "provider.lookup.step is empty; it names the step that it "
                  "serves, like \"line_type\"\n");
  CAF_CHECK_EQUAL(
      provider("gives", "gives = {}"),
      "provider.lookup.gives is empty; it says what an answer gives\n");
  CAF_CHECK(problems_of("[provider.a]\nstep = \"a\"\nrequest = []\n")
                .find("provider.a.request is empty; it says")
            != std::string::npos);
  auto html = source("rows", "format = \"html\"\nrows = \"\"\ncolumns = {}");
  CAF_CHECK(html.find("source.pages.rows is empty; in HTML")
            != std::string::npos);
  CAF_CHECK(html.find("source.pages.columns is empty; in HTML")
            != std::string::npos);
}

CAF_TEST(what is disabled may be unfinished but not wrong) {
  CAF_CHECK_EQUAL(problems_of("[provider.a]\nenabled = false\n"
                              "[provider.b]\nenabled = false\nurl = \"/a\"\n"
                              "[source.c]\nenabled = false\n"
                              "[source.d]\nenabled = false\nurl = \"/a\"\n"
                              "format = \"html\"\n"),
                  "");
  CAF_CHECK_EQUAL(problems_of("[provider.a]\nenabled = false\nratee = 1\n"
                              "burst = 0\n"),
                  "x.toml:3: there is no key \"provider.a.ratee\"; the nearest "
                  "one is \"provider.a.rate\"\n"
                  "x.toml:4: provider.a.burst (how many at once after a pause) "
                  "is 0; it must be from 1 to 10000\n");
}

CAF_TEST(a step has its form and is not one that needs no provider) {
  for (auto good : {"line_type", "a", "step_2"})
    CHECK_FOR(good,
              provider("step", "step = \"" + std::string{good} + "\"").empty());
  for (auto bad : {"Line", "a b", "a-b", "\\u00e9"})
    CHECK_FOR(bad, provider("step", "step = \"" + std::string{bad} + "\"")
                       .starts_with("provider.lookup.step is "));
  for (const auto& local : local_steps())
    CHECK_FOR(local, provider("step", "step = \"" + local + "\"")
                             .find("which Leadmill does by itself")
                         != std::string::npos);
}

CAF_TEST(fields are those of a lead) {
  CAF_CHECK_EQUAL(provider("step", "step = \"a\"\nonly_if = [\"!phnoe\"]"),
                  "provider.lookup.only_if has no field \"phnoe\"; the nearest "
                  "one is \"phone\"\n");
  CAF_CHECK_EQUAL(
      provider("needs", "needs = [\"phone\", \"mail\"]"),
      "provider.lookup.needs has no field \"mail\"; the nearest one "
      "is \"email\"\n");
  CAF_CHECK_EQUAL(
      provider("gives", "gives = { Carrier = \"/carrier\" }"),
      "provider.lookup.gives.Carrier is neither a lead's field nor used by a "
      "later request; the nearest field is \"carrier\"\n");
  CAF_CHECK_EQUAL(
      provider("needs", "needs = [\"phone\"]\nquery = { a = \"{zip}\" }"),
      "provider.lookup.query.a has {zip}, which is neither a lead's field nor "
      "given by a request before; the nearest one is {city}\n");
}

CAF_TEST(a field that no answer can set is named) {
  for (auto own : {"canContact", "emailRole", "emailFree"})
    CHECK_FOR(own,
              provider("gives", "gives = { " + std::string{own} + " = \"/a\" }")
                  .starts_with("provider.lookup.gives." + std::string{own}
                               + " is a field that Leadmill sets by"));
}

CAF_TEST(the words of a do not call status are ours) {
  auto with = [](const std::string& words) {
    return provider("gives", "gives = { dncStatus = { at = \"/on\", words = { "
                                 + words + " } } }");
  };
  CAF_CHECK_EQUAL(with("true = \"YES\", false = \"no\", x = \" Unknown\""), "");
  CAF_CHECK_EQUAL(with("true = \"LISTED\""),
                  "provider.lookup.gives.dncStatus has for \"true\" the word "
                  "\"LISTED\", which says nothing; write YES, NO or UNKNOWN\n");
  CAF_CHECK(!with("true = \"\"").empty());
  CAF_CHECK_EQUAL(provider("gives",
                           "gives = { carrier = { at = \"/c\", words = "
                           "{ a = \"LISTED\" } } }"),
                  "");
}

CAF_TEST(what a request gives can be used by later ones only) {
  const std::string gives = "url = \"https://h.example/\"\n"
                            "gives = { personId = \"/id\" }\n";
  const std::string uses = "needs = [\"personId\"]\n"
                           "url = \"https://h.example/{personId}\"\n"
                           "gives = { phone = \"/p\" }\n";
  const std::string head = "[[provider.lookup.request]]\n";
  CAF_CHECK_EQUAL(requests(head + gives + head + uses), "");
  auto turned = requests(head + uses + head + gives);
  CAF_CHECK(turned.find("request[1].needs has no field \"personId\"")
            != std::string::npos);
  CAF_CHECK(turned.find("request[1].url has {personId}, which is neither")
            != std::string::npos);
  CAF_CHECK(turned.find("request[2].gives.personId is neither")
            != std::string::npos);
}

CAF_TEST(a request in the block and in a list is told once) {
  CAF_CHECK_EQUAL(
      provider("gives", "gives = { carrier = \"/c\" }\n"
                        "request = [{ url = \"https://h.example/\", "
                        "gives = { carrier = \"/c\" } }]"),
      "provider.lookup.request is there, and so are keys of a request in the "
      "block itself; write all of them under [[provider.lookup.request]]\n");
}

CAF_TEST(requests have names of their own) {
  const std::string head = "[[provider.lookup.request]]\n"
                           "url = \"https://h.example/\"\n"
                           "gives = { phone = \"/p\" }\n";
  CAF_CHECK_EQUAL(requests(head + head), "");
  CAF_CHECK_EQUAL(
      requests(head + "name = \"request-2\"\n" + head),
      "provider.lookup.request[2].name is \"request-2\", as another "
      "one is called; give each its own name\n");
  for (auto bad : {"A", "a b", "\\u00e9"})
    CHECK_FOR(bad, requests(head + "name = \"" + bad + "\"\n")
                       .starts_with("provider.lookup.request[1].name is "));
  std::string many;
  for (int i = 0; i < 17; ++i)
    many += head;
  CAF_CHECK(requests(many).find("stands there 17 times; there may be 16")
            != std::string::npos);
}

CAF_TEST(methods and bodies fit) {
  CAF_CHECK(provider("needs", "needs = [\"phone\"]\nbody = \"{}\"")
                .starts_with("provider.lookup.method is \"GET\", with which no "
                             "body goes"));
  for (auto good : {"GET", "POST", "PUT", "PATCH"})
    CHECK_FOR(good, provider("needs", "needs = [\"phone\"]\nmethod = \""
                                          + std::string{good} + "\"")
                        .empty());
  for (auto bad : {"", "get", "DELETE", "POST /"})
    CHECK_FOR(bad, provider("needs", "needs = [\"phone\"]\nmethod = \""
                                         + std::string{bad} + "\"")
                       .starts_with("provider.lookup.method is "));
}

CAF_TEST(pointers begin with a slash) {
  for (auto gives : {"{ phone = \"p\" }", "{ phone = [\"/a\", \"p\"] }",
                     "{ phone = { each = \"l\", at = \"/p\" } }",
                     "{ phone = { each = \"/l\", at = \"p\" } }"})
    CHECK_FOR(gives, provider("gives", "gives = " + std::string{gives})
                             .find("a JSON pointer begins with /")
                         != std::string::npos);
  CAF_CHECK(provider("gives", "gives = { phone = \"\" }").empty());
  CAF_CHECK(provider("needs", "needs = [\"phone\"]\nerror = \"e\"")
                .starts_with("provider.lookup.error is \"e\"; a JSON pointer"));
  CAF_CHECK(source("rows", "rows = \"people\"")
                .starts_with("source.pages.rows is \"people\"; a JSON"));
  CAF_CHECK(source("rows", "more = \"x\"")
                .starts_with("source.pages.more is \"x\"; a JSON"));
}

CAF_TEST(a choice is made among elements) {
  for (auto key : {"newest = \"a\"", "prefer = [\"a=b\"]"})
    CHECK_FOR(key, provider("gives", "gives = { phone = { at = \"/p\", "
                                         + std::string{key} + " } }")
                           .find("is there without each")
                       != std::string::npos);
}

CAF_TEST(a cap on what is spent asks for a price) {
  CAF_CHECK(provider("step", "step = \"a\"\nspend_cap = 5")
                .starts_with("provider.lookup.spend_cap is never reached"));
  CAF_CHECK(provider("step", "step = \"a\"\nspend_cap = 5\ncost_per_1000 = 1")
                .empty());
  CAF_CHECK(source("rows", "spend_cap = 5")
                .starts_with("source.pages.spend_cap is never reached"));
}

CAF_TEST(a source in HTML says where rows and columns are) {
  auto missing = source("rows", "format = \"html\"");
  CAF_CHECK(missing.find("source.pages.rows is not set") != std::string::npos);
  CAF_CHECK(missing.find("source.pages.columns is not set")
            != std::string::npos);
  CAF_CHECK_EQUAL(source("rows", "format = \"html\"\nrows = \"//li\"\n"
                                 "columns = { Name = \".//h2\" }"),
                  "");
  CAF_CHECK(source("rows", "format = \"html\"\nrows = \"//li\"\n"
                           "columns = { Name = \"\" }")
                .starts_with("source.pages.columns.Name is empty"));
  CAF_CHECK(source("rows", "format = \"html\"\nrows = \"//li\"\n"
                           "columns = { N = { at = \"a\", each = \"b\" } }")
                .starts_with("source.pages.columns.N has each, prefer or "));
}

CAF_TEST(a source in HTML has no key that means nothing for it) {
  auto with = [](const std::string& keys) {
    return source("rows", "format = \"html\"\nrows = \"//li\"\n"
                          "columns = { Name = \".//h2\" }\n"
                              + keys);
  };
  CAF_CHECK(with("error = \"/error\"")
                .starts_with("source.pages.error means nothing in HTML"));
  CAF_CHECK(with("page_size = 10")
                .starts_with("source.pages.page_size means nothing in HTML"));
  CAF_CHECK_EQUAL(with("page_size = 10\nquery = { n = \"{count}\" }"), "");
  CAF_CHECK_EQUAL(with("page_size = 10\nquery = { n = \"{start}\" }"), "");
  for (auto more : {"", "\nmore = \"//a/@href\""})
    CAF_CHECK(with(std::string{"query = { n = \"{next}\" }"} + more)
                  .starts_with("source.pages.query.n has {next}, which HTML"));
}

CAF_TEST(the placeholders of a source are what a search says) {
  CAF_CHECK_EQUAL(source("url", "url = \"https://h.example/{city}/{any-thing}?"
                                "p={page}&s={start}&n={count}\""),
                  "");
  CAF_CHECK(source("url", "url = \"https://h.example/?c={next}\"")
                .starts_with("source.pages.url has {next}, and no key more"));
  CAF_CHECK_EQUAL(source("url", "url = \"https://h.example/?c={next}\"\n"
                                "more = \"/next\""),
                  "");
}

CAF_TEST(parameters go into a body that takes them) {
  auto with = [](const std::string& keys) {
    return source("rows", "params = \"body\"\n" + keys);
  };
  CAF_CHECK_EQUAL(with("method = \"POST\""), "");
  CAF_CHECK_EQUAL(with("method = \"POST\"\nbody = '{\"p\": {page}}'"), "");
  CAF_CHECK(with("").starts_with("source.pages.params is \"body\", and the "
                                 "method is \"GET\""));
  CAF_CHECK(with("method = \"POST\"\nbody = '[{page}]'")
                .starts_with("source.pages.body must be a JSON object"));
  CAF_CHECK(
      with("method = \"POST\"\nbody = \"a=b\"\nheaders = { Content-Type = "
           "\"application/x-www-form-urlencoded\" }")
          .starts_with("source.pages.params is \"body\", and the body is "
                       "no JSON"));
}

CAF_TEST(names have 1 to 64 of a to z and 0 to 9 and minus) {
  for (const auto& good : {std::string{"a"}, std::string(64, '-')})
    CHECK_FOR(good, is_declaration_name(good));
  for (const auto& bad : {std::string{}, std::string(65, 'a'), std::string{"A"},
                          std::string{"a_b"}, std::string{"a.b"},
                          std::string{"a/b"}, std::string{"\xc3\xa9"}})
    CHECK_FOR(bad, !is_declaration_name(bad));
}
