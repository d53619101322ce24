#define CAF_SUITE config_declarations
#include "config/declarations.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

constexpr auto lookup = R"([provider.lookup]
step = "lookup"
only_if = ["phone"]
rate = 0.5
url = "https://api.example.com/v1?phone={phone}&key=${KEY}"
headers = { Authorization = "Bearer ${TOKEN}" }
gives = { carrier = "/carrier" }
)";

const std::string linkedin = "linkedin-sales-navigator";

// A provider of that step, which needs no variable.
std::string simple(const std::string& name, const std::string& step) {
  return "[provider." + name + "]\nstep = \"" + step
         + "\"\nurl = \"https://h.example/\"\ngives = { carrier = \"/c\" }\n";
}

std::string names_of(const config& value) {
  std::string result;
  for (const auto& one : value.providers)
    result += one.name + " ";
  return result;
}

const source_declaration* find_source(const config& value,
                                      const std::string& name) {
  for (const auto& one : value.sources)
    if (one.name == name)
      return &one;
  return nullptr;
}

const variables production{
    {"LEADMILL_ENVIRONMENT", "production"},
    {"LEADMILL_EVENT_KEY", "event-key-0123456789-0123456789-0123456789"},
    {"LEADMILL_SIGNING_KEY", "sign-key-0123456789-0123456789-0123456789"}};

std::string problems_in_production(std::string_view text,
                                   const std::string& base_url = {}) {
  auto environment = production;
  environment["LEADMILL_BASE_URL"] = base_url;
  return problems_of(text, environment);
}

} // namespace

CAF_TEST(a declaration without its variables is disabled and no problem) {
  auto loaded = load_text(lookup);
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK(loaded.value.providers.empty());
  CAF_CHECK_EQUAL(state_of(loaded, "lookup"), "KEY and TOKEN are not set");
  CAF_CHECK_EQUAL(
      state_of(load_text(lookup, {{"KEY", "k"}, {"TOKEN", ""}}), "lookup"),
      "TOKEN is not set");
  const disabled_declaration expected{declaration_kind::provider, "lookup",
                                      "KEY and TOKEN are not set", "lookup"};
  CAF_CHECK(std::count(loaded.value.disabled.begin(),
                       loaded.value.disabled.end(), expected)
            == 1);
}

CAF_TEST(a declaration with its variables is ready to be asked) {
  auto loaded = load_text(lookup, {{"KEY", "k&y"}, {"TOKEN", "{t}"}});
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(state_of(loaded, "lookup"), "enabled");
  CAF_REQUIRE_EQUAL(loaded.value.providers.size(), 1u);
  const auto& provider = loaded.value.providers[0];
  CAF_CHECK_EQUAL(provider.name, "lookup");
  CAF_CHECK_EQUAL(provider.step, "lookup");
  CAF_CHECK_EQUAL(provider.bounds.rate, 0.5);
  CAF_REQUIRE_EQUAL(provider.requests.size(), 1u);
  CAF_CHECK_EQUAL(provider.requests[0].name, "lookup");
  CAF_CHECK_EQUAL(provider.requests[0].url,
                  "https://api.example.com/v1?phone={phone}&key=k%26y");
  CAF_CHECK_EQUAL(provider.requests[0].headers[0].second, "Bearer {{t}");
}

CAF_TEST(a variable may come from a file) {
  scratch dir;
  auto loaded = load_text(
      lookup, {{"KEY_FILE", dir.write("key", "k\n")}, {"TOKEN", "t"}});
  CAF_CHECK_EQUAL(state_of(loaded, "lookup"), "enabled");
  CAF_REQUIRE_EQUAL(loaded.value.providers.size(), 1u);
  CAF_CHECK(loaded.value.providers[0].requests[0].url.ends_with("key=k"));
}

CAF_TEST(a variable that is set wrongly is one problem) {
  auto both =
      load_text(std::string{lookup} + simple("other", "other")
                    + "headers = { A = \"${KEY}\" }\n",
                {{"KEY", "hunter2"}, {"KEY_FILE", "/nowhere"}, {"TOKEN", "t"}});
  CAF_CHECK_EQUAL(problems_of(both),
                  "KEY: KEY_FILE is set too; set only one of the two\n");
  auto off = load_text(std::string{lookup} + "enabled = false\n",
                       {{"KEY_FILE", "/nowhere"}});
  CAF_CHECK_EQUAL(problems_of(off), "");
  CAF_CHECK_EQUAL(state_of(off, "lookup"), "enabled is false");
}

CAF_TEST(one that is not enabled stays so with its variables) {
  auto loaded = load_text(std::string{lookup} + "enabled = false\n",
                          {{"KEY", "k"}, {"TOKEN", "t"}});
  CAF_CHECK_EQUAL(state_of(loaded, "lookup"), "enabled is false");
  CAF_CHECK(loaded.value.providers.empty());
}

