#define CAF_SUITE net_job_params
#include "net/job_params.hpp"

#include <caf/test/unit_test.hpp>

#include "messages/ids.hpp"
#include "tests/support/copy.hpp"

using namespace leadmill;

namespace {

const std::string some_id = make_job_id(job_type::enrichment, 1767225600000, 1);

query_params read(const std::string& raw) {
  auto out = query_params::parse(raw);
  CAF_REQUIRE(out.has_value());
  return *out;
}

job_query listing(const std::string& raw) {
  auto out = parse_job_query(read(raw));
  CAF_REQUIRE(out.has_value());
  return *out;
}

} // namespace

CAF_TEST(a listing passes every filter on) {
  auto query = listing("limit=7&cursor=c&status=failed&type=scraping&tag=t"
                       "&from=2026-01-01&to=1767225600001&q=x%20y&other=1");
  CAF_CHECK_EQUAL(query.limit, 7u);
  CAF_CHECK_EQUAL(query.cursor, "c");
  CAF_CHECK(query.status == job_status::failed);
  CAF_CHECK(query.type == job_type::scraping);
  CAF_CHECK_EQUAL(query.tag, "t");
  CAF_CHECK_EQUAL(query.from, 1767225600000);
  CAF_CHECK_EQUAL(query.to, 1767225600001);
  CAF_CHECK_EQUAL(query.text, "x y");
  CAF_CHECK(!query.open_only);
}

CAF_TEST(all open jobs come at once unless fewer are asked for) {
  CAF_CHECK(listing("activeOnly=true").open_only);
  CAF_CHECK_EQUAL(copy(listing("activeOnly=true").limit), 500u);
  CAF_CHECK_EQUAL(copy(listing("activeOnly=true&limit=3").limit), 3u);
  CAF_CHECK_EQUAL(copy(listing("").limit), 50u);
}

CAF_TEST(a result page is asked for as the query says) {
  auto first = parse_result_query(
      read("jobId=" + some_id + "&limit=5&cursor=10&status=saved&format=csv"));
  CAF_REQUIRE(first.has_value());
  CAF_CHECK_EQUAL(first->job, some_id);
  CAF_CHECK_EQUAL(first->limit, 5u);
  CAF_CHECK_EQUAL(first->from_row, 10u);
  CAF_CHECK(first->status == lead_status::saved);
  CAF_CHECK(first->format == result_format::csv);
  CAF_CHECK(!first->since);
  auto second =
      parse_result_query(read("jobId=" + some_id + "&since=9&format=ndjson"));
  CAF_REQUIRE(second.has_value());
  CAF_CHECK_EQUAL(second->since.value(), 9u);
  CAF_CHECK_EQUAL(second->limit, 0u);
}

CAF_TEST(a bad value is refused by its name) {
  auto name_of = [](const std::string& raw) {
    return raw.substr(0, raw.find('='));
  };
  for (std::string raw :
       {"limit=0", "limit=501", "limit=x", "activeOnly=yes", "status=done",
        "type=cleaning", "tag=", "q=", "from=yesterday", "to=2026-13-01",
        "cursor=", "from=2026-01-02&to=2026-01-01"}) {
    auto out = parse_job_query(read(raw));
    CAF_REQUIRE(!out.has_value());
    CAF_CHECK(out.error().detail.starts_with(name_of(raw)));
  }
  for (std::string raw :
       {"limit=0", "limit=-1", "cursor=x", "since=-1", "since=1.5",
        "status=done", "format=xml", "since=1&cursor=1"}) {
    auto out = parse_result_query(read(raw + "&jobId=" + some_id));
    CAF_REQUIRE(!out.has_value());
    CAF_CHECK(out.error().detail.starts_with(name_of(raw)));
  }
  CAF_CHECK(!parse_result_query(read("")).has_value());
  CAF_CHECK(!parse_job_query(read("tag=" + std::string(257, 'x'))));
}
