#include "net/live_entry.hpp"

#include <charconv>
#include <limits>
#include <optional>
#include <utility>

#include "messages/ids.hpp"
#include "net/hub_core.hpp"
#include "net/status.hpp"
#include "net/wire.hpp"

namespace leadmill {

namespace {

/// How long a browser waits before it comes back.
constexpr std::string_view retry = "retry: 2000\n";

std::optional<std::uint64_t> read_event_id(std::string_view text) {
  std::uint64_t out = 0;
  auto [end, e] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (e != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return out;
}

/// Whether all of them are ids, or "*".
bool read_jobs(std::string_view text, live_subscribe& out) {
  while (true) {
    auto one = text.substr(0, text.find(','));
    if (one == "*")
      out.all = true;
    else if (is_job_id(one))
      out.ids.emplace_back(one);
    else
      return false;
    if (one.size() == text.size())
      return true;
    text.remove_prefix(one.size() + 1);
  }
}

std::string head_of(const http_core& core, const request& what) {
  response head;
  head.content_type = "text/event-stream";
  // For proxies that would collect what they pass on.
  head.headers = {{"X-Accel-Buffering", "no"}};
  core.routes.add_cors(what.origin, head);
  std::string out;
  append_head(out, head,
              {framing::until_close, false, what.http_1_0, core.date});
  return out;
}

response too_many(const request& what) {
  return problem_response(
      {errc::draining, "No more live connections now: try again soon", {}},
      what.path);
}

std::variant<response, live_hello> enter_events(const http_core& core,
                                                const request_reader& reader,
                                                const request& what) {
  if (!reader.is_whole())
    return refusal(400, "invalid_argument", "This call takes no body",
                   what.path);
  if (!core.routes.is_friendly(what))
    return refusal(403, "foreign_origin",
                   "Pages of this origin may not follow the feed: see "
                   "server.allowed_origins",
                   what.path);
  auto wanted = parse_events_query(what);
  if (!wanted)
    return problem_response(wanted.error(), what.path);
  if (what.method == verb::head)
    return response{200, "text/event-stream", {}, ""};
  if (core.draining || core.hub->is_full())
    return too_many(what);
  return sse_hello{head_of(core, what) += retry, std::move(*wanted)};
}

} // namespace

outcome<live_subscribe> parse_events_query(const request& what) {
  live_subscribe out;
  auto jobs = what.query.find("jobs");
  if (!read_jobs(jobs ? std::string_view{*jobs} : "*", out))
    return refuse_parameter("jobs", "must be job ids between commas, or \"*\"");
  auto active = what.query.flag("activeOnly");
  if (!active)
    return tl::make_unexpected(std::move(active.error()));
  out.filter.active_only = *active;
  if (auto type = what.query.find("jobType")) {
    out.filter.type = parse_job_type(*type);
    if (!out.filter.type)
      return refuse_parameter("jobType",
                              "must be one of: enrichment, scraping");
  }
  auto after =
      what.query.number("after", 0, std::numeric_limits<std::uint64_t>::max());
  if (!after)
    return tl::make_unexpected(std::move(after.error()));
  out.after = *after;
  if (what.last_event_id)
    out.after = read_event_id(*what.last_event_id);
  return out;
}

std::variant<response, live_hello> enter_live(const http_core& core,
                                              request_reader& reader,
                                              const request& what,
                                              const call& which) {
  if (which.feed == feed_kind::events)
    return enter_events(core, reader, what);
  if (auto no = reader.refuse_upgrade(what.path))
    return std::move(*no);
  if (core.draining || core.hub->is_full())
    return too_many(what);
  return ws_hello{reader.take_message(), core.routes.is_friendly(what),
                  !what.turned_away};
}

} // namespace leadmill