CAF_TEST(providers of a step are asked in the order of the file) {
  auto loaded = load_text(
      simple("zebra", "line_type") + simple("apple", "line_type")
          + simple("mango", "dnc"),
      {{"NUMBER_LOOKUP_URL", "https://n.example"}, {"NUMBER_LOOKUP_KEY", "k"}});
  CAF_CHECK_EQUAL(names_of(loaded.value), "zebra apple mango number-lookup ");
}

CAF_TEST(what ships is enabled by its variables alone) {
  auto loaded = load_text("", {{"SKIP_TRACING_URL", "https://s.example/v1/"},
                               {"SKIP_TRACING_KEY", "k"},
                               {"NUMBER_LOOKUP_URL", "https://n.example"},
                               {"NUMBER_LOOKUP_KEY", "k"},
                               {"DO_NOT_CALL_URL", "http://127.0.0.1:81"},
                               {"DO_NOT_CALL_KEY", "k"},
                               {"LEADMILL_BASE_URL", "https://app.example"}});
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(names_of(loaded.value),
                  "do-not-call number-lookup skip-tracing ");
  CAF_CHECK_EQUAL(loaded.value.providers[2].requests[2].url,
                  "https://s.example/v1/search/details-by-id");
  CAF_REQUIRE_EQUAL(loaded.value.sources.size(), 1u);
  CAF_CHECK_EQUAL(state_of(loaded, "example-directory"), "enabled is false");
}

CAF_TEST(a shipped URL that is none is told at its variable) {
  auto all = problems_of(
      "", {{"NUMBER_LOOKUP_URL", "n.example"}, {"NUMBER_LOOKUP_KEY", "k"}});
  CAF_CHECK(all.starts_with("NUMBER_LOOKUP_URL: provider.number-lookup.base_url"
                            ", with NUMBER_LOOKUP_URL put in, must be an "
                            "absolute http or https URL"));
  CAF_CHECK_EQUAL(std::count(all.begin(), all.end(), '\n'), 1);
}

CAF_TEST(a block of the same name replaces what ships whole) {
  auto loaded = load_text(simple("number-lookup", "line_type"));
  CAF_CHECK_EQUAL(names_of(loaded.value), "number-lookup ");
  CAF_CHECK(loaded.value.providers[0].only_if.empty());
  CAF_CHECK_EQUAL(loaded.value.providers[0].bounds.cache_seconds, 0u);
}

