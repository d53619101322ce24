// LinkedIn profile addresses, put into one form.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// The profile of a person as "https://www.linkedin.com/in/jane-doe" or
/// ".../sales/lead/ACwAAA…": without country host, language, query and search
/// suffix; public names in lower case, Sales Navigator ids as they are. Empty
/// when `text` is no such address (a company's, another site's, …).
std::string normalize_linkedin_url(std::string_view text);

} // namespace leadmill
