// Shows the table's values with secrets masked; see config/describe.hpp.
#include "config/describe.hpp"

#include "config/keys.hpp"

namespace leadmill {

std::vector<std::pair<std::string, std::string>>
describe_values(const config& value) {
  std::vector<std::pair<std::string, std::string>> result;
  for (const auto& key : config_keys()) {
    auto shown = key.show(value);
    if (key.secret && shown != literal(""))
      shown = literal(masked);
    result.emplace_back(key.name, std::move(shown));
  }
  return result;
}

std::string describe(const config& value, const config_origins& origins) {
  std::string result;
  std::string table;
  for (const auto& [name, shown] : describe_values(value)) {
    auto dot = name.find('.');
    auto in_table = dot != std::string::npos;
    if (in_table && name.substr(0, dot) != table) {
      table = name.substr(0, dot);
      result += "\n[" + table + "]\n";
    }
    result += (in_table ? name.substr(dot + 1) : name) + " = " + shown;
    if (auto origin = origins.find(name); origin != origins.end())
      result += "  # " + origin->second;
    result += '\n';
  }
  return result;
}

} // namespace leadmill
