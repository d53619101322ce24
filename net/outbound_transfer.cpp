#include "net/outbound_transfer.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <openssl/rand.h>
#include <sys/socket.h>

#include "net/outbound_check.hpp"
#include "net/outbound_redirect.hpp"
#include "net/public_address.hpp"

namespace leadmill {

namespace {

using std::chrono::milliseconds;
using namespace std::chrono_literals;

/// So that no arithmetic with clocks can overflow.
constexpr milliseconds longest{std::chrono::hours{24}};

/// How long a connection that nobody uses is thought to be alive.
constexpr long kept_seconds = 60;

template <class T>
void set(CURL* handle, CURLoption option, T value) {
  curl_easy_setopt(handle, option, value);
}

curl_off_t clamped(std::size_t bytes) {
  constexpr auto most = std::numeric_limits<curl_off_t>::max();
  return static_cast<curl_off_t>(
      std::min(bytes, static_cast<std::size_t>(most)));
}

bool wants_body(const http_call& call) {
  return !call.body.empty() || call.method == "POST" || call.method == "PUT"
         || call.method == "PATCH";
}

} // namespace

outbound_transfer::outbound_transfer(std::uint64_t number, http_call call,
                                     http_done done, time_point sent)
    : number_(number), call_(std::move(call)), done_(std::move(done)),
      idle_timeout_(std::clamp(call_.idle_timeout, 0ms, longest)),
      deadline_(sent + std::clamp(call_.timeout, 0ms, longest)),
      follows_(call_.max_redirects > 0),
      look_at_(std::min(deadline_, sent + idle_timeout_)),
      answer_(call_.max_bytes, call_.cut_body) {}

outbound_transfer::~outbound_transfer() { curl_slist_free_all(headers_); }

void outbound_transfer::attach(CURL* handle,
                               const http_client_options& options) {
  handle_ = handle;
  requested_ = false;
  received_ = 0;
  refused_ = nullptr;
  connects_ = false;
  set(handle, CURLOPT_PRIVATE, this);
  put_policy(options);
  put_request();
  put_headers();
  set(handle, CURLOPT_ERRORBUFFER, &reason_[0]);
  set(handle, CURLOPT_HEADERFUNCTION, &on_line);
  set(handle, CURLOPT_HEADERDATA, this);
  set(handle, CURLOPT_WRITEFUNCTION, &on_body);
  set(handle, CURLOPT_WRITEDATA, this);
  set(handle, CURLOPT_XFERINFOFUNCTION, &on_progress);
  set(handle, CURLOPT_XFERINFODATA, this);
  set(handle, CURLOPT_NOPROGRESS, 0L);
  set(handle, CURLOPT_PREREQFUNCTION, &on_request);
  set(handle, CURLOPT_PREREQDATA, this);
}

CURL* outbound_transfer::detach() {
  auto* handle = std::exchange(handle_, nullptr);
  curl_easy_reset(handle);
  curl_slist_free_all(std::exchange(headers_, nullptr));
  return handle;
}

void outbound_transfer::put_policy(const http_client_options& options) {
  set(handle_, CURLOPT_NOSIGNAL, 1L);
  // A name that is still being looked up is left behind, not waited for.
  set(handle_, CURLOPT_QUICK_EXIT, 1L);
  set(handle_, CURLOPT_CONNECTTIMEOUT_MS,
      static_cast<long>(options.connect_timeout.count()));
  set(handle_, CURLOPT_MAXAGE_CONN, kept_seconds);
  set(handle_, CURLOPT_PROTOCOLS_STR, "http,https");
  set(handle_, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
  set(handle_, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  set(handle_, CURLOPT_ACCEPT_ENCODING, "gzip, br");
  set(handle_, CURLOPT_USERAGENT, options.user_agent.c_str());
  set(handle_, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (options.public_only) {
    set(handle_, CURLOPT_OPENSOCKETFUNCTION, &on_socket);
    set(handle_, CURLOPT_OPENSOCKETDATA, this);
    // It would look up the name where nobody sees what that is.
    set(handle_, CURLOPT_PROXY, "");
  } else if (options.proxy) {
    set(handle_, CURLOPT_PROXY, options.proxy->c_str());
  }
  if (!options.ca_file.empty()) {
    set(handle_, CURLOPT_CAINFO, options.ca_file.c_str());
    // Instead of the system's, not besides.
    set(handle_, CURLOPT_CAPATH, static_cast<char*>(nullptr));
  }
}

void outbound_transfer::put_request() {
  set(handle_, CURLOPT_URL, call_.url.c_str());
  set(handle_, CURLOPT_PATH_AS_IS, 1L);
  if (call_.method == "HEAD") {
    set(handle_, CURLOPT_NOBODY, 1L);
    return;
  }
  // An early end when a length is announced; what comes is counted anyway.
  if (call_.max_bytes > 0 && !call_.cut_body)
    set(handle_, CURLOPT_MAXFILESIZE_LARGE, clamped(call_.max_bytes));
  if (wants_body(call_)) {
    set(handle_, CURLOPT_POSTFIELDS, call_.body.data());
    set(handle_, CURLOPT_POSTFIELDSIZE_LARGE, clamped(call_.body.size()));
  }
  set(handle_, CURLOPT_CUSTOMREQUEST, call_.method.c_str());
}

void outbound_transfer::put_headers() {
  auto put = [this](const std::string& line) {
    headers_ = curl_slist_append(headers_, line.c_str());
  };
  for (const auto& [name, value] : call_.headers) {
    bool blank = value.find_first_not_of(" \t") == std::string::npos;
    put(blank ? name + ";" : name + ": " + value);
  }
  // What curl would add of itself: a wait for a 100 that many servers never
  // send, and a type that is hardly ever the right one.
  if (!has_header(call_, "expect"))
    put("Expect:");
  if (!has_header(call_, "content-type"))
    put("Content-Type:");
  if (!has_header(call_, "traceparent")) {
    if (trace_.empty())
      trace_ = fresh_traceparent();
    if (!trace_.empty())
      put("traceparent: " + trace_);
  }
  set(handle_, CURLOPT_HTTPHEADER, headers_);
}

std::optional<http_result> outbound_transfer::outcome(CURLcode code) {
  if (answer_.problem())
    return tl::make_unexpected(*answer_.problem());
  if (code != CURLE_OK && !answer_.is_cut())
    return tl::make_unexpected(problem_of(code));
  long status = 0;
  curl_easy_getinfo(handle_, CURLINFO_RESPONSE_CODE, &status);
  char* to = nullptr;
  curl_easy_getinfo(handle_, CURLINFO_REDIRECT_URL, &to);
  if (!follows_ || to == nullptr || !is_redirect(static_cast<int>(status)))
    return answer_.release(static_cast<int>(status));
  if (auto why = redirect(call_, static_cast<int>(status), to))
    return tl::make_unexpected(*std::move(why));
  answer_ = outbound_answer{call_.max_bytes, call_.cut_body};
  return std::nullopt;
}

http_problem outbound_transfer::problem_of(CURLcode code) {
  auto why = failure_of(code);
  if (why == http_failure::unreachable && refused_ != nullptr && !connects_)
    return {http_failure::forbidden,
            std::string{"Its host leads to an address that is not public ("}
                + refused_ + ")"};
  if (why == http_failure::too_large)
    return too_large(call_.max_bytes);
  if (code == CURLE_ABORTED_BY_CALLBACK)
    return {why, "The connection broke off before an answer"};
  // There, curl's own words name the host or the certificate, and no more.
  bool telling = why == http_failure::unreachable || why == http_failure::tls;
  return {why, telling && reason_[0] != 0 ? reason_ : curl_easy_strerror(code)};
}

std::optional<http_problem> outbound_transfer::overdue(time_point now) {
  if (now >= deadline_)
    return http_problem{http_failure::timeout,
                        "No answer within "
                            + std::to_string(call_.timeout.count()) + " ms"};
  auto silent_from = answer_.begun() ? last_byte_ : now;
  if (answer_.begun() && now >= silent_from + idle_timeout_)
    return http_problem{http_failure::timeout,
                        "Silence for "
                            + std::to_string(call_.idle_timeout.count())
                            + " ms in the middle of the answer"};
  // When the answer has not begun, its first byte may come right now.
  look_at_ = std::min(deadline_, silent_from + std::max(idle_timeout_, 1ms));
  return std::nullopt;
}

std::size_t outbound_transfer::on_line(char* data, std::size_t size,
                                       std::size_t count, void* to) {
  auto& self = *static_cast<outbound_transfer*>(to);
  self.last_byte_ = std::chrono::steady_clock::now();
  return self.answer_.take_line({data, size * count}) ? size * count : 0;
}

std::size_t outbound_transfer::on_body(char* data, std::size_t size,
                                       std::size_t count, void* to) {
  auto& self = *static_cast<outbound_transfer*>(to);
  return self.answer_.take_body({data, size * count}) ? size * count : 0;
}

/// Sees bytes that are still to be unpacked, too.
int outbound_transfer::on_progress(void* to, curl_off_t, curl_off_t received,
                                   curl_off_t, curl_off_t) {
  auto& self = *static_cast<outbound_transfer*>(to);
  if (received != self.received_) {
    self.received_ = received;
    self.last_byte_ = std::chrono::steady_clock::now();
  }
  return 0;
}

/// Called with each address that a name has, before anything is connected.
curl_socket_t outbound_transfer::on_socket(void* to, curlsocktype,
                                           curl_sockaddr* where) {
  auto& self = *static_cast<outbound_transfer*>(to);
  if (auto rule = not_public(where->addr)) {
    self.refused_ = rule;
    return CURL_SOCKET_BAD;
  }
  self.connects_ = true;
  return socket(where->family, where->socktype | SOCK_CLOEXEC, where->protocol);
}

/// Called before each request: curl repeats one by itself when a kept
/// connection turns out to be dead, though it may have been read.
int outbound_transfer::on_request(void* to, char*, char*, int, int) {
  auto& self = *static_cast<outbound_transfer*>(to);
  return std::exchange(self.requested_, true) ? CURL_PREREQFUNC_ABORT
                                              : CURL_PREREQFUNC_OK;
}

std::string fresh_traceparent() {
  constexpr const char* digits = "0123456789abcdef";
  std::array<unsigned char, 24> random;
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    return {};
  std::string out = "00-";
  for (std::size_t i = 0; i < random.size(); ++i) {
    if (i == 16)
      out += '-';
    out += digits[random[i] >> 4];
    out += digits[random[i] & 15];
  }
  return out + "-01";
}

http_failure failure_of(CURLcode code) {
  switch (code) {
  case CURLE_COULDNT_RESOLVE_HOST:
  case CURLE_COULDNT_RESOLVE_PROXY:
  case CURLE_COULDNT_CONNECT:
  case CURLE_PROXY:
  // Of its timeouts only that for connecting is set.
  case CURLE_OPERATION_TIMEDOUT:
    return http_failure::unreachable;
  case CURLE_SSL_CONNECT_ERROR:
  case CURLE_PEER_FAILED_VERIFICATION:
  case CURLE_SSL_CACERT_BADFILE:
  case CURLE_SSL_CERTPROBLEM:
  case CURLE_SSL_CIPHER:
  case CURLE_SSL_ISSUER_ERROR:
  case CURLE_USE_SSL_FAILED:
    return http_failure::tls;
  case CURLE_FILESIZE_EXCEEDED:
    return http_failure::too_large;
  case CURLE_URL_MALFORMAT:
    return http_failure::invalid;
  default:
    return http_failure::broken;
  }
}

} // namespace leadmill
