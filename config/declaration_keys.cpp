#include "config/declaration_keys.hpp"

#include <array>
#include <utility>

#include "config/as_key.hpp"
#include "config/assign.hpp"
#include "config/conditions.hpp"
#include "config/given_values.hpp"
#include "config/limits.hpp"

namespace leadmill {

namespace {

constexpr double micros_per_unit = 1e6;
constexpr double seconds_per_day = 86'400;

#define FIELD(member) [](auto& in) -> auto& { return in.member; }

/// Keys of what holds for a provider or source whatever the number of jobs.
template <class T>
void add_bounds(table_keys<T>& to) {
  constexpr auto key = [](auto... x) { return make_table_key<T>(x...); };
  using namespace limits;
  // clang-format off: one line for each key
  const table_keys<T> keys{
    key("rate", "requests per second", [](T& x, const file_value& value) {
      return assign_number(x.value.bounds.rate, value, 0, max_rate, 1e-6); }),
    key("burst", "how many at once after a pause", as_whole(FIELD(value.bounds.burst), 1, max_burst)),
    key("concurrency", "how many under way at once", as_whole(FIELD(value.bounds.concurrency), 1, max_upstream_concurrency)),
    key("timeout_seconds", "how long an answer may take", as_scaled(FIELD(value.bounds.timeout), {min_upstream_timeout_seconds, max_upstream_timeout_seconds}, ms_per_second)),
    key("retries", "tries beyond the first", as_whole(FIELD(value.bounds.retries), 0, max_upstream_retries)),
    key("retry_base_seconds", "the pause before the first retry", as_scaled(FIELD(value.bounds.retry_base), {min_upstream_retry_seconds, max_upstream_retry_seconds}, ms_per_second)),
    key("cost_per_1000", "what a thousand requests cost", as_scaled(FIELD(value.bounds.cost_micros), {0, max_cost_per_1000, min_cost_per_1000}, micros_per_unit / 1000)),
    key("daily_limit", "requests per day", as_whole(FIELD(value.bounds.daily_limit), 0, max_request_limit)),
    key("monthly_limit", "requests per month", as_whole(FIELD(value.bounds.monthly_limit), 0, max_request_limit)),
    key("spend_cap", "what a month may cost", as_scaled(FIELD(value.bounds.spend_cap_micros), {0, max_spend_cap, min_spend_cap}, micros_per_unit)),
    key("cooldown_errors", "errors that start a pause", as_whole(FIELD(value.bounds.cooldown_errors), 0, max_cooldown_errors)),
    key("cooldown_seconds", "how long that pause is", as_whole(FIELD(value.bounds.cooldown_seconds), 1, limits::max_cooldown_seconds)),
    key("max_answer_bytes", "the largest answer", as_whole(FIELD(value.bounds.max_answer_bytes), min_answer_bytes, limits::max_answer_bytes)),
  };
  // clang-format on
  to.insert(to.end(), keys.begin(), keys.end());
}

/// Keys of a request in a table that is read into a T; `request` finds it.
template <class T, class Request>
void add_request(table_keys<T>& to, Request request) {
  constexpr auto key = [](auto... x) { return make_table_key<T>(x...); };
  auto in = [request](auto member) {
    return [=](T& x) -> auto& { return request(x).*member; };
  };
  using r = request_template;
  // clang-format off: one line for each key
  const table_keys<T> keys{
    key("needs", "without what it is not made", as_texts(in(&r::needs))),
    key("method", "the HTTP method", as_text(in(&r::method))),
    key("url", "what is asked", as_template(in(&r::url))),
    key("query", "what is appended to the URL", as_pairs(in(&r::query))),
    key("headers", "the HTTP headers", as_pairs(in(&r::headers))),
    key("body", "what is sent", as_template(in(&r::body))),
    key("empty_statuses", "HTTP statuses that mean: there is nothing", [request](T& x, const file_value& value) {
      return assign_wholes(request(x).empty_statuses, value, 100, 599); }),
    key("error", "where an answer says that it is an error", as_text(in(&r::error_at))),
  };
  // clang-format on
  to.insert(to.end(), keys.begin(), keys.end());
}

template <class T, class Request>
table_key<T> gives_key(Request request) {
  return {"gives", "what an answer gives",
          [request](T& to, const file_value& value, const std::string& name,
                    fault_list& faults) {
            request(to).gives = read_given(value, name, faults);
          }};
}

request_template& itself(request_template& request) { return request; }

request_template& direct_of(written_provider& provider) {
  return provider.direct ? *provider.direct : provider.direct.emplace();
}

request_template& request_of(written_source& source) {
  return source.value.request;
}

void read_requests(written_provider& to, const file_value& value,
                   const std::string& name, fault_list& faults) {
  auto list = std::get_if<file_list>(&value.value);
  if (!list)
    return faults.wrong(name, "is a list of tables: begin each with [[" + name
                                  + "]]");
  for (std::size_t i = 0; i < list->size(); ++i) {
    const auto& item = (*list)[i];
    auto item_name = name + "[" + std::to_string(i + 1) + "]";
    faults.note(item_name, item.where);
    if (auto table = std::get_if<file_table>(&item.value))
      read_table(*table, item_name, request_keys(),
                 to.value.requests.emplace_back(), faults);
    else
      faults.wrong(item_name, "must be a table");
  }
}

table_keys<written_provider> make_provider_keys() {
  using p = written_provider;
  table_keys<p> keys{
      make_table_key<p>("enabled", "whether it is used",
                        as_truth(FIELD(enabled))),
      make_table_key<p>("step", "the step that it serves",
                        as_text(FIELD(value.step))),
      make_table_key<p>("only_if", "which leads it is asked about",
                        [](p& to, const file_value& value) {
                          return assign_conditions(to.value.only_if, value);
                        }),
      make_table_key<p>("pass_on_failure",
                        "whether the next provider is asked when it fails",
                        as_truth(FIELD(value.pass_on_failure))),
  };
  add_bounds(keys);
  // Of providers alone: a page is about many people, and nobody would know
  // where to find one of them who is to be erased.
  keys.push_back(make_table_key<p>(
      "cache_days", "how long an answer is kept",
      as_scaled(FIELD(value.bounds.cache_seconds),
                {0, limits::max_cache_days, limits::min_cache_days},
                seconds_per_day)));
  keys.push_back(make_table_key<p>("base_url", "where its URLs begin",
                                   as_template(FIELD(base_url))));
  keys.push_back({"request", "what it is asked", read_requests});
  add_request(keys, direct_of);
  keys.push_back(gives_key<p>(direct_of));
  return keys;
}

table_keys<request_template> make_request_keys() {
  using r = request_template;
  table_keys<r> keys{
      make_table_key<r>("name", "what messages call it", as_text(FIELD(name)))};
  add_request(keys, itself);
  keys.push_back(gives_key<r>(itself));
  return keys;
}

table_keys<written_source> make_source_keys() {
  using s = written_source;
  using declaration = source_declaration;
  using place = declaration::params_place;
  constexpr std::array<std::pair<const char*, source_format>, 2> formats{
      {{"json", source_format::json}, {"html", source_format::html}}};
  constexpr std::array<std::pair<const char*, place>, 3> places{
      {{"placeholders", place::placeholders},
       {"query", place::query},
       {"body", place::body}}};
  constexpr auto key = [](auto... x) { return make_table_key<s>(x...); };
  // clang-format off: one line for each key
  table_keys<s> keys{
    key("enabled", "whether it is used", as_truth(FIELD(enabled))),
    key("format", "what its pages are", as_word(FIELD(value.format), formats)),
    key("params", "where the search's parameters go", as_word(FIELD(value.params), places)),
    key("rows", "where the rows are", as_text(FIELD(value.rows_at))),
    key("more", "where it is said that there is more", as_text(FIELD(value.more_at))),
    {"columns", "what a row has", [](s& to, const file_value& value, const std::string& name, fault_list& faults) {
      to.value.columns = read_given(value, name, faults); }},
    key("platform", "the column Platform of its rows", as_text(FIELD(value.platform))),
    key("page_size", "rows of a page", as_whole(FIELD(value.page_size), 1, limits::max_page_size)),
    key("pause_seconds", "the pause between two pages", as_scaled(FIELD(value.pause), {0, limits::max_pause_seconds}, ms_per_second)),
    key("obey_robots", "whether robots.txt is obeyed", as_truth(FIELD(obey_robots))),
  };
  // clang-format on
  add_bounds(keys);
  keys.push_back(
      key("base_url", "where its URL begins", as_template(FIELD(base_url))));
  add_request(keys, request_of);
  return keys;
}

#undef FIELD

} // namespace

const table_keys<written_provider>& provider_keys() {
  static const auto keys = make_provider_keys();
  return keys;
}

const table_keys<request_template>& request_keys() {
  static const auto keys = make_request_keys();
  return keys;
}

const table_keys<written_source>& source_keys() {
  static const auto keys = make_source_keys();
  return keys;
}

} // namespace leadmill
