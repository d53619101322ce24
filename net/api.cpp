#include "net/api.hpp"

#include <limits>
#include <memory>
#include <utility>

#include "messages/json.hpp"
#include "net/openapi.hpp"
#include "net/results.hpp"
#include "net/status.hpp"

namespace leadmill {

namespace {

constexpr std::size_t max_text_bytes = 256;
constexpr std::uint32_t max_page = 500;

/// Every handler, with what they share.
struct api {
  api_options options;
  bridge& port;
};

using api_ptr = std::shared_ptr<const api>;

/// A reply that is given to `then` on the I/O thread, or answered as the
/// problem that it is.
template <class T, class F>
reply<T> answering(exchange_ptr to, std::string path, F then) {
  return [to = std::move(to), path = std::move(path),
          then = std::move(then)](outcome<T> got) {
    to->post([to, path, then, got = std::move(got)] {
      to->answer(got ? then(*got) : problem_response(got.error(), path));
    });
  };
}

response job_answer(const job& found) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add_json("job", to_json(found));
  w.close();
  return json_response(200, std::move(body));
}

response started_answer(const job& started) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add("jobId", started.id);
  w.add("message", "Enrichment job started");
  w.close();
  auto out = json_response(202, std::move(body));
  out.headers.emplace_back("Location", "/api/jobs/status?jobId=" + started.id);
  return out;
}

outcome<job_draft> read_draft(const api& self, const request& what) {
  if (media_type(what.content_type.value_or("")) != "text/csv")
    return parse_enrich_request(what.body, self.options.rules);
  auto draft = self.options.read_csv(what.body);
  if (!draft)
    return draft;
  return complete_draft(std::move(*draft), what.query.text("options"),
                        what.query.text("metadata"), self.options.rules);
}

void submit(const api& self, outcome<job_draft> draft, const std::string& path,
            const exchange_ptr& to) {
  if (!draft)
    return to->answer(problem_response(draft.error(), path));
  self.port.submit(std::move(*draft), answering<job>(to, path, started_answer));
}

void enrich(const api_ptr& self, request what, const exchange_ptr& to) {
  if (what.body.size() <= self->options.inline_parse_bytes)
    return submit(*self, read_draft(*self, what), what.path, to);
  auto shared = std::make_shared<request>(std::move(what));
  to->offload([self, shared, to] {
    auto draft =
        std::make_shared<outcome<job_draft>>(read_draft(*self, *shared));
    shared->body = {};
    to->post([self, shared, draft, to] {
      // Who has been told that it failed must not find a job later.
      if (to->is_awaited())
        submit(*self, std::move(*draft), shared->path, to);
    });
  });
}

void find_job(const api& self, const request& what, const exchange_ptr& to) {
  auto id = parse_job_id(what.query.text("jobId"));
  if (!id)
    return to->answer(problem_response(id.error(), what.path));
  self.port.find_job(std::move(*id), answering<job>(to, what.path, job_answer));
}

void status(const api& self, const request& what, const exchange_ptr& to) {
  if (what.query.find("jobId") != nullptr)
    return find_job(self, what, to);
  auto query = parse_job_query(what.query);
  if (!query)
    return to->answer(problem_response(query.error(), what.path));
  self.port.list_jobs(std::move(*query),
                      answering<job_page>(to, what.path, [](const auto& page) {
                        return json_response(
                            200, to_json(page.jobs, page.next_cursor));
                      }));
}

void results(const api& self, const request& what, const exchange_ptr& to) {
  auto query = parse_result_query(what.query);
  if (!query)
    return to->answer(problem_response(query.error(), what.path));
  answer_results(self.port, std::move(*query), to);
}

void cancel(const api& self, const request& what, const exchange_ptr& to) {
  auto id = parse_job_id_request(what.body);
  if (!id)
    return to->answer(problem_response(id.error(), what.path));
  self.port.cancel(std::move(*id), answering<job>(to, what.path, job_answer));
}

response health_answer() { return json_response(200, R"({"status":"ok"})"); }

void live_health(const request&, const exchange_ptr& to) {
  to->answer(health_answer());
}

void ready(const api& self, const request& what, const exchange_ptr& to) {
  self.port.ready(answering<bool>(to, what.path, [path = what.path](bool ok) {
    return ok ? health_answer()
              : problem_response({errc::unavailable, "Not ready", {}}, path);
  }));
}

/// A short text parameter that, if given, is not empty.
outcome<std::string> short_text(const query_params& query,
                                std::string_view name) {
  auto value = query.find(name);
  if (value == nullptr)
    return std::string{};
  if (value->empty() || value->size() > max_text_bytes)
    return refuse_parameter(
        name, "must have 1 to " + std::to_string(max_text_bytes) + " bytes");
  return *value;
}

