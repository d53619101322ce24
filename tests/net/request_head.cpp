#define CAF_SUITE net_request_head
#include "net/request_head.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;
namespace http = boost::beast::http;

CAF_TEST(what somebody reads of a header is kept) {
  http::request_header<> head;
  head.method(http::verb::post);
  head.target("/a?b=c");
  head.version(11);
  head.set(http::field::host, "localhost");
  head.set(http::field::content_type, "text/csv");
  head.insert(http::field::authorization, "Bearer a");
  head.insert(http::field::authorization, "Bearer b");
  head.insert("idempotency-KEY", "k");
  head.insert("Idempotency-Key", "l");
  auto out = to_request(head, std::uint64_t{7}, false);
  CAF_CHECK(out.method == verb::post);
  CAF_CHECK_EQUAL(out.target, "/a?b=c");
  CAF_CHECK(!out.http_1_0);
  CAF_CHECK_EQUAL(out.hosts, 1u);
  CAF_CHECK_EQUAL(out.authorizations, 2u);
  CAF_CHECK_EQUAL(*out.authorization, "Bearer a");
  CAF_CHECK_EQUAL(*out.content_type, "text/csv");
  CAF_CHECK_EQUAL(*out.content_length, 7u);
  CAF_CHECK_EQUAL(out.idempotency_keys, 2u);
  CAF_CHECK_EQUAL(*out.idempotency_key, "k");
  CAF_CHECK(!out.origin && !out.expect && !out.unknown_transfer);
}

CAF_TEST(a transfer encoding that is not chunked is told apart) {
  http::request_header<> head;
  head.method(http::verb::patch);
  head.version(10);
  head.set(http::field::transfer_encoding, "gzip");
  CAF_CHECK(to_request(head, boost::none, false).unknown_transfer);
  CAF_CHECK(!to_request(head, boost::none, true).unknown_transfer);
  CAF_CHECK(to_request(head, boost::none, false).http_1_0);
  CAF_CHECK(to_request(head, boost::none, false).method == verb::other);
}

CAF_TEST(a body follows a length above zero or chunks) {
  http::request_header<> head;
  head.method(http::verb::delete_);
  CAF_CHECK(to_request(head, boost::none, false).method == verb::delete_);
  CAF_CHECK(!to_request(head, boost::none, false).has_body);
  CAF_CHECK(!to_request(head, std::uint64_t{0}, false).has_body);
  CAF_CHECK(to_request(head, std::uint64_t{1}, false).has_body);
  CAF_CHECK(to_request(head, boost::none, true).has_body);
}

CAF_TEST(methods have names for the log) {
  CAF_CHECK_EQUAL(std::string{to_string(verb::get)}, "GET");
  CAF_CHECK_EQUAL(std::string{to_string(verb::delete_)}, "DELETE");
  CAF_CHECK_EQUAL(std::string{to_string(verb::other)}, "-");
}
