#include "tests/support/upstream_scripts.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "net/query.hpp"
#include "tests/support/gzip.hpp"

namespace leadmill::testing {

namespace {

using nlohmann::json;

constexpr std::size_t kept = 10'000;
constexpr std::uint64_t max_delay_ms = 24 * 60 * 60 * 1'000;
constexpr std::uint64_t bomb_bytes = std::uint64_t{64} << 20;

constexpr std::array<std::pair<std::string_view, upstream_manner>, 6> manners =
    {{{"hangs", upstream_manner::hangs},
      {"closes", upstream_manner::closes},
      {"half", upstream_manner::half},
      {"garbage", upstream_manner::garbage},
      {"stalls", upstream_manner::stalls},
      {"drips", upstream_manner::drips}}};
constexpr std::array<std::string_view, 5> acts = {
    "bomb", "redirects", "repeatPage", "changingTotal", "frozen"};

const upstream_manner* manner_of(std::string_view name) {
  auto found = std::find_if(manners.begin(), manners.end(),
                            [&](const auto& one) { return one.first == name; });
  return found == manners.end() ? nullptr : &found->second;
}

void take_manner(upstream_order& out, const std::string& name) {
  if (manner_of(name) == nullptr
      && std::find(acts.begin(), acts.end(), name) == acts.end())
    throw std::invalid_argument("unknown manner " + name);
  out.manner = name;
}

std::uint64_t whole(const json& value) {
  if (!value.is_number_unsigned())
    throw std::invalid_argument("no whole number: " + value.dump());
  return value.get<std::uint64_t>();
}

void take_field(upstream_order& out, const std::string& name,
                const json& value) {
  if (name == "path")
    out.path = value.get<std::string>();
  else if (name == "page")
    out.page = whole(value);
  else if (name == "times")
    out.times = whole(value);
  else if (name == "manner")
    take_manner(out, value.get<std::string>());
  else if (name == "status")
    out.status = static_cast<int>(std::min<std::uint64_t>(whole(value), 999));
  else if (name == "retryAfter")
    out.retry_after = whole(value);
  else if (name == "delayMs")
    out.delay = std::chrono::milliseconds{
        std::min<std::uint64_t>(whole(value), max_delay_ms)};
  else if (name == "headers")
    for (const auto& [key, text] : value.items())
      out.headers.emplace_back(key, text.get<std::string>());
  else if (name == "body")
    out.body = value.is_string() ? value.get<std::string>() : value.dump();
  else
    throw std::invalid_argument("unknown field " + name);
}

/// An error of that status, as the one who is played words it.
upstream_reply error_reply(const upstream_order& order) {
  auto status = order.status.value_or(200);
  if (!order.retry_after)
    return json_error(status, "scripted");
  auto out = json_error(status, "scripted");
  out.body =
      json{{"error", "scripted"}, {"retryAfter", *order.retry_after}}.dump();
  out.headers = {{"Retry-After", std::to_string(*order.retry_after)}};
  return out;
}

upstream_reply bomb() {
  static const std::string packed = gzip_bomb(bomb_bytes);
  upstream_reply out;
  out.headers = {{"Content-Encoding", "gzip"}};
  out.body = packed;
  return out;
}

upstream_reply redirect_to(const std::string& where) {
  auto out = json_error(302, "moved");
  out.headers = {{"Location", where}};
  return out;
}

/// Where a header is given, it takes the place of one of that name.
void put_headers(upstream_reply& reply, const upstream_order& order) {
  for (const auto& given : order.headers) {
    std::erase_if(reply.headers,
                  [&](const auto& one) { return one.first == given.first; });
    reply.headers.push_back(given);
  }
}

} // namespace

upstream_order parse_order(const json& from) {
  upstream_order out;
  out.times = 1;
  for (const auto& [name, value] : from.items())
    take_field(out, name, value);
  if (!out.path.starts_with('/'))
    throw std::invalid_argument("path must begin with /");
  if (out.times == 0u)
    out.times.reset();
  if (out.retry_after && !out.status)
    out.status = 429;
  return out;
}

upstream_reply upstream_scripts::play(const upstream_request& asked) {
  if (asked.target.starts_with("/_"))
    return control(asked);
  remember(asked);
  auto order = take_order(asked);
  return order ? obey(*order, asked) : world_answer(asked, options_);
}

upstream_reply upstream_scripts::control(const upstream_request& asked) {
  auto target = parse_target(asked.target);
  auto path = target ? target->path : "";
  if (path == "/_counts")
    return counts();
  if (path == "/_requests")
    return requests(std::string{target->query.text("path")});
  if (path == "/_reset") {
    reset();
    return {};
  }
  if (path != "/_script")
    return json_error(404, "No such control");
  try {
    orders_.push_back(parse_order(json::parse(asked.body)));
    return {};
  } catch (const std::exception& e) {
    return json_error(400, e.what());
  }
}

upstream_reply upstream_scripts::counts() const {
  upstream_reply out;
  out.body =
      json{{"total", total_}, {"byPath", by_path_}, {"seconds", arrivals_}}
          .dump();
  return out;
}

upstream_reply upstream_scripts::requests(const std::string& path) const {
  auto list = json::array();
  for (const auto& one : records_) {
    if (!one.what.target.starts_with(path))
      continue;
    auto headers = json::object();
    for (const auto& [name, value] : one.what.headers)
      headers[name] = value;
    list.push_back({{"method", one.what.method},
                    {"target", one.what.target},
                    {"headers", std::move(headers)},
                    {"body", one.what.body},
                    {"timeMs", one.at_ms}});
  }
  upstream_reply out;
  out.body = list.dump(-1, ' ', false, json::error_handler_t::replace);
  return out;
}

void upstream_scripts::reset() {
  orders_.clear();
  by_path_.clear();
  arrivals_.clear();
  records_.clear();
  total_ = 0;
}

void upstream_scripts::remember(const upstream_request& asked) {
  if (!start_)
    start_ = asked.at;
  std::chrono::duration<double, std::milli> since = asked.at - *start_;
  auto endpoint = endpoint_of(asked.target);
  ++total_;
  ++by_path_[endpoint];
  auto& arrivals = arrivals_[endpoint];
  arrivals.push_back(since.count());
  if (arrivals.size() > kept)
    arrivals.pop_front();
  records_.push_back({asked, since.count()});
  if (records_.size() > kept)
    records_.pop_front();
}

std::optional<upstream_order>
upstream_scripts::take_order(const upstream_request& asked) {
  auto found = std::find_if(
      orders_.begin(), orders_.end(), [&](const upstream_order& one) {
        return asked.target.starts_with(one.path)
               && (!one.page || *one.page == page_of(asked));
      });
  if (found == orders_.end())
    return std::nullopt;
  auto order = *found;
  if (found->times && --*found->times == 0)
    orders_.erase(found);
  return order;
}

upstream_reply upstream_scripts::obey(const upstream_order& order,
                                      const upstream_request& asked) {
  upstream_reply out;
  if (order.manner == "bomb")
    out = bomb();
  else if (order.manner == "redirects")
    out = redirect_to(asked.target);
  else if (order.manner == "frozen")
    out = json_error(403, "account frozen");
  else if (order.manner == "repeatPage")
    out = world_answer(page_before(asked), options_);
  else if (order.manner == "changingTotal")
    out = world_answer(asked, options_, total_);
  else if (order.status && *order.status >= 300 && !order.body)
    out = error_reply(order);
  else
    out = world_answer(asked, options_);
  if (order.status)
    out.status = *order.status;
  if (order.body)
    out.body = *order.body;
  if (const auto* manner = manner_of(order.manner))
    out.manner = *manner;
  out.delay = order.delay;
  put_headers(out, order);
  return out;
}

} // namespace leadmill::testing
