// Random and hostile values in templates: what is built around them stays.
#define CAF_SUITE actors_outside_render_random
#include "actors/outside/render.hpp"

#include <algorithm>
#include <random>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "actors/outside/url.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

/// Texts that mean something in one of the places, and random bytes.
std::string hostile(std::mt19937& random) {
  static const std::string pieces[] = {"/",
                                       "..",
                                       ".",
                                       "?",
                                       "#",
                                       "%",
                                       "%2e",
                                       "%2f",
                                       "\\",
                                       "&",
                                       "=",
                                       "\"",
                                       "'",
                                       "{",
                                       "}",
                                       "{{",
                                       "{x}",
                                       "[",
                                       "]",
                                       ",",
                                       ":",
                                       "//",
                                       "@",
                                       "\r\n",
                                       "\n",
                                       "\t",
                                       " ",
                                       "+",
                                       ";",
                                       "1",
                                       "-1",
                                       "true",
                                       "null",
                                       "0.5e3",
                                       "\\u",
                                       "\\\"",
                                       "\xff",
                                       "\xc3",
                                       "é",
                                       "Doe",
                                       "http://evil.example/",
                                       "\xe2\x80\xa8",
                                       std::string(1, '\0'),
                                       "\x7f"};
  std::string out;
  for (auto n = random() % 6; n > 0; --n)
    out += random() % 8 == 0 ? std::string(1, static_cast<char>(random() % 256))
                             : pieces[random() % std::size(pieces)];
  return out;
}

text_pairs hostile_values(std::mt19937& random) {
  return {
      {"a", hostile(random)}, {"b", hostile(random)}, {"c", hostile(random)}};
}

auto count(std::string_view text, char c) {
  return std::count(text.begin(), text.end(), c);
}

/// What the JSON is made of, without what stands in it: values outside of
/// quotes may be scalars of any kind.
std::string shape(const nlohmann::json& json) {
  std::string out;
  if (json.is_object())
    for (auto& [name, value] : json.items())
      out += name + "(" + shape(value) + ")";
  else if (json.is_array())
    for (auto& value : json)
      out += "[" + shape(value) + "]";
  else
    out = ".";
  return out;
}

} // namespace

CAF_TEST(no value changes where a request goes or how its URL is built) {
  std::mt19937 random{11};
  request_template from;
  from.url = "https://api.example:8443/v1/{a}/x-{b}/{c}{a}?p={a}&q=x{b}";
  from.query = {{"r", "{c}"}, {"s", "-{a}"}};
  int refused = 0;
  for (int round = 0; round < 5'000; ++round) {
    auto values = hostile_values(random);
    auto call = render(from, values, {});
    if (!call) {
      auto is_dot = [](const std::string& text) {
        return text == "." || text == "..";
      };
      CAF_REQUIRE(is_dot(values[0].second)
                  || is_dot(values[2].second + values[0].second));
      ++refused;
      continue;
    }
    auto parts = split_url(call->url);
    CAF_REQUIRE(parts.has_value());
    CAF_REQUIRE_EQUAL(copy(parts->scheme), "https");
    CAF_REQUIRE_EQUAL(copy(parts->host), "api.example");
    CAF_REQUIRE_EQUAL(copy(parts->port), "8443");
    CAF_REQUIRE_EQUAL(count(parts->path, '/'), 4);
    CAF_REQUIRE_EQUAL(count(call->url, '#'), 0);
    // It reads the same to whoever resolves it.
    CAF_REQUIRE_EQUAL(resolve_url("http://o.example/", call->url).value_or(""),
                      copy(call->url));
    auto blank = values[2].second.find_first_not_of(' ') == std::string::npos;
    CAF_REQUIRE_EQUAL(count(parts->query, '&'), blank ? 2 : 3);
    CAF_REQUIRE_EQUAL(count(parts->query, '='), blank ? 3 : 4);
    CAF_REQUIRE_EQUAL(count(parts->query, '?'), 1);
    auto last = parts->query.substr(parts->query.find("&s=-") + 4);
    CAF_REQUIRE(percent_decode(last) == values[0].second);
  }
  CAF_CHECK_LESS(refused, 500);
  CAF_CHECK_GREATER(refused, 10);
}

CAF_TEST(no value changes how a JSON body is built) {
  std::mt19937 random{12};
  request_template from;
  from.url = "https://api.example/";
  from.body = R"({"a":"{a}","list":[{b}, "x {c} \"{a}\" \\", 5],)"
              R"("in":{"b":{c},"{{":"\u0041{b}"}})";
  auto expected = shape(nlohmann::json::parse(render(from, {}, {})->body));
  for (int round = 0; round < 5'000; ++round) {
    auto values = hostile_values(random);
    auto call = render(from, values, {});
    CAF_REQUIRE(call.has_value());
    auto json = nlohmann::json::parse(call->body, nullptr, false);
    CAF_REQUIRE(!json.is_discarded());
    CAF_REQUIRE_EQUAL(shape(json), expected);
    CAF_REQUIRE(json["a"].is_string());
    CAF_REQUIRE(json["in"]["{"].is_string());
  }
}

CAF_TEST(no value changes how a form is built) {
  std::mt19937 random{13};
  request_template from;
  from.url = "https://api.example/";
  from.headers = {{"Content-Type", "application/x-www-form-urlencoded"}};
  from.body = "a={a}&b=x{b}&c={c}";
  for (int round = 0; round < 5'000; ++round) {
    auto body = render(from, hostile_values(random), {})->body;
    CAF_REQUIRE_EQUAL(count(body, '&'), 2);
    CAF_REQUIRE_EQUAL(count(body, '='), 3);
    CAF_REQUIRE(std::all_of(body.begin(), body.end(),
                            [](char c) { return c > 0x20 && c < 0x7f; }));
  }
}

CAF_TEST(no value adds a header) {
  std::mt19937 random{14};
  request_template from;
  from.url = "https://api.example/";
  from.headers = {{"X-A", "x{a}"}, {"X-B", "{b}, {c}"}};
  int good = 0;
  for (int round = 0; round < 5'000; ++round) {
    auto call = render(from, hostile_values(random), {});
    if (!call)
      continue;
    ++good;
    CAF_REQUIRE_EQUAL(copy(call->headers.size()), 2u);
    for (auto& [name, value] : call->headers)
      CAF_REQUIRE(std::none_of(value.begin(), value.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
      }));
  }
  CAF_CHECK_GREATER(good, 300);
}

CAF_TEST(no template makes it fail otherwise than by a refusal) {
  std::mt19937 random{15};
  for (int round = 0; round < 5'000; ++round) {
    request_template from;
    from.url = (random() % 4 ? "https://api.example/" : "") + hostile(random);
    from.query = {{hostile(random), hostile(random)}};
    from.headers = {{"X", hostile(random)}};
    from.body = hostile(random) + hostile(random);
    auto call = render(from, {{"x", hostile(random)}}, {});
    if (!call)
      CAF_REQUIRE(call.error().code == errc::invalid_argument);
    else
      CAF_REQUIRE(split_url(call->url).has_value());
  }
}
