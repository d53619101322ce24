// Reads a table of the file into a struct, by a list of the keys that it may
// have.
#pragma once

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "config/fault_list.hpp"
#include "config/file_tree.hpp"
#include "config/keys.hpp"
#include "config/nearest.hpp"

namespace leadmill {

/// A key of the tables that are read into a T.
template <class T>
struct table_key {
  std::string name;
  /// What it is for, in half a sentence.
  std::string help;
  /// Puts a value in. `full_name` is what faults are told of.
  std::function<void(T& to, const file_value& value,
                     const std::string& full_name, fault_list& faults)>
      read;
};

template <class T>
using table_keys = std::vector<table_key<T>>;

/// A key whose value `assign` puts in, or else says what is wrong with its
/// form: std::string assign(T&, const file_value&), empty when nothing is.
template <class T, class Assign>
table_key<T> make_table_key(const char* name, const char* help, Assign assign) {
  return {name, help,
          [help = std::string{help}, assign](T& to, const file_value& value,
                                             const std::string& full_name,
                                             fault_list& faults) {
            auto fault = assign(to, value);
            if (!fault.empty())
              faults.wrong(full_name, "(" + help + ") " + fault);
          }};
}

/// Reads `table`, which is called `name`. A key that is not in `keys` is a
/// fault.
template <class T>
void read_table(const file_table& table, const std::string& name,
                const table_keys<T>& keys, T& to, fault_list& faults) {
  for (const auto& member : table) {
    auto full_name = name + "." + member.key;
    faults.note(full_name, member.where);
    auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& known) {
      return known.name == member.key;
    });
    if (key != keys.end()) {
      key->read(to, member.value, full_name, faults);
      continue;
    }
    std::vector<std::string> known;
    for (const auto& one : keys)
      known.push_back(one.name);
    faults.wrong_at(member.where,
                    "there is no key " + literal(full_name)
                        + "; the nearest one is "
                        + literal(name + "." + nearest(member.key, known)));
  }
}

} // namespace leadmill
