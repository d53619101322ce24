#include "tests/sim/site.hpp"

#include <utility>
#include <vector>

namespace leadmill::sim {

namespace {

using promise = caf::typed_response_promise<upstream_answer>;

/// What it keeps to itself: who asked, and for what.
using open_questions = std::vector<std::pair<promise, upstream_ask>>;

constexpr std::uint32_t pages = 5;

std::uint32_t page_of(const upstream_ask& what) {
  for (const auto& [name, value] : what.values)
    if (name == "page")
      return static_cast<std::uint32_t>(std::stoul(value));
  return 0;
}

upstream_answer page(std::uint32_t number) {
  upstream_answer out;
  out.status = 200;
  out.body = std::to_string(number);
  return out;
}

caf::result<upstream_answer> answer(const moods& its,
                                    const upstream_ask& what) {
  auto number = page_of(what);
  if (its.are_good())
    return page(number);
  switch (its.below(40)) {
  case 0:
    return page(number == 1 ? 1 : number - 1);
  case 1:
    return make_error(errc::upstream_refused, "no");
  case 2:
    return make_error(errc::daily_limit, "enough");
  case 3:
  case 4:
  case 5:
    return make_error(errc::upstream_failed, "broken");
  default:
    return page(number);
  }
}

void answer_open(const moods& its, open_questions& open) {
  for (auto& [who, what] : std::exchange(open, {}))
    if (its.are_good() || its.below(3) != 0)
      who.deliver(page(page_of(what)));
    else
      who.deliver(make_error(errc::upstream_failed, "out of time"));
}

} // namespace

upstream_actor::behavior_type moody_site(upstream_actor::pointer self,
                                         std::shared_ptr<const moods> its) {
  auto open = std::make_shared<open_questions>();
  return {
      [=](const upstream_ask& what) -> caf::result<upstream_answer> {
        if (its->are_good() || its->below(6) != 0)
          return answer(*its, what);
        auto later = self->make_response_promise<upstream_answer>();
        open->emplace_back(later, what);
        self->delayed_send(self, std::chrono::seconds{1 + its->below(600)},
                           tick{});
        return later;
      },
      [=](get_allowance) -> caf::result<bool> {
        if (its->are_good() || its->below(20) != 0)
          return true;
        return make_error(errc::daily_limit, "enough", 60);
      },
      [](const upstream_came&) {},
      [=](tick) { answer_open(*its, *open); },
  };
}

outcome<page_content> read_site(const source_declaration&,
                                const upstream_answer& answer,
                                const text_pairs&) {
  constexpr std::uint32_t people = 4, new_people = 3;
  auto number = static_cast<std::uint32_t>(std::stoul(answer.body));
  page_content out;
  out.more = number < pages;
  out.next = "after " + answer.body;
  out.digest = answer.body;
  for (std::uint32_t i = 0; i < people; ++i)
    out.rows.push_back(R"({"Name":"Ada Example","Email":"site)"
                       + std::to_string(number * new_people + i)
                       + "@example.com\"}");
  return out;
}

} // namespace leadmill::sim
