#include "leads/domain.hpp"

#include <algorithm>
#include <memory>

#include <idn2.h>
#include <libpsl.h>

#include "leads/text.hpp"

namespace leadmill {

namespace {

/// The newest public suffix list on this machine, for as long as the process
/// runs; reading it from several threads is safe.
const psl_ctx_t* suffixes() {
  static const psl_ctx_t* list = psl_latest(nullptr);
  return list;
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-'
         && label.back() != '-'
         && std::all_of(label.begin(), label.end(), [](char c) {
              return is_ascii_letter(c) || is_ascii_digit(c) || c == '-';
            });
}

bool is_host_name(std::string_view text) {
  if (text.size() > 253 || text.find('.') == std::string_view::npos)
    return false;
  while (true) {
    auto dot = text.find('.');
    if (!is_label(text.substr(0, dot)))
      return false;
    if (dot == std::string_view::npos)
      return true;
    text.remove_prefix(dot + 1);
  }
}

bool has_known_top_level(const std::string& host) {
  auto top = host.c_str() + host.find_last_of('.') + 1;
  return psl_is_public_suffix2(suffixes(), top,
                               PSL_TYPE_ANY | PSL_TYPE_NO_STAR_RULE)
         != 0;
}

/// Punycode; empty when it is no valid IDN.
std::string to_ascii(std::string_view text) {
  char* made = nullptr;
  if (idn2_to_ascii_8z(std::string{text}.c_str(), &made,
                       IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT)
      != IDN2_OK)
    return {};
  std::unique_ptr<char, void (*)(void*)> owned{made, idn2_free};
  return made;
}

} // namespace

std::string normalize_domain(std::string_view text) {
  if (text.ends_with('.'))
    text.remove_suffix(1);
  auto host = ascii_lower(is_ascii(text) ? std::string{text} : to_ascii(text));
  if (!is_host_name(host) || !has_known_top_level(host))
    return {};
  return host;
}

std::string registrable_domain(const std::string& domain) {
  const auto* found = psl_registrable_domain(suffixes(), domain.c_str());
  return found != nullptr ? found : "";
}

std::string domain_of_url(std::string_view text) {
  text = trim(text);
  if (auto scheme = text.find("://"); scheme != std::string_view::npos)
    text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (auto user = text.find_last_of('@'); user != std::string_view::npos)
    text.remove_prefix(user + 1);
  text = text.substr(0, text.find(':'));
  return normalize_domain(text);
}

} // namespace leadmill
