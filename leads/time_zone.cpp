#include "leads/time_zone.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace leadmill {

namespace {

// Area codes by zone, after NANPA's and the CNA's lists. Codes that a zone's
// border cuts through (850, 541, 605, 807, …) are left out.
struct zone_areas {
  std::string_view country;
  std::string_view time_zone;
  std::span<const std::uint16_t> codes;
};

constexpr std::uint16_t new_york[] = {
    201, 202, 203, 207, 212, 215, 216, 220, 223, 229, 234, 239, 240, 252,
    267, 272, 276, 283, 301, 302, 304, 305, 315, 321, 326, 330, 332, 336,
    339, 347, 351, 352, 380, 386, 401, 404, 407, 410, 412, 413, 419, 434,
    440, 443, 445, 470, 475, 478, 484, 508, 513, 516, 518, 540, 551, 561,
    567, 570, 571, 582, 585, 603, 607, 609, 610, 614, 617, 631, 640, 646,
    656, 667, 678, 680, 681, 689, 703, 704, 706, 716, 717, 718, 724, 727,
    732, 740, 743, 754, 757, 762, 770, 771, 772, 774, 781, 786, 802, 803,
    804, 813, 814, 826, 828, 838, 839, 843, 845, 848, 854, 856, 857, 859,
    860, 862, 863, 864, 865, 878, 904, 908, 910, 912, 914, 917, 919, 929,
    934, 937, 941, 943, 948, 954, 959, 973, 978, 980, 984};
constexpr std::uint16_t chicago[] = {
    205, 210, 214, 217, 218, 219, 224, 225, 228, 251, 254, 256, 262, 281,
    309, 312, 314, 316, 318, 319, 320, 325, 331, 334, 337, 346, 361, 402,
    405, 409, 414, 417, 430, 447, 464, 469, 479, 501, 504, 507, 512, 515,
    531, 534, 539, 563, 572, 573, 580, 601, 608, 612, 615, 618, 629, 630,
    636, 641, 651, 659, 660, 662, 682, 708, 712, 713, 715, 726, 731, 737,
    763, 769, 773, 779, 806, 815, 816, 817, 830, 832, 847, 870, 872, 901,
    903, 913, 918, 920, 936, 938, 940, 945, 952, 956, 972, 979, 985};
constexpr std::uint16_t los_angeles[] = {
    206, 209, 213, 253, 279, 310, 323, 341, 360, 408, 415, 424,
    425, 442, 503, 509, 510, 530, 559, 562, 564, 619, 626, 628,
    650, 657, 661, 669, 702, 707, 714, 725, 747, 760, 805, 818,
    820, 831, 840, 858, 909, 916, 925, 949, 951, 971};
constexpr std::uint16_t denver[] = {303, 307, 385, 406, 435, 505,
                                    575, 719, 720, 801, 915, 970};
constexpr std::uint16_t detroit[] = {231, 248, 269, 313, 517, 586,
                                     616, 734, 810, 947, 989};
constexpr std::uint16_t indiana_indianapolis[] = {260, 317, 463, 765};
constexpr std::uint16_t phoenix[] = {480, 520, 602, 623};
constexpr std::uint16_t kentucky_louisville[] = {502};
constexpr std::uint16_t honolulu[] = {808};
constexpr std::uint16_t anchorage[] = {907};
constexpr std::uint16_t toronto[] = {226, 249, 263, 289, 343, 365, 416, 437,
                                     438, 450, 468, 514, 519, 548, 579, 613,
                                     647, 705, 742, 753, 819, 873, 905};
constexpr std::uint16_t edmonton[] = {368, 403, 587, 780, 825};
constexpr std::uint16_t winnipeg[] = {204, 431, 584};
constexpr std::uint16_t regina[] = {306, 474, 639};
constexpr std::uint16_t halifax[] = {782, 902};
constexpr std::uint16_t moncton[] = {506};
constexpr std::uint16_t vancouver[] = {604};

constexpr zone_areas zones[] = {
    {"US", "America/New_York", new_york},
    {"US", "America/Chicago", chicago},
    {"US", "America/Los_Angeles", los_angeles},
    {"US", "America/Denver", denver},
    {"US", "America/Detroit", detroit},
    {"US", "America/Indiana/Indianapolis", indiana_indianapolis},
    {"US", "America/Phoenix", phoenix},
    {"US", "America/Kentucky/Louisville", kentucky_louisville},
    {"US", "Pacific/Honolulu", honolulu},
    {"US", "America/Anchorage", anchorage},
    {"CA", "America/Toronto", toronto},
    {"CA", "America/Edmonton", edmonton},
    {"CA", "America/Winnipeg", winnipeg},
    {"CA", "America/Regina", regina},
    {"CA", "America/Halifax", halifax},
    {"CA", "America/Moncton", moncton},
    {"CA", "America/Vancouver", vancouver},
};

struct country_zone {
  std::string_view country;
  std::string_view time_zone;
};

/// Countries in one zone (IANA's zone1970.tab); sorted.
constexpr country_zone countries[] = {
    {"AE", "Asia/Dubai"},
    {"AT", "Europe/Vienna"},
    {"BD", "Asia/Dhaka"},
    {"BE", "Europe/Brussels"},
    {"BG", "Europe/Sofia"},
    {"BO", "America/La_Paz"},
    {"CH", "Europe/Zurich"},
    {"CO", "America/Bogota"},
    {"CR", "America/Costa_Rica"},
    {"CZ", "Europe/Prague"},
    {"DE", "Europe/Berlin"},
    {"DK", "Europe/Copenhagen"},
    {"DO", "America/Santo_Domingo"},
    {"DZ", "Africa/Algiers"},
    {"EE", "Europe/Tallinn"},
    {"EG", "Africa/Cairo"},
    {"FI", "Europe/Helsinki"},
    {"FR", "Europe/Paris"},
    {"GB", "Europe/London"},
    {"GH", "Africa/Accra"},
    {"GR", "Europe/Athens"},
    {"GT", "America/Guatemala"},
    {"GU", "Pacific/Guam"},
    {"HK", "Asia/Hong_Kong"},
    {"HR", "Europe/Zagreb"},
    {"HU", "Europe/Budapest"},
    {"IE", "Europe/Dublin"},
    {"IL", "Asia/Jerusalem"},
    {"IN", "Asia/Kolkata"},
    {"IS", "Atlantic/Reykjavik"},
    {"IT", "Europe/Rome"},
    {"JM", "America/Jamaica"},
    {"JP", "Asia/Tokyo"},
    {"KE", "Africa/Nairobi"},
    {"KR", "Asia/Seoul"},
    {"KW", "Asia/Kuwait"},
    {"LK", "Asia/Colombo"},
    {"LT", "Europe/Vilnius"},
    {"LU", "Europe/Luxembourg"},
    {"LV", "Europe/Riga"},
    {"MA", "Africa/Casablanca"},
    {"MT", "Europe/Malta"},
    {"MY", "Asia/Kuala_Lumpur"},
    {"NG", "Africa/Lagos"},
    {"NL", "Europe/Amsterdam"},
    {"NO", "Europe/Oslo"},
    {"PA", "America/Panama"},
    {"PE", "America/Lima"},
    {"PH", "Asia/Manila"},
    {"PK", "Asia/Karachi"},
    {"PL", "Europe/Warsaw"},
    {"PR", "America/Puerto_Rico"},
    {"QA", "Asia/Qatar"},
    {"RO", "Europe/Bucharest"},
    {"RS", "Europe/Belgrade"},
    {"SA", "Asia/Riyadh"},
    {"SE", "Europe/Stockholm"},
    {"SG", "Asia/Singapore"},
    {"SI", "Europe/Ljubljana"},
    {"SK", "Europe/Bratislava"},
    {"SV", "America/El_Salvador"},
    {"TH", "Asia/Bangkok"},
    {"TN", "Africa/Tunis"},
    {"TR", "Europe/Istanbul"},
    {"TW", "Asia/Taipei"},
    {"UY", "America/Montevideo"},
    {"VE", "America/Caracas"},
    {"VI", "America/St_Thomas"},
    {"VN", "Asia/Ho_Chi_Minh"},
    {"ZA", "Africa/Johannesburg"},
};

constexpr std::uint32_t first_code = 200;
constexpr std::uint32_t last_code = 999;

using area_table = std::array<area_code, last_code - first_code + 1>;

const area_table areas = [] {
  area_table out{};
  for (const auto& zone : zones)
    for (auto code : zone.codes)
      out[code - first_code] = area_code{zone.country, zone.time_zone};
  return out;
}();

} // namespace

area_code find_area_code(std::uint32_t code) noexcept {
  if (code < first_code || code > last_code)
    return {};
  return areas[code - first_code];
}

std::string_view time_zone_of_country(std::string_view country) noexcept {
  const auto* found =
      std::lower_bound(std::begin(countries), std::end(countries), country,
                       [](const auto& entry, std::string_view name) {
                         return entry.country < name;
                       });
  return found != std::end(countries) && found->country == country
             ? found->time_zone
             : std::string_view{};
}

} // namespace leadmill
