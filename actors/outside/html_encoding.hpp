// What a page of HTML says, in UTF-8, whatever encoding it came in.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// The page in UTF-8. Its encoding is what its own first bytes say (a byte
/// order mark), else `content_type` (the header), else its own declaration
/// within the first 1,024 bytes, else UTF-8, or windows-1252 where it cannot be
/// that. Like browsers, takes Latin-1 for windows-1252, which has more. An
/// encoding that is not known counts as none. Bytes that are not of the
/// encoding become U+FFFD.
std::string html_to_utf8(std::string_view page, std::string_view content_type);

} // namespace leadmill
