#include "actors/outputs/webhook_signature.hpp"

#include <array>
#include <new>

#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace leadmill {

namespace {

std::string hmac_sha256(const std::string& key, const std::string& text) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned size = 0;
  auto made = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                   reinterpret_cast<const unsigned char*>(text.data()),
                   text.size(), bytes.data(), &size);
  // It fails for want of memory, and for nothing else.
  if (made == nullptr)
    throw std::bad_alloc{};
  return {reinterpret_cast<const char*>(bytes.data()), size};
}

} // namespace

std::string webhook_signatures(const std::vector<std::string>& keys,
                               std::string_view id, std::int64_t timestamp_s,
                               std::string_view body) {
  if (keys.empty())
    return {};
  std::string text;
  text.reserve(id.size() + body.size() + 24);
  ((text += id) += '.') += std::to_string(timestamp_s);
  (text += '.') += body;
  std::string out;
  for (const auto& key : keys) {
    if (!out.empty())
      out += ' ';
    (out += "v1,") += to_base64(hmac_sha256(key, text));
  }
  return out;
}

} // namespace leadmill
