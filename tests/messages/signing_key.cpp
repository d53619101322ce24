#define CAF_SUITE messages_signing_key
#include "messages/signing_key.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

std::string said_of(const std::string& secret) {
  auto key = signing_key(secret);
  return key ? "none" : key.error().detail;
}

} // namespace

CAF_TEST(what follows whsec_ is the base64 of the key) {
  CAF_CHECK_EQUAL(signing_key("whsec_AAECAwQFBgcICQoLDA0ODw=="),
                  std::string("\0\1\2\3\4\5\6\7\10\11\12\13\14\15\16\17", 16));
  CAF_CHECK_EQUAL(signing_key("whsec_QUJDREVGR0hJSktMTU5PUFFSU1RVVldY"),
                  std::string{"ABCDEFGHIJKLMNOPQRSTUVWX"});
}

CAF_TEST(any other secret is its own bytes) {
  std::string plain = "0123456789abcdef";
  CAF_CHECK_EQUAL(signing_key(plain), plain);
  // Even if it could be base64, or nearly has the prefix.
  CAF_CHECK_EQUAL(signing_key("AAECAwQFBgcICQoLDA0ODw=="),
                  std::string{"AAECAwQFBgcICQoLDA0ODw=="});
  CAF_CHECK_EQUAL(signing_key("WHSEC_AAECAwQFBgc"),
                  std::string{"WHSEC_AAECAwQFBgc"});
}

CAF_TEST(base64 is taken to the letter) {
  for (auto wrong : {
           "whsec_",
           "whsec_====",
           "whsec_AAECAwQFBgcICQoLDA0ODw",     // not padded
           "whsec_AAECAwQFBgcICQoLDA0ODw=",    // half
           "whsec_AAECAwQFBgcICQoLDA0ODx==",   // bits that stand for nothing
           "whsec_AAECAwQFBgcICQoLDA0ODw==\n", // a line break
           "whsec_ AAECAwQFBgcICQoLDA0ODw==",
           "whsec_AAECAwQF-_cICQoLDA0ODw==", // of URLs
           "whsec_AAEC=wQFBgcICQoLDA0ODw==",
           "whsec_AAECAwQFBgcICQoLDA0ODw==AAAA",
       }) {
    CAF_MESSAGE(wrong);
    CAF_CHECK(said_of(wrong).find("must be the base64") != std::string::npos);
  }
}

CAF_TEST(a short key is refused) {
  for (auto wrong : {"", "short", "0123456789abcde",
                     "whsec_AAECAwQFBgcICQoLDA0O", "whsec_AAAA"}) {
    CAF_MESSAGE(wrong);
    CAF_CHECK(said_of(wrong).find("at least 16 bytes") != std::string::npos);
  }
}

CAF_TEST(a refusal does not show the secret) {
  CAF_CHECK(said_of("whsec_Z2Vo=ZWlt").find("Z2Vo") == std::string::npos);
  CAF_CHECK(said_of("geheim").find("geheim") == std::string::npos);
}

CAF_TEST(a huge secret is refused) {
  auto huge = "whsec_" + std::string(std::size_t{1} << 20, 'A');
  CAF_CHECK(said_of(huge).find("must be the base64") != std::string::npos);
}

CAF_TEST(base64 is that of RFC 4648) {
  CAF_CHECK_EQUAL(to_base64(""), "");
  CAF_CHECK_EQUAL(to_base64("f"), "Zg==");
  CAF_CHECK_EQUAL(to_base64("fo"), "Zm8=");
  CAF_CHECK_EQUAL(to_base64("foobar"), "Zm9vYmFy");
  CAF_CHECK_EQUAL(to_base64("\xff\xfe\xfb"), "//77");
}
