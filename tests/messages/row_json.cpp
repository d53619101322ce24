#define CAF_SUITE messages_row_json
#include "messages/row_json.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(scalars are read as text in their order) {
  row_reader reader;
  auto columns = reader.read(
      R"({"Name":"Zo\u00eb \"Z\"","Age":42,"Old":true,"None":null,"x":1.5})");
  row_columns expected{{"Name", "Zoë \"Z\""},
                       {"Age", "42"},
                       {"Old", "true"},
                       {"None", ""},
                       {"x", "1.5"}};
  CAF_CHECK(columns == expected);
}

CAF_TEST(arrays and objects are left out) {
  row_reader reader;
  auto columns = reader.read(R"({"a":[1],"b":{"c":2},"d":"e"})");
  CAF_CHECK(columns == row_columns({{"d", "e"}}));
}

CAF_TEST(every member is read as its JSON and as text) {
  row_reader reader;
  auto members = reader.read_members(
      R"({"a":"Zo\u00eb \"Z\"","b":42,"c":null,"d":[1,"x"],"e":{"f":false}})");
  std::vector<row_member> expected{{"a", R"("Zo\u00eb \"Z\"")", "Zoë \"Z\""},
                                   {"b", "42", "42"},
                                   {"c", "null", ""},
                                   {"d", R"([1,"x"])", R"([1,"x"])"},
                                   {"e", R"({"f":false})", R"({"f":false})"}};
  CAF_CHECK(members == expected);
  for (auto odd : {"", "{", "{}", "[1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,,}",
                   "{\"a\":1\"b\":2}", "{\"a", "{\"a\\"})
    CAF_CHECK(reader.read_members(odd).empty());
}

CAF_TEST(a number is read as it is written) {
  row_reader reader;
  auto members = reader.read_members(
      R"({"a":1.50,"b":-12345678901234567890123,"c\n}":"}],\\\""})");
  std::vector<row_member> expected{
      {"a", "1.50", "1.50"},
      {"b", "-12345678901234567890123", "-12345678901234567890123"},
      {"c\n}", R"("}],\\\"")", "}],\\\""}};
  CAF_CHECK(members == expected);
}

CAF_TEST(a reader can be used again for longer rows) {
  row_reader reader;
  CAF_CHECK(reader.read("{}").empty());
  std::string long_value(100'000, 'x');
  auto columns = reader.read("{\"a\":\"" + long_value + "\"}");
  CAF_REQUIRE_EQUAL(columns.size(), 1u);
  CAF_CHECK_EQUAL(columns[0].second, long_value);
}

CAF_TEST(what is no object has no columns) {
  row_reader reader;
  CAF_CHECK(reader.read("[1]").empty());
  CAF_CHECK(reader.read("{\"a\":").empty());
  CAF_CHECK(reader.read("").empty());
}
