#include "actors/outputs/alert_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <set>

#include "actors/outside/json_tree.hpp"
#include "messages/grouped.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

/// At most so many bytes of it, and no half character.
std::string cut(std::string text, std::size_t bytes) {
  static constexpr std::string_view more = "…";
  if (text.size() <= bytes)
    return text;
  auto end = bytes - more.size();
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    --end;
  text.resize(end);
  return text += more;
}

/// Reads what an event says.
class told {
 public:
  explicit told(std::string_view data)
      : root_(parse_json(data).value_or(json_value{})) {}

  std::string text(std::string_view pointer) const {
    auto found = find_at(root_, pointer);
    return found && found->what == json_value::kind::text ? found->text
                                                          : std::string{};
  }

  std::optional<double> number(std::string_view pointer) const {
    auto found = find_at(root_, pointer);
    if (!found || found->what != json_value::kind::number)
      return std::nullopt;
    double out = 0;
    auto end = found->text.data() + found->text.size();
    std::from_chars(found->text.data(), end, out);
    return out;
  }

  std::uint64_t count(std::string_view pointer) const {
    constexpr double most = 1e15;
    return static_cast<std::uint64_t>(
        std::clamp(number(pointer).value_or(0), 0.0, most));
  }

 private:
  json_value root_;
};

std::string things(std::uint64_t number, std::string_view one) {
  auto out = grouped(number) + " ";
  out += one;
  return number == 1 ? out : out += 's';
}

std::string said_of(const told& data) {
  auto type = data.text("/job/type");
  auto job = type == "scraping" ? "Scraping" : "Enrichment";
  return std::string{job} + " job " + data.text("/job/jobId");
}

std::string counts_of(const told& data) {
  return things(data.count("/job/counts/saved"), "lead") + " saved, "
         + grouped(data.count("/job/counts/filtered")) + " filtered, "
         + grouped(data.count("/job/counts/failed")) + " failed";
}

/// Behind a colon, for what has a reason.
std::string because(const std::string& reason) {
  constexpr std::size_t most = 500;
  if (reason.empty())
    return ".";
  auto out = ": " + cut(reason, most);
  return out.ends_with('.') ? out : out + ".";
}

std::string tell_cancelled(const told& data) {
  if (data.text("/job/phase") == "skipped")
    return said_of(data) + " was skipped" + because(data.text("/job/error"));
  return said_of(data) + " was cancelled (" + counts_of(data) + ").";
}

std::string amount(double value) {
  constexpr double most = 1e15;
  if (value == std::floor(value) && value >= 0 && value < most)
    return grouped(static_cast<std::uint64_t>(value));
  auto format = std::abs(value) < most ? std::chars_format::fixed
                                       : std::chars_format::general;
  char text[32];
  auto end = std::to_chars(text, text + sizeof text, value, format, 2).ptr;
  return {text, end};
}

std::string tell_quota(const told& data) {
  auto used = data.number("/used").value_or(0);
  auto limit = data.number("/limit").value_or(0);
  auto kind = data.text("/kind");
  auto which = kind == "spend" ? "monthly spend cap" : kind + " limit";
  auto out = data.text("/upstream") + " has used ";
  if (limit > 0)
    out += amount(std::floor(100 * used / limit)) + " % of its " + which;
  else
    out += "most of its " + which;
  return out + " (" + amount(used) + " of " + amount(limit) + ").";
}

std::string tell_pause(const told& data) {
  return "New jobs are refused for " + things(data.count("/seconds"), "second")
         + because(data.text("/reason"));
}

std::string escape_for_slack(std::string_view text) {
  std::string out;
  for (auto c : text)
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else
      out += c;
  return out;
}

} // namespace

std::string alert_text(event_kind event, std::string_view data) {
  told what{data};
  switch (event) {
  case event_kind::job_started:
    return said_of(what) + " has started.";
  case event_kind::job_completed:
    return said_of(what) + " is complete: " + counts_of(what) + ".";
  case event_kind::job_failed:
    return said_of(what) + " has failed (" + counts_of(what) + ")"
           + because(what.text("/job/error"));
  case event_kind::job_cancelled:
    return tell_cancelled(what);
  case event_kind::leads_saved:
    return things(what.count("/count"), "lead") + " saved.";
  case event_kind::quota_approaching:
    return tell_quota(what);
  case event_kind::system_paused:
    return tell_pause(what);
  }
  return {};
}

std::string alert_text(const std::vector<batch_lead>& leads) {
  std::set<std::string_view> jobs;
  for (const auto& lead : leads)
    jobs.insert(lead.job);
  auto verb = leads.size() == 1 ? " was" : " were";
  auto out = things(leads.size(), "lead") + verb + " saved by ";
  return out
         + (jobs.size() == 1 ? "job " + std::string{*jobs.begin()}
                             : things(jobs.size(), "job"))
         + ".";
}

std::string alert_body(webhook_format format, std::string_view text) {
  auto sentence = cut(std::string{text}, max_alert_bytes);
  std::string out;
  object_writer body{out};
  if (format == webhook_format::slack) {
    body.add("text", escape_for_slack(sentence));
  } else {
    body.add("content", sentence);
    body.add_json("allowed_mentions", R"({"parse":[]})");
  }
  body.close();
  return out;
}

} // namespace leadmill
