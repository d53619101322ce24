#include "actors/outside/json_tree.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_set>
#include <utility>

#include <nlohmann/json.hpp>

#include "messages/json.hpp"

namespace leadmill {

namespace {

using kind = json_value::kind;

void drop_nul(std::string& text) {
  if (text.find('\0') != std::string::npos)
    std::erase(text, '\0');
}

/// Takes out the members whose name comes again.
void keep_last(std::vector<json_value>& members) {
  std::unordered_set<std::string_view> seen;
  std::vector<json_value> kept;
  kept.reserve(members.size());
  for (auto i = members.rbegin(); i != members.rend(); ++i)
    if (seen.insert(i->name).second)
      kept.push_back(*i);
  std::reverse(kept.begin(), kept.end());
  members = std::move(kept);
}

bool has_repeats(const std::vector<json_value>& members) {
  constexpr std::size_t few = 16;
  if (members.size() > few) {
    std::unordered_set<std::string_view> seen;
    return !std::all_of(members.begin(), members.end(), [&](const auto& one) {
      return seen.insert(one.name).second;
    });
  }
  for (std::size_t i = 1; i < members.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (members[i].name == members[j].name)
        return true;
  return false;
}

/// Builds the tree from what nlohmann's parser reports; it does not recurse,
/// and ends when a call returns false.
class builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  json_value root;

  bool null() override { return add(kind::null, "null"); }
  bool boolean(bool value) override {
    return add(kind::boolean, value ? "true" : "false");
  }
  bool number_integer(number_integer_t value) override {
    return add_integer(value);
  }
  bool number_unsigned(number_unsigned_t value) override {
    return add_integer(value);
  }
  bool number_float(number_float_t, const string_t& text) override {
    return add(kind::number, text);
  }
  bool string(string_t& value) override {
    drop_nul(value);
    return add(kind::text, std::move(value));
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(kind::object); }
  bool start_array(std::size_t) override { return open(kind::array); }
  bool end_array() override { return close(); }
  bool end_object() override {
    if (has_repeats(open_.back()->items))
      keep_last(open_.back()->items);
    return close();
  }
  bool key(string_t& value) override {
    drop_nul(value);
    name_ = std::move(value);
    return true;
  }
  bool parse_error(std::size_t, const std::string&,
                   const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  /// Where the next value goes; null when there are too many. What is open
  /// stays where it is: only the innermost grows.
  json_value* place() {
    if (++count_ > max_json_values)
      return nullptr;
    if (open_.empty())
      return &root;
    auto& made = open_.back()->items.emplace_back();
    made.name = std::move(name_);
    name_.clear();
    return &made;
  }

  bool add(kind what, std::string text) {
    auto made = place();
    if (!made)
      return false;
    made->what = what;
    made->text = std::move(text);
    return true;
  }

  template <class Int>
  bool add_integer(Int value) {
    char text[24];
    auto end = std::to_chars(text, text + sizeof text, value).ptr;
    return add(kind::number, std::string{text, end});
  }

  bool open(kind what) {
    auto made = place();
    if (!made || open_.size() == max_json_depth)
      return false;
    made->what = what;
    open_.push_back(made);
    return true;
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  std::string name_;
  std::vector<json_value*> open_;
  std::size_t count_ = 0;
};

/// A token of a pointer, with its two escapes undone.
std::string unescape(std::string_view token) {
  std::string out;
  for (std::size_t i = 0; i < token.size(); ++i) {
    auto escaped = token[i] == '~' && i + 1 < token.size()
                   && (token[i + 1] == '0' || token[i + 1] == '1');
    out += !escaped ? token[i] : token[++i] == '0' ? '~' : '/';
  }
  return out;
}

const json_value* element_at(const json_value& array, std::string_view token) {
  std::size_t index = 0;
  auto end = token.data() + token.size();
  auto [stop, error] = std::from_chars(token.data(), end, index);
  auto good = error == std::errc{} && stop == end
              && (token.size() == 1 || token.front() != '0');
  return good && index < array.items.size() ? &array.items[index] : nullptr;
}

const json_value* step(const json_value& from, std::string_view token) {
  if (from.what == kind::array)
    return element_at(from, token);
  return token.find('~') == std::string_view::npos
             ? find_member(from, token)
             : find_member(from, unescape(token));
}

bool is_zero(std::string_view number) noexcept {
  auto mantissa = number.substr(0, number.find_first_of("eE"));
  return mantissa.find_first_of("123456789") == std::string_view::npos;
}

std::size_t skip_digits(std::string_view text, std::size_t at) noexcept {
  while (at < text.size() && text[at] >= '0' && text[at] <= '9')
    ++at;
  return at;
}

} // namespace

std::optional<json_value> parse_json(std::string_view text) {
  // It would end there for the parser, whatever follows.
  if (text.find('\0') != std::string_view::npos)
    return std::nullopt;
  builder made;
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &made))
    return std::nullopt;
  return std::move(made.root);
}

const json_value* find_member(const json_value& object,
                              std::string_view name) noexcept {
  if (object.what != kind::object)
    return nullptr;
  auto found = std::find_if(object.items.begin(), object.items.end(),
                            [&](const auto& one) { return one.name == name; });
  return found == object.items.end() ? nullptr : &*found;
}

const json_value* find_at(const json_value& root, std::string_view pointer) {
  if (!pointer.empty() && pointer.front() != '/')
    return nullptr;
  auto at = &root;
  while (at && !pointer.empty()) {
    pointer.remove_prefix(1);
    auto token = pointer.substr(0, pointer.find('/'));
    at = step(*at, token);
    pointer.remove_prefix(token.size());
  }
  return at;
}

bool is_nothing(const json_value& value) noexcept {
  switch (value.what) {
  case kind::null:
    return true;
  case kind::boolean:
    return value.text == "false";
  case kind::number:
    return is_zero(value.text);
  case kind::text:
    return value.text.empty();
  default:
    return value.items.empty();
  }
}

bool is_json_number(std::string_view text) noexcept {
  std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  auto whole = skip_digits(text, at);
  if (whole == at || (text[at] == '0' && whole > at + 1))
    return false;
  at = whole;
  if (at < text.size() && text[at] == '.') {
    auto fraction = skip_digits(text, at + 1);
    if (fraction == at + 1)
      return false;
    at = fraction;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-'))
      ++at;
    auto exponent = skip_digits(text, at);
    if (exponent == at)
      return false;
    at = exponent;
  }
  return at == text.size();
}

void append_json(std::string& out, const json_value& value) {
  if (value.what == kind::text) {
    append_quoted(out, value.text);
    return;
  }
  if (value.is_scalar()) {
    out += value.text;
    return;
  }
  auto is_object = value.what == kind::object;
  out += is_object ? '{' : '[';
  for (auto i = value.items.begin(); i != value.items.end(); ++i) {
    if (i != value.items.begin())
      out += ',';
    if (is_object) {
      append_quoted(out, i->name);
      out += ':';
    }
    append_json(out, *i);
  }
  out += is_object ? '}' : ']';
}

} // namespace leadmill
