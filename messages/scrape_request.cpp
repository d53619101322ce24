#include "messages/scrape_request.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "messages/job_options.hpp"

namespace leadmill {

namespace {

namespace dom = simdjson::dom;

/// What is read when nobody says what, as it was before there were others.
constexpr std::string_view usual_source = "linkedin-sales-navigator";

bool is_enabled(std::string_view source, const request_rules& rules) {
  return std::find(rules.sources.begin(), rules.sources.end(), source)
         != rules.sources.end();
}

/// "enabled are: a, b".
std::string known_sources(const request_rules& rules) {
  if (rules.sources.empty())
    return "no source is enabled";
  std::string out;
  for (const auto& name : rules.sources)
    out += (out.empty() ? "" : ", ") + name;
  return "enabled are: " + out;
}

/// A member of the request; unset when it is not there, or null.
std::optional<dom::element> find(dom::object request, const char* name) {
  dom::element value;
  if (request[name].get(value) || value.is_null())
    return std::nullopt;
  return value;
}

std::optional<problem> read_params(dom::object request, scrape_plan& plan,
                                   const request_rules& rules) {
  constexpr auto name = "searchParams";
  auto params = find(request, name);
  if (!params || !params->is_object())
    return refuse_part(name, "is required and must be an object").value();
  plan.params = simdjson::minify(*params);
  if (plan.params.size() > rules.max_params_bytes)
    return refuse_part(name, "must have at most "
                                 + std::to_string(rules.max_params_bytes)
                                 + " bytes")
        .value();
  return std::nullopt;
}

/// The source that is meant by a request that names none.
outcome<std::string> default_source(const request_rules& rules) {
  if (is_enabled(usual_source, rules))
    return std::string{usual_source};
  if (rules.sources.size() == 1)
    return rules.sources.front();
  return refuse_part("source", "is required; " + known_sources(rules));
}

std::optional<problem> read_source(dom::object request, scrape_plan& plan,
                                   const request_rules& rules) {
  auto value = find(request, "source");
  if (!value)
    return take(default_source(rules), plan.source);
  auto name = read_text(*value, "source");
  if (!name)
    return name.error();
  if (!is_enabled(*name, rules))
    return refuse_part("source",
                       "is not known or not enabled; " + known_sources(rules))
        .value();
  plan.source = *name;
  return std::nullopt;
}

std::optional<problem> read_bound(dom::object request, const char* name,
                                  std::uint32_t most, std::uint32_t& place) {
  auto value = find(request, name);
  return value ? take(read_number(*value, name, 1, most), place) : std::nullopt;
}

std::optional<problem> read_plan(dom::object request, scrape_plan& plan,
                                 const request_rules& rules) {
  auto bad = read_params(request, plan, rules);
  if (!bad)
    bad = read_source(request, plan, rules);
  if (!bad)
    bad = read_bound(request, "maxPages", rules.max_pages, plan.max_pages);
  if (!bad)
    bad =
        read_bound(request, "maxResults", rules.max_results, plan.max_results);
  return bad;
}

} // namespace

outcome<job_draft> parse_scrape_request(std::string_view body,
                                        const request_rules& rules,
                                        unix_ms now) {
  document doc;
  auto root = doc.parse(body, "Body");
  if (!root)
    return tl::make_unexpected(std::move(root.error()));
  dom::object request;
  if (root->get(request))
    return refuse_part("searchParams", "is required and must be an object");
  job_draft draft;
  draft.type = job_type::scraping;
  draft.max_attempts = rules.scraping_attempts;
  draft.scrape.emplace();
  auto bad = read_plan(request, *draft.scrape, rules);
  if (auto metadata = find(request, "metadata"); metadata && !bad)
    bad = read_metadata(*metadata, "metadata", draft, rules);
  if (auto options = find(request, "options"); options && !bad)
    bad = read_options(*options, draft, rules, now);
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  return draft;
}

} // namespace leadmill
