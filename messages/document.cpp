#include "messages/document.hpp"

#include <algorithm>

#include "messages/ids.hpp"
#include "messages/parse_time.hpp"

namespace leadmill {

namespace dom = simdjson::dom;

namespace {

/// Deeper documents are refused: nothing here needs more.
constexpr std::size_t max_depth = 64;

bool has_nul(std::string_view text) { return text.find('\0') != text.npos; }

/// Whether a string anywhere in `value` holds a NUL character. The depth is
/// bounded by the parser.
bool holds_nul(dom::element value) {
  dom::object object;
  if (!value.get(object))
    return std::any_of(object.begin(), object.end(), [](auto member) {
      return has_nul(member.key) || holds_nul(member.value);
    });
  dom::array array;
  if (!value.get(array))
    return std::any_of(array.begin(), array.end(), holds_nul);
  std::string_view text;
  return !value.get(text) && has_nul(text);
}

std::string reason(simdjson::error_code e) {
  switch (e) {
  case simdjson::UTF8_ERROR:
    return "it is not UTF-8";
  case simdjson::DEPTH_ERROR:
    return "it is nested deeper than " + std::to_string(max_depth) + " levels";
  case simdjson::EMPTY:
    return "it is empty";
  default:
    return simdjson::error_message(e);
  }
}

} // namespace

tl::unexpected<problem> refuse_field(std::string pointer, std::string detail) {
  return tl::make_unexpected(
      problem{errc::invalid_argument, detail, {{std::move(pointer), detail}}});
}

document::document() : parser_(simdjson::SIMDJSON_MAXSIZE_BYTES) {}

outcome<dom::element> document::parse(std::string_view text,
                                      std::string_view what) {
  std::string name{what};
  dom::element root;
  if (auto e =
          parser_.allocate(std::max<std::size_t>(text.size(), 64), max_depth))
    return refuse_field(
        "", name + " cannot be read: " + simdjson::error_message(e));
  if (auto e = parser_.parse(text.data(), text.size()).get(root))
    return refuse_field("", name + " is not valid JSON: " + reason(e));
  if (holds_nul(root))
    return refuse_field("", name + " holds a NUL character");
  return root;
}

outcome<dom::object> document::parse_object(std::string_view body) {
  auto root = parse(body, "Body");
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  dom::object out;
  if (root->get(out))
    return refuse_field("", "Body must be an object");
  return out;
}

std::string pointer_to(std::string_view name) {
  std::string out = "/" + std::string{name};
  std::replace(out.begin(), out.end(), '.', '/');
  return out;
}

tl::unexpected<problem> refuse_part(std::string_view name,
                                    std::string_view why) {
  return refuse_field(pointer_to(name),
                      std::string{name} + " " + std::string{why});
}

tl::unexpected<problem> unknown_field(std::string_view where,
                                      std::string_view name) {
  auto whose =
      where.empty() ? std::string{"The body"} : std::string{where.substr(1)};
  return refuse_field(std::string{where} + "/" + std::string{name},
                      whose + " has an unknown field: " + std::string{name});
}

outcome<std::vector<std::string>> read_strings(dom::element value,
                                               std::string_view name) {
  dom::array array;
  if (value.get(array))
    return refuse_part(name, "must be an array");
  std::vector<std::string> out;
  for (auto item : array) {
    std::string_view text;
    if (item.get(text)) {
      auto bad = refuse_part(name, "must hold only strings");
      bad.value().fields[0].pointer += "/" + std::to_string(out.size());
      return bad;
    }
    out.emplace_back(text);
  }
  return out;
}

outcome<std::string_view> read_text(dom::element value, std::string_view name) {
  std::string_view text;
  if (value.get(text))
    return refuse_part(name, "must be a string");
  return text;
}

std::optional<problem> read_short_text(dom::element value,
                                       std::string_view name,
                                       std::size_t max_bytes,
                                       std::string& place) {
  auto text = read_text(value, name);
  if (!text)
    return text.error();
  if (text->empty() || text->size() > max_bytes)
    return refuse_part(name,
                       "must have 1 to " + std::to_string(max_bytes) + " bytes")
        .value();
  place = *text;
  return std::nullopt;
}

outcome<bool> read_flag(dom::element value, std::string_view name) {
  bool flag = false;
  if (value.get(flag))
    return refuse_part(name, "must be true or false");
  return flag;
}

outcome<std::uint32_t> read_number(dom::element value, std::string_view name,
                                   std::uint32_t low, std::uint32_t high) {
  std::uint64_t number = 0;
  if (value.get(number) || number < low || number > high)
    return refuse_part(name, "must be a whole number from "
                                 + std::to_string(low) + " to "
                                 + std::to_string(high));
  return static_cast<std::uint32_t>(number);
}

outcome<unix_ms> read_time(dom::element value, std::string_view name) {
  std::string_view text;
  std::int64_t ms = 0;
  std::optional<unix_ms> time;
  if (!value.get(text))
    time = parse_time(text);
  else if (!value.get(ms) && is_time(ms))
    time = ms;
  if (time)
    return *time;
  return refuse_part(name, "must be a time like 2026-01-31T09:00:00Z, or "
                           "milliseconds since 1970");
}

outcome<std::string> read_job_id(dom::element value, std::string_view name) {
  auto text = read_text(value, name);
  if (!text)
    return tl::make_unexpected(std::move(text.error()));
  if (!is_job_id(*text))
    return refuse_part(name, "is not valid: it looks like "
                             "enrichment-1767225600000-k3x9f2a");
  return std::string{*text};
}

} // namespace leadmill
