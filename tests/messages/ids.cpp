#define CAF_SUITE messages_ids
#include "messages/ids.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

CAF_TEST(an id that was made is an id and names its kind) {
  for (auto type : {job_type::enrichment, job_type::scraping}) {
    auto id = make_job_id(type, 1767225600000, 0xdeadbeefcafe);
    CAF_CHECK(is_job_id(id));
    CAF_CHECK_EQUAL(static_cast<int>(type_of(id)), static_cast<int>(type));
  }
}

CAF_TEST(different entropy gives different ids) {
  CAF_CHECK_NOT_EQUAL(make_job_id(job_type::enrichment, 1, 1),
                      make_job_id(job_type::enrichment, 1, 2));
}

CAF_TEST(nothing that could become a path is an id) {
  using namespace std::string_literals;
  for (auto bad :
       {""s, "../../etc/passwd"s, "enrichment-"s, "enrichment-1-a"s,
        "enrichment-1767225600000-"s, "enrichment-1767225600000-k3/9"s,
        "enrichment-1767225600000-K3X"s, "enrichment-1767225600000-"s + "a\0b"s,
        "enrichment-176722560000x-a"s, "cleaning-1767225600000-abc"s,
        "enrichment-1767225600000-aaaaaaaaaaaaa"s,
        " enrichment-1767225600000-a"s, "enrichment-1767225600000-a\n"s})
    CAF_CHECK(!is_job_id(bad));
  CAF_CHECK(is_job_id("enrichment-1767225600000-k3x9f2a"));
}

CAF_TEST(the enrichment behind a scraping job is known by its id) {
  auto id = make_job_id(job_type::scraping, 1767225600000, 0xdeadbeefcafe);
  auto next = follower_id(id);
  CAF_CHECK(is_job_id(next));
  CAF_CHECK(type_of(next) == job_type::enrichment);
  CAF_CHECK_EQUAL(next.substr(next.find('-')), id.substr(id.find('-')));
  CAF_CHECK_EQUAL(follower_id("scraping-1767225600000-abcdefghijkl"),
                  "enrichment-1767225600000-abcdefghijkl");
}
