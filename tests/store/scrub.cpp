// After erasing and scrubbing, no byte of a person is in any file of the store;
// before, it was.
#define CAF_SUITE store_scrub
#include <caf/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <numeric>
#include <random>
#include <set>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

std::string email(std::uint32_t row) {
  return "person" + std::to_string(row) + "q@example.com";
}

/// As long as can be with some, so that they fill pages of their own.
std::string row_of(std::uint32_t row, std::size_t padding) {
  return R"({"email":")" + email(row) + R"(","note":")"
         + std::string(padding, 'x') + "\"}";
}

lead_result lead_of(std::uint32_t row, std::size_t padding) {
  lead_result out;
  out.row = row;
  out.key = email(row);
  out.input = row_of(row, padding);
  out.fields = R"({"emailNormalized":")" + email(row) + "\"}";
  return out;
}

struct fixture {
  sqlite_under_test store{quick_parent()};
  std::mt19937 random{7};

  std::size_t padding(std::uint32_t row) const {
    return row % 50 == 7 ? 20'000 : row * 131 % 900;
  }

  /// What the database and its log hold.
  std::string bytes() const {
    std::string out;
    for (const char* suffix : {"", "-wal"}) {
      std::ifstream in{store.file().string() + suffix, std::ios::binary};
      out.append(std::istreambuf_iterator<char>{in}, {});
    }
    return out;
  }

  /// A job with `rows` people, whose results come in any order and in pieces.
  attempt_ref make_job(std::uint64_t number, std::uint32_t rows,
                       std::uint32_t worked) {
    auto what = draft(number, 0);
    for (std::uint32_t row = 0; row < rows; ++row)
      what.rows.push_back(row_of(row, padding(row)));
    store.done(accept_job{what});
    store.done(begin_attempt{what.id, 0, "x"});
    attempt_ref attempt{what.id, 1};
    std::vector<std::uint32_t> order(rows);
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    order.resize(worked);
    for (std::size_t at = 0; at < order.size(); at += 20) {
      std::vector<lead_result> batch;
      for (auto i = at; i < std::min(at + 20, order.size()); ++i)
        batch.push_back(lead_of(order[i], padding(order[i])));
      store.done(save_leads{attempt, batch});
    }
    return attempt;
  }

  /// Those of the rows whose email stands somewhere.
  static std::vector<std::uint32_t> found(const std::string& in,
                                          std::uint32_t rows) {
    std::set<std::uint32_t> out;
    const std::string begin = "person";
    for (auto at = in.find(begin); at != std::string::npos;
         at = in.find(begin, at + 1)) {
      auto row =
          static_cast<std::uint32_t>(std::atoi(in.c_str() + at + begin.size()));
      if (row < rows && in.compare(at, email(row).size(), email(row)) == 0)
        out.insert(row);
    }
    return {out.begin(), out.end()};
  }
};

} // namespace

CAF_TEST_FIXTURE_SCOPE(scrub_tests, fixture)

CAF_TEST(of a person who was erased no byte is left on the disk) {
  auto attempt = make_job(1, 40, 30);
  CAF_CHECK_EQUAL(found(bytes(), 40).size(), 40u);
  store.done(erase_leads{attempt.job, {3, 17, 39}});
  // The log still has it.
  CAF_CHECK_EQUAL(found(bytes(), 40).size(), 40u);
  CAF_REQUIRE(store.writer().scrub().has_value());
  auto left = found(bytes(), 40);
  CAF_CHECK_EQUAL(left.size(), 37u);
  for (auto row : {3u, 17u, 39u})
    CAF_CHECK(std::find(left.begin(), left.end(), row) == left.end());
}

CAF_TEST(rows that were moved from page to page leave no copy behind) {
  constexpr std::uint32_t rows = 2000;
  auto attempt = make_job(1, rows, rows);
  CAF_CHECK_EQUAL(found(bytes(), rows).size(), rows);
  std::vector<std::uint32_t> erased;
  for (std::uint32_t row = 0; row < rows; ++row)
    if (row % 3 != 0)
      erased.push_back(row);
  std::shuffle(erased.begin(), erased.end(), random);
  for (std::size_t at = 0; at < erased.size(); at += 100)
    store.done(erase_leads{
        attempt.job,
        {erased.begin() + static_cast<long>(at),
         erased.begin()
             + static_cast<long>(std::min(at + 100, erased.size()))}});
  CAF_REQUIRE(store.writer().scrub().has_value());
  auto left = found(bytes(), rows);
  std::vector<std::uint32_t> expected;
  for (std::uint32_t row = 0; row < rows; row += 3)
    expected.push_back(row);
  CAF_CHECK_EQUAL(left.size(), expected.size());
  CAF_CHECK(left == expected);
  // Nor do they come back when more is written beside them.
  store.done(end_of(attempt, attempt_end::completed));
  make_job(2, 300, 300);
  store.done(erase_leads{attempt.job, {0, 3, 6, 999}});
  store.remove(noon + 1);
  store.purge(200);
  CAF_REQUIRE(store.writer().scrub().has_value());
  left = found(bytes(), rows);
  CAF_CHECK_EQUAL(left.size(), 300u);
  CAF_CHECK(left.back() == 299u);
}

