#define CAF_SUITE actors_outside_json_tree
#include "actors/outside/json_tree.hpp"

#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

/// What comes out again of what goes in.
std::string again(std::string_view text) {
  auto tree = parse_json(text);
  if (!tree)
    return "none";
  std::string out;
  append_json(out, *tree);
  return out;
}

std::string at(std::string_view text, std::string_view pointer) {
  auto tree = parse_json(text);
  auto found = tree ? find_at(*tree, pointer) : nullptr;
  if (!found)
    return "nothing";
  std::string out;
  append_json(out, *found);
  return out;
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i)
    out += text;
  return out;
}

} // namespace

CAF_TEST(what is passed on is what came) {
  for (std::string text :
       {R"({"b":1,"a":[true,false,null,"x"],"c":{"d":{}},"e":[]})", R"("")",
        R"(1.10)", R"(12345678901234567890123)", R"(1e2)", R"(-0.5E+10)",
        R"("Zoë \"Z\" \\ \n \u001f")", R"([[],[[]]])", R"({"":0})"})
    CAF_CHECK_EQUAL(again(text), text);
  CAF_CHECK_EQUAL(again(" { \"a\" :\n[ 1 ,\t2 ] }\r\n"), R"({"a":[1,2]})");
  CAF_CHECK_EQUAL(again(R"("\u0041\ud83d\ude00\/")"), "\"A\xf0\x9f\x98\x80/\"");
}

CAF_TEST(integers are as exact as they were written) {
  for (std::string text :
       {"0", "-1", "9223372036854775807", "-9223372036854775808",
        "18446744073709551615", "18446744073709551616", "9007199254740993",
        "-9223372036854775809", "0.1000", "12125550101"})
    CAF_CHECK_EQUAL(again(text), text);
}

CAF_TEST(what is no JSON is none) {
  for (std::string_view text : {"",
                                " ",
                                "{",
                                "}",
                                "[1,]",
                                "{\"a\":}",
                                "{a:1}",
                                "{\"a\":1}}",
                                "01",
                                "1.",
                                ".5",
                                "+1",
                                "NaN",
                                "Infinity",
                                "nul",
                                "'a'",
                                "\"a",
                                "\"\\x\"",
                                "\"\\ud800\"",
                                "[1 2]",
                                "<html></html>",
                                "true false",
                                "// c\n1",
                                "\"\x01\"",
                                "\"\n\"",
                                "\xff",
                                "\"\xff\"",
                                "\"\xc3\"",
                                "\"\xed\xa0\x80\"",
                                "\"\xf4\x90\x80\x80\"",
                                "1e999999"})
    CAF_CHECK_EQUAL(again(text), "none");
  using namespace std::string_view_literals;
  CAF_CHECK_EQUAL(again("{}\0"sv), "none");
  CAF_CHECK_EQUAL(again("{}\0}"sv), "none");
  CAF_CHECK_EQUAL(again("\"a\0b\""sv), "none");
}

CAF_TEST(characters that nobody can keep are left out) {
  CAF_CHECK_EQUAL(again(R"({"a\u0000b":"\u0000c\u0000"})"), R"({"ab":"c"})");
}

CAF_TEST(of a name that comes twice the last is taken) {
  CAF_CHECK_EQUAL(again(R"({"a":1,"b":2,"a":3})"), R"({"b":2,"a":3})");
  CAF_CHECK_EQUAL(again(R"({"a\u0000":1,"a":2})"), R"({"a":2})");
  std::string many = "{";
  for (int i = 0; i < 200; ++i)
    many += "\"n" + std::to_string(i % 100) + "\":" + std::to_string(i) + ",";
  auto tree = parse_json(many + "\"x\":{\"y\":1,\"y\":2}}");
  CAF_REQUIRE(tree.has_value());
  CAF_CHECK_EQUAL(copy(tree->items.size()), 101u);
  CAF_CHECK_EQUAL(copy(find_member(*tree, "n7")->text), "107");
  CAF_CHECK_EQUAL(copy(tree->items.front().name), "n0");
  CAF_CHECK_EQUAL(copy(find_at(*tree, "/x/y")->text), "2");
}

CAF_TEST(depth is bounded) {
  for (auto open : {"[", "{\"a\":"}) {
    auto close = *open == '[' ? "]" : "}";
    auto deep = [&](std::size_t levels) {
      return repeat(open, levels) + "1" + repeat(close, levels);
    };
    CAF_CHECK(parse_json(deep(max_json_depth)).has_value());
    CAF_CHECK(!parse_json(deep(max_json_depth + 1)));
    CAF_CHECK(!parse_json(deep(500'000)));
    CAF_CHECK(!parse_json(repeat(open, 1'000'000)));
  }
}

CAF_TEST(the number of values is bounded) {
  auto list = [](std::size_t items) {
    return "[" + repeat("0,", items - 1) + "0]";
  };
  CAF_CHECK(parse_json(list(max_json_values - 1)).has_value());
  CAF_CHECK(!parse_json(list(max_json_values)));
  CAF_CHECK(!parse_json("[" + repeat("[],", max_json_values) + "0]"));
}

CAF_TEST(a pointer points as RFC 6901 says) {
  // The document of its section 5.
  std::string_view text = R"({"foo":["bar","baz"],"":0,"a/b":1,"c%d":2,
    "e^f":3,"g|h":4,"i\\j":5,"k\"l":6," ":7,"m~n":8})";
  CAF_CHECK_EQUAL(at(text, ""), again(text));
  CAF_CHECK_EQUAL(at(text, "/foo"), R"(["bar","baz"])");
  CAF_CHECK_EQUAL(at(text, "/foo/0"), R"("bar")");
  CAF_CHECK_EQUAL(at(text, "/"), "0");
  CAF_CHECK_EQUAL(at(text, "/a~1b"), "1");
  CAF_CHECK_EQUAL(at(text, "/c%d"), "2");
  CAF_CHECK_EQUAL(at(text, "/e^f"), "3");
  CAF_CHECK_EQUAL(at(text, "/g|h"), "4");
  CAF_CHECK_EQUAL(at(text, "/i\\j"), "5");
  CAF_CHECK_EQUAL(at(text, "/k\"l"), "6");
  CAF_CHECK_EQUAL(at(text, "/ "), "7");
  CAF_CHECK_EQUAL(at(text, "/m~0n"), "8");
}

CAF_TEST(a pointer to nothing is nothing) {
  std::string_view text = R"({"a":[1,{"b":2}],"~1":3,"n":null})";
  for (auto pointer : {"a", "/x", "/a/2", "/a/-1", "/a/-", "/a/01", "/a/+1",
                       "/a/1x", "/a/", "/a/1/b/c", "/a/b", "/n/x",
                       "/a/99999999999999999999999", "//", "/~1", "/a/0x1"})
    CAF_CHECK_EQUAL(at(text, pointer), "nothing");
  CAF_CHECK_EQUAL(at(text, "/~01"), "3");
  CAF_CHECK_EQUAL(at(text, "/a/1/b"), "2");
  CAF_CHECK_EQUAL(at(text, "/n"), "null");
}

CAF_TEST(nothing is what says nothing) {
  for (auto text :
       {"null", "false", "0", "-0", "0.0", "0e5", "\"\"", "[]", "{}"})
    CAF_CHECK(is_nothing(*parse_json(text)));
  for (auto text :
       {"true", "1", "0.1", "1e0", "\"0\"", "\" \"", "[0]", "{\"a\":null}"})
    CAF_CHECK(!is_nothing(*parse_json(text)));
}

CAF_TEST(a number is one to the letter) {
  for (auto text : {"0", "-0", "10", "1.5", "1e5", "1E-5", "-1.25e+10"})
    CAF_CHECK(is_json_number(text));
  for (auto text : {"", "-", "01", "1.", ".5", "1e", "1e+", "+1", " 1", "1 ",
                    "0x1", "1,2", "--1", "1.2.3", "NaN", "1e5.5", "١"})
    CAF_CHECK(!is_json_number(text));
}

CAF_TEST(it agrees with another parser on whatever is thrown at it) {
  std::mt19937 random{7};
  std::string seed = R"({"a":[1,-2.5e3,"x\n\u00e9",true,null],"b":{"c":"d"}})";
  constexpr std::string_view pieces = "{}[]\",:\\u0019eE+-.tfn \xc3\xa9\xff";
  int good = 0;
  for (int round = 0; round < 5'000; ++round) {
    auto text = seed;
    for (auto changes = random() % 4; changes > 0; --changes) {
      auto where = random() % text.size();
      if (random() % 3 == 0)
        text.erase(where, 1 + random() % 3);
      else if (random() % 2 == 0)
        text[where] = pieces[random() % pieces.size()];
      else
        text.insert(where, 1, pieces[random() % pieces.size()]);
    }
    auto theirs = nlohmann::json::parse(text, nullptr, false);
    auto ours = again(text);
    CAF_REQUIRE_EQUAL(ours == "none", theirs.is_discarded());
    if (theirs.is_discarded())
      continue;
    ++good;
    CAF_REQUIRE(nlohmann::json::parse(ours) == theirs
                || text.find("u0000") != std::string::npos);
  }
  CAF_CHECK_GREATER(good, 500);
}
