#include "net/upkeep.hpp"

#include <vector>

#include "messages/json.hpp"
#include "messages/report_json.hpp"
#include "messages/steering.hpp"
#include "messages/validate.hpp"

namespace leadmill {

namespace {

constexpr unix_ms day_ms = 24 * 60 * 60 * 1000;

response cleanup_answer(std::uint64_t deleted, std::uint32_t days) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add_number("deleted", static_cast<std::int64_t>(deleted));
  // Older clients look at it. A cleanup is one transaction: all or nothing.
  w.add_number("errors", 0);
  w.add_number("daysToKeep", days);
  w.close();
  return json_response(200, std::move(body));
}

} // namespace

void clean_up_jobs(const api& self, const request& what,
                   const exchange_ptr& to) {
  auto days = parse_cleanup_request(what.body, self.options.rules);
  if (!days)
    return to->answer(problem_response(days.error(), what.path));
  self.port.clean_up(
      {self.options.clock() - *days * day_ms},
      answering<std::uint64_t>(to, what.path, [days = *days](auto deleted) {
        return cleanup_answer(deleted, days);
      }));
}

void erase_person(const api& self, const request& what,
                  const exchange_ptr& to) {
  auto key = parse_lead_key(what.query.text("key"));
  if (!key)
    return to->answer(problem_response(key.error(), what.path));
  self.port.erase_lead(std::move(*key),
                       answering<std::vector<erased_place>>(
                           to, what.path, [](const auto& found) {
                             return json_response(200, to_json(found));
                           }));
}

} // namespace leadmill
