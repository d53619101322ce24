#include "net/tickets.hpp"

#include <openssl/rand.h>

namespace leadmill {

ticket_book::ticket_book(std::chrono::milliseconds good_for,
                         std::size_t max_open)
    : good_for_(good_for), max_open_(max_open) {}

outcome<std::string> ticket_book::issue(time_point now) {
  forget_expired(now);
  if (expiring_.size() >= max_open_)
    return fail(errc::too_many, "Too many tickets were asked for within a "
                                "minute: try again soon");
  sha256_digest random{};
  if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
    return fail(errc::unavailable, "The system has no randomness");
  auto ticket = to_hex(random);
  auto digest = sha256({ticket});
  open_.insert(digest);
  expiring_.emplace_back(now + good_for_, digest);
  return ticket;
}

bool ticket_book::redeem(std::string_view ticket, time_point now) {
  forget_expired(now);
  return open_.erase(sha256({ticket})) > 0;
}

void ticket_book::forget_expired(time_point now) {
  while (!expiring_.empty() && expiring_.front().first <= now) {
    open_.erase(expiring_.front().second);
    expiring_.pop_front();
  }
}

} // namespace leadmill
