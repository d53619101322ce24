#include "messages/signing_key.hpp"

#include <optional>
#include <utility>

#include <openssl/evp.h>

namespace leadmill {

namespace {

constexpr std::string_view prefix = "whsec_";
/// More is none; and lengths below are `int`.
constexpr std::size_t max_secret_chars = 4'096;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::size_t padding_of(std::string_view text) {
  return text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
}

std::optional<std::string> from_base64(std::string_view text) {
  if (text.empty() || text.size() % 4 != 0)
    return std::nullopt;
  std::string out(text.size() / 4 * 3, '\0');
  auto length = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(out.data()),
                                bytes_of(text), static_cast<int>(text.size()));
  if (length < 0)
    return std::nullopt;
  out.resize(static_cast<std::size_t>(length) - padding_of(text));
  // The decoder passes over white space, and bits that stand for nothing.
  return to_base64(out) == text ? std::optional{out} : std::nullopt;
}

} // namespace

std::string to_base64(std::string_view bytes) {
  // It ends what it writes with a NUL.
  std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(out.data()), bytes_of(bytes),
                  static_cast<int>(bytes.size()));
  out.pop_back();
  return out;
}

outcome<std::string> signing_key(std::string_view secret) {
  std::optional<std::string> key;
  if (!secret.starts_with(prefix))
    key = secret;
  else if (secret.size() <= max_secret_chars)
    key = from_base64(secret.substr(prefix.size()));
  if (!key)
    return fail(errc::invalid_argument,
                "what follows whsec_ must be the base64 of a key; "
                "whsec_$(openssl rand -base64 24) makes a good one");
  if (key->size() < min_signing_key_bytes)
    return fail(errc::invalid_argument,
                "a secret must have at least "
                    + std::to_string(min_signing_key_bytes)
                    + " bytes; whsec_$(openssl rand -base64 24) makes a good "
                      "one");
  return std::move(*key);
}

} // namespace leadmill
