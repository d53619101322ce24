#include "actors/outputs/delivery_policy.hpp"

#include <algorithm>
#include <charconv>

#include "actors/outside/verdict.hpp"
#include "actors/retry.hpp"
#include "leads/text.hpp"

namespace leadmill {

namespace {

using kind = delivery_verdict::kind;

constexpr retry_policy pauses{.base_ms = 5'000, .max_ms = 3'600'000};

/// Whether another try may come to something.
bool may_change(int status) {
  auto refuses = status >= 400 && status <= 499;
  return !refuses || status == 408 || status == 425 || status == 429;
}

/// How long a Retry-After asks to wait; 0 without one. At most as long as a
/// delivery is tried.
unix_ms asked_to_wait(const http_answer& answer, unix_ms now) {
  auto text = trim(header(answer, "retry-after"));
  if (auto date = parse_http_date(text))
    return std::clamp<unix_ms>(*date - now, 0, max_delivery_ms);
  std::uint64_t seconds = 0;
  auto end = text.data() + text.size();
  auto [stop, error] = std::from_chars(text.data(), end, seconds);
  if (stop != end || text.empty())
    return 0;
  constexpr std::uint64_t most = max_delivery_ms / 1'000;
  auto is_huge = error == std::errc::result_out_of_range;
  return static_cast<unix_ms>(is_huge ? most : std::min(seconds, most)) * 1'000;
}

delivery_verdict try_again(unix_ms wait, const delivery_so_far& so_far,
                           std::uint64_t entropy) {
  auto last = so_far.first_try_at + max_delivery_ms;
  if (so_far.now >= last)
    return {kind::dead, 0, {}};
  auto pause = retry_delay_ms(so_far.tries, pauses, entropy);
  return {kind::again, std::min(last, so_far.now + std::max(pause, wait)), {}};
}

delivery_verdict judge_answer(const http_answer& answer,
                              const delivery_so_far& so_far,
                              std::uint64_t entropy) {
  if (answer.status >= 200 && answer.status <= 299)
    return {kind::delivered, 0, {}};
  if (answer.status == 410)
    return {kind::parked, so_far.now,
            "It answered 410: it wants nothing any more"};
  if (!may_change(answer.status))
    return {kind::dead, 0, {}};
  return try_again(asked_to_wait(answer, so_far.now), so_far, entropy);
}

} // namespace

delivery_verdict judge_delivery(const http_result& result,
                                const delivery_so_far& so_far,
                                std::uint64_t entropy) {
  if (result)
    return judge_answer(*result, so_far, entropy);
  if (result.error().why == http_failure::invalid)
    return {kind::dead, 0, {}};
  if (result.error().why == http_failure::cancelled)
    return {kind::again, so_far.now, {}};
  return try_again(0, so_far, entropy);
}

} // namespace leadmill
