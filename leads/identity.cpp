#include "leads/identity.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>
#include <vector>

#include "leads/letters.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

/// What stands behind is read by nobody as part of a name.
constexpr std::size_t max_bytes = 500;

using words = std::vector<std::string_view>;
using word_set = std::unordered_set<std::string_view>;

const word_set titles = {
    "mr",   "mrs",       "ms",     "miss",    "mx",   "dr",   "drs",
    "prof", "professor", "doctor", "rev",     "sir",  "dame", "hon",
    "capt", "col",       "lt",     "sgt",     "maj",  "gen",  "cmdr",
    "cdr",  "atty",      "ing",    "dipling", "herr", "frau", "mme",
    "mlle", "sra",       "sr",     "srta",    "engr"};

/// Folded: lower case without dots and hyphens.
const word_set credentials = {
    "md", "do", "pharmd", "cpa", "jd", "mph", "mba", "psyd", "rn", "np", "phd",
    "dphil", "edd", "dds", "dmd", "dvm", "od", "dpm", "dc", "pa", "pac", "lcsw",
    "lmsw", "lmft", "mft", "lpc", "lpcc", "lmhc", "bcba", "cfa", "cfp", "pmp",
    "pe", "esq", "esquire", "llm", "llb", "msw", "msn", "bsn", "dnp", "aprn",
    "arnp", "fnp", "fnpc", "fnpbc", "crna", "cnm", "cnp", "agnp", "pmhnp",
    "pmhnpbc", "agacnp", "facp", "facs", "facc", "faap", "facog", "faafp",
    "faan", "fache", "fccp", "dpt", "pt", "ot", "otr", "otrl", "cot", "slp",
    "cccslp", "rdn", "rd", "ldn", "cscs", "atc", "cissp", "cisa", "cism",
    "cpcu", "clu", "chfc", "ricp", "cfe", "cma", "cpp", "shrm", "shrmcp",
    "shrmscp", "phr", "sphr", "csm", "cspo", "leed", "leedap", "aia", "faia",
    "aicp", "ccim", "crs", "gri", "abr", "mpa", "mpp", "mha", "mhsa", "mhs",
    "med", "msc", "bsc", "ms", "ma", "ba", "bs", "bba", "mfa", "mbbs", "mbchb",
    "frcs", "frcp", "mrcp", "bds", "rph", "bcps", "lac", "dacm", "nd", "dsc",
    "scd", "ccrn", "cen", "lvn", "lpn", "cna", "ea", "cae", "ncc", "nbcchwc",
    "dabr", "dip", "ccc", "rbt", "cphq", "cic",
    // no credentials, but never part of a name
    "ceo", "cfo", "cto", "coo", "cmo", "vp", "svp", "evp", "founder",
    "cofounder", "realtor"};

/// Credentials that are also what people are called.
const word_set doubtful = {"do",  "ma", "pa", "pe",  "ba", "ot",  "med",
                           "dc",  "nd", "pt", "od",  "ea", "lac", "cen",
                           "dip", "rd", "np", "abr", "bs", "ms"};

const word_set particles = {"van", "von", "der", "den", "de",  "del", "della",
                            "da",  "das", "dos", "di",  "du",  "la",  "le",
                            "el",  "al",  "bin", "ibn", "ter", "ten", "st",
                            "zu",  "vom", "af",  "do"};

std::string fold(std::string_view word) {
  std::string out;
  for (auto c : word)
    if (c != '.' && c != '-' && c != ',')
      out += ascii_lower(c);
  return out;
}

std::string_view suffix_of(std::string_view word) {
  auto folded = fold(word);
  if (folded == "jr" || folded == "junior")
    return "Jr.";
  if (folded == "sr" || folded == "senior")
    return "Sr.";
  if (folded == "ii" || folded == "2nd")
    return "II";
  if (folded == "iii" || folded == "3rd")
    return "III";
  if (folded == "iv" || folded == "4th")
    return "IV";
  return {};
}

bool is_title(std::string_view word) {
  auto folded = fold(word);
  // Hon, Gen and Col are first names too; as titles they have a dot.
  auto needs_dot =
      folded == "hon" || folded == "gen" || folded == "col" || folded == "ing";
  return titles.contains(folded) && (!needs_dot || word.back() == '.');
}

bool is_credential(std::string_view word) {
  if (credentials.contains(fold(word)))
    return true;
  // "FNP-BC", "RN-BSN"
  auto parts = split(word, "-");
  return parts.size() > 1 && credentials.contains(fold(parts.front()));
}

/// Without what stands in brackets or double quotes.
std::string drop_bracketed(std::string_view text) {
  std::string out;
  char closing = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    auto c = text[i];
    if (closing != 0) {
      if (c == closing)
        closing = 0;
      continue;
    }
    constexpr std::string_view open = "([{<\"";
    constexpr std::string_view close = ")]}>\"";
    auto kind = open.find(c);
    if (kind == std::string_view::npos) {
      out += close.find(c) == std::string_view::npos ? c : ' ';
      continue;
    }
    // One that is never closed is only dropped itself.
    if (text.find(close[kind], i + 1) != std::string_view::npos)
      closing = close[kind];
    out += ' ';
  }
  return out;
}

/// Up to the first thing that separates a name from what is said about it.
std::string_view before_decoration(std::string_view text) {
  for (std::string_view mark :
       {"|", "~", "*", "/", ";", "\\", " - ", " -- ", " @", " at ", ":"}) {
    auto at = text.find(mark);
    // Decorations may also stand in front.
    while (
        at == 0
        || (at != std::string_view::npos && trim(text.substr(0, at)).empty())) {
      text.remove_prefix(at + mark.size());
      at = text.find(mark);
    }
    text = text.substr(0, at);
  }
  return text;
}

