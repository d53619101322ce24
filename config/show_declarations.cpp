#include "config/show_declarations.hpp"

#include <algorithm>
#include <iterator>

#include "config/describe.hpp"

namespace leadmill {

namespace {

std::string lower(std::string_view text) {
  std::string result{text};
  for (auto& c : result)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// Whether a header or a pair of that name usually holds a secret.
bool may_be_secret(const std::string& name) {
  constexpr const char* marks[] = {"auth",   "key",      "token", "secret",
                                   "passwd", "password", "cookie"};
  auto small = lower(name);
  return std::any_of(std::begin(marks), std::end(marks), [&](auto mark) {
    return small.find(mark) != std::string::npos;
  });
}

void mask_pairs(file_value& pairs) {
  auto table = std::get_if<file_table>(&pairs.value);
  if (!table)
    return;
  for (auto& [key, where, value] : *table) {
    auto text = std::get_if<std::string>(&value.value);
    if (text && may_be_secret(key) && text->find('{') == std::string::npos)
      *text = masked;
  }
}

/// Pairs in the query of a URL.
void mask_query(file_value& url) {
  auto text = std::get_if<std::string>(&url.value);
  auto at = text ? text->find('?') : std::string::npos;
  while (at != std::string::npos) {
    auto start = at + 1;
    auto end = std::min(text->find('&', start), text->size());
    auto equals = std::min(text->find('=', start), end);
    auto value = text->substr(equals, end - equals);
    if (may_be_secret(text->substr(start, equals - start))
        && value.find('{') == std::string::npos)
      text->replace(equals, end - equals, std::string{"="} + masked);
    at = text->find('&', start);
  }
}

/// Whether it is a variable and nothing else, or nothing.
bool is_variable(const std::string& text) {
  return text.empty()
         || (text.starts_with("${") && text.find('}') == text.size() - 1);
}

/// Everything behind the host: of many webhooks the address is the secret.
void mask_path(file_value& url) {
  auto text = std::get_if<std::string>(&url.value);
  auto scheme = text ? text->find("://") : std::string::npos;
  if (scheme == std::string::npos)
    return;
  auto path = text->find_first_of("/?#", scheme + 3);
  if (path != std::string::npos && path + 1 < text->size())
    text->replace(path + 1, std::string::npos, masked);
}

void mask_destination(file_table& table) {
  for (auto& [key, where, value] : table) {
    auto text = std::get_if<std::string>(&value.value);
    if (text && (key == "secret" || key == "old_secret") && !is_variable(*text))
      *text = masked;
    if (key == "url")
      mask_path(value);
    if (key == "headers")
      mask_pairs(value);
  }
}

void mask(file_table& table) {
  for (auto& [key, where, value] : table) {
    if (key == "headers" || key == "query")
      mask_pairs(value);
    if (key == "url")
      mask_query(value);
    if (auto list = std::get_if<file_list>(&value.value);
        list && key == "request")
      for (auto& item : *list)
        if (auto inner = std::get_if<file_table>(&item.value))
          mask(*inner);
  }
}

} // namespace

std::string state_of(const declared_block& declaration,
                     const std::vector<std::string>& steps) {
  if (!declaration.reason.empty())
    return "disabled: " + declaration.reason;
  auto is_asked =
      declaration.kind != declaration_kind::provider
      || std::find(steps.begin(), steps.end(), declaration.step) != steps.end();
  return is_asked ? "enabled"
                  : "enabled, but its step is not in leads.steps, so that only "
                    "jobs that name it ask it";
}

file_table shown_block(const declared_block& declaration) {
  auto result = declaration.written;
  if (declaration.kind == declaration_kind::destination)
    mask_destination(result);
  else
    mask(result);
  return result;
}

std::string
describe_declarations(const std::vector<declared_block>& declarations,
                      const std::vector<std::string>& steps) {
  std::string result;
  for (const auto& one : declarations) {
    result += std::string{"# "} + to_string(one.kind) + " " + one.name;
    if (!one.step.empty())
      result += " (" + one.step + ")";
    result += ": " + state_of(one, steps) + "\n";
  }
  for (const auto& one : declarations)
    if (!one.is_shipped || one.reason.empty())
      result +=
          "\n"
          + to_toml(shown_block(one), to_string(one.kind) + ("." + one.name));
  return result;
}

} // namespace leadmill
