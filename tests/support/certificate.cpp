#include "tests/support/certificate.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

namespace leadmill::testing {

namespace {

template <class T, void (*Free)(T*)>
struct freed {
  void operator()(T* what) const { Free(what); }
};

using key_ptr = std::unique_ptr<EVP_PKEY, freed<EVP_PKEY, EVP_PKEY_free>>;
using cert_ptr = std::unique_ptr<X509, freed<X509, X509_free>>;
using bio_ptr = std::unique_ptr<BIO, freed<BIO, BIO_free_all>>;
using extension_ptr =
    std::unique_ptr<X509_EXTENSION, freed<X509_EXTENSION, X509_EXTENSION_free>>;

void require(bool worked) {
  if (!worked)
    throw std::runtime_error("OpenSSL makes no certificate");
}

void extend(X509* certificate, int what, const std::string& value) {
  extension_ptr made{
      X509V3_EXT_conf_nid(nullptr, nullptr, what, value.c_str())};
  require(made && X509_add_ext(certificate, made.get(), -1) == 1);
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  auto size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

} // namespace

self_signed make_certificate(const std::string& address) {
  key_ptr key{EVP_EC_gen("P-256")};
  cert_ptr made{X509_new()};
  require(key && made);
  constexpr long day = 24L * 60 * 60;
  X509_set_version(made.get(), X509_VERSION_3);
  ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(made.get()), -day);
  X509_gmtime_adj(X509_getm_notAfter(made.get()), day);
  X509_set_pubkey(made.get(), key.get());
  auto* name = X509_get_subject_name(made.get());
  const unsigned char common[] = "leadmill test";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common, -1, -1, 0);
  X509_set_issuer_name(made.get(), name);
  extend(made.get(), NID_subject_alt_name, "IP:" + address);
  extend(made.get(), NID_basic_constraints, "critical,CA:TRUE");
  require(X509_sign(made.get(), key.get(), EVP_sha256()) > 0);
  bio_ptr certificate{BIO_new(BIO_s_mem())};
  bio_ptr secret{BIO_new(BIO_s_mem())};
  require(PEM_write_bio_X509(certificate.get(), made.get()) == 1);
  require(PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0,
                                   nullptr, nullptr)
          == 1);
  return {text_of(certificate.get()), text_of(secret.get())};
}

} // namespace leadmill::testing
