#include "tests/support/upstream_world.hpp"

#include <algorithm>
#include <array>

#include <nlohmann/json.hpp>

#include "net/query.hpp"
#include "tests/support/made_people.hpp"

namespace leadmill::testing {

namespace {

using nlohmann::json;

constexpr std::string_view search_path = "/api/linkedin-sales-navigator";
constexpr std::string_view lookup_path = "/v2/number_lookup";
constexpr std::string_view directory_path = "/directory";
constexpr std::uint64_t cards = 20;

upstream_reply json_reply(const json& body) {
  upstream_reply out;
  out.body = body.dump(-1, ' ', false, json::error_handler_t::replace);
  return out;
}

/// A whole number of a search, or `otherwise`.
std::uint64_t number_of(const json& search, const char* name,
                        std::uint64_t otherwise) {
  auto found = search.find(name);
  return found != search.end() && found->is_number_unsigned()
             ? found->get<std::uint64_t>()
             : otherwise;
}

struct window {
  std::uint64_t start = 0;
  std::uint64_t count = 25;
};

window window_of(const json& search) {
  return {number_of(search, "start", 0),
          std::clamp<std::uint64_t>(number_of(search, "count", 25), 1, 100)};
}

json row_of(std::uint64_t index) {
  auto person = person_at(index);
  return {{"fullName", person.name},
          {"navigationUrl", person.linkedin_url},
          {"title", person.title},
          {"company", person.company},
          {"geoRegion",
           person.city + ", " + person.state_name + ", United States"}};
}

upstream_reply search(const upstream_request& asked,
                      const world_options& options, std::uint64_t skew) {
  if (asked.method != "POST")
    return json_error(405, "Only POST");
  auto what = json::parse(asked.body, nullptr, false);
  if (!what.is_object())
    return json_error(400, "The body is no JSON object");
  auto [start, count] = window_of(what);
  auto total = number_of(what, "total", options.rows);
  auto end = std::min(total, start + count);
  auto rows = json::array();
  for (auto i = start; i < end; ++i)
    rows.push_back(row_of(i));
  return json_reply(
      {{"data", {{"response", {{"data", std::move(rows)}}}}},
       {"pagination", {{"hasMore", end < total}, {"total", total + skew}}}});
}

bool contains(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

upstream_reply find_people(const query_params& query, bool by_address) {
  auto name = query.text("name");
  if (name.empty())
    return json_error(400, "name is missing");
  if (by_address && query.text("citystatezip").empty())
    return json_error(400, "citystatezip is missing");
  if (contains(name, "Nobody"))
    return json_error(404, "No records found");
  auto found = json::array();
  if (!contains(name, "Unknown")) {
    auto facts = facts_of_name(name);
    found.push_back({{"Person ID", facts.id}, {"Name", name}});
    if (facts.age % 4 == 0) {
      std::string namesake = std::string{name} + " Sr";
      found.push_back(
          {{"Person ID", facts_of_name(namesake).id}, {"Name", namesake}});
    }
  }
  return json_reply({{"PeopleDetails", std::move(found)}});
}

upstream_reply details(const query_params& query) {
  auto id = query.text("peo_id");
  if (!is_person_id(id))
    return json_error(404, "No records found");
  auto facts = facts_of_id(id);
  auto phones = json::array();
  for (const auto& phone : facts.phones)
    phones.push_back({{"phone_number", phone.number},
                      {"phone_type", phone.type},
                      {"last_reported", phone.last_reported}});
  return json_reply(
      {{"Person Details",
        json::array({{{"Age", std::to_string(facts.age)}, {"Person ID", id}}})},
       {"All Phone Details", std::move(phones)}});
}

upstream_reply look_up(const upstream_request& asked, std::string_view number) {
  if (asked.method != "GET")
    return json_error(405, "Only GET");
  if (number.size() < 9 || number.size() > 16 || number.front() != '+'
      || number.find_first_not_of("0123456789", 1) != std::string_view::npos)
    return json_error(404, "No such number");
  auto carrier = carrier_of(number);
  return json_reply({{"data",
                      {{"phone_number", number},
                       {"portability", {{"line_type", line_type_of(number)}}},
                       {"carrier",
                        {{"name", carrier.name},
                         {"normalized_carrier", carrier.normalized}}}}}});
}

upstream_reply do_not_call(const query_params& query) {
  auto number = query.text("phone");
  if (number.empty())
    return json_error(400, "phone is missing");
  bool listed = is_on_list(number);
  return json_reply(
      {{"on_list", listed},
       {"reason", listed ? json("National registry") : json(nullptr)}});
}

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text)
    switch (c) {
    case '&':
      out += "&amp;";
      break;
    case '<':
      out += "&lt;";
      break;
    case '"':
      out += "&quot;";
      break;
    default:
      out += c;
    }
  return out;
}

/// As people write it: an entity, a tag that is not closed, odd spaces.
std::string card_of(std::uint64_t index) {
  auto person = person_at(index);
  auto phone = facts_of_name(person.name).phones.front();
  auto at = std::to_string(index);
  return "<div class=\"card\" id=\"r" + at + "\">\n  <h3>\n    "
         + escaped(person.name) + "</h3>\n  <p class=\"job\"><span class=title>"
         + escaped(person.title) + "</span>&nbsp;at <span class=\"company\">"
         + escaped(person.company) + "</span><br>\n  <span class=\"phone\">"
         + phone.number + "</span>\n  <span class=\"city\">" + person.city
         + ", " + person.state + "</span>\n  <a class=\"profile\" href=\""
         + person.linkedin_url + "\">Profile</a>\n</div>\n";
}

upstream_reply html_reply(int status, const std::string& body) {
  upstream_reply out;
  out.status = status;
  out.headers = {{"Content-Type", "text/html; charset=utf-8"}};
  out.body = "<!DOCTYPE html>\n<html><head><title>Example directory</title>"
             "<meta charset=\"utf-8\"></head>\n<body>\n"
             + body + "</body></html>\n";
  return out;
}

upstream_reply directory(const upstream_request& asked,
                         const world_options& options) {
  auto page = page_of(asked);
  if (page == 0 || page > options.directory_pages)
    return html_reply(404, "<h1>Not found</h1>\n");
  std::string body = "<h1>Page " + std::to_string(page) + "</h1>\n";
  for (auto i = (page - 1) * cards; i < page * cards; ++i)
    body += card_of(i);
  if (page < options.directory_pages)
    body += "<nav><a class=\"next\" href=\"/directory?page="
            + std::to_string(page + 1) + "\">Next &raquo;</a></nav>\n";
  return html_reply(200, body);
}

upstream_reply robots() {
  upstream_reply out;
  out.headers = {{"Content-Type", "text/plain"}};
  out.body = "User-agent: *\nDisallow: /private/\n";
  return out;
}

} // namespace

