#define CAF_SUITE net_http_session
#include "net/http_session.hpp"

#include <future>
#include <utility>

#include <caf/test/unit_test.hpp>

#include "tests/net/support/site.hpp"
#include "tests/net/support/wire_client.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;
using namespace leadmill::test;
using std::chrono::milliseconds;

namespace {

constexpr const char* json_type = "Content-Type: application/json\r\n";
const std::string good_body =
    R"({"parsedData":{"headers":["a"],"rows":[{"a":"1"}]}})";

/// A POST whose body comes in chunks, each with its size line.
std::string chunked_request(std::string_view chunks) {
  return make_request("POST", "/api/jobs/enrich",
                      std::string{json_type} + "Transfer-Encoding: chunked\r\n")
         + std::string{chunks};
}

std::string in_chunks(const std::string& body) {
  std::string out;
  for (auto c : body)
    out += std::string{"1;ext=\"x\"\r\n"} + c + "\r\n";
  return out + "0\r\nTrailer: x\r\n\r\n";
}

/// One short timeout, the others as they are.
auto with_bounds(const std::function<void(server_limits&)>& adjust) {
  return [adjust](server_options& options, live_limits&) {
    adjust(options.bounds);
  };
}

int status(const std::optional<answer>& what) {
  return what ? what->status : 0;
}

constexpr std::chrono::seconds patience{10};

bool is_ready(const std::future<void>& what) {
  return what.wait_for(patience) == std::future_status::ready;
}

/// A table that is too large to be parsed beside other requests.
std::string large_table() {
  return make_request("POST", "/api/jobs/enrich", "Content-Type: text/csv\r\n",
                      std::string(100000, 'x'));
}

job_draft small_draft() {
  job_draft out;
  out.headers = {"name"};
  out.rows = {R"({"name":"Ann"})"};
  return out;
}

} // namespace

CAF_TEST(requests on one connection are answered in their order) {
  site here;
  wire_client client{here.port()};
  auto missing = make_request("GET", "/nothing");
  client.send(make_request("GET", "/livez") + missing
              + make_request("GET", "/api/jobs/status?jobId=" + job_id(1))
              + make_request("POST", "/api/jobs/enrich", json_type, good_body)
              + "\r\n" + make_request("HEAD", "/livez")
              + make_request("GET", "/livez"));
  for (auto expected : {200, 404, 200, 202})
    CAF_CHECK_EQUAL(status(client.read()), expected);
  auto head = client.read(true);
  CAF_CHECK_EQUAL(status(head), 200);
  CAF_CHECK_EQUAL(head->fields["content-length"], "15");
  CAF_CHECK_EQUAL(status(client.read()), 200);
}

CAF_TEST(a request may come byte by byte) {
  site here;
  wire_client client{here.port()};
  for (auto& text :
       {make_request("POST", "/api/jobs/enrich", json_type, good_body),
        chunked_request(in_chunks(good_body))}) {
    for (auto c : text)
      client.send({&c, 1});
    CAF_CHECK_EQUAL(status(client.read()), 202);
  }
}

CAF_TEST(chunked bodies may be cut anywhere) {
  site here;
  auto text = chunked_request("0\r\n\r\n");
  auto start = text.size() - 5;
  for (auto cut = start; cut < text.size(); ++cut) {
    wire_client client{here.port()};
    client.send(std::string_view{text}.substr(0, cut));
    client.send(std::string_view{text}.substr(cut));
    CAF_CHECK_EQUAL(status(client.read()), 400);
  }
}

CAF_TEST(badly chunked bodies are refused) {
  site here;
  for (std::string bad :
       {"x\r\n\r\n", "zz\r\nabc\r\n0\r\n\r\n", "3\r\nabcde\r\n0\r\n\r\n",
        "ffffffffffffffffff\r\nabc", "-1\r\nabc\r\n0\r\n\r\n"})
    CAF_CHECK(status(ask(here.port(), chunked_request(bad))) / 100 == 4);
  auto endless = "1;" + std::string(100000, 'x');
  CAF_CHECK_EQUAL(status(ask(here.port(), chunked_request(endless))), 400);
  auto trailers = "0\r\nA: " + std::string(100000, 'x');
  CAF_CHECK_EQUAL(status(ask(here.port(), chunked_request(trailers))), 400);
}

