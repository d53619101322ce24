#include "config/conditions.hpp"

#include "config/assign.hpp"
#include "config/keys.hpp"

namespace leadmill {

namespace {

std::string trimmed(std::string_view text) {
  auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos)
    return {};
  return std::string{
      text.substr(first, text.find_last_not_of(' ') + 1 - first)};
}

} // namespace

std::optional<field_condition> parse_condition(std::string_view text) {
  using test = field_condition::test;
  field_condition result;
  auto equals = text.find('=');
  if (equals != std::string_view::npos) {
    auto differs = equals > 0 && text[equals - 1] == '!';
    result.what = differs ? test::differs : test::equals;
    result.field = trimmed(text.substr(0, equals - (differs ? 1 : 0)));
    result.value = trimmed(text.substr(equals + 1));
    if (result.value.empty())
      return std::nullopt;
  } else {
    result.field = trimmed(text);
    if (result.field.starts_with('!')) {
      result.what = test::absent;
      result.field = trimmed(result.field.substr(1));
    }
  }
  if (result.field.empty()
      || result.field.find_first_of("! ") != std::string::npos)
    return std::nullopt;
  return result;
}

std::string assign_conditions(std::vector<field_condition>& field,
                              const file_value& value) {
  std::vector<std::string> texts;
  if (auto fault = assign_texts(texts, value); !fault.empty())
    return fault;
  field.clear();
  for (const auto& text : texts) {
    auto condition = parse_condition(text);
    if (!condition)
      return "holds " + literal(text)
             + R"(; write "phone", "!phone", "country=US" or "lineType!=voip")";
    field.push_back(std::move(*condition));
  }
  return {};
}

} // namespace leadmill
