// A single pass over the text; see config/expand.hpp.
#include "config/expand.hpp"

#include "config/variables.hpp"

namespace leadmill {

tl::expected<std::string, std::string>
expand(std::string_view text, const std::map<std::string, std::string>& env) {
  std::string result;
  for (;;) {
    auto start = text.find("${");
    result += text.substr(0, start);
    if (start == std::string_view::npos)
      return result;
    text.remove_prefix(start + 2);
    if (result.ends_with('$')) {
      result += '{';
      continue;
    }
    auto end = text.find('}');
    auto name = text.substr(0, end);
    if (end == std::string_view::npos || !is_variable_name(name))
      return tl::make_unexpected(
          "has a ${ that is not followed by a variable's name and a }; write "
          "$${ for a literal ${");
    auto found = env.find(std::string{name});
    if (found == env.end())
      return tl::make_unexpected("takes its value from ${" + std::string{name}
                                 + "}, which is not set in the environment");
    result += found->second;
    text.remove_prefix(end + 1);
  }
}

} // namespace leadmill
