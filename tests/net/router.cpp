#define CAF_SUITE net_router
#include "net/router.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

constexpr const char* key = "0123456789abcdef0123456789abcdef";

router make_router(std::string guard_key = "") {
  auto none = [](const request&, const exchange_ptr&) {};
  return {{{verb::get, "/livez", access::open, {}, none},
           {verb::get, "/list", access::keyed, {}, none},
           {verb::post,
            "/start",
            access::keyed,
            {"application/json", "text/csv"},
            none},
           {verb::post,
            "/pause",
            access::keyed,
            {"application/json"},
            none,
            10,
            true},
           {verb::delete_, "/list", access::keyed, {}, none}},
          key_guard{guard_key},
          {"https://ok.example.com"},
          100};
}

request make_request(verb method, std::string target) {
  request out;
  out.method = method;
  out.target = std::move(target);
  out.hosts = 1;
  out.host = "localhost:8288";
  return out;
}

int status(const router& routes, request what) {
  auto out = routes.admit(what);
  auto no = std::get_if<response>(&out);
  return no ? no->status : 0;
}

std::string field(const response& what, std::string_view name) {
  for (const auto& [key_, value] : what.headers)
    if (key_ == name)
      return value;
  return "";
}

} // namespace

CAF_TEST(a call is found by method and path) {
  auto routes = make_router();
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/livez")), 0);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::head, "/livez?a=b")), 0);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/%6civez")), 0);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/livez/")), 404);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/LIVEZ")), 404);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/../livez")), 404);
}

CAF_TEST(a wrong method is told the right ones) {
  auto routes = make_router();
  auto what = make_request(verb::other, "/start");
  auto out = std::get<response>(routes.admit(what));
  CAF_CHECK_EQUAL(out.status, 405);
  CAF_CHECK_EQUAL(field(out, "Allow"), "POST, OPTIONS");
  CAF_CHECK_EQUAL(status(routes, make_request(verb::post, "/livez")), 405);
}

CAF_TEST(a path tells all the methods that it has) {
  auto routes = make_router();
  auto what = make_request(verb::post, "/list");
  auto out = std::get<response>(routes.admit(what));
  CAF_CHECK_EQUAL(out.status, 405);
  CAF_CHECK_EQUAL(field(out, "Allow"), "GET, HEAD, DELETE, OPTIONS");
  CAF_CHECK_EQUAL(status(routes, make_request(verb::delete_, "/list")), 0);
}

CAF_TEST(whoever is let in is known to the handler) {
  auto what = make_request(verb::get, "/list");
  CAF_CHECK_EQUAL(status(make_router(), what), 0);
  make_router().admit(what);
  CAF_CHECK_EQUAL(what.caller, "open");
  what.authorization = std::string{"Bearer "} + key;
  what.authorizations = 1;
  make_router(key).admit(what);
  CAF_CHECK_EQUAL(what.caller.size(), 64u);
}

CAF_TEST(a body may be missing where the call says so) {
  auto routes = make_router();
  auto what = make_request(verb::post, "/pause");
  CAF_CHECK_EQUAL(status(routes, what), 0);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::post, "/start")), 415);
  what.has_body = true;
  CAF_CHECK_EQUAL(status(routes, what), 415);
  what.content_type = "application/json";
  CAF_CHECK_EQUAL(status(routes, what), 0);
  what.content_type = "text/plain";
  what.has_body = false;
  CAF_CHECK_EQUAL(status(routes, what), 415);
}

CAF_TEST(a page of another site does not get by without a type) {
  auto routes = make_router();
  auto what = make_request(verb::post, "/pause");
  for (auto good : {"http://localhost:8288", "https://ok.example.com"}) {
    what.origin = good;
    CAF_CHECK_EQUAL(status(routes, what), 0);
  }
  for (auto bad : {"https://evil.example.com", "null", "http://localhost"}) {
    what.origin = bad;
    CAF_CHECK_EQUAL(status(routes, what), 415);
  }
}

CAF_TEST(a call may have a bound of its own for bodies) {
  auto routes = make_router();
  auto what = make_request(verb::post, "/pause");
  what.content_type = "application/json";
  what.content_length = 10;
  CAF_CHECK_EQUAL(status(routes, what), 0);
  what.content_length = 11;
  CAF_CHECK_EQUAL(status(routes, what), 413);
}

