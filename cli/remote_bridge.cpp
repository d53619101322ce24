#include "cli/remote_bridge.hpp"

#include <algorithm>
#include <utility>

#include <curl/curl.h>

#include "cli/job_json.hpp"
#include "cli/report_json.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

std::size_t append(char* data, std::size_t size, std::size_t n, void* to) {
  static_cast<std::string*>(to)->append(data, size * n);
  return size * n;
}

const char* name_of(result_format format) {
  switch (format) {
  case result_format::csv:
    return "csv";
  case result_format::ndjson:
    return "ndjson";
  case result_format::json:
    return "json";
  }
  return "json";
}

tl::unexpected<problem> not_for_commands() {
  return fail(errc::unavailable, "No command asks for deliveries; the "
                                 "dashboard of the server shows them");
}

} // namespace

struct remote_bridge::impl {
  remote_options options;
  CURL* handle = nullptr;

  /// `name=value` with the value encoded, `&` before it if needed.
  void add(std::string& query, const char* name, const std::string& value) {
    auto* text =
        curl_easy_escape(handle, value.data(), static_cast<int>(value.size()));
    query += query.empty() ? '?' : '&';
    query += std::string{name} + '=' + text;
    curl_free(text);
  }

  /// `?jobId=` and the like: one parameter.
  std::string query(const char* name, const std::string& value) {
    std::string out;
    add(out, name, value);
    return out;
  }

  /// GET, or POST of `body`, or `method`; the answer's body if its status is
  /// below 300.
  outcome<std::string> call(const std::string& target,
                            const std::string* body = nullptr,
                            const char* method = nullptr);

  /// The same, read by `read`.
  template <class T>
  outcome<T> get(const std::string& target,
                 outcome<T> (*read)(std::string_view)) {
    return call(target).and_then(
        [&](const std::string& text) { return read(text); });
  }
  template <class T>
  outcome<T> post(const std::string& target, const std::string& body,
                  outcome<T> (*read)(std::string_view)) {
    return call(target, &body).and_then([&](const std::string& text) {
      return read(text);
    });
  }
};

outcome<std::string> remote_bridge::impl::call(const std::string& target,
                                               const std::string* body,
                                               const char* method) {
  // A server answers within two minutes, if only that it takes longer.
  constexpr long connect_ms = 5'000, total_ms = 150'000;
  std::string answer;
  auto url = options.url + target;
  curl_easy_reset(handle);
  curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, connect_ms);
  curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, total_ms);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, append);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &answer);
  if (method)
    curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, method);
  curl_slist* headers = nullptr;
  if (!options.event_key.empty())
    headers = curl_slist_append(
        headers, ("Authorization: Bearer " + options.event_key).c_str());
  if (body) {
    headers = curl_slist_append(headers, "Content-Type: application/json");
    curl_easy_setopt(handle, CURLOPT_POSTFIELDS, body->data());
    curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(body->size()));
  }
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  auto code = curl_easy_perform(handle);
  curl_slist_free_all(headers);
  if (code != CURLE_OK)
    return fail(errc::unavailable, "Cannot reach " + options.url + ": "
                                       + curl_easy_strerror(code));
  long status = 0;
  curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
  if (status >= 300)
    return tl::make_unexpected(parse_problem_answer(answer, status));
  return answer;
}

remote_bridge::remote_bridge(remote_options options)
    : impl_(std::make_unique<impl>()) {
  impl_->options = std::move(options);
  while (impl_->options.url.ends_with('/'))
    impl_->options.url.pop_back();
  curl_global_init(CURL_GLOBAL_DEFAULT);
  impl_->handle = curl_easy_init();
}

remote_bridge::~remote_bridge() {
  curl_easy_cleanup(impl_->handle);
  curl_global_cleanup();
}

void remote_bridge::submit(job_draft draft, reply<job> done) {
  auto path = draft.scrape ? "/api/jobs/scrape" : "/api/jobs/enrich";
  auto id = impl_->post(path, to_request_json(draft), parse_accepted_answer);
  if (id)
    find_job(*id, std::move(done));
  else
    done(tl::make_unexpected(id.error()));
}

void remote_bridge::cancel(std::string id, reply<job> done) {
  done(impl_->post("/api/jobs/cancel", R"({"jobId":")" + id + "\"}",
                   parse_job_answer));
}

void remote_bridge::retry(std::string id, reply<job> done) {
  done(impl_->post("/api/jobs/retry", R"({"jobId":")" + id + "\"}",
                   parse_job_answer));
}