/// The words of a segment that can belong to a name.
words name_words(std::string_view segment) {
  auto out = split(segment, " \t\r\n");
  std::erase_if(out, [](std::string_view word) {
    return !has_letter(word) && suffix_of(word).empty();
  });
  return out;
}

bool all_credentials(const words& list) {
  return std::all_of(list.begin(), list.end(), [](std::string_view word) {
    return is_credential(word) || !suffix_of(word).empty();
  });
}

/// Whether the last word is a credential although no comma says so.
bool ends_in_credential(const words& list, bool shouting) {
  if (list.size() < 2 || !is_credential(list.back()))
    return false;
  auto last = list.back();
  if (!doubtful.contains(fold(last)))
    return true;
  return list.size() > 2 && !shouting && is_all_upper(last);
}

bool is_upper_name(const words& list) {
  return std::all_of(list.begin(), list.end(),
                     [](std::string_view word) { return is_all_upper(word); });
}

void take_suffix(words& list, person_name& out) {
  if (list.size() < 2)
    return;
  if (auto suffix = suffix_of(list.back()); !suffix.empty()) {
    out.suffix = suffix;
    list.pop_back();
  }
}

void strip_ends(words& list, person_name& out) {
  while (list.size() > 1 && is_title(list.front()))
    list.erase(list.begin());
  auto shouting = is_upper_name(list);
  take_suffix(list, out);
  while (ends_in_credential(list, shouting)) {
    list.pop_back();
    if (out.suffix.empty())
      take_suffix(list, out);
  }
}

bool is_particle(std::string_view word) {
  auto folded = fold(word);
  return particles.contains(folded) && (folded != "do" || word == "do");
}

/// The words of a name in their order; `last_words` is how many of them are the
/// last name, 0 when that has to be guessed.
struct name_order {
  words list;
  std::size_t last_words = 0;
};

/// Whether a segment can be a last name alone: one word, or particles and one.
bool is_last_name(const words& list) {
  return !list.empty()
         && std::all_of(list.begin(), list.end() - 1, is_particle);
}

/// The first segment, or "Smith, John" turned round.
name_order arrange(std::string_view text, person_name& out) {
  auto segments = split(text, ",");
  name_order order;
  if (segments.empty())
    return order;
  auto& list = order.list;
  list = name_words(segments.front());
  take_suffix(list, out);
  for (std::size_t i = 1; i < segments.size(); ++i) {
    auto more = name_words(segments[i]);
    if (all_credentials(more)) {
      for (auto word : more)
        if (auto suffix = suffix_of(word); !suffix.empty())
          out.suffix = suffix;
    } else if (i == 1 && more.size() <= 3 && is_last_name(list)) {
      while (more.size() > 1 && is_title(more.front()))
        more.erase(more.begin());
      take_suffix(more, out);
      order.last_words = list.size();
      more.insert(more.end(), list.begin(), list.end());
      list = std::move(more);
    }
  }
  if (order.last_words == 0)
    strip_ends(list, out);
  return order;
}

std::string join(words::const_iterator from, words::const_iterator to) {
  std::string out;
  for (; from != to; ++from) {
    if (!out.empty())
      out += ' ';
    out += *from;
  }
  return out;
}

/// Where the last name begins; at the end if there is none.
std::size_t last_name_at(const name_order& order) {
  const auto& list = order.list;
  if (order.last_words != 0 || list.size() < 2)
    return list.size() - order.last_words;
  auto at = list.size() - 1;
  while (at > 1 && is_particle(list[at - 1]))
    --at;
  return at;
}

/// Commas and dots that belong to no abbreviation.
std::string_view tidy(std::string_view word) {
  while (word.size() > 1
         && (word.back() == ',' || word.back() == '\'' || word.back() == '-'))
    word.remove_suffix(1);
  while (word.size() > 1
         && (word.front() == '.' || word.front() == '\'' || word.front() == '-'
             || word.front() == '+'))
    word.remove_prefix(1);
  if (word.size() > 3 && word.back() == '.'
      && word.find('.') == word.size() - 1)
    word.remove_suffix(1);
  return word;
}

std::string proper_case(std::string text) {
  // "JD" may be initials.
  auto cased = text.size() > 2 && is_all_upper(text);
  return cased || is_all_lower(text) ? title_case(text) : text;
}

} // namespace

person_name clean_name(std::string_view raw) {
  person_name out;
  auto text = drop_bracketed(plain_letters(raw.substr(0, max_bytes)));
  if (text.find("://") != std::string::npos)
    return out;
  auto order = arrange(before_decoration(text), out);
  auto& list = order.list;
  for (auto& word : list)
    word = tidy(word);
  // An address is not a name.
  if (std::any_of(list.begin(), list.end(), [](std::string_view word) {
        return word.find('@') != std::string_view::npos;
      }))
    return {};
  if (list.empty())
    return {};
  auto full = join(list.begin(), list.end());
  auto cased = proper_case(full);
  auto at = last_name_at(order);
  // Title case may change lengths beyond ASCII, so it is cut into words again.
  auto parts = split(cased, " ");
  auto cut = parts.begin() + static_cast<std::ptrdiff_t>(at);
  out.first = parts.front();
  out.last = join(cut, parts.end());
  out.full = std::move(cased);
  if (!out.suffix.empty())
    out.full += ' ' + out.suffix;
  return out;
}

} // namespace leadmill
