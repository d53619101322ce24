#include "config/conditions.hpp"

#include "config/assign.hpp"
#include "config/keys.hpp"
#include "messages/ascii.hpp"

namespace leadmill {

std::optional<field_condition> parse_condition(std::string_view text) {
  using test = field_condition::test;
  field_condition result;
  auto equals = text.find('=');
  if (equals != std::string_view::npos) {
    auto differs = equals > 0 && text[equals - 1] == '!';
    result.what = differs ? test::differs : test::equals;
    result.field = trim_ascii(text.substr(0, equals - (differs ? 1 : 0)));
    result.value = trim_ascii(text.substr(equals + 1));
    if (result.value.empty())
      return std::nullopt;
  } else {
    result.field = trim_ascii(text);
    if (result.field.starts_with('!')) {
      result.what = test::absent;
      result.field = trim_ascii(result.field.substr(1));
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
