#include "actors/outputs/webhook_call.hpp"

#include <utility>

#include "actors/outputs/webhook_signature.hpp"

namespace leadmill {

http_call webhook_call(const webhook_declaration& to,
                       const std::vector<std::string>& keys,
                       std::string_view id, std::int64_t timestamp_s,
                       std::string body) {
  http_call out;
  out.method = "POST";
  out.url = to.url;
  out.timeout = out.idle_timeout = to.timeout;
  out.max_bytes = kept_answer_bytes;
  out.cut_body = true;
  out.headers = {{"content-type", "application/json"},
                 {"webhook-id", std::string{id}},
                 {"webhook-timestamp", std::to_string(timestamp_s)}};
  if (!keys.empty())
    out.headers.emplace_back("webhook-signature",
                             webhook_signatures(keys, id, timestamp_s, body));
  out.headers.insert(out.headers.end(), to.headers.begin(), to.headers.end());
  out.body = std::move(body);
  return out;
}

} // namespace leadmill
