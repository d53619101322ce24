#include "actors/outputs/output_router.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "actors/outputs/delivery_lane.hpp"
#include "actors/outputs/webhook_signature.hpp"

namespace leadmill {

namespace {

using stage = output_router_state::stage;

/// Deliveries that one change replays.
constexpr std::uint32_t replay_page = 500;

void look_everywhere(output_router_pointer self) {
  for (std::size_t i = 0; i < self->state.lanes.size(); ++i)
    look_soon(self, i);
}

// -- what is told -------------------------------------------------------------

/// News that are no job's. What cannot be stored now is tried again by whoever
/// has the next such news: a key makes them be told once.
void tell(output_router_pointer self, announce& what) {
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout,
                outbox_change{std::move(what)})
      .then([self](const job&) { look_everywhere(self); },
            [self](const caf::error& error) {
              self->state.options.on_problem("", to_problem(error));
            });
}

// -- what is asked ------------------------------------------------------------

caf::result<destination_views> show(output_router_pointer self) {
  const auto& options = self->state.options;
  auto known = options.reader->destinations();
  if (!known)
    return to_error(known.error());
  std::unordered_map<std::string, destination_report> by_name;
  for (auto& one : *known)
    by_name.emplace(one.destination, std::move(one));
  destination_views out;
  auto add = [&](const std::string& name, const std::string& kind,
                 bool retrying) {
    auto found = by_name.find(name);
    destination_view view{kind, {}, retrying};
    if (found != by_name.end())
      view.stands = std::move(found->second);
    view.stands.destination = name;
    out.views.push_back(std::move(view));
  };
  for (const auto& lane : self->state.lanes)
    add(lane.what.name, "webhook", lane.retrying);
  for (const auto& [name, kind] : options.others)
    add(name, kind, false);
  return out;
}

/// The deliveries that a filter finds and that may be replayed.
outcome<std::vector<std::string>> find_ended(job_reader& reader,
                                             const delivery_filter& which) {
  std::vector<std::string> out;
  delivery_query query{which, replay_page, {}};
  do {
    auto page = reader.deliveries(query);
    if (!page)
      return tl::make_unexpected(std::move(page.error()));
    for (const auto& one : page->deliveries) {
      auto ended = one.state == delivery_state::delivered
                   || one.state == delivery_state::dead;
      if (ended)
        out.push_back(one.id);
      else if (!which.id.empty())
        return fail(errc::conflict, "Delivery " + one.id + " is "
                                        + to_string(one.state)
                                        + "; it is sent anyway");
    }
    query.cursor = page->next_cursor;
  } while (!query.cursor.empty());
  if (out.empty() && !which.id.empty())
    return fail(errc::not_found, "There is no such delivery");
  return out;
}

using replay_answer = caf::typed_response_promise<std::uint64_t>;

/// Queues the ids from `from` on, so many at a time, the oldest first.
void replay(output_router_pointer self,
            const std::shared_ptr<const std::vector<std::string>>& ids,
            std::size_t left, replay_answer answer) {
  if (left == 0) {
    answer.deliver(static_cast<std::uint64_t>(ids->size()));
    return look_everywhere(self);
  }
  auto count = std::min<std::size_t>(left, replay_page);
  replay_deliveries some;
  for (std::size_t i = 0; i < count; ++i)
    some.ids.push_back((*ids)[left - 1 - i]);
  const auto& options = self->state.options;
  self->request(options.store, options.request_timeout,
                outbox_change{std::move(some)})
      .then([=](const job&) { replay(self, ids, left - count, answer); },
            [=](const caf::error& error) mutable {
              answer.deliver(to_error(to_problem(error)));
            });
}

void unpark(output_router_pointer self, const std::string& destination) {
  auto& lanes = self->state.lanes;
  for (std::size_t i = 0; i < lanes.size(); ++i)
    if (lanes[i].what.name == destination && lanes[i].at == stage::parked) {
      lanes[i].at = stage::idle;
      look_soon(self, i);
    }
}

caf::result<std::uint64_t> replay_matching(output_router_pointer self,
                                           const delivery_filter& which) {
  const auto& options = self->state.options;
  auto found = find_ended(*options.reader, which);
  if (!found)
    return to_error(found.error());
  auto answer = self->make_response_promise<std::uint64_t>();
  auto ids =
      std::make_shared<const std::vector<std::string>>(std::move(*found));
  if (which.destination.empty()) {
    replay(self, ids, ids->size(), answer);
    return answer;
  }
  self->request(options.store, options.request_timeout,
                outbox_change{resume_destination{which.destination}})
      .then(
          [self, ids, answer, name = which.destination](const job&) {
            unpark(self, name);
            replay(self, ids, ids->size(), answer);
          },
          [answer](const caf::error& error) mutable {
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

caf::result<delivery_page> list(output_router_pointer self,
                                const delivery_query& query) {
  auto page = self->state.options.reader->deliveries(query);
  if (!page)
    return to_error(page.error());
  return std::move(*page);
}

// -- the start ----------------------------------------------------------------

/// Goes on with everything that is not stopped; asks again while the store
/// cannot be read.
void begin(output_router_pointer self) {
  auto& state = self->state;
  auto known = state.options.reader->destinations();
  if (!known) {
    state.options.on_problem("", known.error());
    self->delayed_send(self, state.options.retry_delay, tick{});
    return;
  }
  for (auto& lane : state.lanes)
    for (const auto& one : *known)
      if (one.destination == lane.what.name && one.parked_at != 0)
        lane.at = stage::parked;
  look_everywhere(self);
}

} // namespace

output_router_actor::behavior_type
output_router(output_router_pointer self, output_router_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  for (auto& what : state.options.webhooks) {
    output_router_state::lane lane;
    // The configuration was checked, so that these are keys.
    for (const auto& secret : what.secrets)
      if (auto key = signing_key(secret))
        lane.keys.push_back(std::move(*key));
    lane.what = std::move(what);
    state.lanes.push_back(std::move(lane));
  }
  self->send(self, tick{});
  return {
      [self](const note_job&) { look_everywhere(self); },
      [self](announce& what) { tell(self, what); },
      [self](get_destinations) { return show(self); },
      [self](const delivery_query& query) { return list(self, query); },
      [self](const delivery_filter& which) {
        return replay_matching(self, which);
      },
      [self](tick) { begin(self); },
      [self](const resume_lane& what) { resume(self, what); },
      [self](const delivery_came& what) { take_result(self, what); },
  };
}

} // namespace leadmill
