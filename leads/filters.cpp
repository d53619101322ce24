#include "leads/filters.hpp"

#include <algorithm>

#include "leads/text.hpp"

namespace leadmill {

std::string age_filter(int years, int max_age) {
  return years > max_age ? "Age over " + std::to_string(max_age)
                         : std::string{};
}

junk_list::junk_list(const std::vector<std::string>& names) {
  for (const auto& name : names)
    // What folds to nothing would match everything.
    if (auto folded = fold_name(name); !folded.empty())
      names_.push_back(std::move(folded));
}

bool junk_list::matches(std::string_view carrier) const {
  if (names_.empty() || carrier.empty())
    return false;
  auto folded = fold_name(carrier);
  return std::any_of(names_.begin(), names_.end(), [&](const auto& name) {
    return folded.find(name) != std::string::npos;
  });
}

std::string gatekeep(const phone_facts& facts, const junk_list& junk) {
  if (!facts.has_phone)
    return facts.was_invalid ? "Invalid phone" : "No phone";
  if (facts.type == line_type::voip)
    return "VoIP";
  if (facts.type == line_type::landline)
    return "Landline";
  return junk.matches(facts.carrier) ? "Junk carrier" : "";
}

} // namespace leadmill
