#include "net/api.hpp"

#include <memory>
#include <utility>

#include "config/limits.hpp"
#include "messages/json.hpp"
#include "net/deliveries.hpp"
#include "net/handlers.hpp"
#include "net/metrics.hpp"
#include "net/openapi.hpp"
#include "net/read_jobs.hpp"
#include "net/settings.hpp"
#include "net/start_jobs.hpp"
#include "net/steer_jobs.hpp"
#include "net/upkeep.hpp"

namespace leadmill {

namespace {

/// A request that only steers; it is parsed on the I/O thread.
constexpr std::size_t small_body_bytes = 64 * 1024;

std::string with_version(std::string_view text, std::string_view version) {
  constexpr std::string_view mark = "@version@";
  std::string out{text};
  if (auto at = out.find(mark); at != out.npos)
    out.replace(at, mark.size(), version);
  return out;
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

void issue_ticket(const api& self, const request& what,
                  const exchange_ptr& to) {
  auto ticket = self.options.tickets->issue(std::chrono::steady_clock::now());
  if (!ticket)
    return to->answer(problem_response(ticket.error(), what.path));
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add("ticket", *ticket);
  w.close();
  to->answer(json_response(200, std::move(body)));
}

using handler = void (*)(const api&, const request&, const exchange_ptr&);

using starter = void (*)(const api_ptr&, request, const exchange_ptr&);

/// Makes the entries of the table.
struct call_table {
  api_ptr self;
  std::vector<call> calls;

  void add_open(std::string path,
                std::function<void(request, exchange_ptr)> handle) {
    calls.push_back({verb::get, std::move(path), access::open, {}, handle});
  }

  void add_text(std::string path, std::string json) {
    auto handle = [json = std::move(json)](const request&,
                                           const exchange_ptr& to) {
      to->answer(json_response(200, json));
    };
    calls.push_back({verb::get, std::move(path), access::keyed, {}, handle});
  }

  void add_feed(std::string path, feed_kind kind) {
    auto& out = calls.emplace_back(
        call{verb::get, std::move(path), access::ticketed, {}, nullptr});
    out.feed = kind;
  }

  call& add(verb method, std::string path, handler run) {
    auto handle = [shared = self, run](const request& what,
                                       const exchange_ptr& to) {
      run(*shared, what, to);
    };
    return calls.emplace_back(
        call{method, std::move(path), access::keyed, {}, handle});
  }

  void add_get(std::string path, handler run) {
    add(verb::get, std::move(path), run);
  }

  /// A POST that starts a job: its handler keeps the request.
  call& add_start(std::string path, starter run) {
    auto handle = [shared = self, run](request what, const exchange_ptr& to) {
      run(shared, std::move(what), to);
    };
    return calls.emplace_back(call{verb::post,
                                   std::move(path),
                                   access::keyed,
                                   {"application/json"},
                                   handle});
  }

  /// A POST of a small JSON body.
  call& add_post(std::string path, handler run) {
    auto& out = add(verb::post, std::move(path), run);
    out.media = {"application/json"};
    out.body_bytes = small_body_bytes;
    return out;
  }
};

} // namespace

response job_answer(const job& found) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add_json("job", to_json(found));
  w.close();
  return json_response(200, std::move(body));
}

std::string api_description(std::string_view version) {
  return with_version(openapi_text(), version);
}

std::string feed_description(std::string_view version) {
  return with_version(asyncapi_text(), version);
}

std::vector<call> api_calls(api_options options, bridge& port) {
  auto description = api_description(options.version);
  auto feed = feed_description(options.version);
  auto self = std::make_shared<const api>(api{std::move(options), port});
  call_table table{self, {}};
  for (auto path : {"/livez", "/healthz", "/health"})
    table.add_open(path, live_health);
  table.add_open("/readyz",
                 [self](const request& what, const exchange_ptr& to) {
                   ready(*self, what, to);
                 });
  table.add_start("/api/jobs/enrich", start_enrichment).media = {
      "application/json", "text/csv"};
  table.add_start("/api/jobs/scrape", start_scraping).body_bytes =
      limits::scrape_body_bytes;
  table.add_get("/api/jobs/status", read_status);
  table.add_get("/api/jobs/results", read_results);
  table.add_get("/api/jobs/log", read_log);
  table.add_get("/api/stats", read_statistics);
  table.add_get("/api/settings", read_settings);
  table.add_get("/api/settings/check", check_settings);
  table.add_get("/api/settings/usage", read_usage);
  table.add_get("/api/cluster", read_cluster);
  table.add_post("/api/jobs/cancel", cancel_jobs).slow = true;
  table.add_post("/api/jobs/retry", retry_jobs).slow = true;
  table.add_post("/api/jobs/pause", pause_jobs).body_optional = true;
  table.add_post("/api/jobs/resume", resume_jobs).body_optional = true;
  auto& cleanup = table.add_post("/api/jobs/cleanup", clean_up_jobs);
  cleanup.body_optional = true;
  cleanup.slow = true;
  table.add(verb::delete_, "/api/leads", erase_person).slow = true;
  table.add_get("/api/destinations", read_destinations);
  table.add_get("/api/deliveries", read_deliveries);
  table.add_post("/api/deliveries/replay", replay_matching).slow = true;
  table.add_post("/api/live-ticket", issue_ticket).body_optional = true;
  table.add_feed("/api/jobs/live", feed_kind::socket);
  table.add_feed("/api/jobs/events", feed_kind::events);
  table.add_get("/metrics", read_metrics);
  table.add_text("/openapi.json", std::move(description));
  table.add_text("/asyncapi.json", std::move(feed));
  return std::move(table.calls);
}

} // namespace leadmill
