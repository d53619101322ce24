#include "cli/probe_answer.hpp"

#include <cstdio>

#include "actors/outside/html_page.hpp"
#include "actors/outside/read_answer.hpp"
#include "actors/outside/read_page.hpp"
#include "messages/placeholders.hpp"

namespace leadmill {

namespace {

constexpr int not_found = 404;
constexpr const char* knows_nothing =
    "answers, and knows nothing of the sample";

probe_verdict unreadable(const problem& why) {
  return {false, "answers, but cannot be read: " + why.detail};
}

/// The page of a source in an answer of status 2xx.
probe_verdict judge_page(const source_declaration& source,
                         const http_call& call, const http_answer& answer) {
  auto page = source.format == source_format::json
                  ? read_page(source, answer.status, answer.body)
                  : read_html_page(source, answer.status, answer.body, call.url,
                                   header(answer, "content-type"));
  if (!page)
    return unreadable(page.error());
  auto rows = page->rows.size();
  return {true, "answers with " + std::to_string(rows)
                    + (rows == 1 ? " row" : " rows")};
}

/// What a provider says in an answer of status 2xx.
probe_verdict judge_lookup(const request_template& from,
                           const http_answer& answer) {
  auto found = read_answer(from, answer.status, answer.body);
  if (!found)
    return unreadable(found.error());
  return {true, found->values.empty() ? knows_nothing : "answers"};
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
  case 422:
    // The sample is about nobody; a job asks for somebody.
    return {true, "answers, and does not take the sample"};
  case not_found:
    return {false, "answers, but has nothing there; is its URL right?"};
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

/// A 404 that may mean that there is nothing, or that nothing ever is there.
/// Where the sample stands in the path nobody can tell which.
probe_verdict judge_not_found(const request_template& from, bool is_source) {
  auto path = std::string_view{from.url}.substr(0, from.url.find('?'));
  if (is_source || !has_field(path))
    return judge_status(not_found);
  return {true, "answers 404: knows nothing of the sample, or its URL is "
                "wrong"};
}

std::string seconds_text(std::chrono::milliseconds time) {
  char text[32];
  std::snprintf(text, sizeof text, "%g s",
                static_cast<double>(time.count()) / 1000);
  return text;
}

} // namespace

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
  case http_failure::forbidden:
    return "is refused: " + why.detail
           + "; if that is meant, set allow_private = true";
  }
  return why.detail;
}

probe_verdict judge_probe(const request_template& from,
                          const source_declaration* source,
                          const http_call& call, const http_result& result) {
  if (!result)
    return {false, failure_text(result.error(), call)};
  auto status = result->status;
  if (means_nothing(from, status))
    return status == not_found ? judge_not_found(from, source != nullptr)
                               : probe_verdict{true, knows_nothing};
  if (status < 200 || status > 299)
    return judge_status(status);
  return source != nullptr ? judge_page(*source, call, *result)
                           : judge_lookup(from, *result);
}

} // namespace leadmill
