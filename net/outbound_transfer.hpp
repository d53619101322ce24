// One outbound call in libcurl's hands: how its request is put, how its answer
// is taken, when it has taken too long. Without threads; net/http_client.cpp
// runs many of them.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include <curl/curl.h>

#include "net/http_client.hpp"
#include "net/outbound_answer.hpp"

namespace leadmill {

class outbound_transfer {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  /// `sent` is when the caller sent it: the timeouts count from there.
  outbound_transfer(std::uint64_t number, http_call call, http_done done,
                    time_point sent);
  ~outbound_transfer();
  outbound_transfer(const outbound_transfer&) = delete;
  outbound_transfer& operator=(const outbound_transfer&) = delete;

  std::uint64_t number() const noexcept { return number_; }
  const http_call& call() const noexcept { return call_; }
  const http_done& done() const noexcept { return done_; }

  /// Puts the request into a fresh or reset handle, which refers to this
  /// object from here on, until `detach`.
  void attach(CURL* handle, const http_client_options& options);
  CURL* detach();

  /// Null while it waits.
  CURL* handle() const noexcept { return handle_; }

  /// What an attached transfer has come to that ended with `code`. Nothing:
  /// it goes on as another request, after a redirect; detach it, attach it.
  std::optional<http_result> outcome(CURLcode code);

  /// The problem `timeout` when it has taken too long; otherwise nothing, and
  /// `look_at` says when to ask again.
  std::optional<http_problem> overdue(time_point now);
  time_point look_at() const noexcept { return look_at_; }

 private:
  void put_request();
  void put_headers();
  void put_policy(const http_client_options& options);
  http_problem problem_of(CURLcode code);

  static std::size_t on_line(char* data, std::size_t size, std::size_t count,
                             void* to);
  static std::size_t on_body(char* data, std::size_t size, std::size_t count,
                             void* to);
  static int on_progress(void* to, curl_off_t, curl_off_t received, curl_off_t,
                         curl_off_t);
  static curl_socket_t on_socket(void* to, curlsocktype, curl_sockaddr* where);
  static int on_request(void* to, char*, char*, int, int);

  const std::uint64_t number_;
  http_call call_;
  const http_done done_;
  const std::chrono::milliseconds idle_timeout_;
  const time_point deadline_;
  const bool follows_;
  time_point look_at_;
  CURL* handle_ = nullptr;
  curl_slist* headers_ = nullptr;
  outbound_answer answer_;
  /// The last byte of the answer, as it came, and how many there were.
  time_point last_byte_;
  curl_off_t received_ = 0;
  /// Whether the request has gone out, on this handle.
  bool requested_ = false;
  /// Why an address was refused, and whether one was not, on this handle.
  const char* refused_ = nullptr;
  bool connects_ = false;
  /// Chosen once, for all hops.
  std::string trace_;
  char reason_[CURL_ERROR_SIZE] = {};
};

/// A fresh `traceparent`, "00-<32 hex>-<16 hex>-01"; empty when the machine has
/// no random numbers to give.
std::string fresh_traceparent();

/// How a failure of curl is called here.
http_failure failure_of(CURLcode code);

} // namespace leadmill
