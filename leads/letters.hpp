// What Unicode says about letters; the only place that knows ICU.
#pragma once

#include <string>
#include <string_view>

namespace leadmill {

/// `text` in NFKC (fancy mathematical letters become plain ones) with only
/// what names are made of: letters, marks, digits, spaces and plain ASCII
/// punctuation. Curly quotes and dashes become straight ones, emoji, symbols
/// and invisible characters a space or nothing.
std::string plain_letters(std::string_view text);

bool has_letter(std::string_view text);

/// Whether there are letters, and all of them are in upper (lower) case.
bool is_all_upper(std::string_view text);
bool is_all_lower(std::string_view text);

/// "JOHN O'NEIL-MCDONALD" is "John O'Neil-McDonald".
std::string title_case(std::string_view text);

} // namespace leadmill
