#include "leads/linkedin.hpp"

#include <array>

#include "leads/text.hpp"

namespace leadmill {

namespace {

bool starts_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size()
         && equal_ignoring_case(text.substr(0, word.size()), word);
}

/// What follows "linkedin.com/" or its subdomains'; empty if it is elsewhere.
std::string_view path_at_linkedin(std::string_view text) {
  constexpr std::string_view site = "linkedin.com";
  if (auto scheme = text.find("://"); scheme != std::string_view::npos)
    text.remove_prefix(scheme + 3);
  auto slash = text.find('/');
  if (slash == std::string_view::npos)
    return {};
  auto host = text.substr(0, slash);
  if (host.size() < site.size()
      || !equal_ignoring_case(host.substr(host.size() - site.size()), site))
    return {};
  host.remove_suffix(site.size());
  if (!host.empty() && host.back() != '.')
    return {};
  return text.substr(slash + 1);
}

int hex_value(char c) {
  c = ascii_lower(c);
  if (is_ascii_digit(c))
    return c - '0';
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/// Lower case; percent-escapes of letters beyond ASCII undone, so that both
/// spellings of "josé" are one.
std::string public_name(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      auto value = hex_value(text[i + 1]) * 16 + hex_value(text[i + 2]);
      if (hex_value(text[i + 1]) >= 8 && hex_value(text[i + 2]) >= 0) {
        out += static_cast<char>(value);
        i += 2;
        continue;
      }
    }
    out += ascii_lower(text[i]);
  }
  return out;
}

} // namespace

std::string normalize_linkedin_url(std::string_view text) {
  constexpr std::string_view base = "https://www.linkedin.com/";
  struct kind {
    std::string_view prefix;
    bool is_public;
  };
  constexpr std::array<kind, 5> kinds = {{{"in/", true},
                                          {"pub/", true},
                                          {"sales/lead/", false},
                                          {"sales/people/", false},
                                          {"talent/profile/", false}}};
  text = trim(text);
  auto path = path_at_linkedin(text);
  if (path.empty()) {
    while (text.starts_with('/'))
      text.remove_prefix(1);
    if (!starts_with_word(text, "in/"))
      return {};
    path = text;
  }
  for (const auto& k : kinds) {
    if (!starts_with_word(path, k.prefix))
      continue;
    auto id = path.substr(k.prefix.size());
    // A search's traces stand behind a comma in Sales Navigator's addresses.
    id = id.substr(0, id.find_first_of(k.is_public ? "/?# \t" : "/?#, \t"));
    if (id.empty())
      return {};
    std::string out{base};
    out += k.prefix == "pub/"            ? "in/"
           : k.prefix == "sales/people/" ? "sales/lead/"
                                         : k.prefix;
    return out += k.is_public ? public_name(id) : std::string{id};
  }
  return {};
}

} // namespace leadmill
