#include "cli/online.hpp"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstdio>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <utility>

#include "actors/outside/asking.hpp"
#include "actors/outside/reading.hpp"
#include "actors/outside/render.hpp"
#include "cli/probe_answer.hpp"
#include "messages/json.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

using steady = std::chrono::steady_clock;

/// One request, and what its answer is held against.
struct probe {
  std::string name;
  upstream_kind kind = upstream_kind::provider;
  const request_template* from = nullptr;
  /// Set for a source.
  const source_declaration* source = nullptr;
  outcome<http_call> call = http_call{};
};

/// Of a person who does not exist.
constexpr std::pair<std::string_view, std::string_view> samples[] = {
    {"name", "Test Person"},
    {"firstName", "Test"},
    {"lastName", "Person"},
    {"email", "test.person@example.com"},
    {"domain", "example.com"},
    {"phone", "+15125550100"},
    {"city", "Austin"},
    {"state", "TX"},
    {"zipcode", "78701"},
    {"country", "US"},
    {"dobOrAge", "40"},
    {"age", "40"},
    {"linkedinUrl", "https://www.example.com/in/test-person"}};

std::string_view sample_of(std::string_view field) {
  for (auto [name, value] : samples)
    if (name == field)
      return value;
  return "test";
}

/// Of a source: one row is enough, and as cheap as can be.
text_pairs first_row(const source_declaration& source) {
  return {{"params", sample_params(source.request)},
          {"page", "1"},
          {"start", "0"},
          {"count", "1"},
          {"next", ""}};
}

bool reads_robots(const probe& asked) {
  return asked.source != nullptr && asked.source->obey_robots;
}

std::vector<probe>
make_probes(const std::vector<provider_declaration>& providers,
            const std::vector<source_declaration>& sources) {
  std::vector<probe> out;
  for (const auto& one : providers) {
    if (one.requests.empty())
      continue; // refused by the check before
    const auto& first = one.requests.front();
    out.push_back({one.name, upstream_kind::provider, &first, nullptr,
                   render(first, sample_values(first), one.bounds)});
  }
  for (const auto& one : sources)
    out.push_back({one.name, upstream_kind::source, &one.request, &one,
                   page_call(one, first_row(one))});
  return out;
}

/// Takes what comes of all requests, on the client's threads.
class answer_desk {
 public:
  explicit answer_desk(std::size_t count) : answers_(count) {}

  void take(std::size_t index, http_result result) {
    std::lock_guard guard{mutex_};
    answers_[index] = {std::move(result), steady::now()};
    arrived_.notify_all();
  }

  struct answer {
    http_result result;
    steady::time_point at;
  };

  /// The answer to this request, if it comes before `until`.
  std::optional<answer> wait(std::size_t index, steady::time_point until) {
    std::unique_lock guard{mutex_};
    arrived_.wait_until(guard, until,
                        [&] { return answers_[index].has_value(); });
    return answers_[index];
  }

 private:
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::vector<std::optional<answer>> answers_;
};

probe_result result_of(const probe& asked) {
  probe_result out;
  out.name = asked.name;
  out.kind = to_string(asked.kind);
  out.host = host_of(asked.from->url);
  if (!asked.call)
    out.meaning = "cannot be asked: " + asked.call.error().detail;
  return out;
}

void say_what_is_asked(const std::vector<probe>& probes, std::ostream& notes) {
  if (probes.empty())
    return;
  notes << "Sends one request about nobody (Test Person, +15125550100) to each "
           "of these; it may cost what any other costs:\n";
  for (const auto& one : probes)
    notes << "  " << one.name << "  " << host_of(one.from->url) << std::endl;
}

/// A request that is under way.
struct sent_probe {
  std::uint64_t number = 0;
  steady::time_point at;
};

probe_result await(const probe& asked, const sent_probe& sent,
                   std::size_t index, answer_desk& desk, http_port& port) {
  // The client keeps to its time; this is for one that does not.
  constexpr std::chrono::seconds grace{5};
  auto out = result_of(asked);
  if (!asked.call)
    return out;
  auto time = asked.call->timeout * (reads_robots(asked) ? 2 : 1) + grace;
  auto got = desk.wait(index, sent.at + time);
  if (!got) {
    port.cancel(sent.number);
    got = {tl::make_unexpected(http_problem{http_failure::timeout, ""}),
           steady::now()};
  }
  out.took =
      std::chrono::duration_cast<std::chrono::milliseconds>(got->at - sent.at);
  if (got->result)
    out.status = got->result->status;
  auto what = judge_probe(*asked.from, asked.source, *asked.call, got->result);
  out.good = what.good;
  out.meaning = std::move(what.meaning);
  return out;
}

using desk_ptr = std::shared_ptr<answer_desk>;

constexpr int server_faults = 500;

