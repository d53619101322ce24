#include "config/fault_list.hpp"

#include <algorithm>

namespace leadmill {

void fault_list::note(const std::string& key, const std::string& where) {
  places_[key] = where;
}

bool fault_list::is_wrong(const std::string& key) const {
  return std::any_of(
      problems_.begin(), problems_.end(), [&](const auto& problem) {
        return problem.what.starts_with(key)
               && problem.what.find_first_of(" .[,", key.size()) == key.size();
      });
}

void fault_list::wrong(const std::string& key, const std::string& what) {
  wrong_at(place_of(key), key + " " + what);
}

void fault_list::wrong_at(const std::string& where, const std::string& what) {
  problems_.push_back({where, what});
}

std::string fault_list::place_of(std::string key) const {
  while (true) {
    if (auto place = places_.find(key); place != places_.end())
      return place->second;
    auto dot = key.rfind('.');
    if (dot == std::string::npos)
      return key;
    key.resize(dot);
  }
}

} // namespace leadmill
