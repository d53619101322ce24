#include "tests/support/made_people.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>

namespace leadmill::testing {

namespace {

using text = std::string_view;

constexpr std::array first_names = {
    text{"James"}, text{"Mary"},     text{"Robert"},  text{"Patricia"},
    text{"John"},  text{"Jennifer"}, text{"Michael"}, text{"Linda"},
    text{"David"}, text{"Aisha"},    text{"Kenji"},   text{"Ngozi"},
    text{"Priya"}, text{"Olga"},     text{"Carlos"},  text{"Wei"},
    text{"Zoë"},   text{"Björn"},    text{"Łukasz"},  text{"Mary-Jane"}};

constexpr std::array last_names = {
    text{"Smith"},    text{"Johnson"},      text{"Okafor"},   text{"Brown"},
    text{"Jones"},    text{"Garcia"},       text{"Miller"},   text{"Davis"},
    text{"Nguyen"},   text{"Martinez"},     text{"Kowalski"}, text{"Lopez"},
    text{"O'Neil"},   text{"Wilson"},       text{"Anderson"}, text{"Núñez"},
    text{"McDonald"}, text{"van der Berg"}, text{"Moore"},    text{"Jackson"},
    text{"Do"},       text{"Lee"},          text{"Perez"},    text{"Thompson"},
    text{"White"},    text{"Smith-Jones"},  text{"Clark"}};

constexpr std::array titles = {text{"Account Executive"}, text{"CEO"},
                               text{"VP, Sales"},         text{"Realtor®"},
                               text{"Head of R&D"},       text{"Engineer"},
                               text{"Nurse Practitioner"}};

constexpr std::array companies = {
    text{"Example Health"}, text{"Acme, Inc."}, text{"The \"Sample\" Group"},
    text{"Initech Example"}, text{"Fabrikam <Example>"}};

struct place {
  text city;
  text state;
  text state_name;
};

constexpr std::array places = {place{"Austin", "TX", "Texas"},
                               place{"Chicago", "IL", "Illinois"},
                               place{"Portland", "OR", "Oregon"},
                               place{"Boston", "MA", "Massachusetts"},
                               place{"New York", "NY", "New York"},
                               place{"Denver", "CO", "Colorado"},
                               place{"Seattle", "WA", "Washington"},
                               place{"Miami", "FL", "Florida"},
                               place{"St. Louis", "MO", "Missouri"},
                               place{"Atlanta", "GA", "Georgia"},
                               place{"Smallville", "KS", "Kansas"},
                               place{"Phoenix", "AZ", "Arizona"},
                               place{"Nashville", "TN", "Tennessee"}};

constexpr std::array area_codes = {
    201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217,
    218, 219, 224, 225, 228, 229, 231, 234, 239, 240, 248, 251, 252, 253, 254,
    256, 260, 262, 267, 269, 270, 276, 281, 301, 302, 303, 304, 305, 307, 308,
    309, 310, 312, 313, 314, 315, 316, 317, 318, 319, 320, 321, 323, 330, 334,
    336, 337, 339, 347, 351, 352, 360, 361, 386, 401, 402, 404, 405, 406, 407,
    408, 409, 410, 412, 413, 414, 415, 417, 419, 423, 425, 432, 434, 435, 440,
    443, 469, 478, 479, 480, 484, 501, 502, 503, 504, 505, 507, 508, 509, 510,
    512, 513, 515, 516, 517, 518, 520, 530, 540, 541, 551, 559, 561, 562, 563,
    567, 570, 571, 573, 574, 580, 585, 586, 601, 602, 603, 605, 606, 607, 608,
    609, 610, 612, 614, 615, 616, 617, 618, 619, 620, 623, 626, 630, 631, 636,
    641, 646, 650, 651, 660, 661, 662, 678, 682, 701, 702, 703, 704, 706, 707,
    708, 712, 713, 714, 715, 716, 717, 718, 719, 720, 724, 727, 731, 732, 734};

constexpr std::array carriers = {
    text{"Example Wireless"}, text{"Sample Mobile"}, text{"Acme Cellular"},
    text{"Initech Telecom"}, text{"Northwind PCS"}};

template <class List>
auto pick(const List& from, std::uint64_t number) {
  return from[static_cast<std::size_t>(number % from.size())];
}

/// FNV-1a, and a stir: its low bits alone are poor.
std::uint64_t hash_of(text what, std::uint64_t seed = 0) {
  std::uint64_t out = 14'695'981'039'346'656'037ull ^ seed;
  for (char c : what) {
    out ^= static_cast<unsigned char>(c);
    out *= 1'099'511'628'211ull;
  }
  out ^= out >> 33;
  out *= 0xff51afd7ed558ccdull;
  return out ^ (out >> 33);
}

std::uint64_t hash_of(std::uint64_t number, std::uint64_t seed) {
  return hash_of(std::to_string(number), seed);
}

std::string format(const char* how, auto... what) {
  std::array<char, 128> out;
  auto size = std::snprintf(out.data(), out.size(), how, what...);
  return {out.data(), static_cast<std::size_t>(size)};
}

/// The digit that is `back` places from the end.
int digit_from_end(text number, std::size_t back) {
  for (auto at = number.rbegin(); at != number.rend(); ++at)
    if (*at >= '0' && *at <= '9' && back-- == 0)
      return *at - '0';
  return 0;
}

/// A last digit that `line_type_of` takes for such a line.
std::uint64_t last_digit(text type, std::uint64_t random) {
  if (type == "Wireless")
    return random % 7;
  return type == "Landline" ? 7 + random % 2 : 9;
}

made_phone phone_of(text type, std::uint64_t random,
                    std::size_t place_in_list) {
  auto code = pick(area_codes, random);
  auto tens = (random >> 16) % 10;
  // The year alone tells a person's phones apart.
  auto year = 2'024 - (random >> 24) % 2 - 2 * place_in_list;
  return {format("(%03d) 555-01%d%d", code, static_cast<int>(tens),
                 static_cast<int>(last_digit(type, random >> 20))),
          std::string{type},
          format("%04d-%02d-%02d", static_cast<int>(year),
                 static_cast<int>(1 + (random >> 32) % 12),
                 static_cast<int>(1 + (random >> 40) % 28))};
}

made_facts facts_of_hash(std::uint64_t hash) {
  made_facts out;
  out.id = format("px%016llx", static_cast<unsigned long long>(hash));
  out.age = 22 + static_cast<int>(hash % 60);
  auto count = 2 + static_cast<std::size_t>((hash >> 8) % 3);
  bool has_wireless = (hash >> 16) % 8 != 0;
  auto wireless = (hash >> 20) % count;
  auto another = (hash >> 28) % (2 * count);
  for (std::size_t i = 0; i < count; ++i) {
    text type = (hash >> (36 + i)) % 3 == 0 ? "VoIP" : "Landline";
    if (has_wireless && (i == wireless || i == another))
      type = "Wireless";
    out.phones.push_back(phone_of(type, hash_of(hash, i + 1), i));
  }
  // Newest first would be too easy.
  std::rotate(out.phones.begin(),
              out.phones.begin() + static_cast<std::ptrdiff_t>(hash % count),
              out.phones.end());
  return out;
}

} // namespace

made_person person_at(std::uint64_t index) {
  auto names = first_names.size() * last_names.size();
  made_person out;
  out.name = pick(first_names, index);
  if (auto round = index / names; round > 0)
    out.name += format(" %c.", 'A' + static_cast<int>((round - 1) % 26));
  out.name.append(" ").append(pick(last_names, index / first_names.size()));
  out.title = pick(titles, hash_of(index, 1));
  out.company = pick(companies, hash_of(index, 2));
  auto where = pick(places, hash_of(index, 3));
  out.city = where.city;
  out.state = where.state;
  out.state_name = where.state_name;
  out.linkedin_url =
      format("https://www.linkedin.com/sales/lead/ACwAA%08llu,NAME_SEARCH,q1",
             static_cast<unsigned long long>(index));
  return out;
}

made_facts facts_of_name(std::string_view name) {
  std::string low;
  for (char c : name)
    if (c != ' ')
      low += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return facts_of_hash(hash_of(low));
}

bool is_person_id(std::string_view id) {
  return id.size() == 18 && id.starts_with("px")
         && id.find_first_not_of("0123456789abcdef", 2) == text::npos;
}

made_facts facts_of_id(std::string_view id) {
  std::uint64_t hash = 0;
  std::from_chars(id.data() + 2, id.data() + id.size(), hash, 16);
  return facts_of_hash(hash);
}

std::string line_type_of(std::string_view number) {
  auto last = digit_from_end(number, 0);
  if (last == 9)
    return "voip";
  return last < 7 ? "mobile" : "landline";
}

bool is_on_list(std::string_view number) {
  return digit_from_end(number, 0) == 3;
}

made_carrier carrier_of(std::string_view number) {
  std::string name{
      pick(carriers, static_cast<std::uint64_t>(digit_from_end(number, 1)))};
  return {name + ", LLC", name};
}

} // namespace leadmill::testing
