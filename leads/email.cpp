#include "leads/email.hpp"

#include <algorithm>
#include <unordered_set>

#include "leads/domain.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

using word_set = std::unordered_set<std::string_view>;

const word_set roles = {"abuse",
                        "accounting",
                        "accounts",
                        "admin",
                        "administrator",
                        "ap",
                        "billing",
                        "booking",
                        "bookings",
                        "careers",
                        "contact",
                        "contactus",
                        "customerservice",
                        "customersupport",
                        "email",
                        "enquiries",
                        "enquiry",
                        "feedback",
                        "finance",
                        "frontdesk",
                        "general",
                        "hello",
                        "help",
                        "helpdesk",
                        "hi",
                        "hostmaster",
                        "hr",
                        "info",
                        "information",
                        "inquiries",
                        "inquiry",
                        "invoices",
                        "it",
                        "jobs",
                        "legal",
                        "mail",
                        "marketing",
                        "media",
                        "newsletter",
                        "noreply",
                        "no-reply",
                        "donotreply",
                        "office",
                        "operations",
                        "orders",
                        "partners",
                        "payroll",
                        "postmaster",
                        "pr",
                        "press",
                        "privacy",
                        "purchasing",
                        "reception",
                        "recruiting",
                        "recruitment",
                        "reservations",
                        "root",
                        "sales",
                        "security",
                        "service",
                        "services",
                        "shop",
                        "spam",
                        "support",
                        "team",
                        "tech",
                        "webmaster",
                        "welcome"};

const word_set free_mail = {
    "gmail.com",       "googlemail.com", "yahoo.com",       "ymail.com",
    "rocketmail.com",  "yahoo.co.uk",    "yahoo.co.in",     "yahoo.ca",
    "yahoo.com.au",    "yahoo.com.br",   "yahoo.de",        "yahoo.fr",
    "yahoo.es",        "yahoo.it",       "hotmail.com",     "hotmail.co.uk",
    "hotmail.fr",      "hotmail.de",     "hotmail.it",      "hotmail.es",
    "outlook.com",     "outlook.de",     "outlook.fr",      "live.com",
    "live.co.uk",      "live.ca",        "live.com.au",     "msn.com",
    "aol.com",         "aim.com",        "icloud.com",      "me.com",
    "mac.com",         "proton.me",      "protonmail.com",  "pm.me",
    "gmx.com",         "gmx.de",         "gmx.net",         "gmx.at",
    "web.de",          "t-online.de",    "freenet.de",      "mail.com",
    "email.com",       "mail.ru",        "yandex.ru",       "yandex.com",
    "zoho.com",        "zohomail.com",   "fastmail.com",    "hey.com",
    "tutanota.com",    "hushmail.com",   "comcast.net",     "verizon.net",
    "att.net",         "sbcglobal.net",  "bellsouth.net",   "cox.net",
    "charter.net",     "earthlink.net",  "optonline.net",   "juno.com",
    "netzero.net",     "frontier.com",   "windstream.net",  "shaw.ca",
    "rogers.com",      "sympatico.ca",   "btinternet.com",  "sky.com",
    "virginmedia.com", "talktalk.net",   "orange.fr",       "wanadoo.fr",
    "free.fr",         "laposte.net",    "sfr.fr",          "libero.it",
    "virgilio.it",     "bigpond.com",    "optusnet.com.au", "qq.com",
    "163.com",         "126.com",        "naver.com",       "rediffmail.com",
    "uol.com.br",      "bol.com.br",     "terra.com.br"};

bool is_atom_character(char c) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  return is_ascii_letter(c) || is_ascii_digit(c)
         || others.find(c) != std::string_view::npos;
}

bool is_local_part(std::string_view text) {
  if (text.empty() || text.size() > 64 || text.front() == '.'
      || text.back() == '.' || text.find("..") != std::string_view::npos)
    return false;
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return c == '.' || is_atom_character(c); });
}

bool is_role(std::string_view local) {
  return roles.contains(local.substr(0, local.find('+')));
}

/// What people leave around an address.
std::string_view strip(std::string_view text) {
  constexpr std::string_view prefix = "mailto:";
  constexpr std::string_view wrapping = "<>()[]\"',:";
  while (!text.empty() && wrapping.find(text.front()) != wrapping.npos)
    text.remove_prefix(1);
  while (!text.empty()
         && (text.back() == '.' || wrapping.find(text.back()) != wrapping.npos))
    text.remove_suffix(1);
  if (text.size() > prefix.size()
      && equal_ignoring_case(text.substr(0, prefix.size()), prefix)) {
    text.remove_prefix(prefix.size());
    text = text.substr(0, text.find('?'));
  }
  return text;
}

std::optional<email_address> parse_one(std::string_view text) {
  auto at = text.find_last_of('@');
  if (at == std::string_view::npos || text.size() > 254
      || !is_local_part(text.substr(0, at)))
    return std::nullopt;
  auto domain = normalize_domain(text.substr(at + 1));
  if (domain.empty())
    return std::nullopt;
  email_address out;
  out.registrable = registrable_domain(domain);
  if (out.registrable.empty())
    return std::nullopt;
  out.text = ascii_lower(text.substr(0, at));
  out.role = is_role(out.text);
  out.free_mail = free_mail.contains(out.registrable);
  out.text += '@';
  out.text += domain;
  return out;
}

} // namespace

std::optional<email_address> parse_email(std::string_view cell) {
  if (cell.find('@') == std::string_view::npos)
    return std::nullopt;
  // "A B <a@example.com>": the address stands in the brackets.
  if (auto open = cell.find('<'); open != std::string_view::npos)
    if (auto close = cell.find('>', open); close != std::string_view::npos)
      if (auto found =
              parse_one(strip(trim(cell.substr(open + 1, close - open - 1)))))
        return found;
  if (auto found = parse_one(strip(trim(cell))))
    return found;
  auto parts = split(cell, " ,;|\t\r\n");
  if (parts.size() > 1)
    for (auto part : parts)
      if (auto found = parse_one(strip(part)))
        return found;
  return std::nullopt;
}

} // namespace leadmill
