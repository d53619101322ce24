// Puts values of the file into fields. Each returns what is wrong with a
// value's form, to be put behind its key's name, or nothing.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "config/file_tree.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// A text in which no ${NAME} may stand.
std::string assign_text(std::string& field, const file_value& value);

/// A text in which ${NAME} and placeholders may stand; neither is looked at.
std::string assign_template(std::string& field, const file_value& value);

std::string assign_truth(bool& field, const file_value& value);
std::string assign_texts(std::vector<std::string>& field,
                         const file_value& value);

/// A table of templates, as its pairs in the order of the file. Whole numbers
/// and truths are taken as they are written.
std::string assign_pairs(text_pairs& field, const file_value& value);

/// A whole number from `low` to `high`.
std::string assign_whole(std::int64_t& field, const file_value& value,
                         std::int64_t low, std::int64_t high);

/// A list of such.
std::string assign_wholes(std::vector<int>& field, const file_value& value,
                          int low, int high);

/// A number from `low` to `high`, with a fraction or without; whatever is more
/// than nothing is at least `least`.
std::string assign_number(double& field, const file_value& value, double low,
                          double high, double least = 0);

/// A text, or a whole number or a truth as it is written; unset for the rest.
std::optional<std::string> scalar_text(const file_value& value);

} // namespace leadmill
