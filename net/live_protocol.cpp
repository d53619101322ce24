#include "net/live_protocol.hpp"

#include <nlohmann/json.hpp>

#include "messages/ids.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

using nlohmann::json;

problem wrong(std::string detail) {
  return {errc::invalid_argument, std::move(detail), {}};
}

/// Takes "*" or an id; false for anything else.
template <class Message>
bool add_job(const json& item, Message& out) {
  if (!item.is_string())
    return false;
  const auto& text = item.get_ref<const std::string&>();
  if (text == "*")
    out.all = true;
  else if (is_job_id(text))
    out.ids.push_back(text);
  else
    return false;
  return true;
}

template <class Message>
std::optional<problem> read_jobs(const json& frame, Message& out) {
  auto jobs = frame.find("jobs");
  if (jobs == frame.end())
    return wrong("jobs is required");
  auto good = jobs->is_array() ? !jobs->empty() : add_job(*jobs, out);
  if (jobs->is_array())
    for (const auto& item : *jobs)
      good = good && add_job(item, out);
  if (!good)
    return wrong("jobs must be an array of job ids, or of \"*\"");
  return std::nullopt;
}

std::optional<problem> read_filter(const json& frame, live_subscribe& into) {
  auto& out = into.filter;
  if (auto active = frame.find("activeOnly"); active != frame.end()) {
    if (!active->is_boolean())
      return wrong("activeOnly must be true or false");
    out.active_only = active->get<bool>();
  }
  if (auto type = frame.find("jobType"); type != frame.end()) {
    if (type->is_string())
      out.type = parse_job_type(type->get_ref<const std::string&>());
    if (!out.type)
      return wrong("jobType must be one of: enrichment, scraping");
  }
  if (auto after = frame.find("after"); after != frame.end()) {
    if (!after->is_number_unsigned())
      return wrong("after must be a seq: a whole number, not negative");
    into.after = after->get<std::uint64_t>();
  }
  return std::nullopt;
}

outcome<live_message> read_message(const json& frame, std::string_view type) {
  if (type == "subscribe") {
    live_subscribe out;
    auto bad = read_jobs(frame, out);
    if (!bad)
      bad = read_filter(frame, out);
    if (bad)
      return tl::make_unexpected(std::move(*bad));
    return out;
  }
  if (type == "unsubscribe") {
    live_unsubscribe out;
    if (auto bad = read_jobs(frame, out))
      return tl::make_unexpected(std::move(*bad));
    return out;
  }
  return fail(errc::invalid_argument, "type must be subscribe or unsubscribe");
}

} // namespace

outcome<live_message> parse_live_message(std::string_view text) {
  auto frame = json::parse(text, nullptr, false);
  if (frame.is_discarded())
    return fail(errc::invalid_argument, "The frame is not valid JSON");
  if (!frame.is_object())
    return fail(errc::invalid_argument, "The frame must be a JSON object");
  auto type = frame.find("type");
  if (type == frame.end() || !type->is_string())
    return fail(errc::invalid_argument, "type is required");
  return read_message(frame, type->get_ref<const std::string&>());
}

std::string hello_frame(std::chrono::milliseconds heartbeat) {
  std::string out;
  object_writer w{out};
  w.add("type", "hello");
  w.add_number("version", 1);
  w.add_number(
      "heartbeatSeconds",
      std::chrono::duration_cast<std::chrono::seconds>(heartbeat).count());
  w.close();
  return out;
}

std::string error_frame(std::string_view code, std::string_view detail) {
  std::string out;
  object_writer w{out};
  w.add("type", "error");
  w.add("code", code);
  w.add("detail", detail);
  w.close();
  return out;
}

std::string job_frame(const live_job& job) {
  std::string out;
  out.reserve(job.json->size() + 64);
  object_writer w{out};
  w.add("type", "job");
  w.add_number("seq", static_cast<std::int64_t>(job.seq));
  w.add_json("job", *job.json);
  w.close();
  return out;
}

std::string removed_frame(const live_removed& gone) {
  std::string out;
  object_writer w{out};
  w.add("type", "removed");
  w.add_number("seq", static_cast<std::int64_t>(gone.seq));
  w.add("jobId", gone.id);
  w.close();
  return out;
}

live_frame to_frame(live_job job) {
  auto text = std::make_shared<const std::string>(job_frame(job));
  return {std::move(job), std::move(text)};
}

live_frame to_frame(const live_removed& gone) {
  return {{gone.seq, gone.id, type_of(gone.id), false, nullptr},
          std::make_shared<const std::string>(removed_frame(gone))};
}

std::string snapshot_frame(const live_snapshot& from,
                           const snapshot_part& part) {
  std::string jobs;
  for (auto place : part.jobs)
    jobs += (jobs.empty() ? '[' : ',') + *from.jobs[place].json;
  std::string removed;
  // Ids are of letters, digits and hyphens.
  for (auto place : part.removed)
    removed += (removed.empty() ? "[\"" : ",\"") + from.removed[place].id + '"';
  std::string out;
  out.reserve(jobs.size() + removed.size() + 96);
  object_writer w{out};
  w.add("type", "snapshot");
  w.add_bool("full", part.full);
  w.add_number("seq", static_cast<std::int64_t>(from.seq));
  w.add_json("jobs", jobs.empty() ? "[]" : jobs += ']');
  w.add_json("removed", removed.empty() ? "[]" : removed += ']');
  w.add_bool("more", part.more);
  w.close();
  return out;
}

} // namespace leadmill