CAF_TEST(only open calls need no key) {
  auto routes = make_router(key);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/livez")), 0);
  CAF_CHECK_EQUAL(status(routes, make_request(verb::get, "/list")), 401);
  auto what = make_request(verb::get, "/list");
  what.authorization = std::string{"Bearer "} + key;
  what.authorizations = 1;
  CAF_CHECK_EQUAL(status(routes, what), 0);
}

CAF_TEST(bodies are of a type that the call takes) {
  auto routes = make_router();
  auto post = [&](std::optional<std::string> type) {
    auto what = make_request(verb::post, "/start");
    what.content_type = std::move(type);
    return status(routes, what);
  };
  for (auto good :
       {"application/json", "Application/JSON", "text/csv",
        "application/json; charset=utf-8", "text/csv;charset=\"UTF-8\""})
    CAF_CHECK_EQUAL(post(good), 0);
  for (auto bad : {"", "text/plain", "application/xml", "text/csv; charset=x",
                   "multipart/form-data; boundary=x", "application/jsonx"})
    CAF_CHECK_EQUAL(post(bad), 415);
  CAF_CHECK_EQUAL(post(std::nullopt), 415);
  auto zipped = make_request(verb::post, "/start");
  zipped.content_type = "text/csv";
  zipped.content_encoding = "gzip";
  CAF_CHECK_EQUAL(status(routes, zipped), 415);
}

CAF_TEST(a length over the bound is refused before the body comes) {
  auto routes = make_router();
  auto what = make_request(verb::post, "/start");
  what.content_type = "text/csv";
  what.content_length = 100;
  CAF_CHECK_EQUAL(status(routes, what), 0);
  what.content_length = 101;
  CAF_CHECK_EQUAL(status(routes, what), 413);
}

CAF_TEST(headers that could mean two things are refused) {
  auto routes = make_router();
  auto what = make_request(verb::get, "/livez");
  what.hosts = 0;
  CAF_CHECK_EQUAL(status(routes, what), 400);
  what.http_1_0 = true;
  CAF_CHECK_EQUAL(status(routes, what), 0);
  what.hosts = 2;
  CAF_CHECK_EQUAL(status(routes, what), 400);
  what = make_request(verb::get, "/livez");
  what.unknown_transfer = true;
  CAF_CHECK_EQUAL(status(routes, what), 400);
  what = make_request(verb::get, "/livez");
  what.expect = "a miracle";
  CAF_CHECK_EQUAL(status(routes, what), 417);
}

CAF_TEST(pages of allowed origins may call and no others) {
  auto routes = make_router(key);
  auto what = make_request(verb::options, "/start");
  what.origin = "https://ok.example.com";
  auto out = std::get<response>(routes.admit(what));
  routes.add_cors(what.origin, out);
  CAF_CHECK_EQUAL(out.status, 204);
  CAF_CHECK_EQUAL(field(out, "Access-Control-Allow-Origin"), *what.origin);
  CAF_CHECK_EQUAL(field(out, "Access-Control-Allow-Methods"), "POST, OPTIONS");
  what.origin = "https://evil.example.com";
  out = std::get<response>(routes.admit(what));
  routes.add_cors(what.origin, out);
  CAF_CHECK_EQUAL(field(out, "Access-Control-Allow-Origin"), "");
  CAF_CHECK_EQUAL(field(out, "Access-Control-Allow-Methods"), "");
  CAF_CHECK_EQUAL(field(out, "Vary"), "Origin");
}

CAF_TEST(a request is from here or from an allowed origin or from nowhere) {
  auto routes = make_router();
  auto what = make_request(verb::get, "/list");
  CAF_CHECK(routes.is_friendly(what));
  for (auto good : {"http://localhost:8288", "http://LOCALHOST:8288",
                    "https://ok.example.com"}) {
    what.origin = good;
    CAF_CHECK(routes.is_friendly(what));
  }
  for (auto bad : {"http://localhost", "null", "https://evil.example.com",
                   "https://ok.example.com.evil.example.org", ""}) {
    what.origin = bad;
    CAF_CHECK(!routes.is_friendly(what));
  }
}
