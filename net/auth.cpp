#include "net/auth.hpp"

#include <algorithm>

#include <openssl/crypto.h>

namespace leadmill {

namespace {

constexpr std::string_view realm = "Bearer realm=\"leadmill\"";

auth_refusal missing() {
  return {401, std::string{realm}, "unauthorized",
          "This call needs the event key: Authorization: Bearer <key>"};
}

auth_refusal malformed() {
  return {400, std::string{realm} + ", error=\"invalid_request\"",
          "invalid_request",
          "Authorization must be sent once, as: Bearer <key>"};
}

auth_refusal wrong() {
  return {401, std::string{realm} + ", error=\"invalid_token\"",
          "invalid_token", "The key is not the event key of this server"};
}

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

/// Whether `header` starts with the scheme "Bearer", in any case.
bool is_bearer(std::string_view header) {
  constexpr std::string_view scheme = "bearer";
  auto word = header.substr(0, header.find(' '));
  return std::equal(word.begin(), word.end(), scheme.begin(), scheme.end(),
                    [](char a, char b) { return (a | 0x20) == b; });
}

} // namespace

key_guard::key_guard(std::string_view key) : open_(key.empty()) {
  if (open_)
    return;
  key_ = sha256({key});
  caller_ = to_hex(key_);
}

bool key_guard::open() const noexcept { return open_; }

const std::string& key_guard::caller() const noexcept { return caller_; }

std::optional<auth_refusal>
key_guard::check(const std::optional<std::string>& header,
                 std::size_t count) const {
  if (open_)
    return std::nullopt;
  if (count > 1)
    return malformed();
  if (!header || !is_bearer(*header))
    return missing();
  std::string_view token = *header;
  token.remove_prefix(std::string_view{"Bearer"}.size());
  token.remove_prefix(std::min(token.find_first_not_of(' '), token.size()));
  if (token.empty() || !std::all_of(token.begin(), token.end(), is_visible))
    return malformed();
  auto given = sha256({token});
  if (CRYPTO_memcmp(given.data(), key_.data(), key_.size()) != 0)
    return wrong();
  return std::nullopt;
}

} // namespace leadmill
