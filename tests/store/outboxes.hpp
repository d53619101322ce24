// Destinations, and what tests do with their outboxes.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/store/stores.hpp"

namespace leadmill::test {

inline const std::vector<event_kind> everything{std::begin(all_event_kinds),
                                                std::end(all_event_kinds)};

/// "crm" gets leads as they are saved, "sheet" when their job has ended, "news"
/// no leads but every event of a job, "extra" leads of jobs that name it.
inline std::vector<outbox_route> four_routes() {
  return {{"crm", {event_kind::leads_saved}, false, true},
          {"sheet",
           {event_kind::leads_saved, event_kind::job_completed},
           true,
           true},
          {"news",
           {event_kind::job_started, event_kind::job_completed,
            event_kind::job_failed, event_kind::job_cancelled,
            event_kind::system_paused},
           false,
           true},
          {"extra", {event_kind::leads_saved}, false, false}};
}

inline pending_query asking(const std::string& destination,
                            std::uint32_t max_leads = 100) {
  return {destination, max_leads, 1'000'000, {lead_status::saved}};
}

inline pending_batch pending(store_under_test& store,
                             const std::string& destination,
                             std::uint32_t max_leads = 100) {
  return need(store.reader()->pending(asking(destination, max_leads)));
}

/// Names of rows: "1/0 1/1" are two rows of the job numbered 1.
inline std::string names_of(const std::vector<batch_lead>& leads) {
  std::string out;
  for (const auto& one : leads)
    for (std::uint64_t number = 0; number < 10; ++number)
      if (one.job == id_of(number))
        out += (out.empty() ? "" : " ") + std::to_string(number) + "/"
               + std::to_string(one.lead.row);
  return out;
}

inline compose_delivery composing(const std::string& destination,
                                  const std::string& id,
                                  const pending_batch& of) {
  return {destination,
          id,
          of.event.value(),
          "body of " + id,
          static_cast<std::uint32_t>(of.leads.size()),
          of.ranges,
          of.end,
          of.erasures};
}

/// Makes the front of an outbox into a delivery.
inline void compose(store_under_test& store, const std::string& destination,
                    const std::string& id, std::uint32_t max_leads = 100) {
  store.done(outbox_change{
      composing(destination, id, pending(store, destination, max_leads))});
}

inline note_delivery delivered(const std::string& id, unix_ms at = noon) {
  return {id, {at, 12, 200, {}, "ok"}, delivery_state::delivered, 0, {}};
}

inline std::string open_at(store_under_test& store,
                           const std::string& destination) {
  auto found = need(store.reader()->open_delivery_of(destination));
  return found ? found->id : "";
}

/// Takes entry after entry out of an outbox: "leads 1/0 1/1; job.completed".
inline std::string drain(store_under_test& store,
                         const std::string& destination,
                         std::uint32_t max_leads = 100) {
  std::string out;
  for (int i = 0; i < 100; ++i) {
    auto next = pending(store, destination, max_leads);
    if (!next.event)
      return out;
    out += out.empty() ? "" : "; ";
    out += *next.event == event_kind::leads_saved
               ? "leads " + names_of(next.leads)
               : to_string(*next.event);
    auto id = destination + std::to_string(next.end.entry) + "-"
              + std::to_string(next.end.lead);
    store.done(outbox_change{composing(destination, id, next)});
    store.done(outbox_change{delivered(id)});
  }
  return out + " and so on";
}

} // namespace leadmill::test
