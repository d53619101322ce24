// A person's name, made clean: titles, credentials, emoji and decorations off,
// split into its parts.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

struct person_name {
  /// Everything but titles, credentials and decorations, a generational suffix
  /// included: "Mary Ann Smith Jr.".
  std::string full;
  /// The first word.
  std::string first;
  /// The last word, with the particles before it ("van der Berg"); empty when
  /// there is only one word.
  std::string last;
  /// "Jr.", "Sr.", "II", "III", "IV"; empty if none.
  std::string suffix;
  bool operator==(const person_name&) const = default;
};

/// Reads a name as people write it: "Dr. JOHN O'NEIL, MD, PhD 🚀", "Smith,
/// John A.", "Ana de la Cruz | Realtor". All parts are empty when it holds no
/// name. Credentials that are also surnames (Do, Ma, Pa) are taken off only
/// behind a comma, or in capitals after at least two other words that are not.
/// Letters of one case only are put into title case.
person_name clean_name(std::string_view text);

} // namespace leadmill
