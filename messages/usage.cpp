#include "messages/usage.hpp"

#include <algorithm>

namespace leadmill {

namespace {

upstream_limits make_limits(const std::string& name, upstream_kind kind,
                            const upstream_bounds& bounds) {
  return {name, kind, bounds.daily_limit, bounds.monthly_limit,
          bounds.spend_cap_micros};
}

std::uint64_t left_of(std::uint64_t limit, std::uint64_t used) noexcept {
  return used < limit ? limit - used : 0;
}

} // namespace

const char* to_string(upstream_kind kind) noexcept {
  return kind == upstream_kind::provider ? "provider" : "source";
}

upstream_limits limits_of(const provider_declaration& from) {
  return make_limits(from.name, upstream_kind::provider, from.bounds);
}

upstream_limits limits_of(const source_declaration& from) {
  return make_limits(from.name, upstream_kind::source, from.bounds);
}

std::vector<usage_line> usage_lines(const usage_report& used,
                                    const std::vector<upstream_limits>& known) {
  std::vector<usage_line> out;
  for (const auto& limits : known) {
    auto entry =
        std::find_if(used.entries.begin(), used.entries.end(),
                     [&](auto& e) { return e.upstream == limits.name; });
    usage_line line{{}, limits};
    line.used.upstream = limits.name;
    if (entry != used.entries.end())
      line.used = *entry;
    out.push_back(std::move(line));
  }
  for (const auto& entry : used.entries)
    if (std::none_of(known.begin(), known.end(), [&](auto& limits) {
          return limits.name == entry.upstream;
        }))
      out.push_back({entry, std::nullopt});
  return out;
}

std::optional<std::uint64_t> left_today(const usage_line& line) noexcept {
  auto month = left_this_month(line);
  if (!line.limits || line.limits->daily == 0)
    return month;
  auto day = left_of(line.limits->daily, line.used.today);
  return month ? std::min(day, *month) : day;
}

std::optional<std::uint64_t> left_this_month(const usage_line& line) noexcept {
  if (!line.limits || line.limits->monthly == 0)
    return std::nullopt;
  return left_of(line.limits->monthly, line.used.this_month);
}

std::string amount_text(std::int64_t micros) {
  constexpr std::uint64_t unit = 1'000'000;
  auto size = micros < 0 ? 0 - static_cast<std::uint64_t>(micros)
                         : static_cast<std::uint64_t>(micros);
  auto out = (micros < 0 ? "-" : "") + std::to_string(size / unit);
  if (auto part = size % unit; part != 0) {
    auto digits = std::to_string(unit + part).substr(1);
    digits.erase(digits.find_last_not_of('0') + 1);
    out += '.' + digits;
  }
  return out;
}

} // namespace leadmill
