#include "actors/outside/robots.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "actors/outside/url.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

bool is_of_token(char c) noexcept {
  return is_ascii_letter(c) || c == '_' || c == '-';
}

/// One byte in the form in which paths are compared: an unreserved character as
/// itself, what may be encoded or not encoded.
void append_normal(std::string& out, char c, bool was_encoded) {
  static constexpr std::string_view as_they_are = "!&'()+,/:;=@?#[]";
  auto kept = !was_encoded && as_they_are.find(c) != std::string_view::npos;
  if (kept)
    out += c;
  else
    out += percent_encode({&c, 1});
}

/// A path in the form in which paths are compared, so that it does not matter
/// how it is encoded (RFC 9309, section 2.2.2). `*` and `$` come out encoded.
std::string normalize(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    auto decoded = percent_decode(path.substr(i, 3));
    auto encoded = path[i] == '%' && decoded.size() == 1 && i + 2 < path.size();
    append_normal(out, encoded ? decoded[0] : path[i], encoded);
    i += encoded ? 2 : 0;
  }
  return out;
}

/// A pattern, with its stars as they are.
std::string normalize_pattern(std::string_view pattern) {
  std::string out;
  while (true) {
    auto star = std::min(pattern.find('*'), pattern.size());
    out += normalize(pattern.substr(0, star));
    if (star == pattern.size())
      return out;
    // Two in a row are one.
    if (!out.ends_with('*'))
      out += '*';
    pattern.remove_prefix(star + 1);
  }
}

/// The next line, without its end: CR, LF, or both.
std::string_view take_line(std::string_view& rest) {
  auto line = rest.substr(0, rest.find_first_of("\r\n"));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

/// A number of seconds, rounded up.
std::optional<std::chrono::seconds> parse_delay(std::string_view text) {
  double seconds = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (error != std::errc{} || stop != end || !(seconds >= 0))
    return std::nullopt;
  constexpr double most = 3600;
  return std::chrono::seconds{
      static_cast<int>(std::ceil(std::min(seconds, most)))};
}

/// The groups that concern us, collected line by line.
template <class Rule>
struct reading {
  struct collected {
    bool named = false;
    std::vector<Rule> rules;
    std::optional<std::chrono::seconds> delay;
  };
  collected ours;
  collected everybody;
  /// Whom the current group is for.
  bool is_ours = false;
  bool is_everybodys = false;
  /// User agents still belong to the current group.
  bool in_head = false;

  void name_agent(std::string_view agent) {
    if (!std::exchange(in_head, true))
      is_ours = is_everybodys = false;
    // What follows the token, such as a version, does not count.
    auto end = std::find_if_not(agent.begin(), agent.end(), is_of_token);
    auto token = agent.substr(0, static_cast<std::size_t>(end - agent.begin()));
    is_ours |= equal_ignoring_case(token, robots_token);
    is_everybodys |= agent.starts_with('*');
    ours.named |= is_ours;
  }

  template <class Add>
  void add(Add add_to) {
    if (is_ours)
      add_to(ours);
    if (is_everybodys)
      add_to(everybody);
  }
};

} // namespace

robots_rules::robots_rules(bool all_allowed) : all_allowed_{all_allowed} {}

bool robots_rules::matches(const rule& what, std::string_view path) {
  std::string_view pattern{what.pattern};
  auto star = pattern.find('*');
  if (!path.starts_with(pattern.substr(0, star)))
    return false;
  if (star == std::string_view::npos)
    return !what.to_the_end || path.size() == pattern.size();
  path.remove_prefix(star);
  pattern.remove_prefix(star + 1);
  // Each part between stars as early as it stands; the last, when it must stand
  // at the end, there.
  while (true) {
    star = pattern.find('*');
    auto part = pattern.substr(0, star);
    if (star == std::string_view::npos && what.to_the_end)
      return path.ends_with(part);
    auto at = path.find(part);
    if (at == std::string_view::npos)
      return false;
    if (star == std::string_view::npos)
      return true;
    path.remove_prefix(at + part.size());
    pattern.remove_prefix(star + 1);
  }
}

bool robots_rules::allows(std::string_view path_and_query) const {
  auto path = normalize(path_and_query.substr(0, path_and_query.find('#')));
  if (path.empty() || path.front() != '/')
    path.insert(path.begin(), '/');
  if (path == "/robots.txt")
    return true;
  const rule* longest = nullptr;
  for (auto& one : rules_) {
    auto size = one.pattern.size() + one.to_the_end;
    auto most = longest ? longest->pattern.size() + longest->to_the_end : 0;
    auto wins = !longest || size > most || (size == most && one.allow);
    if (wins && matches(one, path))
      longest = &one;
  }
  return longest ? longest->allow : all_allowed_;
}

std::optional<std::chrono::seconds> robots_rules::crawl_delay() const {
  return delay_;
}

robots_rules parse_robots(std::string_view text) {
  // A line that is cut off might forbid more than the whole one.
  if (text.size() > max_robots_bytes)
    text = text.substr(0, text.find_last_of("\r\n", max_robots_bytes) + 1);
  if (text.starts_with("\xef\xbb\xbf"))
    text.remove_prefix(3);
  reading<robots_rules::rule> read;
  while (!text.empty()) {
    auto line = take_line(text);
    line = line.substr(0, line.find('#'));
    auto colon = line.find(':');
    if (colon == std::string_view::npos)
      continue;
    auto key = trim(line.substr(0, colon));
    auto value = trim(line.substr(colon + 1));
    auto allow = equal_ignoring_case(key, "allow");
    if (equal_ignoring_case(key, "user-agent")) {
      read.name_agent(value);
    } else if (allow || equal_ignoring_case(key, "disallow")) {
      read.in_head = false;
      // An empty rule is none, and one that begins otherwise matches nothing.
      if (!value.starts_with('/') && !value.starts_with('*'))
        continue;
      auto to_the_end = value.ends_with('$');
      value.remove_suffix(to_the_end);
      robots_rules::rule made{normalize_pattern(value), to_the_end, allow};
      read.add([&](auto& group) { group.rules.push_back(made); });
    } else if (equal_ignoring_case(key, "crawl-delay")) {
      if (auto delay = parse_delay(value))
        read.add([&](auto& group) { group.delay = delay; });
    }
  }
  auto& chosen = read.ours.named ? read.ours : read.everybody;
  robots_rules out;
  out.rules_ = std::move(chosen.rules);
  out.delay_ = chosen.delay;
  return out;
}

robots_rules robots_of_answer(int status, std::string_view body) {
  if (status >= 200 && status <= 299)
    return parse_robots(body);
  return robots_rules{status >= 300 && status <= 499};
}

} // namespace leadmill
