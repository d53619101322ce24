#include "net/deliveries.hpp"

#include <vector>

#include "messages/delivery_json.hpp"
#include "messages/json.hpp"
#include "messages/replay_request.hpp"
#include "net/job_params.hpp"

namespace leadmill {

void read_destinations(const api& self, const request& what,
                       const exchange_ptr& to) {
  self.port.read_destinations(answering<std::vector<destination_view>>(
      to, what.path, [](const auto& destinations) {
        return json_response(200, to_json(destinations));
      }));
}

void read_deliveries(const api& self, const request& what,
                     const exchange_ptr& to) {
  auto query = parse_delivery_query(what.query);
  if (!query)
    return to->answer(problem_response(query.error(), what.path));
  self.port.list_deliveries(
      std::move(*query),
      answering<delivery_page>(to, what.path, [](const auto& page) {
        return json_response(200, to_json(page));
      }));
}

void replay_matching(const api& self, const request& what,
                     const exchange_ptr& to) {
  auto which = parse_replay_request(what.body, self.options.rules);
  if (!which)
    return to->answer(problem_response(which.error(), what.path));
  self.port.replay(
      std::move(*which),
      answering<std::uint64_t>(to, what.path, [](std::uint64_t count) {
        std::string body;
        object_writer w{body};
        w.add_bool("success", true);
        w.add_number("count", static_cast<std::int64_t>(count));
        w.close();
        return json_response(200, std::move(body));
      }));
}

} // namespace leadmill
