#include "net/router.hpp"

#include <algorithm>

#include "net/status.hpp"

namespace leadmill {

namespace {

/// Bodies that nobody reads, e.g. of a GET.
constexpr std::size_t unread_body_bytes = 64 * 1024;

std::string lower(std::string_view text) {
  std::string out{text};
  for (auto& c : out)
    if (c >= 'A' && c <= 'Z')
      c = static_cast<char>(c - 'A' + 'a');
  return out;
}

std::string_view trim(std::string_view text) {
  auto first = text.find_first_not_of(" \t");
  if (first == text.npos)
    return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// What is wrong with the header whatever the call.
std::optional<response> check_framing(const request& what) {
  if (what.hosts > 1 || (what.hosts == 0 && !what.http_1_0))
    return refusal(400, "invalid_argument",
                   "The request must have exactly one Host field", what.path);
  if (what.unknown_transfer)
    return refusal(400, "invalid_argument",
                   "Transfer-Encoding must be chunked, and nothing else",
                   what.path);
  if (what.expect && lower(*what.expect) != "100-continue")
    return refusal(417, "expectation_failed", "Expect may be 100-continue",
                   what.path);
  return std::nullopt;
}

/// A file that pages of any site may read.
bool is_for_all(const response& answer) {
  return std::any_of(answer.headers.begin(), answer.headers.end(),
                     [](const auto& field) {
                       return field.first == "Access-Control-Allow-Origin";
                     });
}

const char* methods_of(verb method) {
  switch (method) {
  case verb::get:
    return "GET, HEAD";
  case verb::delete_:
    return "DELETE";
  default:
    return "POST";
  }
}

} // namespace

std::optional<response> router::check_media(const call& which,
                                            const request& what) const {
  if (which.media.empty())
    return std::nullopt;
  if (which.body_optional && !what.has_body && !what.content_type
      && is_friendly(what))
    return std::nullopt;
  auto type = media_type(what.content_type.value_or(""));
  if (std::find(which.media.begin(), which.media.end(), type)
      == which.media.end()) {
    std::string names;
    for (const auto& name : which.media)
      names += (names.empty() ? "" : " or ") + name;
    return refusal(415, "unsupported_media_type",
                   "Content-Type must be " + names + " (UTF-8)", what.path);
  }
  if (what.content_encoding && lower(*what.content_encoding) != "identity")
    return refusal(415, "unsupported_media_type",
                   "The body must be sent without Content-Encoding", what.path);
  return std::nullopt;
}

std::string media_type(std::string_view content_type) {
  auto all = lower(content_type);
  std::string_view rest = all;
  auto type = trim(rest.substr(0, rest.find(';')));
  if (auto at = rest.find("charset="); at != rest.npos) {
    auto charset = rest.substr(at + 8);
    charset = trim(charset.substr(0, charset.find(';')));
    if (charset != "utf-8" && charset != "\"utf-8\"" && charset != "utf8"
        && charset != "us-ascii")
      return {};
  }
  return std::string{type};
}

router::router(std::vector<call> calls, key_guard guard,
               std::vector<std::string> allowed_origins, std::size_t body_bytes,
               std::shared_ptr<ticket_book> tickets)
    : calls_(std::move(calls)), guard_(guard),
      allowed_origins_(std::move(allowed_origins)), body_bytes_(body_bytes),
      tickets_(std::move(tickets)) {}

std::size_t router::body_limit(const call& which) const noexcept {
  if (which.media.empty())
    return unread_body_bytes;
  return which.body_bytes != 0 ? which.body_bytes : body_bytes_;
}

std::optional<response> router::check_access(const call& which,
                                             request& what) const {
  if (which.who == access::open)
    return std::nullopt;
  auto no = guard_.check(what.authorization, what.authorizations);
  if (!no)
    return std::nullopt;
  if (which.who == access::ticketed && what.authorizations == 0) {
    auto ticket = what.query.find("ticket");
    if (ticket && tickets_
        && tickets_->redeem(*ticket, std::chrono::steady_clock::now()))
      return std::nullopt;
    if (which.feed == feed_kind::socket && what.is_upgrade) {
      what.turned_away = true;
      return std::nullopt;
    }
  }
  auto out = refusal(no->status, no->code, no->detail, what.path);
  out.headers.emplace_back("WWW-Authenticate", no->challenge);
  return out;
}

const call* router::find(const request& what) const {
  auto method = what.method == verb::head ? verb::get : what.method;
  for (const auto& c : calls_)
    if (c.method == method && c.path == what.path)
      return &c;
  return nullptr;
}

std::string router::allow(std::string_view path) const {
  std::string out;
  for (const auto& c : calls_)
    if (c.path == path || path == "*") {
      std::string names = methods_of(c.method);
      if (out.find(names) == out.npos)
        out += (out.empty() ? "" : ", ") + names;
    }
  return out.empty() ? out : out + ", OPTIONS";
}

response router::preflight(const request& what) const {
  response out{204, "", {{"Allow", allow(what.path)}}, ""};
  if (what.origin && is_allowed(*what.origin)) {
    out.headers.emplace_back("Access-Control-Allow-Methods", allow(what.path));
    out.headers.emplace_back("Access-Control-Allow-Headers",
                             "Authorization, Content-Type, Idempotency-Key, "
                             "Last-Event-ID");
    out.headers.emplace_back("Access-Control-Max-Age", "600");
  }
  return out;
}

std::variant<const call*, response> router::admit(request& what) const {
  auto target = parse_target(what.target);
  if (!target)
    return problem_response(target.error(), "");
  what.path = std::move(target->path);
  what.query = std::move(target->query);
  what.caller = guard_.caller();
  if (auto bad = check_framing(what))
    return std::move(*bad);
  auto which = find(what);
  if (which == nullptr) {
    auto allowed = allow(what.path);
    if (allowed.empty())
      return refusal(404, "not_found", "There is nothing at this path",
                     what.path);
    if (what.method == verb::options)
      return preflight(what);
    auto out = refusal(405, "method_not_allowed", "This path allows " + allowed,
                       what.path);
    out.headers.emplace_back("Allow", allowed);
    return out;
  }
  if (auto no = check_access(*which, what))
    return std::move(*no);
  if (auto bad = check_media(*which, what))
    return std::move(*bad);
  if (what.content_length.value_or(0) > body_limit(*which))
    return refusal(413, "payload_too_large",
                   "The body may have at most "
                       + std::to_string(body_limit(*which)) + " bytes",
                   what.path);
  return which;
}

bool router::is_allowed(std::string_view origin) const {
  return std::find(allowed_origins_.begin(), allowed_origins_.end(), origin)
         != allowed_origins_.end();
}

void router::add_cors(const std::optional<std::string>& origin,
                      response& answer) const {
  if (allowed_origins_.empty() || is_for_all(answer))
    return;
  answer.headers.emplace_back("Vary", "Origin");
  if (!origin || !is_allowed(*origin))
    return;
  answer.headers.emplace_back("Access-Control-Allow-Origin", *origin);
  answer.headers.emplace_back("Access-Control-Expose-Headers",
                              "Location, Retry-After, WWW-Authenticate");
}

bool router::is_friendly(const request& what) const {
  if (!what.origin || is_allowed(*what.origin))
    return true;
  auto at = what.origin->find("://");
  return at != std::string::npos && what.host
         && lower(what.origin->substr(at + 3)) == lower(*what.host);
}

} // namespace leadmill
