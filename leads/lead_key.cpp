#include "leads/lead_key.hpp"

#include "leads/text.hpp"
#include "messages/digest.hpp"

namespace leadmill {

namespace {

constexpr std::size_t key_digits = 32;

std::string digest(std::string_view kind, std::string_view text) {
  return to_hex(sha256({kind, "\n", text})).substr(0, key_digits);
}

} // namespace

std::string lead_key(const identity_marks& marks, std::string_view row) {
  if (!marks.linkedin_url.empty())
    return digest("linkedin", marks.linkedin_url);
  if (!marks.email.empty())
    return digest("email", marks.email);
  if (!marks.name.empty() && !marks.phone.empty()) {
    auto text = ascii_lower(marks.name);
    text += '\n';
    text += marks.phone;
    return digest("name+phone", text);
  }
  return digest("row", row);
}

} // namespace leadmill
