#include "actors/outside/reading.hpp"

#include "actors/outside/asking.hpp"
#include "actors/outside/html_page.hpp"
#include "actors/outside/url.hpp"

namespace leadmill {

outcome<page_content> read_source_page(const source_declaration& source,
                                       const upstream_answer& answer,
                                       const text_pairs& values) {
  if (source.format == source_format::json)
    return read_page(source, answer.status, answer.body);
  return page_call(source, values).and_then([&](const http_call& call) {
    return read_html_page(source, answer.status, answer.body, call.url,
                          answer.content_type);
  });
}

outcome<std::chrono::milliseconds>
check_source_robots(const source_declaration& source, const robots_rules& rules,
                    const text_pairs& values) {
  auto call = page_call(source, values);
  if (!call)
    return tl::make_unexpected(std::move(call.error()));
  auto parts = split_url(call->url);
  if (!parts)
    return fail(errc::invalid_argument, "the page has no address");
  // The query may hold what a person searches for.
  if (!rules.allows(parts->path + parts->query))
    return fail(errc::upstream_refused, "Disallow " + parts->path);
  return std::chrono::milliseconds{
      rules.crawl_delay().value_or(std::chrono::seconds{0})};
}

} // namespace leadmill