CAF_TEST(an expected continue is given and a refusal instead of it) {
  site here;
  wire_client client{here.port()};
  auto text = make_request("POST", "/api/jobs/enrich",
                           std::string{json_type} + "Expect: 100-continue\r\n",
                           good_body);
  auto head = text.substr(0, text.size() - good_body.size());
  client.send(head);
  CAF_CHECK_EQUAL(client.read_raw(25), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send(good_body);
  CAF_CHECK_EQUAL(status(client.read()), 202);
  wire_client refused{here.port()};
  refused.send("POST /api/jobs/enrich HTTP/1.1\r\nHost: x\r\nExpect: "
               "100-continue\r\nContent-Type: application/json\r\n"
               "Content-Length: 104857600\r\n\r\n");
  CAF_CHECK_EQUAL(status(refused.read()), 413);
}

CAF_TEST(a body of a hundred megabytes sees its refusal) {
  site here;
  wire_client client{here.port()};
  client.send("POST /api/jobs/enrich HTTP/1.1\r\nHost: x\r\nContent-Type: "
              "application/json\r\nContent-Length: 104857600\r\n\r\n");
  std::string piece(1 << 20, 'x');
  for (int n = 0; n < 100; ++n)
    CAF_REQUIRE(client.send(piece));
  auto out = client.read();
  CAF_CHECK_EQUAL(status(out), 413);
  CAF_CHECK_EQUAL(out->fields["connection"], "close");
}

CAF_TEST(a chunked body is refused when it passes the bound) {
  site here{with_bounds([](auto& bounds) { bounds.body_bytes = 1000; })};
  std::string chunk = "190\r\n" + std::string(400, 'x') + "\r\n";
  CAF_CHECK_EQUAL(
      status(ask(here.port(), chunked_request(chunk + chunk + chunk))), 413);
  CAF_CHECK_EQUAL(
      status(ask(here.port(), chunked_request("ffffffff\r\nxxxxx"))), 413);
  CAF_CHECK_EQUAL(
      status(ask(here.port(), chunked_request(chunk + chunk + "0\r\n\r\n"))),
      400);
}

CAF_TEST(uploads together are bounded) {
  site here{with_bounds([](auto& bounds) { bounds.buffered_bytes = 1000; })};
  auto out = ask(here.port(), make_request("POST", "/api/jobs/enrich",
                                           json_type, std::string(2000, ' ')));
  CAF_CHECK_EQUAL(status(out), 503);
  CAF_CHECK_EQUAL(
      status(ask(here.port(), make_request("POST", "/api/jobs/enrich",
                                           json_type, good_body))),
      202);
}

CAF_TEST(a body that is parsed beside the connections counts twice) {
  site here{with_bounds([](auto& bounds) { bounds.buffered_bytes = 300000; })};
  auto enrich = [&](std::size_t spaces) {
    return status(
        ask(here.port(), make_request("POST", "/api/jobs/enrich", json_type,
                                      good_body + std::string(spaces, ' '))));
  };
  CAF_CHECK_EQUAL(enrich(100000), 202);
  CAF_CHECK_EQUAL(enrich(200000), 503);
  CAF_CHECK_EQUAL(enrich(100000), 202);
}

CAF_TEST(a header over its bound is refused however it comes) {
  site here;
  auto big =
      make_request("GET", "/livez", "X: " + std::string(17000, 'x') + "\r\n");
  CAF_CHECK_EQUAL(status(ask(here.port(), big)), 431);
  CAF_CHECK_EQUAL(status(ask(here.port(), "GET /" + std::string(17000, 'x'))),
                  431);
  std::string many;
  for (int n = 0; n < 1000; ++n)
    many += "X-Field: 0123456789\r\n";
  CAF_CHECK_EQUAL(status(ask(here.port(), make_request("GET", "/livez", many))),
                  431);
  auto fits =
      make_request("GET", "/livez", "X: " + std::string(16000, 'x') + "\r\n");
  CAF_CHECK_EQUAL(status(ask(here.port(), fits)), 200);
}

CAF_TEST(lines that come one by one share the bound of the header) {
  site here;
  wire_client client{here.port()};
  client.send("GET /livez HTTP/1.1\r\nHost: x\r\n");
  std::string line = "X: " + std::string(995, 'x') + "\r\n";
  for (int n = 0; n < 20; ++n)
    client.send(line);
  CAF_CHECK_EQUAL(status(client.read()), 431);
}

CAF_TEST(what is no HTTP is refused) {
  site here;
  using namespace std::string_literals;
  for (const auto& bad :
       {"\x16\x03\x01\x02\x00\x01"s + std::string(100, '\x01'),
        "GARBAGE\r\n\r\n"s, "GET  HTTP/1.1\r\n\r\n"s, "GET /livez\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\nBad Field: x\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n"
        "Transfer-Encoding: chunked\r\n\r\n"s,
        "GET /livez HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n"s,
        "GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n"s,
        "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n"s})
    CAF_CHECK_EQUAL(status(ask(here.port(), bad)), 400);
  auto newer = ask(here.port(), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
  CAF_CHECK_EQUAL(status(newer), 505);
  CAF_CHECK_EQUAL(status(ask(here.port(), make_request("GET", "/livez"))), 200);
}

CAF_TEST(half a request is told so when no more can come) {
  site here;
  for (std::string half :
       {"GET /livez HT", "GET /livez HTTP/1.1\r\nHost: x\r\n",
        "POST /api/jobs/enrich HTTP/1.1\r\nHost: x\r\nContent-Type: "
        "application/json\r\nContent-Length: 10\r\n\r\n{"}) {
    wire_client client{here.port()};
    client.send(half);
    client.half_close();
    CAF_CHECK_EQUAL(status(client.read()), 400);
    CAF_CHECK(client.is_closed());
  }
  wire_client silent{here.port()};
  silent.half_close();
  CAF_CHECK(silent.is_closed());
}

CAF_TEST(a whole request is answered though no more can come) {
  site here;
  wire_client client{here.port()};
  client.send(make_request("GET", "/readyz"));
  client.half_close();
  CAF_CHECK_EQUAL(status(client.read()), 200);
  CAF_CHECK(client.is_closed());
}

CAF_TEST(an old client gets one answer and its connection ends) {
  site here;
  wire_client client{here.port()};
  client.send("GET /livez HTTP/1.0\r\n\r\n");
  auto out = client.read();
  CAF_CHECK_EQUAL(status(out), 200);
  CAF_CHECK_EQUAL(out->fields["connection"], "close");
  CAF_CHECK(client.is_closed());
  wire_client kept{here.port()};
  kept.send("GET /livez HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  out = kept.read();
  CAF_CHECK_EQUAL(out->fields["connection"], "keep-alive");
  kept.send("GET /livez HTTP/1.0\r\n\r\n");
  CAF_CHECK_EQUAL(status(kept.read()), 200);
}

CAF_TEST(a client that asks for the end gets it) {
  site here;
  wire_client client{here.port()};
  client.send(make_request("GET", "/livez", "Connection: close\r\n"));
  CAF_CHECK_EQUAL(copy(client.read()->fields["connection"]), "close");
  CAF_CHECK(client.is_closed());
}

CAF_TEST(a slow header a stalled body and a silent client are ended) {
  site here{with_bounds([](auto& bounds) {
    bounds.header = bounds.body_pause = bounds.idle = milliseconds{150};
    bounds.linger = milliseconds{100};
  })};
  wire_client header{here.port()}, body{here.port()}, idle{here.port()},
      silent{here.port()};
  header.send("GET /livez HTTP/1.1\r\n");
  body.send("POST /api/jobs/enrich HTTP/1.1\r\nHost: x\r\nContent-Type: "
            "application/json\r\nContent-Length: 10\r\n\r\n{");
  idle.send(make_request("GET", "/livez"));
  CAF_CHECK_EQUAL(status(idle.read()), 200);
  CAF_CHECK_EQUAL(status(header.read()), 408);
  CAF_CHECK_EQUAL(status(body.read()), 408);
  for (auto client : {&header, &body, &idle, &silent})
    CAF_CHECK(client->is_closed());
}

CAF_TEST(a handler that does not answer is answered for) {
  site here{
      with_bounds([](auto& bounds) { bounds.reply = milliseconds{100}; })};
  here.bridge().with([](auto& m) { m.hold = true; });
  wire_client client{here.port()};
  client.send(make_request("GET", "/readyz"));
  CAF_CHECK_EQUAL(status(client.read()), 503);
  // The late answer must not reach the next request.
  client.send(make_request("GET", "/livez"));
  here.bridge().with([](auto& m) { m.hold = false; });
  here.bridge().settle();
  CAF_CHECK_EQUAL(status(client.read()), 200);
  client.send(make_request("GET", "/nothing"));
  CAF_CHECK_EQUAL(status(client.read()), 404);
}

CAF_TEST(a call that goes through many jobs is waited for longer) {
  site here{with_bounds([](auto& bounds) { bounds.reply = milliseconds{50}; })};
  here.bridge().with([](auto& m) { m.hold = true; });
  wire_client slow{here.port()};
  slow.send(
      make_request("POST", "/api/jobs/cancel", json_type, R"({"filter":{}})"));
  CAF_CHECK(here.bridge().await([](auto& m) { return m.calls == 1; }));
  CAF_CHECK_EQUAL(status(ask(here.port(), make_request("GET", "/readyz"))),
                  503);
  here.bridge().with([](auto& m) { m.hold = false; });
  CAF_CHECK_EQUAL(status(slow.read()), 200);
}

CAF_TEST(large bodies are parsed beside the connections) {
  site here;
  auto padded = good_body + std::string(200000, ' ');
  CAF_CHECK_EQUAL(
      status(ask(here.port(),
                 make_request("POST", "/api/jobs/enrich", json_type, padded))),
      202);
  CAF_CHECK_EQUAL(status(ask(here.port(),
                             make_request("POST", "/api/jobs/enrich", json_type,
                                          std::string(200000, '[')))),
                  400);
}

CAF_TEST(a draft whose request has been answered for is dropped) {
  std::promise<void> parsing, go_on;
  auto may_go_on = go_on.get_future().share();
  site here{[&](server_options& options, live_limits&) {
    options.bounds.reply = milliseconds{100};
    options.read_csv = [&, first = true](auto) mutable -> outcome<job_draft> {
      if (!std::exchange(first, false))
        return fail(errc::invalid_argument, "Read");
      parsing.set_value();
      may_go_on.wait_for(patience);
      return small_draft();
    };
  }};
  wire_client client{here.port()};
  client.send(large_table());
  CAF_CHECK(is_ready(parsing.get_future()));
  CAF_CHECK_EQUAL(status(client.read()), 503);
  go_on.set_value();
  // What the next table has to say comes after the draft.
  int said = 0;
  for (int n = 0; n < 100 && said != 400; ++n)
    said = status(ask(here.port(), large_table()));
  CAF_CHECK_EQUAL(said, 400);
  CAF_CHECK(here.bridge().with([](auto& m) { return m.drafts.empty(); }));
  CAF_CHECK_EQUAL(here.bridge().with([](auto& m) { return m.calls; }), 0u);
}

CAF_TEST(a connection that is no upgrade is told to be one) {
  site here;
  auto out = ask(here.port(), make_request("GET", "/api/jobs/live"));
  CAF_CHECK_EQUAL(status(out), 426);
  CAF_CHECK_EQUAL(out->fields["upgrade"], "websocket");
}

CAF_TEST(pages of an allowed origin are told that they may read) {
  site here{[](auto& options, auto&) {
    options.allowed_origins = {"https://ok.example.com"};
  }};
  auto out =
      ask(here.port(),
          make_request("GET", "/livez", "Origin: https://ok.example.com\r\n"));
  CAF_CHECK_EQUAL(out->fields["access-control-allow-origin"],
                  "https://ok.example.com");
  out = ask(here.port(), make_request("OPTIONS", "/api/jobs/enrich",
                                      "Origin: https://ok.example.com\r\n"));
  CAF_CHECK_EQUAL(status(out), 204);
  CAF_CHECK_EQUAL(out->fields["access-control-allow-methods"], "POST, OPTIONS");
  out = ask(here.port(), make_request("OPTIONS", "*"));
  CAF_CHECK_EQUAL(status(out), 204);
}
