// Email addresses: found in a cell, checked, put into one form, classified.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leadmill {

struct email_address {
  /// In lower case, the domain in ASCII.
  std::string text;
  /// Behind the @, cut to what was registered ("example.co.uk").
  std::string registrable;
  /// An address of a function rather than a person: info@, sales@, ….
  bool role = false;
  /// At a provider that gives addresses to anybody: gmail.com, ….
  bool free_mail = false;
};

/// The first valid address of a cell: "a@example.com", "A B <a@example.com>",
/// "mailto:a@example.com", "a@example.com; b@example.com". Valid is a dot-atom
/// (RFC 5322, 5321's lengths) at a registrable domain; quoted local parts and
/// such beyond ASCII are taken for mistakes.
std::optional<email_address> parse_email(std::string_view cell);

} // namespace leadmill
