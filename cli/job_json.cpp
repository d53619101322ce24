#include "cli/job_json.hpp"

#include <cstdio>

#include <nlohmann/json.hpp>

#include "messages/json.hpp"

namespace leadmill {

namespace {

using nlohmann::json;

tl::unexpected<problem> strange(const char* what) {
  return fail(errc::unavailable,
              std::string{"The server's answer is not one of Leadmill: "}
                  + what);
}

/// "2026-01-01T00:00:00.000Z", or 0.
unix_ms parse_iso(const std::string& text) {
  std::tm time{};
  int ms = 0;
  if (std::sscanf(text.c_str(), "%d-%d-%dT%d:%d:%d.%dZ", &time.tm_year,
                  &time.tm_mon, &time.tm_mday, &time.tm_hour, &time.tm_min,
                  &time.tm_sec, &ms)
      != 7)
    return 0;
  time.tm_year -= 1900;
  time.tm_mon -= 1;
  return unix_ms{timegm(&time)} * 1000 + ms;
}

std::uint32_t number(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_number_unsigned()
             ? place->get<std::uint32_t>()
             : 0;
}

std::string text(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_string() ? place->get<std::string>()
                                                   : std::string{};
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
  out.created_at = parse_iso(text(from, "createdAt"));
  out.started_at = parse_iso(text(from, "startedAt"));
  out.completed_at = parse_iso(text(from, "completedAt"));
  out.node = text(from, "node");
  out.error = text(from, "error");
  out.code = text(from, "code");
  for (const auto& tag : from.value("tags", json::array()))
    if (tag.is_string())
      out.tags.push_back(tag.get<std::string>());
  out.metadata = from.value("metadata", json::object()).dump();
  return out;
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
  case 429:
    out.code = errc::too_many;
    break;
  default:
    out.code = status >= 500 ? errc::unavailable : errc::invalid_argument;
  }
  out.detail = answer.is_object() ? text(answer, "error") : std::string{};
  if (out.detail.empty())
    out.detail = "The server answered " + std::to_string(status);
  if (status == 401)
    out.detail += ". Set LEADMILL_EVENT_KEY to that of the server.";
  return out;
}

std::string to_request_json(const job_draft& draft) {
  std::string rows = "[";
  for (const auto& row : draft.rows) {
    if (rows.size() > 1)
      rows += ',';
    rows += row;
  }
  rows += ']';
  std::string data, options, out;
  object_writer d{data};
  d.add_json("headers", to_json(draft.headers));
  d.add_json("rows", rows);
  d.close();
  object_writer o{options};
  o.add_json("tags", to_json(draft.tags));
  o.add_number("maxAttempts", draft.max_attempts);
  o.close();
  object_writer w{out};
  w.add_json("parsedData", data);
  w.add_json("metadata", draft.metadata);
  w.add_json("options", options);
  w.close();
  return out;
}

} // namespace leadmill
