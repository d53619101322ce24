// What stops a lead. A filter answers with the reason, for a person to read
// and to count by, so it holds nothing of the lead itself; empty: it passes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "leads/phone.hpp"

namespace leadmill {

/// "Age over 59" when `years` is more than `max_age`.
std::string age_filter(int years, int max_age);

/// Parts of carriers' names that are not wanted, in any case.
class junk_list {
 public:
  explicit junk_list(const std::vector<std::string>& names);
  bool matches(std::string_view carrier) const;

 private:
  std::vector<std::string> names_; // folded
};

/// What is known about how a lead can be called.
struct phone_facts {
  bool has_phone = false;
  /// There was one, but no phone has such a number.
  bool was_invalid = false;
  line_type type = line_type::unknown;
  std::string_view carrier;
};

/// Stops a lead without a phone ("No phone", "Invalid phone"), on a VoIP line
/// ("VoIP"), a landline ("Landline") or a carrier on the list ("Junk
/// carrier"). An unknown type passes, and so does one that may be a mobile.
std::string gatekeep(const phone_facts& facts, const junk_list& junk);

} // namespace leadmill