/// A parameter that is one of a set of words, read by `parse`.
template <class T>
outcome<std::optional<T>> word(const query_params& query, std::string_view name,
                               std::optional<T> (*parse)(std::string_view),
                               std::string_view words) {
  auto value = query.find(name);
  if (value == nullptr)
    return std::optional<T>{};
  if (auto parsed = parse(*value))
    return parsed;
  return refuse_parameter(name, "must be one of: " + std::string{words});
}

std::optional<lead_status> parse_lead_status(std::string_view text) {
  for (auto status : all_lead_statuses)
    if (text == to_string(status))
      return status;
  return std::nullopt;
}

std::optional<result_format> parse_format(std::string_view text) {
  if (text == "json")
    return result_format::json;
  if (text == "ndjson")
    return result_format::ndjson;
  if (text == "csv")
    return result_format::csv;
  return std::nullopt;
}

std::optional<job_status> parse_status(std::string_view text) {
  return parse_job_status(text);
}

std::optional<job_type> parse_type(std::string_view text) {
  return parse_job_type(text);
}

/// Moves the value to its place, or keeps the first problem.
template <class T, class U>
void take(std::optional<problem>& bad, outcome<T> value, U& place) {
  if (!value && !bad)
    bad = std::move(value.error());
  else if (value)
    place = std::move(*value);
}

} // namespace

outcome<job_query> parse_job_query(const query_params& query) {
  job_query out;
  std::optional<problem> bad;
  std::optional<std::uint64_t> limit;
  take(bad, query.flag("activeOnly"), out.open_only);
  take(bad, query.number("limit", 1, max_page), limit);
  take(bad, short_text(query, "cursor"), out.cursor);
  take(bad,
       word(query, "status", parse_status,
            "pending, running, completed, failed, cancelled"),
       out.status);
  take(bad, word(query, "type", parse_type, "enrichment, scraping"), out.type);
  take(bad, short_text(query, "tag"), out.tag);
  take(bad, short_text(query, "q"), out.text);
  take(bad, query.time("from"), out.from);
  take(bad, query.time("to"), out.to);
  if (!bad && out.from != 0 && out.to != 0 && out.from > out.to)
    return refuse_parameter("from", "must not be after to");
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  // Older clients ask for all open jobs and know of no pages.
  out.limit = static_cast<std::uint32_t>(
      limit.value_or(out.open_only ? max_page : out.limit));
  return out;
}

outcome<result_query> parse_result_query(const query_params& query) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint32_t>::max() - 1;
  result_query out;
  std::optional<problem> bad;
  std::optional<std::uint64_t> limit, cursor;
  std::optional<result_format> format;
  take(bad, parse_job_id(query.text("jobId")), out.job);
  take(bad, query.number("limit", 1, most), limit);
  take(bad, query.number("cursor", 0, most), cursor);
  take(bad, query.number("since", 0, std::numeric_limits<std::int64_t>::max()),
       out.since);
  take(bad, word(query, "status", parse_lead_status, "saved, filtered, failed"),
       out.status);
  take(bad, word(query, "format", parse_format, "json, csv, ndjson"), format);
  if (!bad && out.since && cursor)
    return refuse_parameter("since", "cannot be given with cursor");
  if (bad)
    return tl::make_unexpected(std::move(*bad));
  out.limit = static_cast<std::uint32_t>(limit.value_or(0));
  out.from_row = static_cast<std::uint32_t>(cursor.value_or(0));
  out.format = format.value_or(result_format::json);
  return out;
}

std::string api_description(std::string_view version) {
  constexpr std::string_view mark = "@version@";
  std::string out{openapi_text()};
  if (auto at = out.find(mark); at != out.npos)
    out.replace(at, mark.size(), version);
  return out;
}

std::vector<call> api_calls(api_options options, bridge& port) {
  auto description = api_description(options.version);
  auto self = std::make_shared<const api>(api{std::move(options), port});
  const std::vector<std::string> none;
  auto describe = [description](const request&, const exchange_ptr& to) {
    to->answer(json_response(200, description));
  };
  auto plain = [self](auto handler) {
    return [self, handler](const request& what, const exchange_ptr& to) {
      handler(*self, what, to);
    };
  };
  auto start = [self](request what, const exchange_ptr& to) {
    enrich(self, std::move(what), to);
  };
  using enum access;
  return {
      {verb::get, "/livez", open, none, live_health},
      {verb::get, "/readyz", open, none, plain(ready)},
      {verb::get, "/healthz", open, none, live_health},
      {verb::get, "/health", open, none, live_health},
      {verb::post,
       "/api/jobs/enrich",
       keyed,
       {"application/json", "text/csv"},
       start},
      {verb::get, "/api/jobs/status", keyed, none, plain(status)},
      {verb::get, "/api/jobs/results", keyed, none, plain(results)},
      {verb::post,
       "/api/jobs/cancel",
       keyed,
       {"application/json"},
       plain(cancel)},
      {verb::get, "/api/jobs/live", keyed, none, nullptr},
      {verb::get, "/openapi.json", keyed, none, describe},
  };
}

} // namespace leadmill
