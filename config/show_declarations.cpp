#include "config/show_declarations.hpp"

#include <algorithm>
#include <iterator>

#include "config/assign.hpp"
#include "config/declaration_keys.hpp"
#include "config/describe.hpp"
#include "config/destination_keys.hpp"
#include "config/templates.hpp"
#include "messages/ascii.hpp"

namespace leadmill {

namespace {

/// Whether a header or a pair of that name usually holds a secret.
bool may_be_secret(const std::string& name) {
  constexpr const char* marks[] = {"auth",   "key",      "token", "secret",
                                   "passwd", "password", "cookie"};
  auto small = ascii_lower(name);
  return std::any_of(std::begin(marks), std::end(marks), [&](auto mark) {
    return small.find(mark) != std::string::npos;
  });
}

/// A text with a placeholder or a variable is shown as it was written.
bool is_template(const std::string& text) {
  auto pieces = take_apart(text, lone_brace::is_itself);
  return pieces
         && std::any_of(pieces->begin(), pieces->end(), [](const auto& piece) {
              return piece.what != written_piece::kind::text;
            });
}

/// All texts and numbers in it.
void mask_all(file_value& value) {
  if (auto list = std::get_if<file_list>(&value.value)) {
    for (auto& item : *list)
      mask_all(item);
  } else if (auto table = std::get_if<file_table>(&value.value)) {
    for (auto& member : *table)
      mask_all(member.value);
  } else if (auto text = std::get_if<std::string>(&value.value)) {
    if (!is_template(*text))
      *text = masked;
  } else if (!std::holds_alternative<bool>(value.value)) {
    value.value = std::string{masked};
  }
}

bool is_text(const file_value& value) {
  return std::holds_alternative<std::string>(value.value);
}

/// What is of a wrong form may hold a secret anywhere.
void mask_pairs(file_value& pairs) {
  auto table = std::get_if<file_table>(&pairs.value);
  if (!table)
    return mask_all(pairs);
  for (auto& [key, where, value] : *table)
    if (may_be_secret(key) || !scalar_text(value))
      mask_all(value);
}

/// A password in front of the host, and pairs in the query of a URL.
void mask_url(file_value& url) {
  auto text = std::get_if<std::string>(&url.value);
  if (!text)
    return mask_all(url);
  auto host = text->find("://");
  host = host == std::string::npos ? 0 : host + 3;
  auto user_end = text->rfind('@', text->find_first_of("/?#", host));
  if (user_end != std::string::npos && user_end >= host
      && !is_template(text->substr(host, user_end - host)))
    text->replace(host, user_end - host, masked);
  auto at = text->find('?');
  while (at != std::string::npos) {
    auto start = at + 1;
    auto end = std::min(text->find('&', start), text->size());
    auto equals = std::min(text->find('=', start), end);
    auto value = text->substr(equals, end - equals);
    if (may_be_secret(text->substr(start, equals - start))
        && !is_template(value))
      text->replace(equals, end - equals, std::string{"="} + masked);
    at = text->find('&', start);
  }
}

template <class T>
bool has_key(const table_keys<T>& keys, const std::string& name) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const auto& key) { return key.name == name; });
}

bool is_known_key(const std::string& name) {
  return has_key(provider_keys(), name) || has_key(request_keys(), name)
         || has_key(source_keys(), name);
}

/// Everything behind the host: of many webhooks the address is the secret.
void mask_path(file_value& url) {
  mask_url(url);
  auto text = std::get_if<std::string>(&url.value);
  auto scheme = text ? text->find("://") : std::string::npos;
  if (scheme == std::string::npos)
    return mask_all(url);
  auto path = text->find_first_of("/?#", scheme + 3);
  if (path != std::string::npos && path + 1 < text->size())
    text->replace(path + 1, std::string::npos, masked);
}

/// Shown only as a variable and nothing else.
void mask_secret(file_value& secret) {
  auto text = std::get_if<std::string>(&secret.value);
  auto is_variable =
      text && text->starts_with("${") && text->find('}') == text->size() - 1;
  if (!is_variable)
    secret.value = std::string{masked};
}

void mask_destination(file_table& table) {
  for (auto& [key, where, value] : table)
    if (key == "secret" || key == "old_secret")
      mask_secret(value);
    else if (key == "url")
      mask_path(value);
    else if (key == "headers")
      mask_pairs(value);
    else if (!has_key(webhook_keys(), key) && !has_key(export_keys(), key))
      mask_all(value);
}

void mask(file_table& table);

void mask_requests(file_value& value) {
  if (auto list = std::get_if<file_list>(&value.value)) {
    for (auto& item : *list)
      mask_requests(item);
  } else if (auto table = std::get_if<file_table>(&value.value)) {
    mask(*table);
  } else {
    mask_all(value);
  }
}

void mask(file_table& table) {
  for (auto& [key, where, value] : table)
    if (key == "headers" || key == "query")
      mask_pairs(value);
    else if (key == "url" || key == "base_url")
      mask_url(value);
    else if (key == "request")
      mask_requests(value);
    else if (!is_known_key(key) || (key == "body" && !is_text(value)))
      mask_all(value);
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
