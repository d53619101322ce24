// Every store is held to what store/job_store.hpp promises of requests that
// come twice.
#define CAF_SUITE store_conformance_keys
#include <caf/test/unit_test.hpp>

#include "tests/store/stores.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// A request under a key; a repeat has another id, which nobody asked for.
accept_job request(std::uint64_t number, const char* key = "key",
                   const char* digest = "digest") {
  auto what = draft(number, 2);
  what.repeat = {key, digest};
  return {what};
}

} // namespace

CAF_TEST(a repeat answers with the job as it is and writes nothing) {
  with_each_store([](store_under_test& store) {
    auto first = store.done(request(1));
    CAF_CHECK(store.done(request(2), noon + 9) == first);
    auto begun = store.done(begin_attempt{id_of(1), 0, "x"});
    store.reopen();
    CAF_CHECK(store.done(request(3)) == begun);
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), begun.seq);
    CAF_CHECK_EQUAL(need(store.reader()->open_jobs()).size(), 1u);
    CAF_CHECK(code_of(store.reader()->find(id_of(2))) == errc::not_found);
  });
}

CAF_TEST(twins in one batch are one job) {
  with_each_store([](store_under_test& store) {
    auto answers =
        store.commit({request(1), begin_attempt{id_of(1), 0, "x"}, request(2)});
    CAF_CHECK(need(answers[2]) == need(answers[1]));
    CAF_CHECK_EQUAL(need(store.reader()->last_seq()), 2u);
  });
}

CAF_TEST(another request under a key is refused) {
  with_each_store([](store_under_test& store) {
    store.done(request(1));
    CAF_CHECK(code_of(store.apply(request(2, "key", "other")))
              == errc::key_reused);
    CAF_CHECK(code_of(store.reader()->find(id_of(2))) == errc::not_found);
    CAF_CHECK(store.done(request(2, "key2", "other")).id == id_of(2));
    // Without a key nothing is remembered.
    CAF_CHECK(store.done(request(3, "")).id == id_of(3));
    CAF_CHECK(store.done(request(4, "")).id == id_of(4));
  });
}

CAF_TEST(while nothing new is taken a repeat is still answered) {
  with_each_store([](store_under_test& store) {
    auto first = store.done(request(1));
    problem full{errc::too_many, "Full", {}, 7};
    auto refusing = [&](accept_job what) {
      what.refusal = full;
      return store.apply(std::move(what));
    };
    CAF_CHECK(need(refusing(request(2))) == first);
    auto fresh = refusing(request(3, "new"));
    CAF_REQUIRE(!fresh);
    CAF_CHECK(fresh.error() == full);
    CAF_CHECK(code_of(refusing(request(4, "key", "other")))
              == errc::key_reused);
    CAF_CHECK_EQUAL(need(store.reader()->open_jobs()).size(), 1u);
    CAF_CHECK(store.done(request(3, "new")).id == id_of(3));
  });
}

CAF_TEST(a refused request leaves no key) {
  with_each_store([](store_under_test& store) {
    auto bad = request(1);
    bad.draft.rows.push_back("{\n}");
    CAF_CHECK(code_of(store.apply(bad)) == errc::invalid_argument);
    auto early = request(1);
    early.draft.after = id_of(9);
    CAF_CHECK(code_of(store.apply(early)) == errc::not_found);
    store.done(accept_job{draft(7, 1)});
    CAF_CHECK(code_of(store.apply(request(7))) == errc::conflict);
    CAF_CHECK(store.done(request(1, "key", "another")).id == id_of(1));
  });
}

CAF_TEST(a key may be forgotten with the failure of its job) {
  with_each_store([](store_under_test& store) {
    store.done(request(1));
    store.done(fail_job{id_of(1), "No", "dispatch_failed", true});
    CAF_CHECK(store.done(request(2)).id == id_of(2));
    auto kept = store.done(fail_job{id_of(2), "No", "dispatch_failed", false});
    CAF_CHECK(store.done(request(3)) == kept);
    // A refusal forgets nothing.
    CAF_CHECK(
        code_of(store.apply(fail_job{id_of(2), "No", "dispatch_failed", true}))
        == errc::conflict);
    CAF_CHECK(store.done(request(3)) == kept);
  });
}

CAF_TEST(a key outlives its job and knows no other one of that id) {
  with_each_store([](store_under_test& store) {
    store.done(request(1));
    store.done(cancel_job{id_of(1)});
    store.remove(noon + 1);
    store.purge();
    job gone;
    gone.id = id_of(1);
    CAF_CHECK(store.done(request(2)) == gone);
    CAF_CHECK(code_of(store.apply(request(2, "key", "other")))
              == errc::key_reused);
    store.done(accept_job{draft(1, 1)});
    CAF_CHECK(store.done(request(2)) == gone);
    store.done(fail_job{id_of(1), "No", "dispatch_failed", true});
    CAF_CHECK(store.done(request(2)) == gone);
  });
}

CAF_TEST(keys are forgotten after their time and not before) {
  with_each_store([](store_under_test& store) {
    auto first = store.done(request(1, "a"));
    auto second = store.done(request(2, "b"), noon + 10);
    store.purge(1000, noon + keep_keys_ms);
    CAF_CHECK(store.done(request(3, "a")) == first);
    store.purge(1000, noon + keep_keys_ms + 1);
    CAF_CHECK(store.done(request(3, "a")).id == id_of(3));
    CAF_CHECK(store.done(request(4, "b")) == second);
    for (std::uint64_t n = 10; n < 60; ++n)
      store.done(request(n, std::to_string(n).c_str()));
    CAF_CHECK(store.purge(7, noon + 2 * keep_keys_ms) >= 1);
    CAF_CHECK(store.done(request(60, "10")).id == id_of(60));
    CAF_CHECK(store.done(request(61, "59")).id == id_of(61));
  });
}
