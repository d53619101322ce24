#include "leads/letters.hpp"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/utf8.h>

#include "leads/text.hpp"

namespace leadmill {

namespace {

// ICU's macros narrow on purpose.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"

/// Calls `f(code point)` for each in `text`, U+FFFD for what is none.
template <class F>
void each_point(std::string_view text, F f) {
  auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 c = 0;
    U8_NEXT_OR_FFFD(text.data(), i, length, c);
    f(c);
  }
}

void append_point(std::string& out, UChar32 c) {
  char bytes[U8_MAX_LENGTH];
  std::int32_t n = 0;
  U8_APPEND_UNSAFE(bytes, n, c);
  out.append(bytes, static_cast<std::size_t>(n));
}

#pragma GCC diagnostic pop

std::string nfkc(std::string_view text) {
  UErrorCode error = U_ZERO_ERROR;
  const auto* form = unorm2_getNFKCInstance(&error);
  std::u16string wide(text.size() + 1, u'\0');
  std::int32_t length = 0;
  u_strFromUTF8WithSub(
      wide.data(), static_cast<std::int32_t>(wide.size()), &length, text.data(),
      static_cast<std::int32_t>(text.size()), 0xfffd, nullptr, &error);
  // One code unit never becomes more than 18 (U+FDFA).
  std::u16string normal(static_cast<std::size_t>(length) * 18 + 1, u'\0');
  auto size =
      unorm2_normalize(form, wide.data(), length, normal.data(),
                       static_cast<std::int32_t>(normal.size()), &error);
  std::string out(static_cast<std::size_t>(size > 0 ? size : 0) * 3 + 1, '\0');
  std::int32_t bytes = 0;
  u_strToUTF8(out.data(), static_cast<std::int32_t>(out.size()), &bytes,
              normal.data(), size, &error);
  if (U_FAILURE(error))
    return std::string{text};
  out.resize(static_cast<std::size_t>(bytes));
  return out;
}

bool is_mark(UChar32 c) {
  return (U_GET_GC_MASK(c) & (U_GC_MN_MASK | U_GC_MC_MASK)) != 0;
}

bool is_variation_selector(UChar32 c) { return c >= 0xfe00 && c <= 0xfe0f; }

/// What stands for `c` in a name: itself, something plainer, a space, or
/// nothing (0).
UChar32 plain(UChar32 c) {
  if (c < 0x80)
    return c;
  switch (c) {
  case 0x2018: // curly single quotes, modifier apostrophe, prime, acute
  case 0x2019:
  case 0x02bc:
  case 0x2032:
  case 0x00b4:
    return '\'';
  case 0x201c: // curly double quotes
  case 0x201d:
  case 0x201e:
    return '"';
  case 0x2010: // hyphens, and the dashes used for them
  case 0x2011:
  case 0x2012:
  case 0x2013:
    return '-';
  case 0x2014: // what separates: em dash, bullets
  case 0x2022:
  case 0x00b7:
    return '|';
  case 0x00ad: // soft hyphen
    return 0;
  default:
    break;
  }
  if (is_variation_selector(c) || u_charType(c) == U_FORMAT_CHAR
      || u_charType(c) == U_ENCLOSING_MARK)
    return 0;
  return u_isalpha(c) || is_mark(c) || u_isdigit(c) ? c : ' ';
}

} // namespace

std::string plain_letters(std::string_view text) {
  if (is_ascii(text))
    return std::string{text};
  std::string out;
  out.reserve(text.size());
  // Before NFKC too: it makes letters of signs like the trade mark.
  std::string kept;
  each_point(text, [&](UChar32 c) {
    if (auto simple = plain(c); simple != 0)
      append_point(kept, simple);
  });
  each_point(is_ascii(kept) ? kept : nfkc(kept), [&](UChar32 c) {
    if (auto simple = plain(c); simple != 0)
      append_point(out, simple);
  });
  return out;
}

bool has_letter(std::string_view text) {
  bool found = false;
  each_point(text, [&](UChar32 c) { found = found || u_isalpha(c); });
  return found;
}

bool is_all_upper(std::string_view text) {
  bool upper = false;
  bool other = false;
  each_point(text, [&](UChar32 c) {
    upper = upper || u_isupper(c);
    other = other || u_islower(c);
  });
  return upper && !other;
}

bool is_all_lower(std::string_view text) {
  bool lower = false;
  bool other = false;
  each_point(text, [&](UChar32 c) {
    lower = lower || u_islower(c);
    other = other || u_isupper(c);
  });
  return lower && !other;
}

std::string title_case(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  std::string word; // since the last break, in lower case
  bool start = true;
  each_point(text, [&](UChar32 c) {
    // O'Neil and D'Angelo, but Ka'imi
    if (c == ' ' || c == '-' || c == '.' || (c == '\'' && word.size() <= 1)) {
      start = true;
      word.clear();
      append_point(out, c);
      return;
    }
    append_point(out, start ? u_totitle(c) : u_tolower(c));
    append_point(word, u_tolower(c));
    start = word == "mc";
  });
  return out;
}

} // namespace leadmill
