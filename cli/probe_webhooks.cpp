#include "cli/probe_webhooks.hpp"

#include <chrono>
#include <future>
#include <memory>
#include <ostream>
#include <utility>

#include "actors/outputs/webhook_call.hpp"
#include "messages/json.hpp"
#include "messages/signing_key.hpp"

namespace leadmill {

namespace {

using steady = std::chrono::steady_clock;

struct answer {
  http_result result;
  steady::time_point at;
};

/// A ping that is under way.
struct ping {
  http_port* port = nullptr;
  http_call call;
  std::uint64_t number = 0;
  steady::time_point sent_at;
  std::future<answer> came;
};

http_call make_call(const webhook_declaration& to, unix_ms now) {
  std::vector<std::string> keys;
  for (const auto& secret : to.secrets)
    if (auto key = signing_key(secret))
      keys.push_back(std::move(*key));
  std::string body;
  object_writer w{body};
  w.add("type", "ping");
  w.add("timestamp", to_iso(now));
  w.add_json("data", "{}");
  w.close();
  return webhook_call(to, keys, "ping_" + std::to_string(now), now / 1'000,
                      std::move(body));
}

ping send(const webhook_declaration& to, webhook_ports ports, unix_ms now) {
  ping out;
  out.port = to.allow_private ? &ports.open : &ports.guarded;
  out.call = make_call(to, now);
  // Shared with an answer that comes when nobody waits any more.
  auto promise = std::make_shared<std::promise<answer>>();
  out.came = promise->get_future();
  out.sent_at = steady::now();
  out.number = out.port->send(out.call, [promise](http_result result) {
    promise->set_value({std::move(result), steady::now()});
  });
  return out;
}

answer await(ping& sent) {
  // The client keeps to its time; this is for one that does not.
  constexpr std::chrono::seconds grace{5};
  auto until = sent.sent_at + sent.call.timeout + grace;
  if (sent.came.wait_until(until) == std::future_status::ready)
    return sent.came.get();
  sent.port->cancel(sent.number);
  return {tl::make_unexpected(http_problem{http_failure::timeout, ""}),
          steady::now()};
}

probe_result result_of(const webhook_declaration& to, ping& sent) {
  auto got = await(sent);
  probe_result out;
  out.name = to.name;
  out.kind = "destination";
  out.host = host_of(to.url);
  out.took = std::chrono::duration_cast<std::chrono::milliseconds>(
      got.at - sent.sent_at);
  if (got.result)
    out.status = got.result->status;
  auto verdict = judge_ping(sent.call, got.result);
  out.good = verdict.good;
  out.meaning = std::move(verdict.meaning);
  return out;
}

} // namespace

std::vector<probe_result>
probe_webhooks(const std::vector<webhook_declaration>& webhooks,
               webhook_ports ports, std::ostream& notes,
               const wall_clock& now) {
  if (!webhooks.empty())
    notes << "Sends a ping, which says nothing of anybody, to each of these "
             "webhooks:\n";
  for (const auto& one : webhooks)
    notes << "  " << one.name << "  " << host_of(one.url) << std::endl;
  std::vector<ping> sent;
  for (const auto& one : webhooks)
    sent.push_back(send(one, ports, now()));
  std::vector<probe_result> out;
  for (std::size_t i = 0; i < webhooks.size(); ++i)
    out.push_back(result_of(webhooks[i], sent[i]));
  return out;
}

probe_verdict judge_ping(const http_call& call, const http_result& result) {
  if (!result)
    return {false, failure_text(result.error(), call)};
  auto status = result->status;
  if (status >= 200 && status <= 299)
    return {true, "takes requests"};
  if (status == 404 || status == 410)
    return {false, "answers that there is no such webhook; is its URL right?"};
  if (status == 401 || status == 403)
    return {true, "can be reached, and refuses a ping; are its headers right?"};
  if (status >= 400 && status <= 499)
    return {true, "can be reached, and refuses a ping"};
  if (status >= 300 && status <= 399)
    return {false, "answers with a redirect, and none is followed; is its URL "
                   "right?"};
  return {false, "answers with a fault of its own"};
}

} // namespace leadmill
