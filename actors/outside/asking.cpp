#include "actors/outside/asking.hpp"

#include <charconv>
#include <utility>

#include "actors/outside/read_answer.hpp"
#include "actors/outside/render.hpp"
#include "actors/outside/render_page.hpp"
#include "actors/outside/url.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

upstream_request with_key(const std::string& name, const request_template& from,
                          http_call call) {
  auto key = request_key(name, from, call);
  return {std::move(call), std::move(key)};
}

tl::unexpected<problem> no_such_request() {
  return fail(errc::internal, "There is no such request");
}

std::uint32_t number_of(const text_pairs& values, std::string_view name) {
  auto text = value_of(values, name);
  std::uint32_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

/// robots.txt stands at the root of the site (RFC 9309, section 2.3).
request_template robots_of(const source_declaration& source) {
  request_template out;
  out.name = "robots";
  if (auto parts = split_url(source.request.url))
    out.url =
        parts->scheme + "://" + parts->host + ':' + parts->port + "/robots.txt";
  // Any 4xx but 429 says that there are no rules, and so does a redirect that
  // leads nowhere (what can be followed is, before it comes here).
  for (int status = 300; status < 500; ++status)
    if (status != 429)
      out.empty_statuses.push_back(status);
  return out;
}

} // namespace

outcome<http_call> page_call(const source_declaration& source,
                             const text_pairs& values) {
  page_place place;
  place.page = number_of(values, "page");
  place.start = number_of(values, "start");
  place.count = number_of(values, "count");
  place.next = value_of(values, "next");
  auto params = value_of(values, "params");
  return render_page(source, params.empty() ? "{}" : params, place);
}

outcome<http_call> robots_call(const source_declaration& source) {
  constexpr std::uint32_t redirects = 5;
  return render(robots_of(source), {}, source.bounds).map([](http_call&& call) {
    call.max_redirects = redirects;
    return std::move(call);
  });
}

upstream_options options_of(const provider_declaration& declared) {
  upstream_options out;
  out.name = declared.name;
  out.bounds = declared.bounds;
  auto shared = std::make_shared<const provider_declaration>(declared);
  out.render = [shared](const upstream_ask& asks) -> outcome<upstream_request> {
    if (asks.request >= shared->requests.size())
      return no_such_request();
    const auto& from = shared->requests[asks.request];
    return render(from, asks.values, shared->bounds).map([&](http_call&& call) {
      return with_key(shared->name, from, std::move(call));
    });
  };
  out.judge = [shared](std::uint32_t request, int status, bool says_when) {
    return judge(shared->requests.at(request), status, says_when);
  };
  out.read = [shared](std::uint32_t request, int status,
                      std::string_view body) {
    return read_answer(shared->requests.at(request), status, body)
        .map([](answer_values&& found) { return std::move(found.values); });
  };
  return out;
}

upstream_options options_of(const source_declaration& declared) {
  upstream_options out;
  out.name = declared.name;
  out.bounds = declared.bounds;
  auto shared = std::make_shared<const source_declaration>(declared);
  auto robots = std::make_shared<const request_template>(robots_of(declared));
  out.render = [shared,
                robots](const upstream_ask& asks) -> outcome<upstream_request> {
    auto is_page = asks.request == page_request;
    if (!is_page && asks.request != robots_request)
      return no_such_request();
    const auto& from = is_page ? shared->request : *robots;
    auto call =
        is_page ? page_call(*shared, asks.values) : robots_call(*shared);
    return std::move(call).map([&](http_call&& made) {
      return with_key(shared->name, from, std::move(made));
    });
  };
  out.is_free = [](std::uint32_t request) { return request == robots_request; };
  out.judge = [shared, robots](std::uint32_t request, int status,
                               bool says_when) {
    return judge(request == page_request ? shared->request : *robots, status,
                 says_when);
  };
  return out;
}

} // namespace leadmill