/// Why a page is not asked for; unset when its robots.txt lets it be read.
std::optional<http_problem> forbids(const source_declaration& source,
                                    const http_result& robots) {
  // No answer forbids everything (RFC 9309, section 2.3.1.4), but it is the
  // site that does not answer, not a rule.
  if (!robots)
    return http_problem{robots.error().why,
                        "its robots.txt: " + robots.error().detail};
  if (robots->status >= server_faults)
    return http_problem{http_failure::invalid,
                        "its robots.txt answers "
                            + std::to_string(robots->status)
                            + ", and until it can be read no page may be"};
  auto rules = robots_of_answer(robots->status, robots->body);
  auto allowed = check_source_robots(source, rules, first_row(source));
  if (allowed)
    return std::nullopt;
  return http_problem{http_failure::invalid,
                      "its robots.txt does not let the page be read: "
                          + allowed.error().detail};
}

std::uint64_t send_call(const probe& asked, std::size_t index, http_port& port,
                        const desk_ptr& desk) {
  return port.send(*asked.call, [desk, index](http_result result) {
    desk->take(index, std::move(result));
  });
}

/// Asks for the page, if robots.txt is to be obeyed only after that.
std::uint64_t send_probe(const probe& asked, std::size_t index, http_port& port,
                         const desk_ptr& desk) {
  if (!reads_robots(asked))
    return send_call(asked, index, port, desk);
  auto robots = robots_call(*asked.source);
  if (!robots) {
    desk->take(index, tl::make_unexpected(http_problem{http_failure::invalid,
                                                       robots.error().detail}));
    return 0;
  }
  return port.send(*robots, [=, &port](const http_result& result) {
    if (auto why = forbids(*asked.source, result))
      desk->take(index, tl::make_unexpected(*why));
    else
      send_call(asked, index, port, desk);
  });
}

} // namespace

std::vector<probe_result>
probe_online(const std::vector<provider_declaration>& providers,
             const std::vector<source_declaration>& sources, http_port& port,
             std::ostream& notes) {
  auto probes = make_probes(providers, sources);
  say_what_is_asked(probes, notes);
  // Shared with answers that come when nobody waits any more.
  auto desk = std::make_shared<answer_desk>(probes.size());
  std::vector<sent_probe> sent(probes.size());
  for (std::size_t i = 0; i < probes.size(); ++i) {
    sent[i].at = steady::now();
    if (probes[i].call)
      sent[i].number = send_probe(probes[i], i, port, desk);
  }
  std::vector<probe_result> out;
  for (std::size_t i = 0; i < probes.size(); ++i)
    out.push_back(await(probes[i], sent[i], i, *desk, port));
  return out;
}

std::string host_of(std::string_view url) {
  auto begin = url.find("://");
  begin = begin == url.npos ? 0 : begin + 3;
  auto host = url.substr(begin, url.find_first_of("/?#", begin) - begin);
  if (auto at = host.rfind('@'); at != host.npos)
    host.remove_prefix(at + 1);
  return std::string{url.substr(0, begin)} + std::string{host};
}

text_pairs sample_values(const request_template& from) {
  text_pairs out;
  auto add = [&](std::string_view field) {
    if (value_of(out, field).empty())
      out.emplace_back(field, sample_of(field));
  };
  each_field(from, add);
  for (const auto& need : from.needs)
    add(need);
  return out;
}

std::string sample_params(const request_template& from) {
  // These are ours to fill in.
  constexpr std::array<std::string_view, 4> paging = {"page", "start", "count",
                                                      "next"};
  std::string out;
  object_writer w{out};
  w.add("keywords", "test");
  for (const auto& [field, value] : sample_values(from))
    if (field != "keywords"
        && std::find(paging.begin(), paging.end(), field) == paging.end())
      w.add(field, value);
  w.close();
  return out;
}

std::string to_text(const std::vector<probe_result>& results) {
  std::size_t width = 0;
  std::size_t kind_width = 0;
  for (const auto& one : results) {
    width = std::max(width, one.name.size());
    kind_width = std::max(kind_width, one.kind.size());
  }
  std::string out;
  for (const auto& one : results) {
    auto status = one.status == 0 ? "-" : std::to_string(one.status);
    char head[64];
    std::snprintf(head, sizeof head, "  %-*s  %-4s  %3s  %6lld ms  ",
                  static_cast<int>(kind_width), one.kind.c_str(),
                  one.good ? "ok" : "FAIL", status.c_str(),
                  static_cast<long long>(one.took.count()));
    out += one.name + std::string(width - one.name.size(), ' ') + head
           + one.meaning + '\n';
  }
  return out;
}

std::string to_json(const std::vector<probe_result>& results) {
  std::string out = "[";
  for (const auto& one : results) {
    if (out.size() > 1)
      out += ',';
    object_writer w{out};
    w.add("name", one.name);
    w.add("kind", one.kind);
    w.add("host", one.host);
    w.add_bool("ok", one.good);
    if (one.status != 0)
      w.add_number("status", one.status);
    w.add_number("ms", one.took.count());
    w.add("meaning", one.meaning);
    w.close();
  }
  return out += ']';
}

} // namespace leadmill
