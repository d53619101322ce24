// Tickets for the live feed: a browser cannot send a key there, and a key has
// no place in a query. Each is good once, for a minute. On the I/O thread.
#pragma once

#include <chrono>
#include <cstddef>
#include <deque>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "config/limits.hpp"
#include "messages/digest.hpp"
#include "messages/errors.hpp"

namespace leadmill {

class ticket_book {
 public:
  using time_point = std::chrono::steady_clock::time_point;

  explicit ticket_book(
      std::chrono::milliseconds good_for = limits::live_ticket_seconds,
      std::size_t max_open = limits::max_live_tickets);

  /// A new one: 256 random bits as text for a query. `too_many` while as many
  /// as may be are open; `unavailable` when there is no randomness.
  outcome<std::string> issue(time_point now);

  /// Takes it in; whether it was good. What it takes does not depend on where
  /// a wrong one differs: only digests are kept and compared.
  bool redeem(std::string_view ticket, time_point now);

  /// How many are open.
  std::size_t size() const noexcept { return open_.size(); }

 private:
  void forget_expired(time_point now);

  std::chrono::milliseconds good_for_;
  std::size_t max_open_;
  std::set<sha256_digest> open_;
  /// In the order in which they expire; those that were used are still here.
  std::deque<std::pair<time_point, sha256_digest>> expiring_;
};

} // namespace leadmill
