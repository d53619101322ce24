// Looks variables and their files up; see config/variables.hpp.
#include "config/variables.hpp"

#include <algorithm>

#include "config/keys.hpp"
#include "config/small_file.hpp"

namespace leadmill {

namespace {

constexpr std::size_t max_value_file_bytes = std::size_t{64} << 10;

// The value in a file, without one trailing line break.
std::optional<std::string> read_value_file(const std::string& file) {
  auto text = read_small_file(file, max_value_file_bytes);
  if (text && text->ends_with('\n'))
    text->pop_back();
  if (text && text->ends_with('\r'))
    text->pop_back();
  return text;
}

} // namespace

const std::string* find_variable(const variables& environment,
                                 const std::string& name) {
  auto found = environment.find(name);
  if (found == environment.end() || found->second.empty())
    return nullptr;
  return &found->second;
}

variable_value look_up(const variables& environment, const std::string& name) {
  auto value = find_variable(environment, name);
  auto file = find_variable(environment, name + "_FILE");
  if (value && file)
    return {std::nullopt, name,
            config_problem{name,
                           name + "_FILE is set too; set only one of the two"}};
  if (value)
    return {*value, name, std::nullopt};
  if (!file)
    return {};
  if (auto text = read_value_file(*file))
    return {std::move(text), name + "_FILE", std::nullopt};
  return {std::nullopt, name + "_FILE",
          config_problem{name + "_FILE",
                         "the file " + literal(*file)
                             + " cannot be read; check its name and "
                               "permissions, and that it is smaller than 64 "
                               "KiB"}};
}

bool is_variable_name(std::string_view text) {
  auto is_letter = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
  };
  auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return !text.empty() && !is_digit(text[0])
         && std::all_of(text.begin(), text.end(),
                        [&](char c) { return is_letter(c) || is_digit(c); });
}

std::string not_set(const std::vector<std::string>& names) {
  std::string result;
  for (std::size_t i = 0; i < names.size(); ++i)
    result += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  return result + (names.size() == 1 ? " is" : " are") + " not set";
}

} // namespace leadmill
