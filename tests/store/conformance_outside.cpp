// Every store is held to what store/job_store.hpp promises of answers that are
// kept and of usage; conformance_scraping.cpp has what it promises of pages.
#define CAF_SUITE store_conformance_outside
#include <caf/test/unit_test.hpp>

#include "messages/parse_time.hpp"
#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

constexpr unix_ms hour = 3'600'000;
constexpr unix_ms day = 24 * hour;

keep_answer answer(std::string key, std::string body,
                   std::vector<std::string> subjects = {}) {
  return {"skip",     std::move(key),      200, std::move(body),
          noon + day, std::move(subjects), 7};
}

kept_answer look(store_under_test& store, const std::string& key,
                 const std::string& subject = {}, unix_ms now = noon) {
  return need(store.reader()->answer(key, subject, now));
}

std::vector<usage_entry> usage(store_under_test& store, unix_ms now = noon) {
  return need(store.reader()->usage(now)).entries;
}

using entries = std::vector<usage_entry>;

} // namespace

CAF_TEST(an answer is found as it came until it expires) {
  with_each_store([](store_under_test& store) {
    CAF_CHECK(!look(store, "k").found);
    auto what = answer("k", R"({"phone":"+12025550100"})");
    what.status = 404;
    CAF_CHECK(store.done(what) == job{});
    store.reopen();
    auto kept = look(store, "k");
    CAF_CHECK(kept.found);
    CAF_CHECK_EQUAL(kept.status, 404);
    CAF_CHECK_EQUAL(kept.body, what.body);
    CAF_CHECK(!kept.knows_subject);
    CAF_CHECK(look(store, "k", "", what.expires_at - 1).found);
    auto expired = look(store, "k", "", what.expires_at);
    CAF_CHECK(!expired.found && expired.body.empty() && expired.status == 0);
    CAF_CHECK(!look(store, "K").found);
    CAF_CHECK(!look(store, "").found);
  });
}

CAF_TEST(a body of whatever bytes and size comes back as it is) {
  with_each_store([](store_under_test& store) {
    std::vector<std::string> bodies{"", std::string(1, '\0'),
                                    std::string("a\0b\xff\xfe\n", 6),
                                    std::string(3u << 20, 'x'), "Zürich 🎉"};
    std::vector<change> batch;
    for (const auto& body : bodies)
      batch.push_back(answer("k" + std::to_string(batch.size()), body));
    store.commit(batch);
    store.reopen();
    for (std::size_t i = 0; i < bodies.size(); ++i)
      CAF_CHECK(look(store, "k" + std::to_string(i)).body == bodies[i]);
  });
}

CAF_TEST(a newer answer stands in the place of the older one) {
  with_each_store([](store_under_test& store) {
    store.done(answer("k", "old", {"ada"}));
    auto newer = answer("k", "new", {"bob"});
    newer.expires_at += day;
    newer.status = 201;
    store.commit({answer("other", "stays"), newer});
    auto kept = look(store, "k", "bob", noon + day);
    CAF_CHECK(kept.found && kept.knows_subject);
    CAF_CHECK_EQUAL(kept.body, "new");
    CAF_CHECK_EQUAL(kept.status, 201);
    // The same question is about the same people.
    CAF_CHECK(look(store, "k", "ada").knows_subject);
    CAF_CHECK_EQUAL(look(store, "other").body, "stays");
  });
}

CAF_TEST(whose data an answer holds is known and can be added to) {
  with_each_store([](store_under_test& store) {
    store.done(answer("k", "x", {"ada", "ada", "", "bob"}));
    store.done(answer("nobody", "x", {""}));
    CAF_CHECK(store.done(note_subject{"k", "eve"}) == job{});
    store.done(note_subject{"k", "eve"});
    store.done(note_subject{"k", ""});
    // Of an answer that is not there nothing is noted for later.
    store.done(note_subject{"later", "eve"});
    store.done(answer("later", "x"));
    store.reopen();
    for (auto subject : {"ada", "bob", "eve"})
      CAF_CHECK(look(store, "k", subject).knows_subject);
    CAF_CHECK(look(store, "k", "mallory").found);
    CAF_CHECK(!look(store, "k", "mallory").knows_subject);
    CAF_CHECK(!look(store, "k", "").knows_subject);
    CAF_CHECK(!look(store, "nobody", "").knows_subject);
    CAF_CHECK(!look(store, "later", "eve").knows_subject);
  });
}

CAF_TEST(what is forgotten of a person is every answer that holds its data) {
  with_each_store([](store_under_test& store) {
    store.commit({answer("a", "x", {"ada"}), answer("b", "x", {"bob", "ada"}),
                  answer("c", "x", {"bob"}), answer("d", "x"),
                  note_subject{"d", "ada"}, answer("e", "x", {"ada2"})});
    CAF_CHECK(store.done(forget_answers{""}) == job{});
    CAF_CHECK(look(store, "d").found);
    CAF_CHECK(store.done(forget_answers{"ada"}) == job{});
    store.reopen();
    for (auto key : {"a", "b", "d"})
      CAF_CHECK(!look(store, key, "ada").found);
    CAF_CHECK(look(store, "c", "bob").knows_subject);
    CAF_CHECK(look(store, "e", "ada2").knows_subject);
    // Asked again, it is not known whose data it holds.
    store.done(answer("b", "y"));
    CAF_CHECK(!look(store, "b", "bob").knows_subject);
    store.done(forget_answers{"ada"});
    CAF_CHECK_EQUAL(look(store, "b").body, "y");
    // One that has expired is forgotten like any other.
    auto old = answer("f", "x", {"ada"});
    old.expires_at = noon - 1;
    store.commit({old, forget_answers{"ada"}});
    CAF_CHECK(!look(store, "f", "", noon - 2).found);
  });
}

