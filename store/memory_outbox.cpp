#include "store/memory_outbox.hpp"

#include <algorithm>

namespace leadmill {

bool memory_outbox::kept::is_about(const std::string& job) const {
  return std::any_of(ranges.begin(), ranges.end(),
                     [&](const auto& range) { return range.job == job; });
}

memory_outbox::kept* memory_outbox::find(const std::string& id) {
  auto i = std::find_if(deliveries_.begin(), deliveries_.end(),
                        [&](const auto& one) { return one.shown.id == id; });
  return i == deliveries_.end() ? nullptr : &*i;
}

bool memory_outbox::has_route(const std::string& destination) const {
  return std::any_of(routes.begin(), routes.end(), [&](const auto& route) {
    return route.destination == destination;
  });
}

// -- entries ------------------------------------------------------------------

void memory_outbox::add(const std::string& job,
                        std::vector<outbox_entry> entries, unix_ms now) {
  for (auto& what : entries) {
    auto newest = std::find_if(
        entries_.rbegin(), entries_.rend(), [&](const auto& known) {
          return known.what.destination == what.destination;
        });
    auto joins = what.event == event_kind::leads_saved
                 && newest != entries_.rend() && newest->job == job
                 && newest->what.event == event_kind::leads_saved
                 && newest->what.last + 1 == what.first;
    if (joins)
      newest->what.last = what.last;
    else
      entries_.push_back({++last_num_, job, std::move(what), now});
  }
}

void memory_outbox::add_leads(const job& state, std::uint64_t first,
                              std::uint64_t last, unix_ms now) {
  add(state.id, entries_of(routes, state, first, last), now);
}

void memory_outbox::add_move(const job& state, job_phase from,
                             std::uint64_t& announced, std::uint64_t saved,
                             unix_ms now) {
  add(state.id, entries_of(routes, state, announced, saved, from), now);
  if (is_terminal(state.phase))
    announced = saved;
}

void memory_outbox::forget_bodies(const std::string& job) {
  ++erasures_;
  for (auto& one : deliveries_) {
    if (!one.is_about(job))
      continue;
    if (one.shown.event == event_kind::leads_saved)
      one.body.clear();
    for (auto& attempt : one.shown.attempts)
      attempt.answer.clear();
  }
}

bool memory_outbox::holds(const std::string& job) const {
  return std::any_of(entries_.begin(), entries_.end(),
                     [&](const auto& one) {
                       return one.job == job && has_route(one.what.destination);
                     })
         || std::any_of(deliveries_.begin(), deliveries_.end(),
                        [&](const auto& one) {
                          return one.is_open() && one.is_about(job)
                                 && has_route(one.shown.destination);
                        });
}

void memory_outbox::remove(const std::string& job) {
  std::erase_if(entries_, [&](const auto& one) { return one.job == job; });
  for (auto& one : deliveries_)
    if (one.is_about(job) && one.shown.event == event_kind::leads_saved)
      one.body.clear();
}

void memory_outbox::purge(unix_ms now) {
  std::erase_if(announcements_, [&](const auto& one) {
    return one.second < now - keep_announced_ms;
  });
  std::erase_if(deliveries_, [&](const auto& one) {
    auto ended = one.shown.ended_at;
    return !one.is_open()
           && (ended < now - keep_dead_ms
               || (one.shown.state == delivery_state::delivered
                   && ended < now - keep_delivered_ms));
  });
}

// -- changes ------------------------------------------------------------------

outcome<job> memory_outbox::apply(const outbox_change& what, unix_ms now) {
  return std::visit([&](const auto& one) { return on(one, now); }, what);
}

outcome<job> memory_outbox::on(const announce& what, unix_ms now) {
  if (what.key.empty() || announcements_.emplace(what.key, now).second)
    add({}, entries_of(routes, what), now);
  return job{};
}

bool memory_outbox::take(const compose_delivery& what) {
  auto last = std::find_if(entries_.begin(), entries_.end(), [&](auto& one) {
    return one.num == what.end.entry
           && one.what.destination == what.destination;
  });
  auto lead = what.end.lead;
  if (last == entries_.end()
      || (lead != 0 && (lead < last->what.first || lead > last->what.last)))
    return false;
  auto partly = lead != 0 && lead < last->what.last;
  if (partly)
    last->what.first = lead + 1;
  std::erase_if(entries_, [&](const auto& one) {
    return one.what.destination == what.destination
           && (one.num < what.end.entry
               || (one.num == what.end.entry && !partly));
  });
  return true;
}

outcome<job> memory_outbox::on(const compose_delivery& what, unix_ms now) {
  auto busy =
      std::any_of(deliveries_.begin(), deliveries_.end(), [&](const auto& one) {
        return one.shown.destination == what.destination
               && one.shown.state == delivery_state::sending;
      });
  if (busy || (!what.id.empty() && find(what.id) != nullptr)
      || what.erasures != erasures_ || !take(what))
    return fail(errc::conflict, "That cannot be delivered now");
  if (what.id.empty())
    return job{};
  kept made;
  made.shown.id = what.id;
  made.shown.destination = what.destination;
  made.shown.event = what.event;
  made.shown.leads = what.leads;
  made.shown.created_at = now;
  for (const auto& range : what.ranges) {
    if (!made.is_about(range.job))
      made.shown.jobs.push_back(range.job);
    made.ranges.push_back(range);
  }
  made.body = what.body;
  deliveries_.push_back(std::move(made));
  return job{};
}

outcome<job> memory_outbox::on(const recompose_delivery& what, unix_ms) {
  auto* one = find(what.id);
  if (one == nullptr)
    return fail(errc::not_found, "There is no such delivery");
  if (what.erasures != erasures_ || !one->body.empty())
    return fail(errc::conflict, "The delivery has a body");
  one->body = what.body;
  one->shown.leads = what.leads;
  return job{};
}

outcome<job> memory_outbox::on(const note_delivery& what, unix_ms now) {
  auto* one = find(what.id);
  if (one == nullptr)
    return fail(errc::not_found, "There is no such delivery");
  one->shown.attempts.push_back(what.attempt);
  one->shown.state = what.state;
  one->shown.next_at = one->is_open() ? what.next_at : 0;
  one->shown.ended_at = one->is_open() ? 0 : now;
  ++one->tries;
  if (one->first_try_at == 0)
    one->first_try_at = what.attempt.at;
  if (!what.park.empty())
    parked_[one->shown.destination] = {now, what.park};
  return job{};
}

outcome<job> memory_outbox::on(const replay_deliveries& what, unix_ms) {
  for (const auto& id : what.ids) {
    auto* one = find(id);
    if (one == nullptr || one->is_open())
      continue;
    one->shown.state = delivery_state::queued;
    one->shown.next_at = one->shown.ended_at = 0;
    one->tries = 0;
    one->first_try_at = 0;
  }
  return job{};
}

outcome<job> memory_outbox::on(const resume_destination& what, unix_ms) {
  parked_.erase(what.destination);
  return job{};
}

// -- what readers see ---------------------------------------------------------

pending_batch memory_outbox::pending(const pending_query& query,
                                     const find_leads& find) const {
  pending_batch out;
  out.erasures = erasures_;
  std::size_t bytes = 0;
  for (const auto& one : entries_) {
    if (one.what.destination != query.destination)
      continue;
    auto is_first = !out.event;
    if (is_first) {
      out.event = one.what.event;
      out.since = one.created_at;
    }
    if (one.what.event != event_kind::leads_saved) {
      out.closed = true;
      if (is_first) {
        out.data = one.what.data;
        out.end = {one.num, 0};
        if (!one.job.empty())
          out.ranges.push_back({one.job, 0, 0});
      }
      return out;
    }
    lead_range range{one.job, one.what.first, one.what.first - 1};
    for (auto& [place, lead] : find({one.job, one.what.first, one.what.last})) {
      auto size = lead.input.size() + lead.fields.size() + one.job.size() + 64;
      auto goes = goes_out(lead, query.statuses);
      if (out.leads.size() >= query.max_leads
          || (goes && !out.leads.empty() && bytes + size > query.max_bytes)) {
        out.closed = true;
        break;
      }
      range.last = place;
      if (!goes)
        continue;
      bytes += size;
      out.leads.push_back({one.job, std::move(lead)});
    }
    if (!out.closed)
      range.last = one.what.last;
    if (range.last >= range.first) {
      out.end = {one.num, range.last};
      out.ranges.push_back(range);
    }
    if (out.closed)
      return out;
  }
  out.closed = out.event && out.leads.size() >= query.max_leads;
  return out;
}

std::optional<open_delivery>
memory_outbox::open(const std::string& destination) const {
  const kept* best = nullptr;
  for (const auto& one : deliveries_)
    if (one.shown.destination == destination && one.is_open()
        && (best == nullptr
            || (one.shown.state == delivery_state::sending
                && best->shown.state == delivery_state::queued)))
      best = &one;
  if (best == nullptr)
    return std::nullopt;
  return open_delivery{best->shown.id,         best->shown.event,   best->body,
                       best->shown.created_at, best->shown.next_at, best->tries,
                       best->first_try_at};
}

outcome<delivery_leads> memory_outbox::leads(const std::string& id,
                                             const std::vector<lead_status>& to,
                                             const find_leads& find) const {
  delivery_leads out;
  out.erasures = erasures_;
  for (const auto& one : deliveries_) {
    if (one.shown.id != id)
      continue;
    for (const auto& range : one.ranges)
      for (auto& [place, lead] : find(range))
        if (goes_out(lead, to))
          out.leads.push_back({range.job, std::move(lead)});
    return out;
  }
  return fail(errc::not_found, "There is no such delivery");
}

std::vector<destination_report> memory_outbox::destinations() const {
  std::map<std::string, destination_report> found;
  for (const auto& one : entries_) {
    auto& of = found[one.what.destination];
    of.leads += one.what.event == event_kind::leads_saved
                    ? one.what.last - one.what.first + 1
                    : 0;
    if (of.entries++ == 0 || one.created_at < of.oldest_at)
      of.oldest_at = one.created_at;
  }
  for (const auto& one : deliveries_) {
    auto& of = found[one.shown.destination];
    ++(one.is_open()                                  ? of.open
       : one.shown.state == delivery_state::delivered ? of.delivered
                                                      : of.dead);
  }
  for (const auto& [name, why] : parked_) {
    found[name].parked_at = why.first;
    found[name].reason = why.second;
  }
  std::vector<destination_report> out;
  for (auto& [name, one] : found) {
    one.destination = name;
    out.push_back(std::move(one));
  }
  return out;
}

outcome<delivery_page> memory_outbox::list(const delivery_query& query) const {
  auto before = parse_delivery_cursor(query);
  if (!before)
    return tl::make_unexpected(std::move(before.error()));
  const auto& filter = query.filter;
  delivery_page out;
  auto number = static_cast<std::int64_t>(deliveries_.size());
  std::int64_t last = 0;
  for (auto one = deliveries_.rbegin(); one != deliveries_.rend();
       ++one, --number) {
    const auto& shown = one->shown;
    if (number >= *before || (!filter.id.empty() && filter.id != shown.id)
        || (!filter.destination.empty()
            && filter.destination != shown.destination)
        || (!filter.job.empty() && !one->is_about(filter.job))
        || (filter.state && *filter.state != shown.state)
        || (filter.event && *filter.event != shown.event))
      continue;
    if (out.deliveries.size() == query.limit) {
      out.next_cursor = std::to_string(last);
      break;
    }
    last = number;
    out.deliveries.push_back(shown);
    auto& attempts = out.deliveries.back().attempts;
    if (attempts.size() > shown_attempts)
      attempts.erase(attempts.begin(),
                     attempts.end()
                         - static_cast<std::ptrdiff_t>(shown_attempts));
  }
  return out;
}

} // namespace leadmill
