#include "cli/report_json.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include <nlohmann/json.hpp>

#include "messages/parse_time.hpp"

namespace leadmill {

namespace {

using nlohmann::json;

tl::unexpected<problem> strange(const std::string& what) {
  return fail(errc::unavailable,
              "The server's answer is not one of Leadmill: " + what);
}

std::uint64_t number(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_number_unsigned()
             ? place->get<std::uint64_t>()
             : 0;
}

std::string text(const json& from, const char* name) {
  auto place = from.find(name);
  return place != from.end() && place->is_string() ? place->get<std::string>()
                                                   : std::string{};
}

/// The member `name` of an object, which may be empty.
json part(const json& from, const char* name) {
  auto place = from.is_object() ? from.find(name) : from.end();
  return place != from.end() && place->is_object() ? *place : json::object();
}

/// The array `name` of an answer.
outcome<json> list_of(std::string_view body, const char* name) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains(name) || !answer[name].is_array())
    return strange(std::string{"no "} + name);
  return answer[name];
}

quantiles read_quantiles(const json& from) {
  auto ms = [&](const char* name) {
    return static_cast<std::int64_t>(number(from, name));
  };
  return {number(from, "count"), ms("p50"), ms("p90"), ms("p99"), ms("max")};
}

throughput read_throughput(const json& from) {
  return {number(from, "jobs"), number(from, "leads")};
}

type_stats read_type(job_type type, const json& from) {
  type_stats out;
  out.type = type;
  auto phases = part(from, "byPhase");
  for (auto phase : all_job_phases)
    out.by_phase[static_cast<std::size_t>(phase)] =
        number(phases, to_string(phase));
  out.retries = number(from, "retries");
  auto leads = part(from, "leads");
  out.leads = {number(leads, "saved"), number(leads, "filtered"),
               number(leads, "failed")};
  out.last_hour = read_throughput(part(from, "lastHour"));
  out.last_day = read_throughput(part(from, "lastDay"));
  out.waiting = read_quantiles(part(from, "waitingMs"));
  out.running = read_quantiles(part(from, "runningMs"));
  return out;
}

outcome<history_entry> read_entry(const json& from) {
  if (!from.is_object())
    return strange("no entry of a log");
  history_entry out;
  auto to = parse_job_phase(text(from, "to"));
  if (!to)
    return strange("an entry of a log without a phase");
  out.to = *to;
  out.from = parse_job_phase(text(from, "from"));
  out.seq = number(from, "seq");
  out.time = parse_time(text(from, "time")).value_or(0);
  out.attempt = static_cast<std::uint32_t>(number(from, "attempt"));
  out.node = text(from, "node");
  out.reason = text(from, "reason");
  return out;
}

outcome<erased_place> read_place(const json& from) {
  if (!from.is_object() || !is_job_id(text(from, "jobId")))
    return strange("a place without a job");
  erased_place out;
  out.place = {text(from, "jobId"),
               static_cast<std::uint32_t>(number(from, "row"))};
  auto in = from.value("in", json::array());
  out.had_result = std::find(in.begin(), in.end(), "result") != in.end();
  return out;
}

/// An amount of money, in millionths.
std::int64_t micros(const json& from, const char* name) {
  constexpr double most = 9e12, unit = 1e6;
  auto place = from.find(name);
  if (place == from.end() || !place->is_number())
    return 0;
  return std::llround(std::clamp(place->get<double>(), -most, most) * unit);
}

outcome<usage_line> read_usage(const json& from) {
  if (!from.is_object() || text(from, "name").empty())
    return strange("usage without a name");
  usage_line out;
  out.used = {text(from, "name"), number(from, "today"),
              number(from, "thisMonth"), micros(from, "costToday"),
              micros(from, "costThisMonth")};
  auto kind = text(from, "kind");
  for (auto one : {upstream_kind::provider, upstream_kind::source})
    if (kind == to_string(one))
      out.limits = {out.used.upstream, one, number(from, "dailyLimit"),
                    number(from, "monthlyLimit"), micros(from, "spendCap")};
  return out;
}

/// Reads every item of the array `name` with `read`.
template <class T>
outcome<std::vector<T>> read_list(std::string_view body, const char* name,
                                  outcome<T> (*read)(const json&)) {
  auto list = list_of(body, name);
  if (!list)
    return tl::make_unexpected(std::move(list.error()));
  std::vector<T> out;
  for (const auto& item : *list) {
    auto one = read(item);
    if (!one)
      return tl::make_unexpected(std::move(one.error()));
    out.push_back(std::move(*one));
  }
  return out;
}

} // namespace

outcome<std::uint64_t> parse_count_answer(std::string_view body,
                                          const char* name) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains(name)
      || !answer[name].is_number_unsigned())
    return strange(std::string{"no "} + name);
  return answer[name].get<std::uint64_t>();
}

outcome<std::vector<history_entry>> parse_log_answer(std::string_view body) {
  return read_list<history_entry>(body, "log", read_entry);
}

outcome<job_stats> parse_stats_answer(std::string_view body) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains("types"))
    return strange("no types");
  job_stats out;
  auto types = part(answer, "types");
  for (auto type : {job_type::enrichment, job_type::scraping})
    if (types.contains(to_string(type)))
      out.types.push_back(read_type(type, part(types, to_string(type))));
  return out;
}

outcome<paused_types> parse_paused_answer(std::string_view body) {
  auto answer = json::parse(body, nullptr, false);
  if (!answer.is_object() || !answer.contains("paused"))
    return strange("no paused");
  auto paused = part(answer, "paused");
  auto is = [&](job_type type) {
    auto place = paused.find(to_string(type));
    return place != paused.end() && *place == true;
  };
  return paused_types{is(job_type::enrichment), is(job_type::scraping)};
}

outcome<std::vector<usage_line>> parse_usage_answer(std::string_view body) {
  return read_list<usage_line>(body, "usage", read_usage);
}

outcome<std::vector<erased_place>> parse_erased_answer(std::string_view body) {
  return read_list<erased_place>(body, "found", read_place);
}

} // namespace leadmill
