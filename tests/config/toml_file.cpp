#define CAF_SUITE config_toml_file
#include "config/toml_file.hpp"

#include <map>

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

file_settings read(const scratch& dir, std::string_view text) {
  return read_toml(dir.write("x.toml", text));
}

} // namespace

CAF_TEST(tables become dotted keys with their lines) {
  scratch dir;
  auto result =
      read(dir, "a = \"text\"\n\n[t]\nn = 7\nlist = [\"x\", \"y\"]\n");
  CAF_CHECK(result.problems.empty());
  CAF_REQUIRE_EQUAL(result.settings.size(), 3u);
  std::map<std::string, file_setting> by_key;
  for (const auto& setting : result.settings)
    by_key[setting.key] = setting;
  CAF_CHECK_EQUAL(std::get<std::string>(by_key["a"].value), "text");
  CAF_CHECK_EQUAL(std::get<std::int64_t>(by_key["t.n"].value), 7);
  CAF_CHECK_EQUAL(
      std::get<std::vector<std::string>>(by_key["t.list"].value).size(), 2u);
  auto file = (dir.path() / "x.toml").string();
  CAF_CHECK_EQUAL(by_key["a"].where, file + ":1");
  CAF_CHECK_EQUAL(by_key["t.n"].where, file + ":4");
}

CAF_TEST(each table of a list begins with an entry and numbers its keys) {
  scratch dir;
  auto result = read(dir, "[[t]]\na = true\n\n[[t]]\n[[t]]\nb.c = 1\n"
                          "d = {}\n[t.e]\nf = 2\n");
  CAF_CHECK(result.problems.empty());
  std::vector<std::string> found;
  for (const auto& setting : result.settings) {
    auto line = setting.where.substr(setting.where.rfind(':') + 1);
    found.push_back(name_in_list(setting.key, setting.entry) + " " + line);
    CHECK_FOR(found.back(), std::holds_alternative<list_entry>(setting.value)
                                == (setting.key == "t"));
  }
  CAF_CHECK_EQUAL(found, (std::vector<std::string>{
                             "t[1] 1", "t[1].a 2", "t[2] 4", "t[3] 5",
                             "t[3].b.c 6", "t[3].d 7", "t[3].e.f 9"}));
}

CAF_TEST(a list of tables may stand in one line and is empty when it is) {
  scratch dir;
  auto result = read(dir, "t = [{a = \"x\"}, {}]\nu = []\n");
  CAF_REQUIRE_EQUAL(result.settings.size(), 4u);
  CAF_CHECK(std::holds_alternative<list_entry>(result.settings[0].value));
  CAF_CHECK_EQUAL(result.settings[1].key, "t.a");
  CAF_CHECK_EQUAL(result.settings[2].entry, 2u);
  CAF_CHECK(
      std::get<std::vector<std::string>>(result.settings[3].value).empty());
}

CAF_TEST(a list in a list is no list of its own) {
  scratch dir;
  auto result = read(dir, "[[t]]\n[[t.u]]\nv = 1\n");
  CAF_REQUIRE_EQUAL(result.settings.size(), 2u);
  CAF_CHECK_EQUAL(result.settings[1].key, "t.u");
  CAF_CHECK(std::holds_alternative<odd_value>(result.settings[1].value));
}

CAF_TEST(types that no key has are kept apart) {
  scratch dir;
  auto result = read(dir, "b = 1.5\nc = 2026-01-01\nd = [1]\n"
                          "e = [{x = 1}, 2]\nf = [[\"x\"]]\n");
  CAF_CHECK(result.problems.empty());
  CAF_CHECK_EQUAL(result.settings.size(), 5u);
  for (const auto& setting : result.settings)
    CHECK_FOR(setting.key, std::holds_alternative<odd_value>(setting.value));
}

CAF_TEST(what stands under provider and source is a tree and no setting) {
  scratch dir;
  auto result =
      read(dir, "[source.b]\nx = 1\n[provider.z]\nw = true\n"
                "v = [{ n = 1.5 }]\n[provider.a]\n[jobs]\nslots = 1\n");
  CAF_CHECK_EQUAL(result.settings.size(), 1u);
  CAF_REQUIRE_EQUAL(result.trees.size(), 2u);
  CAF_CHECK_EQUAL(result.trees[0].key, "provider");
  const auto& blocks = std::get<file_table>(result.trees[0].value.value);
  CAF_REQUIRE_EQUAL(blocks.size(), 2u);
  CAF_CHECK_EQUAL(blocks[0].key + blocks[1].key, "za");
  auto file = (dir.path() / "x.toml").string();
  CAF_CHECK_EQUAL(blocks[0].where, file + ":3");
  const auto& keys = std::get<file_table>(blocks[0].value.value);
  CAF_CHECK_EQUAL(keys[0].key + keys[1].key, "wv");
  CAF_CHECK_EQUAL(keys[1].where, file + ":5");
  CAF_CHECK_EQUAL(to_json(keys[1].value), "[{ \"n\": 1.5 }]");
  CAF_CHECK(read(dir, "[provider]\n").settings.empty());
}

CAF_TEST(a tree has no more depth than any declaration needs) {
  scratch dir;
  auto result =
      read(dir, "[provider]\na.b.c.d.e.f.g.h.i.j.k.l.m.n.o.p.q.r = 1\n");
  CAF_REQUIRE_EQUAL(result.trees.size(), 1u);
  CAF_CHECK(to_json(result.trees[0].value).find("\"r\"") == std::string::npos);
}

CAF_TEST(a key of any number of parts is a problem and no crash) {
  scratch dir;
  for (std::string head : {"", "[provider.x]\n", "[jobs]\n"}) {
    std::string key = "a";
    for (int i = 0; i < 200'000; ++i)
      key += ".a";
    auto result = read(dir, head + key + " = 1\n");
    CAF_REQUIRE_EQUAL(result.problems.size(), 1u);
    CAF_CHECK(result.problems[0].what.starts_with("has more than a thousand"));
  }
  CAF_CHECK(
      read(dir, "a = \"" + std::string(999, '.') + "\"\n").problems.empty());
}

CAF_TEST(a file that is no TOML is one problem with its line) {
  scratch dir;
  for (auto text : {"a = 1\nb = = 2\n", "a = 1\na = 2\n", "a = 1\nb = \"x\n"}) {
    auto result = read(dir, text);
    CAF_REQUIRE_EQUAL(result.problems.size(), 1u);
    CAF_CHECK_EQUAL(result.problems[0].where,
                    (dir.path() / "x.toml").string() + ":2");
    CAF_CHECK(result.settings.empty());
  }
}

CAF_TEST(bytes that are no Unicode and deep nesting are problems and no crash) {
  scratch dir;
  CAF_CHECK_EQUAL(read(dir, "a = \"\xff\xfe\"\n").problems.size(), 1u);
  CAF_CHECK_EQUAL(read(dir, "a = " + std::string(100'000, '[')).problems.size(),
                  1u);
}

CAF_TEST(a missing file and a directory are problems) {
  scratch dir;
  CAF_CHECK_EQUAL(read_toml(dir.path() / "missing").problems.size(), 1u);
  CAF_CHECK_EQUAL(read_toml(dir.path()).problems.size(), 1u);
}