CAF_TEST(the shipped source reads at the base URL) {
  auto loaded = load_text("base_url = \"https://app.example/x/\"\n");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  auto source = find_source(loaded.value, linkedin);
  CAF_REQUIRE(source != nullptr);
  CAF_CHECK_EQUAL(source->request.url,
                  "https://app.example/x/api/linkedin-sales-navigator");
  CAF_CHECK_EQUAL(source->request.method, "POST");
  CAF_CHECK(source->params == source_declaration::params_place::body);
  CAF_CHECK_EQUAL(source->request.body,
                  "{{\"start\": {start}, \"count\": {count}}");
  CAF_CHECK_EQUAL(source->rows_at, "/data/response/data");
  CAF_CHECK_EQUAL(source->more_at, "/pagination/hasMore");
  CAF_CHECK_EQUAL(source->page_size, 25u);
  CAF_CHECK_EQUAL(source->pause.count(), 2'000);
  CAF_CHECK(!source->obey_robots);
  loaded = load_text("", {{"NEXT_PUBLIC_BASE_URL", "https://old.example"}});
  source = find_source(loaded.value, linkedin);
  CAF_REQUIRE(source != nullptr);
  CAF_CHECK(source->request.url.starts_with("https://old.example/api/"));
}

CAF_TEST(in development a source without a base URL is disabled) {
  auto loaded = load_text("");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(state_of(loaded, linkedin),
                  "base_url is not set (LEADMILL_BASE_URL)");
  loaded = load_text("base_url = \"http://localhost:3000\"\n");
  CAF_CHECK_EQUAL(state_of(loaded, linkedin), "enabled");
}

CAF_TEST(in production an enabled source needs a base that is not loopback) {
  const std::string said = "base_url must be an absolute URL that is not "
                           "loopback in production, as the source "
                           "linkedin-sales-navigator is enabled: set "
                           "LEADMILL_BASE_URL\n";
  for (auto url : {"", "http://localhost:3000", "http://127.0.0.1",
                   "http://[::1]", "http://127.1/", "http://0.0.0.0"})
    CHECK_FOR(url,
              problems_in_production("", url) == "LEADMILL_BASE_URL: " + said);
  CAF_CHECK(problems_in_production("base_url = \"http://127.1\"\n")
                .starts_with("x.toml:1: base_url must be"));
  for (auto url : {"not a url", "/path"})
    CHECK_FOR(url, problems_in_production("", url)
                       == "LEADMILL_BASE_URL: base_url must be an absolute URL "
                          "without a user name, like "
                          "https://app.example.com\n");
  CAF_CHECK_EQUAL(problems_in_production("", "https://app.example"), "");
}

CAF_TEST(a source that is not enabled needs no base) {
  CAF_CHECK_EQUAL(
      problems_in_production("[source." + linkedin + "]\nenabled = false\n"),
      "");
}

CAF_TEST(in production no source of the file leads back to the machine) {
  const std::string source = "[source.pages]\nrows = \"/people\"\n";
  const std::string base = "https://app.example";
  CAF_CHECK(
      problems_in_production(source + "url = \"http://127.0.0.1/\"\n", base)
          .starts_with("x.toml:3: source.pages.url leads back to this "
                       "machine"));
  CAF_CHECK(
      problems_in_production(
          source + "url = \"/x\"\nbase_url = \"http://localhost\"\n", base)
          .starts_with("x.toml:4: source.pages.base_url leads back"));
  CAF_CHECK_EQUAL(problems_of(source + "url = \"http://127.0.0.1/\"\n"), "");
  CAF_CHECK_EQUAL(
      problems_in_production(source + "url = \"https://h.example/\"\n", base),
      "");
}

CAF_TEST(a base URL with a query is no base of a source) {
  CAF_CHECK_EQUAL(problems_of("base_url = \"https://app.example/?x\"\n"),
                  "x.toml:1: base_url must end with a host or a path, as the "
                  "source linkedin-sales-navigator reads there\n");
  CAF_CHECK_EQUAL(problems_of("base_url = \"https://app.example/?x\"\n"
                              "[source."
                              + linkedin + "]\nenabled = false\n"),
                  "");
}

CAF_TEST(robots are obeyed in HTML unless it is said otherwise) {
  auto loaded = load_text("[source.a]\nurl = \"https://h.example/\"\n"
                          "[source.b]\nurl = \"https://h.example/\"\n"
                          "format = \"html\"\nrows = \"//li\"\n"
                          "columns = { Name = \".\" }\n"
                          "[source.c]\nurl = \"https://h.example/\"\n"
                          "format = \"html\"\nrows = \"//li\"\n"
                          "columns = { Name = \".\" }\nobey_robots = false\n");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_REQUIRE_EQUAL(loaded.value.sources.size(), 3u);
  CAF_CHECK(!loaded.value.sources[0].obey_robots);
  CAF_CHECK(loaded.value.sources[1].obey_robots);
  CAF_CHECK(!loaded.value.sources[2].obey_robots);
}

CAF_TEST(columns of a source stand in the order of the file) {
  auto loaded = load_text("[source.a]\nurl = \"https://h.example/\"\n"
                          "[source.a.columns]\nZip = \"/z\"\nName = \"/n\"\n"
                          "Age = \"/a\"\n");
  CAF_REQUIRE_EQUAL(loaded.value.sources.size(), 1u);
  std::string names;
  for (const auto& column : loaded.value.sources[0].columns)
    names += column.field + " ";
  CAF_CHECK_EQUAL(names, "Zip Name Age ");
}

CAF_TEST(steps of the file may be those of any declared provider) {
  auto text = "[leads]\nsteps = [\"email\", \"lookup\"]\n";
  CAF_CHECK_EQUAL(problems_of(text + std::string{lookup}), "");
  CAF_CHECK(problems_of(text).starts_with(
      "x.toml:2: leads.steps has no step \"lookup\"; the nearest one is "));
  auto known = known_step_names(load_text(lookup).value);
  CAF_CHECK_EQUAL(known.size(), default_steps().size() + 1);
  CAF_CHECK_EQUAL(known.back(), "lookup");
}

CAF_TEST(no problem and no state shows the value of a variable) {
  for (auto bad : {"hunter2\nx", "hunter2\"", "hunter2}{", "hunter2 {x"}) {
    auto loaded = load_text(
        R"([provider.a]
step = "a"
base_url = "${S}"
url = "/x/${S}"
method = "POST"
headers = { A = "${S}", Content-Type = "${S}" }
body = '{"a": ${S}}'
gives = { phone = "/p" }
)",
        {{"S", bad}});
    CHECK_FOR(bad, !loaded.problems.empty());
    CHECK_FOR(bad, problems_of(loaded).find("hunter2") == std::string::npos);
    CHECK_FOR(bad, state_of(loaded, "a").find("hunter2") == std::string::npos);
  }
}

CAF_TEST(bytes at random are problems and no crash) {
  std::uint32_t seed = 1;
  auto next = [&seed] { return seed = seed * 1'664'525 + 1'013'904'223; };
  constexpr std::string_view alphabet = "{}$\"'[]=,./:#?\\ \naA1-_";
  for (int round = 0; round < 300; ++round) {
    std::string text{lookup};
    for (int change = 0; change < 4; ++change)
      text[(next() >> 8) % text.size()] =
          alphabet[(next() >> 8) % alphabet.size()];
    auto loaded = load_text(text, {{"KEY", "k"}, {"TOKEN", "t"}});
    // Whatever is in use has a URL that a request can be made to.
    for (const auto& provider : loaded.value.providers)
      for (const auto& request : provider.requests)
        CHECK_FOR(text,
                  !loaded.problems.empty() || request.url.starts_with("http"));
  }
}
