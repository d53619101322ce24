#include "actors/outside/render_page.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "actors/outside/json_tree.hpp"
#include "actors/outside/render.hpp"
#include "actors/outside/url.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using kind = json_value::kind;

std::string text_of(const json_value& value) {
  if (value.what == kind::null)
    return {};
  if (value.is_scalar())
    return value.text;
  std::string out;
  append_json(out, value);
  return out;
}

std::set<std::string, std::less<>> names_in(const request_template& from) {
  std::set<std::string, std::less<>> out;
  each_field(from, [&](std::string_view name) { out.emplace(name); });
  return out;
}

text_pairs values_of(const json_value& params, const page_place& place,
                     const request_template& from) {
  text_pairs out{{"page", std::to_string(place.page)},
                 {"start", std::to_string(place.start)},
                 {"count", std::to_string(place.count)},
                 {"next", place.next}};
  auto used = names_in(from);
  for (auto& one : params.items)
    // A list is there, for `needs`; but no placeholder takes one.
    if (one.is_scalar() || (!one.items.empty() && !used.contains(one.name)))
      out.emplace_back(one.name, text_of(one));
  return out;
}

/// Whether the template places this parameter.
bool is_placed(const std::set<std::string, std::less<>>& used,
               const json_value& param) {
  static constexpr std::string_view ours[] = {"page", "start", "count", "next"};
  return param.is_scalar() && used.contains(param.name)
         && std::find(std::begin(ours), std::end(ours), param.name)
                == std::end(ours);
}

/// The parameters that the template does not place.
std::vector<json_value> left_over(json_value params,
                                  const request_template& from) {
  auto used = names_in(from);
  std::erase_if(params.items,
                [&](const auto& one) { return is_placed(used, one); });
  return std::move(params.items);
}

/// The names of the pairs in a URL's query.
std::set<std::string> names_in_query(std::string_view url) {
  std::set<std::string> out;
  auto mark = url.find('?');
  while (mark != std::string_view::npos) {
    url.remove_prefix(mark + 1);
    out.insert(percent_decode(url.substr(0, url.find_first_of("=&"))));
    mark = url.find('&');
  }
  return out;
}

void add_to_query(http_call& call, const std::vector<json_value>& params) {
  auto taken = names_in_query(call.url);
  for (auto& param : params) {
    if (taken.contains(param.name))
      continue;
    auto& items = param.items;
    auto is_list = param.what == kind::array
                   && std::all_of(items.begin(), items.end(),
                                  [](auto& one) { return one.is_scalar(); });
    for (auto& one : is_list ? items : std::vector<json_value>{param})
      if (auto text = text_of(one); !text.empty())
        append_query(call.url, param.name, text);
  }
}

outcome<void> add_to_body(http_call& call, std::vector<json_value> params,
                          const request_template& from) {
  auto body = parse_json(call.body.empty() ? "{}" : call.body);
  if (kind_of_body(from) != body_kind::json || !body
      || body->what != kind::object)
    return refuse_request(from, "its body is no JSON object, so the search's "
                                "parameters have no place in it.");
  std::erase_if(params, [&](const auto& param) {
    return find_member(*body, param.name) != nullptr;
  });
  body->items.insert(body->items.begin(),
                     std::make_move_iterator(params.begin()),
                     std::make_move_iterator(params.end()));
  call.body.clear();
  append_json(call.body, *body);
  say_json(call);
  return {};
}

/// Whether the page is read from the address that `next` is.
bool is_address(const source_declaration& source, const page_place& place) {
  if (place.next.empty() || source.more_at.empty())
    return false;
  if (source.format == source_format::html)
    return true;
  return !names_in(source.request).contains("next")
         && split_url(place.next).has_value();
}

outcome<void> go_to(http_call& call, const source_declaration& source,
                    const std::string& address) {
  auto from = split_url(call.url);
  auto there = resolve_url(call.url, address);
  auto to = there ? split_url(*there) : std::nullopt;
  if (!from || !to || !same_origin(*from, *to))
    return fail(errc::upstream_failed,
                "The next page of " + source.name
                    + " is said to be on another host, scheme or port.");
  call.url = std::move(*there);
  call.method = "GET";
  call.body.clear();
  return {};
}

} // namespace

outcome<http_call> render_page(const source_declaration& source,
                               std::string_view params,
                               const page_place& place) {
  auto tree = parse_json(params);
  if (!tree || tree->what != kind::object)
    return refuse_request(source.request,
                          "the search's parameters are no JSON object.");
  auto call = render(source.request, values_of(*tree, place, source.request),
                     source.bounds);
  if (!call)
    return call;
  using places = source_declaration::params_place;
  outcome<void> done;
  if (is_address(source, place))
    done = go_to(*call, source, place.next);
  else if (source.params == places::query)
    add_to_query(*call, left_over(std::move(*tree), source.request));
  else if (source.params == places::body)
    done = add_to_body(*call, left_over(std::move(*tree), source.request),
                       source.request);
  if (!done)
    return tl::make_unexpected(std::move(done.error()));
  return call;
}

} // namespace leadmill
