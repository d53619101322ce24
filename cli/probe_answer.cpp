#include "cli/probe_answer.hpp"

#include <algorithm>
#include <cstdio>

#include <nlohmann/json.hpp>

namespace leadmill {

namespace {

using nlohmann::json;

constexpr const char* knows_nothing =
    "answers, and knows nothing of the sample";

/// What stands at a JSON pointer; null: nothing.
const json* find_at(const json& root, const std::string& pointer) {
  try {
    json::json_pointer at{pointer};
    return root.contains(at) ? &root.at(at) : nullptr;
  } catch (const json::exception&) {
    return nullptr;
  }
}

bool says_something(const json& value) {
  return !value.is_null() && value != false && value != 0 && value != "";
}

/// The rows of a page are where they are declared to be.
probe_verdict judge_rows(const source_declaration& source, const json& body) {
  const auto* rows = find_at(body, source.rows_at);
  if (rows != nullptr && (rows->is_array() || rows->is_null()))
    return {true, "answers"};
  return {false, "answers, but without an array of rows at \"" + source.rows_at
                     + "\""};
}

/// An answer of status 2xx.
probe_verdict judge_body(const request_template& from,
                         const source_declaration* source,
                         const std::string& text) {
  if (source != nullptr && source->format == source_format::html)
    return text.empty() ? probe_verdict{false, "answers, but with nothing"}
                        : probe_verdict{true, "answers"};
  if (source == nullptr && text.empty())
    return {true, knows_nothing};
  auto body = json::parse(text, nullptr, false);
  if (body.is_discarded())
    return {false, "answers, but not in JSON; is its URL right?"};
  const auto* error =
      from.error_at.empty() ? nullptr : find_at(body, from.error_at);
  if (error != nullptr && says_something(*error))
    return {false, "answers, but with an error at " + from.error_at};
  return source != nullptr ? judge_rows(*source, body)
                           : probe_verdict{true, "answers"};
}

/// An answer of any other status.
probe_verdict judge_status(int status) {
  switch (status) {
  case 401:
  case 403:
    return {false, "answers, but refuses the key"};
  case 402:
    return {false, "answers, but wants to be paid first"};
  case 400:
  case 404:
  case 422:
    // The request is about nobody.
    return {true, knows_nothing};
  case 405:
    return {false, "answers, but does not take this method"};
  case 407:
    return {false, "a proxy refuses the request"};
  case 429:
    return {false, "answers, but may not be asked more for now"};
  default:
    break;
  }
  if (status >= 500)
    return {false, "answers with a fault of its own"};
  if (status >= 300 && status < 400)
    return {false, "answers with a redirect; is its URL right?"};
  return {false, "answers, but refuses the request"};
}

std::string seconds_text(std::chrono::milliseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%g s",
                static_cast<double>(time.count()) / 1000);
  return text;
}

std::string failure_text(const http_problem& why, const http_call& call) {
  switch (why.why) {
  case http_failure::unreachable:
    return "cannot be reached: " + why.detail;
  case http_failure::timeout:
    return "did not answer within " + seconds_text(call.timeout);
  case http_failure::tls:
    return "its certificate is not trusted, or TLS fails: " + why.detail;
  case http_failure::too_large:
    return "answers with more than " + std::to_string(call.max_bytes)
           + " bytes";
  case http_failure::redirects:
    return "answers with redirects that are not followed; is its URL right?";
  case http_failure::broken:
    return "breaks off, or does not speak HTTP: " + why.detail;
  case http_failure::cancelled:
    return "was not waited for";
  case http_failure::invalid:
    return "cannot be asked so: " + why.detail;
  }
  return why.detail;
}

} // namespace

probe_verdict judge(const request_template& from,
                    const source_declaration* source, const http_call& call,
                    const http_result& result) {
  if (!result)
    return {false, failure_text(result.error(), call)};
  auto status = result->status;
  const auto& empty = from.empty_statuses;
  if (std::find(empty.begin(), empty.end(), status) != empty.end())
    return {true, knows_nothing};
  if (status >= 200 && status < 300)
    return judge_body(from, source, result->body);
  return judge_status(status);
}

} // namespace leadmill
