// Splits and reads, field by field; see config/cron_fields.hpp.
#include "config/cron_fields.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "config/keys.hpp"

namespace leadmill {

namespace {

/// What a field may hold. The names stand for the numbers from `low` on.
struct field_kind {
  const char* name;
  unsigned low;
  unsigned high;
  std::vector<std::string_view> names;
};

const std::vector<field_kind>& kinds() {
  static const std::vector<field_kind> result{
      {"minute", 0, 59, {}},
      {"hour", 0, 23, {}},
      {"day of month", 1, 31, {}},
      {"month",
       1,
       12,
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct",
        "nov", "dec"}},
      {"day of week", 0, 6, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}};
  return result;
}

constexpr std::pair<std::string_view, const char*> nicknames[] = {
    {"@hourly", "0 * * * *"},
    {"@daily", "0 0 * * *"},
    {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}};

std::vector<std::string_view> split(std::string_view text,
                                    std::string_view separators) {
  std::vector<std::string_view> result;
  for (;;) {
    auto end = text.find_first_of(separators);
    result.push_back(text.substr(0, end));
    if (end == std::string_view::npos)
      return result;
    text.remove_prefix(end + 1);
  }
}

std::optional<unsigned> parse_number(std::string_view text) {
  unsigned number = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end)
    return std::nullopt;
  return number;
}

/// Reads the items of one field.
class field_parser {
 public:
  explicit field_parser(const field_kind& kind) : kind_(kind) {}

  /// Its bits, or what is wrong.
  tl::expected<std::uint64_t, std::string> parse(std::string_view field) {
    for (auto item : split(field, ","))
      if (auto fault = add_item(item); !fault.empty())
        return tl::make_unexpected(kind_.name + (" " + literal(item) + " ")
                                   + fault);
    return bits_;
  }

 private:
  bool is_weekday() const { return kind_.high == 6; }

  /// 7 for Sunday is left as it is.
  std::optional<unsigned> parse_value(std::string_view text) const {
    const auto& names = kind_.names;
    auto name = std::find(names.begin(), names.end(), text);
    if (name != names.end())
      return kind_.low + static_cast<unsigned>(name - names.begin());
    auto number = parse_number(text);
    auto high = kind_.high + (is_weekday() ? 1 : 0);
    return number && *number >= kind_.low && *number <= high ? number
                                                             : std::nullopt;
  }

  std::string no_value() const {
    auto text = "is not a number from " + std::to_string(kind_.low) + " to "
                + std::to_string(kind_.high);
    if (!kind_.names.empty())
      text += " or a name from " + std::string{kind_.names.front()} + " to "
              + std::string{kind_.names.back()};
    return text + ", a range of these, or *";
  }

  std::string add_item(std::string_view item) {
    auto slash = item.find('/');
    auto range = item.substr(0, slash);
    auto dash = range.find('-');
    auto is_range = dash != std::string_view::npos;
    auto first = range == "*" ? kind_.low : parse_value(range.substr(0, dash));
    auto last = range == "*" ? kind_.high
                : is_range   ? parse_value(range.substr(dash + 1))
                             : first;
    if (!first || !last)
      return no_value();
    if (is_weekday() && *last == 0 && *first != 0)
      last = 7;
    if (*last < *first)
      return "begins after it ends";
    unsigned step = 1;
    if (slash != std::string_view::npos) {
      if (!is_range && range != "*")
        return "has a step without a range; write \"" + std::string{range} + "-"
               + std::to_string(kind_.high) + std::string{item.substr(slash)}
               + "\"";
      auto most = kind_.high - kind_.low + 1;
      auto number = parse_number(item.substr(slash + 1));
      if (!number || *number == 0 || *number > most)
        return "has a step that is not a number from 1 to "
               + std::to_string(most);
      step = *number;
    }
    for (auto value = *first; value <= *last; value += step)
      bits_ |= std::uint64_t{1} << (is_weekday() ? value % 7 : value);
    return {};
  }

  const field_kind& kind_;
  std::uint64_t bits_ = 0;
};

std::string lowered(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

std::string say_count(std::size_t count) {
  return "must have five fields and has " + std::to_string(count)
         + "; write minute hour day-of-month month day-of-week, like "
           "\"30 9 * * mon-fri\", or @hourly, @daily, @weekly or @monthly";
}

} // namespace

outcome<cron_fields> parse_cron_fields(std::string_view expression) {
  auto text = lowered(expression);
  for (auto [nickname, meaning] : nicknames)
    if (text == nickname)
      text = meaning;
  auto texts = split(text, " \t");
  std::erase(texts, std::string_view{});
  if (texts.size() != kinds().size())
    return fail(errc::invalid_argument, say_count(texts.size()));
  std::uint64_t bits[5] = {};
  std::string faults;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    auto field = field_parser{kinds()[i]}.parse(texts[i]);
    if (field)
      bits[i] = *field;
    else
      faults += (faults.empty() ? "" : "; ") + field.error();
  }
  if (!faults.empty())
    return fail(errc::invalid_argument,
                "is " + literal(expression) + ": " + faults);
  auto either = !texts[2].starts_with('*') && !texts[4].starts_with('*');
  return cron_fields{bits[0], bits[1], bits[2], bits[3], bits[4], either};
}

} // namespace leadmill
