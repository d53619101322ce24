// Puts the values of ${VARIABLES} into templates, each encoded for its place,
// so that a secret may hold any character.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "config/fault_list.hpp"
#include "config/problem.hpp"
#include "config/templates.hpp"
#include "config/variables.hpp"

namespace leadmill {

enum class template_place : std::uint8_t {
  /// Up to the path as it is, behind it percent-encoded.
  url,
  /// A value in JSON: escaped within quotes, outside of them as it is.
  json,
  /// A form: percent-encoded.
  form,
  /// As it is: a query pair, which is encoded when it is rendered, a header.
  plain,
};

/// Fills templates and remembers what it could not.
class template_filler {
 public:
  explicit template_filler(const variables& environment)
      : environment_(environment) {}

  /// The template without variables. One that is not set becomes something
  /// harmless of the right form, so that the rest can be checked.
  written_pieces fill(const written_pieces& from, template_place place);

  /// Variables that are not set, in the order of their use, each once.
  const std::vector<std::string>& missing() const noexcept { return missing_; }

  /// The variable that a value was taken from, NAME or NAME_FILE; empty: none
  /// was.
  std::string place_of(const std::string& name) const;

  /// Variables that are set wrongly.
  const std::vector<config_problem>& faults() const noexcept { return faults_; }

 private:
  /// Null when it is not set, which is then known.
  const std::string* value_of(const std::string& name);

  const variables& environment_;
  std::map<std::string, variable_value> seen_;
  std::vector<std::string> missing_;
  std::vector<config_problem> faults_;
};

/// Tells a fault of a part, called `key`, that was checked with its variables
/// put in. It may be theirs: then it is told where the first of them was set.
void tell_filled(const std::string& key, const written_pieces& written,
                 const std::string& fault, const template_filler& filler,
                 fault_list& faults);

/// Whether what is behind `text` belongs to a URL's path or query.
bool is_behind_host(std::string_view text) noexcept;

} // namespace leadmill