CAF_TEST(of a job that was removed and purged no byte is left) {
  auto attempt = make_job(1, 500, 500);
  make_job(2, 10, 5);
  store.done(end_of(attempt, attempt_end::completed));
  store.remove(noon + 1);
  store.purge(100);
  CAF_REQUIRE(store.writer().scrub().has_value());
  CAF_CHECK_EQUAL(found(bytes(), 500).size(), 10u);
}

CAF_TEST(a job that was removed and not purged yet is no hiding place) {
  auto attempt = make_job(1, 50, 30);
  store.done(cancel_job{attempt.job});
  store.done(end_of(attempt, attempt_end::cancelled));
  store.remove(noon + 1);
  CAF_CHECK_EQUAL(found(bytes(), 50).size(), 50u);
  CAF_REQUIRE(store.writer().scrub().has_value());
  CAF_CHECK(found(bytes(), 50).empty());
}

CAF_TEST(with much to give back scrubbing is tried again and gets on) {
  for (std::uint64_t n = 1; n <= 3; ++n)
    run_through(store, n, 10'000);
  store.remove(noon + 1);
  int calls = 1;
  for (; code_of(store.writer().scrub()) == errc::unavailable && calls < 99;
       ++calls)
    CAF_CHECK(store.apply(probe_write{}).has_value());
  CAF_CHECK(calls > 1 && calls < 10);
  CAF_CHECK(bytes().find("key-3") == std::string::npos);
}

CAF_TEST(of rows that are done again the failed results are gone) {
  auto attempt = start(store, 1, 30);
  std::vector<lead_result> failed;
  for (std::uint32_t row = 0; row < 30; ++row) {
    failed.push_back(lead(row, lead_status::failed));
    failed.back().fields = row_of(row, padding(row));
  }
  store.done(save_leads{attempt, failed});
  store.done(end_of(attempt, attempt_end::completed));
  CAF_CHECK_EQUAL(found(bytes(), 30).size(), 30u);
  store.done(retry_job{attempt.job});
  CAF_REQUIRE(store.writer().scrub().has_value());
  CAF_CHECK(found(bytes(), 30).empty());
}

CAF_TEST(of answers that were forgotten or replaced no byte is left) {
  auto keep = [&](std::uint32_t row, const std::string& body) {
    return keep_answer{
        "skip", "key " + std::to_string(row), 200, body, noon, {email(row)}, 0};
  };
  std::vector<change> batch;
  for (std::uint32_t row = 0; row < 300; ++row)
    batch.push_back(keep(row, row_of(row, padding(row))));
  store.commit(batch);
  CAF_CHECK_EQUAL(found(bytes(), 300).size(), 300u);
  std::vector<std::uint32_t> order(300);
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), random);
  std::set<std::uint32_t> gone{order.begin(), order.begin() + 200};
  for (auto row : gone)
    store.done(forget_answers{email(row)});
  // Of a row that was replaced only its key names the person still.
  store.done(keep(order[299], "nothing"));
  // Noted for somebody who is forgotten later.
  store.done(note_subject{"key " + std::to_string(order[298]), "ada"});
  store.done(forget_answers{"ada"});
  gone.insert(order[298]);
  CAF_REQUIRE(store.writer().scrub().has_value());
  auto all = bytes();
  auto left = found(all, 300);
  CAF_CHECK_EQUAL(left.size(), 99u);
  for (auto row : left)
    CAF_CHECK(gone.count(row) == 0);
  CAF_CHECK(all.find(row_of(order[299], 1).substr(0, 20)) == std::string::npos);
}

CAF_TEST(of answers that expired and were purged no byte is left) {
  std::vector<change> batch;
  for (std::uint32_t row = 0; row < 100; ++row)
    batch.push_back(keep_answer{"skip",
                                "key " + std::to_string(row),
                                200,
                                row_of(row, padding(row)),
                                noon,
                                {email(row)},
                                0});
  store.commit(batch);
  store.purge(50);
  CAF_REQUIRE(store.writer().scrub().has_value());
  CAF_CHECK(found(bytes(), 100).empty());
}

CAF_TEST(of a person who was erased from a scraping job no byte is left) {
  auto attempt = start(store, scrape_draft(1, 9));
  std::vector<lead_result> rows;
  for (std::uint32_t row = 0; row < 60; ++row)
    rows.push_back(lead_of(row, padding(row)));
  store.done(save_page{attempt, 1, "", "", false, rows});
  CAF_CHECK_EQUAL(found(bytes(), 60).size(), 60u);
  store.done(erase_leads{attempt.job, {7, 31}});
  CAF_REQUIRE(store.writer().scrub().has_value());
  auto left = found(bytes(), 60);
  CAF_CHECK_EQUAL(left.size(), 58u);
  CAF_CHECK(std::find(left.begin(), left.end(), 7u) == left.end());
}

CAF_TEST(while somebody reads the log stays and scrubbing is tried again) {
  auto attempt = make_job(1, 200, 200);
  result_query query;
  query.job = attempt.job;
  auto reader = store.reader();
  auto cursor = need(reader->open_results(query));
  need(cursor->next(1));
  store.done(erase_leads{attempt.job, {3}});
  auto refused = store.writer().scrub();
  CAF_CHECK(code_of(refused) == errc::unavailable);
  // That is no reason to stop writing.
  CAF_CHECK(store.apply(probe_write{}).has_value());
  cursor.reset();
  CAF_CHECK(store.writer().scrub().has_value());
  CAF_CHECK_EQUAL(found(bytes(), 200).size(), 199u);
}

CAF_TEST_FIXTURE_SCOPE_END()
