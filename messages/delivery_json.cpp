#include "messages/delivery_json.hpp"

#include "messages/json.hpp"

namespace leadmill {

namespace {

std::int64_t as_number(std::uint64_t count) {
  return static_cast<std::int64_t>(count);
}

void add_time(object_writer& to, std::string_view name, unix_ms time) {
  if (time != 0)
    to.add(name, to_iso(time));
}

void add_text(object_writer& to, std::string_view name,
              const std::string& text) {
  if (!text.empty())
    to.add(name, text);
}

/// A JSON array of what `append` writes for each.
template <class T, class F>
std::string list_of(const std::vector<T>& values, F append) {
  std::string out = "[";
  for (const auto& value : values) {
    if (out.size() > 1)
      out += ',';
    append(out, value);
  }
  return out += ']';
}

const char* state_of(const destination_view& view) {
  if (view.stands.parked_at != 0)
    return "stopped";
  return view.retrying ? "retrying" : "ok";
}

void append_view(std::string& out, const destination_view& view) {
  const auto& stands = view.stands;
  object_writer w{out};
  w.add("name", stands.destination);
  w.add("kind", view.kind);
  w.add("state", state_of(view));
  w.add_number("queued", as_number(stands.entries));
  w.add_number("queuedLeads", as_number(stands.leads));
  w.add_number("open", as_number(stands.open));
  w.add_number("delivered", as_number(stands.delivered));
  w.add_number("dead", as_number(stands.dead));
  add_time(w, "oldestQueuedAt", stands.oldest_at);
  add_time(w, "stoppedAt", stands.parked_at);
  add_text(w, "reason", stands.reason);
  w.close();
}

void append_attempt(std::string& out, const delivery_attempt& attempt) {
  object_writer w{out};
  w.add("at", to_iso(attempt.at));
  if (attempt.status != 0)
    w.add_number("status", attempt.status);
  w.add_number("durationMs", attempt.duration_ms);
  add_text(w, "error", attempt.error);
  add_text(w, "answer", attempt.answer);
  w.close();
}

void append_delivery(std::string& out, const delivery& one) {
  object_writer w{out};
  w.add("deliveryId", one.id);
  w.add("destination", one.destination);
  w.add("event", to_string(one.event));
  w.add_json("jobIds", to_json(one.jobs));
  if (one.jobs.size() == 1)
    w.add("jobId", one.jobs.front());
  w.add("state", to_string(one.state));
  w.add_number("leads", one.leads);
  w.add_json("attempts", list_of(one.attempts, append_attempt));
  w.add("createdAt", to_iso(one.created_at));
  add_time(w, "nextAttemptAt", one.next_at);
  add_time(w, "endedAt", one.ended_at);
  w.close();
}

} // namespace

std::string to_json(const std::vector<destination_view>& destinations) {
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("destinations", list_of(destinations, append_view));
  w.close();
  return out;
}

std::string to_json(const delivery_page& page) {
  std::string out;
  object_writer w{out};
  w.add_bool("success", true);
  w.add_json("deliveries", list_of(page.deliveries, append_delivery));
  w.add_number("count", as_number(page.deliveries.size()));
  add_text(w, "nextCursor", page.next_cursor);
  w.close();
  return out;
}

} // namespace leadmill
