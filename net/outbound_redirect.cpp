#include "net/outbound_redirect.hpp"

#include "net/outbound_check.hpp"

namespace leadmill {

namespace {

http_problem refused(std::string detail) {
  return {http_failure::redirects, std::move(detail)};
}

/// 303 always, and 301 and 302 by custom, turn what was sent into a question.
void become_get(http_call& call) {
  call.method = "GET";
  call.body.clear();
  std::erase_if(call.headers, [](const auto& one) {
    return same_header(one.first, "content-type")
           || same_header(one.first, "content-encoding");
  });
}

} // namespace

bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 303 || status == 307
         || status == 308;
}

std::optional<http_problem> redirect(http_call& call, int status,
                                     const std::string& to) {
  if (call.max_redirects == 0)
    return refused("More redirects than allowed");
  --call.max_redirects;
  auto from_origin = origin_of(call.url);
  auto to_origin = origin_of(to);
  if (!from_origin || !to_origin)
    return refused("The redirect leads to no http or https URL");
  if (from_origin->starts_with("https:") && !to_origin->starts_with("https:"))
    return refused("The redirect leads from https to http");
  if ((status == 303 && call.method != "HEAD")
      || ((status == 301 || status == 302) && call.method == "POST"))
    become_get(call);
  if (*from_origin != *to_origin) {
    if (!call.body.empty())
      return refused("The redirect would send the body to another host");
    call.headers.clear();
  }
  call.url = to;
  return std::nullopt;
}

} // namespace leadmill
