#include "leads/lead_key.hpp"

#include <array>

#include <openssl/evp.h>

#include "leads/text.hpp"

namespace leadmill {

namespace {

constexpr std::size_t key_bytes = 16;

const EVP_MD* sha256() {
  // Fetched once: EVP_sha256() is looked up anew in every digest.
  static const EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

std::string digest(std::string_view kind, std::string_view text) {
  std::string input;
  input.reserve(kind.size() + 1 + text.size());
  input += kind;
  input += '\n';
  input += text;
  std::array<unsigned char, EVP_MAX_MD_SIZE> bytes{};
  unsigned int size = 0;
  EVP_Digest(input.data(), input.size(), bytes.data(), &size, sha256(),
             nullptr);
  static constexpr char hex[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * key_bytes);
  for (std::size_t i = 0; i < key_bytes; ++i) {
    out += hex[bytes[i] >> 4];
    out += hex[bytes[i] & 15];
  }
  return out;
}

} // namespace

std::string lead_key(const identity_marks& marks, std::string_view row) {
  if (!marks.linkedin_url.empty())
    return digest("linkedin", marks.linkedin_url);
  if (!marks.email.empty())
    return digest("email", marks.email);
  if (!marks.name.empty() && !marks.phone.empty()) {
    auto text = ascii_lower(marks.name);
    text += '\n';
    text += marks.phone;
    return digest("name+phone", text);
  }
  return digest("row", row);
}

} // namespace leadmill
