#include "cli/job_json.hpp"

#include <nlohmann/json.hpp>

#include "messages/json.hpp"
#include "messages/parse_time.hpp"

namespace leadmill {

namespace {

using nlohmann::json;

tl::unexpected<problem> strange(const char* what) {
  return fail(errc::unavailable,
              std::string{"The server's answer is not one of Leadmill: "}
                  + what);
}

/// Empty unless `from` is an object that has it.
std::string text(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_string() ? place->get<std::string>()
                                                   : std::string{};
}

/// "2026-01-01T00:00:00.000Z", or 0.
unix_ms time(const json& from, const char* name) {
  return parse_time(text(from, name)).value_or(0);
}

std::uint32_t number(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_number_unsigned()
             ? place->get<std::uint32_t>()
             : 0;
}

outcome<job> read_job(const json& from) {
  if (!from.is_object())
    return strange("no job");
  job out;
  out.id = text(from, "jobId");
  auto phase = parse_job_phase(text(from, "phase"));
  if (!is_job_id(out.id) || !phase)
    return strange("a job without id or phase");
  out.type = type_of(out.id);
  out.phase = *phase;
  auto progress = from.value("progress", json::object());
  out.progress = {number(progress, "current"), number(progress, "total")};
  auto counts = from.value("counts", json::object());
  out.counts = {number(counts, "saved"), number(counts, "filtered"),
                number(counts, "failed")};
  out.attempt = number(from, "attempt");
  out.failures = number(from, "failures");
  out.max_attempts = number(from, "maxAttempts");
  out.seq = from.value("seq", std::uint64_t{0});
  out.priority =
      parse_job_priority(text(from, "priority")).value_or(out.priority);
  out.created_at = time(from, "createdAt");
  out.started_at = time(from, "startedAt");
  out.completed_at = time(from, "completedAt");
  out.run_at = time(from, "runAt");
  out.timeout_s = number(from, "timeoutSeconds");
  out.after = text(from, "after");
  out.policy =
      parse_after_policy(text(from, "afterPolicy")).value_or(out.policy);
  out.node = text(from, "node");
  out.error = text(from, "error");
  out.code = text(from, "code");
  for (const auto& tag : from.value("tags", json::array()))
    if (tag.is_string())
      out.tags.push_back(tag.get<std::string>());
  out.metadata = from.value("metadata", json::object()).dump();
  return out;
}

errc code_of_429(const std::string& code) {
  for (auto limit : {errc::daily_limit, errc::monthly_limit})
    if (code == to_string(limit))
      return limit;
  return errc::too_many;
}

} // namespace

outcome<job> parse_job_answer(std::string_view body) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains("job"))
    return strange("no job");
  return read_job(answer["job"]);
}

outcome<job_page> parse_jobs_answer(std::string_view body) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.value("jobs", json()).is_array())
    return strange("no jobs");
  job_page out;
  for (const auto& entry : answer["jobs"]) {
    auto one = read_job(entry);
    if (!one)
      return tl::make_unexpected(one.error());
    out.jobs.push_back(std::move(*one));
  }
  out.next_cursor = text(answer, "nextCursor");
  return out;
}

outcome<std::string> parse_accepted_answer(std::string_view body) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !is_job_id(text(answer, "jobId")))
    return strange("no jobId");
  return text(answer, "jobId");
}

problem parse_problem_answer(std::string_view body, long status) {
  auto answer = json::parse(body, nullptr, false);
  problem out;
  switch (status) {
  case 404:
    out.code = errc::not_found;
    break;
  case 409:
    out.code = errc::conflict;
    break;
  case 422:
    out.code = errc::key_reused;
    break;
  case 429:
    out.code = code_of_429(text(answer, "code"));
    break;
  default:
    out.code = status >= 500 ? errc::unavailable : errc::invalid_argument;
  }
  // With a limit, `error` says less.
  out.detail = text(answer, "detail");
  if (out.detail.empty())
    out.detail = text(answer, "error");
  if (out.detail.empty())
    out.detail = "The server answered " + std::to_string(status);
  if (status == 401)
    out.detail += ". Set LEADMILL_EVENT_KEY to that of the server.";
  return out;
}

namespace {

/// How the job works, whatever starts it.
void add_work(object_writer& w, const job_draft& draft) {
  w.add_json("tags", to_json(draft.tags));
  if (!draft.steps.empty())
    w.add_json("steps", to_json(draft.steps));
  if (!draft.outputs.empty())
    w.add_json("outputs", to_json(draft.outputs));
  w.add("priority", to_string(draft.priority));
  w.add_number("maxAttempts", draft.max_attempts);
  if (draft.timeout_s != 0)
    w.add_number("timeoutSeconds", draft.timeout_s);
}

std::string then_json(const job_draft& draft) {
  std::string out;
  object_writer w{out};
  add_work(w, draft);
  w.add_json("metadata", draft.metadata);
  w.close();
  return out;
}

std::string options_json(const job_draft& draft) {
  std::string out;
  object_writer w{out};
  add_work(w, draft);
  if (draft.delay_s != 0)
    w.add_number("delaySeconds", draft.delay_s);
  if (draft.run_at != 0)
    w.add_number("runAt", draft.run_at);
  if (!draft.after.empty() && !draft.takes_rows) {
    w.add("after", draft.after);
    w.add("afterPolicy", to_string(draft.policy));
  }
  for (const auto& next : draft.then)
    w.add_json("then", then_json(next));
  w.close();
  return out;
}

void add_plan(object_writer& w, const scrape_plan& plan) {
  w.add_json("searchParams", plan.params);
  w.add("source", plan.source);
  w.add_number("maxPages", plan.max_pages);
  w.add_number("maxResults", plan.max_results);
}

std::string data_json(const job_draft& draft) {
  std::string rows = "[";
  for (const auto& row : draft.rows) {
    if (rows.size() > 1)
      rows += ',';
    rows += row;
  }
  rows += ']';
  std::string out;
  object_writer w{out};
  w.add_json("headers", to_json(draft.headers));
  w.add_json("rows", rows);
  w.close();
  return out;
}

} // namespace

std::string to_request_json(const job_draft& draft) {
  std::string out;
  object_writer w{out};
  if (draft.scrape)
    add_plan(w, *draft.scrape);
  else if (draft.takes_rows)
    w.add("fromJob", draft.after);
  else
    w.add_json("parsedData", data_json(draft));
  w.add_json("metadata", draft.metadata);
  w.add_json("options", options_json(draft));
  w.close();
  return out;
}

std::string to_request_json(const bulk_request& what) {
  const auto& query = what.filter;
  std::string filter, out;
  object_writer f{filter};
  if (query.status)
    f.add("status", to_string(*query.status));
  if (query.type)
    f.add("type", to_string(*query.type));
  if (!query.tag.empty())
    f.add("tag", query.tag);
  if (query.from != 0)
    f.add_number("from", query.from);
  if (query.to != 0)
    f.add_number("to", query.to);
  if (!query.text.empty())
    f.add("q", query.text);
  f.close();
  object_writer w{out};
  w.add_json("filter", filter);
  if (what.dry_run)
    w.add_bool("dryRun", true);
  w.close();
  return out;
}

} // namespace leadmill
