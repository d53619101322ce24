#define CAF_SUITE net_idempotency
#include "net/idempotency.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

request make_request(std::string key) {
  request out;
  out.caller = "open";
  out.path = "/api/jobs/enrich";
  out.target = "/api/jobs/enrich?options=%7B%7D";
  out.content_type = "application/json";
  out.body = "{}";
  out.idempotency_key = std::move(key);
  out.idempotency_keys = 1;
  return out;
}

idempotency read(const request& what) {
  auto out = read_idempotency(what);
  CAF_REQUIRE(out.has_value());
  return *out;
}

/// The digest of a request that differs as `change` says.
template <class F>
std::string digest_of(F change) {
  auto what = make_request("k");
  change(what);
  return read(what).digest;
}

} // namespace

CAF_TEST(without a key nothing is remembered) {
  auto what = make_request("k");
  what.idempotency_key.reset();
  CAF_CHECK(read(what) == idempotency{});
}

CAF_TEST(a key counts for one caller and one path) {
  auto what = make_request("\"8e03978e\"");
  CAF_CHECK_EQUAL(copy(read(what).key), "open\n/api/jobs/enrich\n\"8e03978e\"");
  what.caller = "abc";
  what.path = "/api/jobs/scrape";
  CAF_CHECK_EQUAL(copy(read(what).key), "abc\n/api/jobs/scrape\n\"8e03978e\"");
}

CAF_TEST(a digest is of query type and body as bytes and of nothing else) {
  auto same = digest_of([](request&) {});
  CAF_CHECK_EQUAL(same.size(), 64u);
  CAF_CHECK_EQUAL(same, digest_of([](request& r) {
                    r.content_type = "Application/JSON; charset=utf-8";
                    r.target = "http://host/api/jobs/enrich?options=%7B%7D#x";
                    r.authorization = "Bearer x";
                  }));
  CAF_CHECK_NOT_EQUAL(same, digest_of([](request& r) { r.body = "{} "; }));
  CAF_CHECK_NOT_EQUAL(
      same, digest_of([](request& r) { r.content_type = "text/csv"; }));
  // As it came, not as it is read.
  CAF_CHECK_NOT_EQUAL(same, digest_of([](request& r) {
                        r.target = "/api/jobs/enrich?options=%7b%7d";
                      }));
  CAF_CHECK_NOT_EQUAL(
      same, digest_of([](request& r) { r.target = "/api/jobs/enrich"; }));
}

CAF_TEST(a key has up to 255 visible characters) {
  CAF_CHECK(read_idempotency(make_request(std::string(255, '~'))));
  CAF_CHECK(read_idempotency(make_request("!")));
  for (std::string bad :
       {std::string{}, std::string(256, 'x'), std::string{"a b"},
        std::string{"a\tb"}, std::string{"a\x7f"}, std::string{"\xc3\xa9"},
        std::string(1, '\0')}) {
    auto out = read_idempotency(make_request(bad));
    CAF_REQUIRE(!out.has_value());
    CAF_CHECK(out.error().code == errc::invalid_argument);
  }
}

CAF_TEST(two keys are none) {
  auto what = make_request("k");
  what.idempotency_keys = 2;
  CAF_CHECK(!read_idempotency(what));
}
