#define CAF_SUITE actors_lead_merge
#include "actors/lead_merge.hpp"

#include <algorithm>
#include <numeric>
#include <random>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

lead_result lead(std::uint32_t row, std::string key) {
  lead_result out;
  out.row = row;
  out.key = std::move(key);
  out.input = "{\"n\":" + std::to_string(row) + "}";
  out.fields = "{\"from\":" + std::to_string(row) + "}";
  return out;
}

/// Leads that are done.
started_leads done(std::vector<lead_result> leads) {
  return {std::move(leads), {}};
}

/// Leads that are to be asked about.
started_leads asked(std::vector<lead_result> leads) {
  started_leads out;
  for (auto& one : leads) {
    auto course = std::make_shared<lead_course>();
    course->row = {one.row, one.input};
    course->key = one.key;
    out.courses.push_back(std::move(course));
    one.input = one.fields = "";
  }
  out.leads = std::move(leads);
  return out;
}

} // namespace

CAF_TEST(a later slice waits for the earlier ones) {
  lead_merge merge;
  merge.add_slice(1, done({lead(2, "c")}));
  CAF_CHECK_EQUAL(merge.ready(), 0u);
  merge.add_slice(0, done({lead(0, "a"), lead(1, "b")}));
  CAF_CHECK_EQUAL(merge.ready(), 3u);
  auto taken = merge.take(2);
  CAF_REQUIRE_EQUAL(taken.size(), 2u);
  CAF_CHECK_EQUAL(taken[1].row, 1u);
  taken = merge.take(9);
  CAF_REQUIRE_EQUAL(taken.size(), 1u);
  CAF_CHECK_EQUAL(taken[0].row, 2u);
  CAF_CHECK_EQUAL(merge.ready(), 0u);
}

CAF_TEST(a duplicate gets the answers of the first and keeps its own input) {
  lead_merge merge;
  auto first = lead(0, "a");
  first.status = lead_status::filtered;
  first.reason = "no phone";
  merge.add_slice(0, done({first, lead(1, "b"), lead(2, "a")}));
  auto taken = merge.take(3);
  CAF_CHECK_EQUAL(taken[0].duplicate_of, no_row);
  CAF_CHECK_EQUAL(taken[1].duplicate_of, no_row);
  CAF_CHECK_EQUAL(taken[2].duplicate_of, 0u);
  CAF_CHECK(taken[2].status == lead_status::filtered);
  CAF_CHECK_EQUAL(taken[2].reason, "no phone");
  CAF_CHECK_EQUAL(taken[2].fields, first.fields);
  CAF_CHECK_EQUAL(taken[2].input, "{\"n\":2}");
}

CAF_TEST(a row that an earlier attempt saved is the first of its key) {
  lead_merge merge;
  merge.add_saved(lead(0, "a"));
  auto repeated = lead(1, "a");
  repeated.duplicate_of = 0;
  merge.add_saved(repeated);
  merge.add_slice(0, done({lead(2, "a")}));
  auto taken = merge.take(1);
  CAF_CHECK_EQUAL(taken[0].duplicate_of, 0u);
}

CAF_TEST(a row before those that were saved becomes the first) {
  lead_merge merge;
  merge.add_saved(lead(5, "a"));
  merge.add_slice(0, done({lead(3, "a"), lead(7, "a")}));
  auto taken = merge.take(2);
  CAF_CHECK_EQUAL(taken[0].duplicate_of, no_row);
  CAF_CHECK_EQUAL(taken[1].duplicate_of, 3u);
}

CAF_TEST(the answer does not depend on which worker was faster) {
  std::mt19937 random{7};
  std::vector<std::vector<lead_result>> slices(20);
  for (std::uint32_t row = 0; row < 100; ++row)
    slices[row / 5].push_back(lead(row, std::to_string(random() % 30)));
  auto merged = [&](std::vector<std::size_t> order) {
    lead_merge merge;
    for (auto i : order)
      merge.add_slice(i, done(slices[i]));
    return merge.take(100);
  };
  std::vector<std::size_t> order(slices.size());
  std::iota(order.begin(), order.end(), 0u);
  auto expected = merged(order);
  for (int round = 0; round < 50; ++round) {
    std::shuffle(order.begin(), order.end(), random);
    CAF_CHECK(merged(order) == expected);
  }
}

CAF_TEST(a row that repeats one that is asked about waits for its answer) {
  lead_merge merge;
  merge.add_slice(0, asked({lead(0, "a"), lead(1, "a")}));
  merge.add_slice(1, asked({lead(2, "b"), lead(3, "a")}));
  auto courses = merge.take_courses();
  CAF_REQUIRE_EQUAL(courses.size(), 2u);
  CAF_CHECK_EQUAL(courses[0]->row.row, 0u);
  CAF_CHECK_EQUAL(courses[1]->row.row, 2u);
  CAF_CHECK_EQUAL(merge.asking(), 2u);
  CAF_CHECK_EQUAL(merge.held(), 4u);
  CAF_CHECK_EQUAL(merge.ready(), 0u);
  merge.add_finished(lead(2, "b"));
  CAF_CHECK_EQUAL(merge.take(9).size(), 1u);
  auto found = lead(0, "a");
  found.fields = "{\"phone\":\"+15125550123\"}";
  merge.add_finished(found);
  auto taken = merge.take(9);
  CAF_REQUIRE_EQUAL(taken.size(), 3u);
  CAF_CHECK(taken[0] == found);
  for (std::size_t i = 1; i < 3; ++i) {
    CAF_CHECK_EQUAL(taken[i].duplicate_of, 0u);
    CAF_CHECK_EQUAL(taken[i].fields, found.fields);
  }
  CAF_CHECK_EQUAL(taken[2].input, "{\"n\":3}");
  CAF_CHECK_EQUAL(merge.held(), 0u);
}

CAF_TEST(a row that repeats what was answered is not asked about) {
  lead_merge merge;
  merge.add_slice(0, asked({lead(0, "a")}));
  CAF_CHECK_EQUAL(merge.take_courses().size(), 1u);
  merge.add_finished(lead(0, "a"));
  merge.add_slice(1, asked({lead(1, "a")}));
  CAF_CHECK(merge.take_courses().empty());
  CAF_CHECK_EQUAL(merge.take(9).size(), 2u);
  lead_merge next;
  next.add_saved(lead(0, "a"));
  next.add_slice(0, asked({lead(1, "a")}));
  CAF_CHECK(next.take_courses().empty());
  auto left = next.take(9);
  CAF_REQUIRE_EQUAL(left.size(), 1u);
  CAF_CHECK_EQUAL(left[0].duplicate_of, 0u);
}
