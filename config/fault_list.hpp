// Collects what is wrong with a declaration, key by key, with the line of each.
#pragma once

#include <string>
#include <vector>

#include "config/problem.hpp"

namespace leadmill {

class fault_list {
 public:
  /// A key ("provider.lookup.rate") stands there.
  void note(const std::string& key, const std::string& where);

  /// Whether the key stands anywhere.
  bool is_noted(const std::string& key) const { return places_.contains(key); }

  /// Whether something was said of the key, or of what is in it.
  bool is_wrong(const std::string& key) const;

  /// `key what`, at the key's place; a key that is missing is wrong where that
  /// stands in which it should be.
  void wrong(const std::string& key, const std::string& what);

  /// The same, but said of another place.
  void wrong_at(const std::string& where, const std::string& what);

  /// Where the key stands, or what it is in.
  std::string place_of(std::string key) const;

  bool empty() const noexcept { return problems_.empty(); }
  const std::vector<config_problem>& problems() const noexcept {
    return problems_;
  }

 private:
  config_origins places_;
  std::vector<config_problem> problems_;
};

} // namespace leadmill
