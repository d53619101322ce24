// When two rows are the same person.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// What identifies a person; empty where it is not known.
struct identity_marks {
  std::string_view linkedin_url; // normalized
  std::string_view email;        // normalized
  std::string_view name;         // cleaned
  std::string_view phone;        // E.164
};

/// 32 hexadecimal digits: of the LinkedIn URL, else of the email, else of name
/// and phone together, else of the whole row. Stable over versions and
/// machines: the first half of a SHA-256 over a word for the kind, a line feed
/// and the text. Upper and lower case of names do not matter.
std::string lead_key(const identity_marks& marks, std::string_view row);

} // namespace leadmill
