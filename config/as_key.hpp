// How a value of the file gets into a field of a struct that tables are read
// into: `as_text(FIELD(url))` for make_table_key (config/table_keys.hpp).
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include "config/assign.hpp"
#include "config/keys.hpp"

namespace leadmill {

constexpr double ms_per_second = 1e3;

/// In each, `field` finds the field.
template <class Field>
auto as_text(Field field) {
  return [field](auto& to, const file_value& value) {
    return assign_text(field(to), value);
  };
}

template <class Field>
auto as_template(Field field) {
  return [field](auto& to, const file_value& value) {
    return assign_template(field(to), value);
  };
}

template <class Field>
auto as_texts(Field field) {
  return [field](auto& to, const file_value& value) {
    return assign_texts(field(to), value);
  };
}

template <class Field>
auto as_pairs(Field field) {
  return [field](auto& to, const file_value& value) {
    return assign_pairs(field(to), value);
  };
}

template <class Field>
auto as_truth(Field field) {
  return [field](auto& to, const file_value& value) {
    bool truth = false;
    auto fault = assign_truth(truth, value);
    if (fault.empty())
      field(to) = truth;
    return fault;
  };
}

template <class Field>
auto as_whole(Field field, std::int64_t low, std::int64_t high) {
  return [=](auto& to, const file_value& value) {
    auto& target = field(to);
    auto number = static_cast<std::int64_t>(target);
    auto fault = assign_whole(number, value, low, high);
    target = static_cast<std::decay_t<decltype(target)>>(number);
    return fault;
  };
}

struct number_range {
  double low;
  double high;
  /// What is more than nothing is at least this.
  double least = 0;
};

/// A number that is stored in smaller units: `scale` of them make one.
template <class Field>
auto as_scaled(Field field, number_range allowed, double scale) {
  return [=](auto& to, const file_value& value) {
    double number = 0;
    auto fault =
        assign_number(number, value, allowed.low, allowed.high, allowed.least);
    using target = std::decay_t<decltype(field(to))>;
    if (fault.empty())
      field(to) = static_cast<target>(std::llround(number * scale));
    return fault;
  };
}

/// A word that stands for one of the values of an enumeration.
template <class Field, class Enum, std::size_t Count>
auto as_word(Field field,
             std::array<std::pair<const char*, Enum>, Count> words) {
  return [=](auto& to, const file_value& value) -> std::string {
    auto text = std::get_if<std::string>(&value.value);
    std::string known;
    for (const auto& [word, meaning] : words) {
      if (text && *text == word) {
        field(to) = meaning;
        return {};
      }
      known += (known.empty() ? "" : " or ") + literal(word);
    }
    return "must be " + known;
  };
}

} // namespace leadmill
