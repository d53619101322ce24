#define CAF_SUITE messages_digest
#include "messages/digest.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(a digest is the one of FIPS 180) {
  CAF_CHECK_EQUAL(
      to_hex(sha256({"abc"})),
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CAF_CHECK_EQUAL(
      to_hex(sha256({})),
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

CAF_TEST(parts are digested as if they were one text) {
  CAF_CHECK(sha256({"a", "", "bc"}) == sha256({"abc"}));
  CAF_CHECK(sha256({"a", "\n", "b"}) != sha256({"ab"}));
}