CAF_TEST(every answer is counted whether it is kept or not) {
  with_each_store([](store_under_test& store) {
    CAF_CHECK(usage(store).empty());
    auto uncached = answer("", "not kept", {"ada"});
    uncached.upstream = "dnc";
    uncached.cost_micros = 0;
    store.commit({answer("a", "x"), uncached, answer("a", "x"), uncached,
                  answer("b", "x")});
    store.done(uncached, noon + 5);
    store.reopen();
    CAF_CHECK(usage(store)
              == (entries{{"dnc", 3, 3, 0, 0}, {"skip", 3, 3, 21, 21}}));
    CAF_CHECK(!look(store, "").found);
    // Forgetting what was answered does not undo that it was asked.
    store.done(forget_answers{"ada"});
    CAF_CHECK_EQUAL(usage(store).size(), 2u);
  });
}

CAF_TEST(days and months of usage are those of UTC) {
  with_each_store([](store_under_test& store) {
    // The first instant of 2026.
    store.done(answer("", "x"), noon - 1);
    store.done(answer("", "x"), noon);
    store.done(answer("", "x"), noon + day - 1);
    store.done(answer("", "x"), noon + day);
    store.done(answer("", "x"), noon + 31 * day);
    CAF_CHECK(usage(store, noon - 1) == (entries{{"skip", 1, 1, 7, 7}}));
    CAF_CHECK(usage(store) == (entries{{"skip", 2, 3, 14, 21}}));
    CAF_CHECK(usage(store, noon + day) == (entries{{"skip", 1, 3, 7, 21}}));
    CAF_CHECK(usage(store, noon + 9 * day) == (entries{{"skip", 0, 3, 0, 21}}));
    CAF_CHECK(usage(store, noon + 31 * day) == (entries{{"skip", 1, 1, 7, 7}}));
    CAF_CHECK(usage(store, noon + 59 * day).empty());
  });
}

CAF_TEST(changes about no job take no number and do not disturb others) {
  with_each_store([](store_under_test& store) {
    auto attempt = start(store, 1, 2);
    auto answers = store.commit(
        {answer("a", "x", {"ada"}), save_leads{attempt, leads(0, 1)},
         note_subject{"a", "bob"}, save_leads{attempt, leads(1, 1)},
         forget_answers{"bob"}, cancel_job{id_of(9)}});
    CAF_CHECK_EQUAL(need(answers.at(1)).seq, 3u);
    CAF_CHECK_EQUAL(need(answers.at(3)).seq, 4u);
    for (auto i : {0u, 2u, 4u})
      CAF_CHECK(need(answers.at(i)) == job{});
    CAF_CHECK(code_of(answers.at(5)) == errc::not_found);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 4u);
    CAF_CHECK(!look(store, "a").found);
  });
}

CAF_TEST(purging takes what has expired and nothing else) {
  with_each_store([](store_under_test& store) {
    std::vector<change> batch;
    for (int i = 0; i < 300; ++i) {
      auto what = answer("k" + std::to_string(i), std::string(2000, 'x'),
                         {"s" + std::to_string(i % 5)});
      what.expires_at = noon + i;
      batch.push_back(what);
    }
    store.commit(batch);
    // It costs by what the answers hold.
    store.purge(20, noon + 99);
    CAF_CHECK(!look(store, "k99", "", noon - 1).found);
    CAF_CHECK(look(store, "k100", "s0", noon - 1).knows_subject);
    CAF_CHECK(look(store, "k299", "s4", noon - 1).knows_subject);
    // Whoever asks again then is not taken for those who asked before.
    store.done(answer("k99", "again"));
    CAF_CHECK(!look(store, "k99", "s4").knows_subject);
  });
}

CAF_TEST(usage is remembered for thirteen months) {
  with_each_store([](store_under_test& store) {
    auto at = [](const char* time) { return parse_time(time).value(); };
    auto now = at("2026-02-15T00:00:00Z");
    auto kept = at("2025-01-01T00:00:00Z");
    for (unix_ms when : {now, kept, kept - 1, kept - 40 * day}) {
      store.done(answer("", "x"), when);
      auto other = answer("", "x");
      other.upstream = "dnc";
      store.done(other, when);
    }
    store.purge(1, now);
    CAF_CHECK_EQUAL(usage(store, now).size(), 2u);
    CAF_CHECK_EQUAL(usage(store, kept).size(), 2u);
    CAF_CHECK(usage(store, kept - 1).empty());
    CAF_CHECK(usage(store, kept - 40 * day).empty());
  });
}