void remote_bridge::steer_matching(bulk_request what,
                                   reply<std::uint64_t> done) {
  auto path = what.action == bulk_action::cancel ? "/api/jobs/cancel"
                                                 : "/api/jobs/retry";
  done(impl_->post<std::uint64_t>(
      path, to_request_json(what),
      [](std::string_view text) { return parse_count_answer(text, "count"); }));
}

void remote_bridge::pause(set_paused what, reply<bool> done) {
  std::string body;
  object_writer w{body};
  if (what.type)
    w.add("type", to_string(*what.type));
  w.close();
  auto path = what.paused ? "/api/jobs/pause" : "/api/jobs/resume";
  done(impl_->post<bool>(
      path, body, [](std::string_view) -> outcome<bool> { return true; }));
}

void remote_bridge::clean_up(cleanup_request what, reply<std::uint64_t> done) {
  constexpr unix_ms day_ms = 24 * 60 * 60 * 1000;
  auto days = (system_now() - what.before + day_ms / 2) / day_ms;
  auto body =
      "{\"daysToKeep\":" + std::to_string(std::max<unix_ms>(days, 1)) + "}";
  done(impl_->post<std::uint64_t>("/api/jobs/cleanup", body,
                                  [](std::string_view text) {
                                    return parse_count_answer(text, "deleted");
                                  }));
}

void remote_bridge::erase_lead(std::string key,
                               reply<std::vector<erased_place>> done) {
  done(impl_->call("/api/leads" + impl_->query("key", key), nullptr, "DELETE")
           .and_then([](const std::string& text) {
             return parse_erased_answer(text);
           }));
}

void remote_bridge::find_history(std::string id,
                                 reply<std::vector<history_entry>> done) {
  done(impl_->get("/api/jobs/log" + impl_->query("jobId", id),
                  parse_log_answer));
}

outcome<std::vector<usage_line>> remote_bridge::read_usage_lines() {
  return impl_->get("/api/settings/usage", parse_usage_answer);
}

void remote_bridge::read_usage(reply<usage_report> done) {
  done(read_usage_lines().map([](const auto& lines) {
    usage_report out;
    for (const auto& line : lines)
      out.entries.push_back(line.used);
    return out;
  }));
}

void remote_bridge::read_stats(reply<job_stats> done) {
  done(impl_->get("/api/stats", parse_stats_answer));
}

void remote_bridge::read_paused(reply<paused_types> done) {
  done(impl_->get("/api/stats", parse_paused_answer));
}

void remote_bridge::read_destinations(
    reply<std::vector<destination_view>> done) {
  done(not_for_commands());
}

void remote_bridge::list_deliveries(delivery_query, reply<delivery_page> done) {
  done(not_for_commands());
}

void remote_bridge::replay(delivery_filter, reply<std::uint64_t> done) {
  done(not_for_commands());
}

void remote_bridge::find_job(std::string id, reply<job> done) {
  done(impl_->get("/api/jobs/status" + impl_->query("jobId", id),
                  parse_job_answer));
}

void remote_bridge::list_jobs(job_query query, reply<job_page> done) {
  std::string text;
  if (query.open_only)
    impl_->add(text, "activeOnly", "true");
  if (query.status)
    impl_->add(text, "status", to_string(*query.status));
  if (query.type)
    impl_->add(text, "type", to_string(*query.type));
  if (!query.tag.empty())
    impl_->add(text, "tag", query.tag);
  if (!query.text.empty())
    impl_->add(text, "q", query.text);
  if (!query.cursor.empty())
    impl_->add(text, "cursor", query.cursor);
  impl_->add(text, "limit", std::to_string(query.limit));
  done(impl_->get("/api/jobs/status" + text, parse_jobs_answer));
}

void remote_bridge::open_results(result_query query, reply<result_text> done) {
  std::string text;
  impl_->add(text, "jobId", query.job);
  impl_->add(text, "format", name_of(query.format));
  if (query.status)
    impl_->add(text, "status", to_string(*query.status));
  if (query.limit != 0)
    impl_->add(text, "limit", std::to_string(query.limit));
  auto body = impl_->call("/api/jobs/results" + text);
  if (body)
    done(result_text{std::move(*body), 0});
  else
    done(tl::make_unexpected(body.error()));
}

void remote_bridge::next_results(std::uint64_t, reply<result_text> done) {
  done(fail(errc::not_found, "A remote result page has one part"));
}

void remote_bridge::close_results(std::uint64_t) {}

void remote_bridge::request_snapshot(std::uint64_t) {}

void remote_bridge::ready(reply<bool> done) {
  auto body = impl_->call("/readyz");
  if (body)
    done(true);
  else
    done(tl::make_unexpected(body.error()));
}

} // namespace leadmill
