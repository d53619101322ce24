#include "messages/digest.hpp"

#include <memory>
#include <new>

#include <openssl/evp.h>

namespace leadmill {

namespace {

const EVP_MD* algorithm() {
  // Fetched once: EVP_sha256() is looked up anew in every digest.
  static const EVP_MD* fetched = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  return fetched != nullptr ? fetched : EVP_sha256();
}

} // namespace

sha256_digest sha256(std::initializer_list<std::string_view> parts) {
  std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)> context{
      EVP_MD_CTX_new(), EVP_MD_CTX_free};
  sha256_digest out{};
  auto good = context != nullptr
              && EVP_DigestInit_ex(context.get(), algorithm(), nullptr) == 1;
  for (auto part : parts)
    good =
        good && EVP_DigestUpdate(context.get(), part.data(), part.size()) == 1;
  // It fails for want of memory, and for nothing else.
  if (!good || EVP_DigestFinal_ex(context.get(), out.data(), nullptr) != 1)
    throw std::bad_alloc{};
  return out;
}

std::string to_hex(const sha256_digest& digest) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  out.reserve(2 * digest.size());
  for (auto byte : digest) {
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
  return out;
}

} // namespace leadmill
