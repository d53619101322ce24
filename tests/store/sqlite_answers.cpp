// What kept answers cost; what is promised of them is in
// conformance_outside.cpp.
#define CAF_SUITE store_sqlite_answers
#include "store/sqlite_answers.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "tests/store/cost.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

keep_answer answer(int n, std::size_t size = 10) {
  keep_answer out;
  out.upstream = "skip";
  out.key = "key " + std::to_string(n);
  out.status = 200;
  out.body = std::string(size, 'x');
  out.expires_at = noon + n;
  out.subjects = {"subject " + std::to_string(n / 10)};
  return out;
}

struct fixture {
  scratch dir{quick_parent()};
  connection db = need(open_for_writing(dir / "leadmill.db"));
  answer_writer writer{*db};
  answer_reader reader{*db};

  void add(int first, int count, std::size_t size = 10) {
    db->exec("BEGIN");
    for (int n = first; n < first + count; ++n)
      writer.keep(answer(n, size));
    db->exec("COMMIT");
  }
  int count(const std::string& table) {
    return db->execAndGet("SELECT count(*) FROM " + table).getInt();
  }
};

void no_scan(const cost& spent, int statements) {
  CAF_CHECK_EQUAL(spent.scanned, 0);
  CAF_CHECK_EQUAL(spent.sorts, 0);
  CAF_CHECK_EQUAL(spent.statements, statements);
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(sqlite_answers_tests, fixture)

CAF_TEST(an answer among a hundred thousand is found without searching) {
  add(0, 100'000);
  no_scan(cost_of(*db,
                  [&] {
                    auto kept = reader.find("key 77777", "subject 7777", noon);
                    CAF_CHECK(kept.found && kept.knows_subject);
                    CAF_CHECK(!reader.find("nobody", "", noon).found);
                  }),
          2);
  no_scan(cost_of(*db, [&] { writer.keep(answer(100'000)); }), 2);
  no_scan(cost_of(*db, [&] { writer.keep(answer(5)); }), 2);
  no_scan(cost_of(*db, [&] { writer.note({"key 9", "ada"}); }), 2);
  no_scan(cost_of(*db, [&] { writer.note({"nobody", "ada"}); }), 1);
  auto changes = db->getTotalChanges();
  no_scan(cost_of(*db, [&] { writer.forget({"subject 7777"}); }), 1);
  // Ten answers; with each, whose it is.
  CAF_CHECK(db->getTotalChanges() - changes <= 20);
  CAF_CHECK_EQUAL(count("answers"), 99'991);
}

CAF_TEST(of an answer that is gone no subject is left) {
  add(0, 100);
  writer.note({"key 15", "ada"});
  CAF_CHECK_EQUAL(count("answer_subjects"), 101);
  writer.forget({"subject 1"});
  CAF_CHECK_EQUAL(count("answers"), 90);
  CAF_CHECK_EQUAL(count("answer_subjects"), 90);
  delete_expired(*db, noon + 49, 1'000);
  CAF_CHECK_EQUAL(count("answers"), 50);
  CAF_CHECK_EQUAL(count("answer_subjects"), 50);
}

CAF_TEST(answers that have expired go in small parts and the oldest first) {
  add(0, 100);
  CAF_CHECK_EQUAL(delete_expired(*db, noon + 49, 20), 20);
  CAF_CHECK_EQUAL(count("answers"), 80);
  CAF_CHECK(!reader.find("key 19", "", 0).found);
  CAF_CHECK(reader.find("key 20", "", 0).found);
  CAF_CHECK_EQUAL(delete_expired(*db, noon + 49, 1'000), 30);
  CAF_CHECK_EQUAL(delete_expired(*db, noon + 49, 1'000), 0);
  CAF_CHECK_EQUAL(count("answers"), 50);
}

CAF_TEST(a large answer counts as much as it takes) {
  add(0, 10, 1u << 20);
  CAF_CHECK_EQUAL(delete_expired(*db, noon + 99, 1), 1025);
  CAF_CHECK_EQUAL(count("answers"), 9);
  CAF_CHECK_EQUAL(delete_expired(*db, noon + 99, 2'000), 2 * 1025);
  CAF_CHECK_EQUAL(count("answers"), 7);
}

CAF_TEST(what has expired is found without looking at the rest) {
  add(0, 20'000);
  no_scan(cost_of(*db, [&] { delete_expired(*db, noon + 4, 100); }), 11);
  CAF_CHECK_EQUAL(count("answers"), 19'995);
}

CAF_TEST_FIXTURE_SCOPE_END()
