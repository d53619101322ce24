#define CAF_SUITE net_static_files
#include "net/static_files.hpp"

#include <array>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

const std::string any_bytes{"\0\xff\r\n\x1a)--\"", 9};

const std::array<web_file, 5> files{{
    {"app/main.js", "export {};\n"},
    {"empty.css", ""},
    {"icon.bin", any_bytes},
    {"index.html", "<!doctype html><title>Leadmill</title>"},
    {"leadmill-jobs.js", "customElements.define('leadmill-jobs', class {});"},
}};

struct pages {
  answer get(std::string_view target, std::string_view fields = "") {
    auto out = ask(here.port(), make_request("GET", target, fields));
    CAF_REQUIRE(out.has_value());
    return *out;
  }

  std::string tag(std::string_view target) {
    return get(target).fields["etag"];
  }

  site here{[](server_options& options, live_limits&) {
    options.pages = files;
    options.event_key = site_key;
    options.allowed_origins = {"https://ok.example.com"};
  }};
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(static_files_tests, pages)

CAF_TEST(every file is there for everybody and the index is the root) {
  for (const auto& file : files) {
    auto got = get("/" + std::string{file.name});
    CAF_CHECK_EQUAL(got.status, 200);
    CAF_CHECK_EQUAL(got.body, std::string{file.content});
    CAF_CHECK_EQUAL(got.fields["access-control-allow-origin"], "*");
    CAF_CHECK_EQUAL(got.fields["cross-origin-resource-policy"], "cross-origin");
    CAF_CHECK_EQUAL(got.fields["cache-control"], "no-cache");
    CAF_CHECK_EQUAL(got.fields["x-content-type-options"], "nosniff");
    CAF_CHECK_EQUAL(got.fields["referrer-policy"], "no-referrer");
  }
  CAF_CHECK_EQUAL(get("/").body, get("/index.html").body);
  CAF_CHECK_EQUAL(get("/?status=failed#x").status, 200);
}

CAF_TEST(types are told with their charset) {
  CAF_CHECK_EQUAL(content_type_of("a/b.min.js"),
                  "text/javascript; charset=utf-8");
  CAF_CHECK_EQUAL(content_type_of("x.html"), "text/html; charset=utf-8");
  CAF_CHECK_EQUAL(content_type_of("x.css"), "text/css; charset=utf-8");
  CAF_CHECK_EQUAL(content_type_of("x.svg"), "image/svg+xml; charset=utf-8");
  for (auto unknown : {"x", "", "js", "a.js/b", "x.", "x.JS.exe"})
    CAF_CHECK_NOT_EQUAL(content_type_of(unknown), "text/html; charset=utf-8");
  CAF_CHECK_EQUAL(content_type_of("a.js/b"), "application/octet-stream");
}

CAF_TEST(a page runs nothing that is not ours) {
  auto policy = get("/").fields["content-security-policy"];
  CAF_CHECK(policy.starts_with("default-src 'none'; script-src 'self'; "));
  CAF_CHECK(policy.find("unsafe") == policy.npos);
  CAF_CHECK(policy.find("frame-ancestors 'none'") != policy.npos);
  CAF_CHECK_EQUAL(get("/app/main.js").fields.count("content-security-policy"),
                  0u);
}

CAF_TEST(who has the newest is told so) {
  auto first = get("/");
  auto mark = first.fields["etag"];
  CAF_CHECK(mark.size() > 10 && mark.front() == '"' && mark.back() == '"');
  for (auto sent :
       {mark, "W/" + mark, "\"other\", " + mark, std::string{"*"}}) {
    auto again = get("/", "If-None-Match: " + sent + "\r\n");
    CAF_CHECK_EQUAL(again.status, 304);
    CAF_CHECK_EQUAL(again.body, "");
    CAF_CHECK_EQUAL(again.fields["etag"], mark);
    CAF_CHECK_EQUAL(again.fields.count("content-length"), 0u);
  }
  for (auto sent : {std::string{"\"other\""}, mark.substr(1), std::string{","},
                    std::string{"W/"}, tag("/app/main.js")})
    CAF_CHECK_EQUAL(get("/", "If-None-Match: " + sent + "\r\n").status, 200);
}

CAF_TEST(a connection goes on after a 304) {
  wire_client client{here.port()};
  auto again = make_request("GET", "/", "If-None-Match: *\r\n");
  client.send(again + again + make_request("GET", "/"));
  CAF_CHECK_EQUAL(copy(client.read(true)->status), 304);
  CAF_CHECK_EQUAL(copy(client.read(true)->status), 304);
  CAF_CHECK_EQUAL(copy(client.read()->status), 200);
}

CAF_TEST(the head is that of the whole) {
  wire_client client{here.port()};
  client.send(make_request("HEAD", "/leadmill-jobs.js"));
  auto head = client.read(true);
  CAF_REQUIRE(head.has_value());
  CAF_CHECK_EQUAL(head->fields["content-length"],
                  std::to_string(files[4].content.size()));
  CAF_CHECK_EQUAL(head->fields["content-type"],
                  "text/javascript; charset=utf-8");
}

CAF_TEST(nothing else is there) {
  for (auto target :
       {"/app", "/app/", "/app/main", "/../net/openapi.json", "//index.html",
        "/app/../index.html", "/%2e%2e/index.html", "/index.html/",
        "/INDEX.HTML", "/index.html%00", "/etc/passwd", "/app%5cmain.js"})
    CAF_CHECK_NOT_EQUAL(get(target).status, 200);
  auto post = ask(here.port(), make_request("POST", "/", "", ""));
  CAF_REQUIRE(post.has_value());
  CAF_CHECK_EQUAL(post->status, 405);
  CAF_CHECK_EQUAL(post->fields["allow"], "GET, HEAD, OPTIONS");
}

CAF_TEST(a site that may call gets one answer about origins) {
  wire_client client{here.port()};
  client.send(make_request("GET", "/", "Origin: https://ok.example.com\r\n"));
  client.half_close();
  auto raw = client.read_raw(4096);
  auto first = raw.find("Access-Control-Allow-Origin");
  CAF_REQUIRE(first != raw.npos);
  CAF_CHECK_EQUAL(raw.find("Access-Control-Allow-Origin", first + 1), raw.npos);
}

CAF_TEST(without pages there is no root) {
  site bare;
  CAF_CHECK_EQUAL(copy(ask(bare.port(), make_request("GET", "/"))->status),
                  404);
}

CAF_TEST_FIXTURE_SCOPE_END()
