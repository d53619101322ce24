#include "net/status.hpp"

#include <array>
#include <utility>

#include "messages/json.hpp"

namespace leadmill {

namespace {

constexpr std::pair<errc, int> statuses[] = {
    {errc::invalid_argument, 400}, {errc::not_found, 404},
    {errc::conflict, 409},         {errc::stale, 409},
    {errc::key_reused, 422},       {errc::too_many, 429},
    {errc::daily_limit, 429},      {errc::monthly_limit, 429},
    {errc::unavailable, 503},      {errc::draining, 503},
    {errc::cooling_down, 503},     {errc::dispatch_failed, 503},
    {errc::disk_unknown, 503},     {errc::timeout, 503},
    {errc::upstream_failed, 502},  {errc::upstream_refused, 502},
    {errc::internal, 500},
};

constexpr std::pair<int, const char*> reasons[] = {
    {200, "OK"},
    {202, "Accepted"},
    {204, "No Content"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
};

/// The words of the status, unless there are clearer ones.
const char* title_of(errc code, int status) {
  return code == errc::key_reused
             ? "Idempotency-Key was used for another request"
             : reason_of(status);
}

/// Seconds for `Retry-After`; 0: none is sent.
std::uint32_t retry_after(const problem& what, int status) {
  // A limit lasts; nobody should ask for a month every few seconds.
  constexpr std::uint32_t usual = 5, limited = 3'600;
  if (what.retry_after_s != 0)
    return what.retry_after_s;
  if (what.code == errc::daily_limit || what.code == errc::monthly_limit)
    return limited;
  return status == 429 || status == 503 ? usual : 0;
}

response to_response(const problem& what, int status, std::string_view code,
                     std::string_view path) {
  response out;
  out.status = status;
  out.content_type = "application/problem+json";
  out.body =
      to_problem_json(what, status, title_of(what.code, status), code, path);
  if (auto seconds = retry_after(what, status))
    out.headers.emplace_back("Retry-After", std::to_string(seconds));
  return out;
}

} // namespace

int status_of(errc code) noexcept {
  for (auto [error, status] : statuses)
    if (error == code)
      return status;
  return 500;
}

const char* reason_of(int status) noexcept {
  for (auto [code, reason] : reasons)
    if (code == status)
      return reason;
  return "Unknown";
}

response problem_response(const problem& what, std::string_view path) {
  return to_response(what, status_of(what.code), to_string(what.code), path);
}

response refusal(int status, std::string_view code, std::string detail,
                 std::string_view path) {
  problem what{errc::invalid_argument, std::move(detail), {}};
  return to_response(what, status, code, path);
}

response json_response(int status, std::string body) {
  return {status, "application/json", {}, std::move(body)};
}

} // namespace leadmill