upstream_reply world_answer(const upstream_request& asked,
                            const world_options& options, std::uint64_t skew) {
  auto target = parse_target(asked.target);
  if (!target)
    return json_error(400, target.error().detail);
  const auto& path = target->path;
  if (path == search_path)
    return search(asked, options, skew);
  if (path == "/search/by-name-and-address" || path == "/search/by-name")
    return find_people(target->query, path == "/search/by-name-and-address");
  if (path == "/search/details-by-id")
    return details(target->query);
  if (path.starts_with(std::string{lookup_path} + "/"))
    return look_up(asked,
                   std::string_view{path}.substr(lookup_path.size() + 1));
  if (path == "/v1/do-not-call")
    return do_not_call(target->query);
  if (path == directory_path)
    return directory(asked, options);
  if (path == "/robots.txt")
    return robots();
  return json_error(404, "Nothing is here");
}

std::uint64_t page_of(const upstream_request& asked) {
  auto endpoint = endpoint_of(asked.target);
  if (endpoint == search_path) {
    auto search = json::parse(asked.body, nullptr, false);
    if (!search.is_object())
      return 0;
    auto [start, count] = window_of(search);
    return start / count + 1;
  }
  if (endpoint != directory_path)
    return 0;
  auto target = parse_target(asked.target);
  if (!target)
    return 0;
  auto page = target->query.number("page", 1, 1'000'000);
  return page ? page->value_or(1) : 0;
}

upstream_request page_before(upstream_request asked) {
  auto page = page_of(asked);
  if (page < 2)
    return asked;
  if (endpoint_of(asked.target) == directory_path) {
    asked.target =
        std::string{directory_path} + "?page=" + std::to_string(page - 1);
    return asked;
  }
  auto search = json::parse(asked.body);
  auto [start, count] = window_of(search);
  search["start"] = start - std::min(start, count);
  asked.body = search.dump();
  return asked;
}

std::string endpoint_of(std::string_view target) {
  auto path = target.substr(0, target.find('?'));
  return std::string{path.starts_with(lookup_path) ? lookup_path : path};
}

upstream_reply json_error(int status, const std::string& what) {
  auto out = json_reply({{"error", what}});
  out.status = status;
  return out;
}

} // namespace leadmill::testing
