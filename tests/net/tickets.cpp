#define CAF_SUITE net_tickets
#include "net/tickets.hpp"

#include <set>

#include <caf/test/unit_test.hpp>

using namespace leadmill;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

const ticket_book::time_point start{};

} // namespace

CAF_TEST(a ticket is good once) {
  ticket_book book;
  auto one = book.issue(start);
  CAF_REQUIRE(one.has_value());
  CAF_CHECK(book.redeem(*one, start));
  CAF_CHECK(!book.redeem(*one, start));
}

CAF_TEST(a ticket is good for a minute) {
  ticket_book book;
  auto early = book.issue(start);
  auto late = book.issue(start + seconds{1});
  CAF_CHECK(!book.redeem(*early, start + seconds{60}));
  CAF_CHECK(book.redeem(*late, start + seconds{60}));
  CAF_CHECK_EQUAL(book.size(), 0u);
}

CAF_TEST(what was not issued is not good) {
  ticket_book book;
  auto one = *book.issue(start);
  auto upper = one;
  for (auto& c : upper)
    c = static_cast<char>(std::toupper(c));
  for (const auto& wrong :
       {std::string{}, one.substr(1), one + "0", "0" + one, upper,
        std::string(64, '0'), std::string(1 << 20, 'x')})
    CAF_CHECK(wrong == one || !book.redeem(wrong, start));
  CAF_CHECK(book.redeem(one, start));
}

CAF_TEST(no two tickets are alike) {
  ticket_book book;
  std::set<std::string> seen;
  for (int i = 0; i < 1'000; ++i) {
    auto one = *book.issue(start);
    CAF_REQUIRE_EQUAL(one.size(), 64u);
    CAF_REQUIRE_EQUAL(one.find_first_not_of("0123456789abcdef"), one.npos);
    seen.insert(std::move(one));
  }
  CAF_CHECK_EQUAL(seen.size(), 1'000u);
}

CAF_TEST(only so many are issued within their time even if they are used) {
  ticket_book book{seconds{60}, 3};
  for (int i = 0; i < 3; ++i)
    CAF_CHECK(book.redeem(*book.issue(start), start));
  auto more = book.issue(start + milliseconds{59'999});
  CAF_REQUIRE(!more.has_value());
  CAF_CHECK(more.error().code == errc::too_many);
  CAF_CHECK(book.issue(start + seconds{60}).has_value());
}
