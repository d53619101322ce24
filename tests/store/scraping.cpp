#define CAF_SUITE store_scraping
#include "store/scraping.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

scrape_progress progress(std::uint32_t pages, std::uint32_t rows,
                         bool last = false) {
  scrape_progress out;
  out.plan = {"directory", "{}", 4, 100};
  out.pages = pages;
  out.rows = rows;
  out.last = last;
  return out;
}

std::string verdict(const scrape_progress& so_far, std::uint32_t page) {
  auto what = check_page(so_far, page);
  if (!what)
    return to_string(what.error().code);
  return is_saved(so_far, page) ? "there" : "new";
}

lead_result row(const std::string& input) {
  lead_result out;
  out.input = input;
  return out;
}

using names = std::vector<std::string>;

} // namespace

CAF_TEST(only the next page is new and those before it are there) {
  CAF_CHECK_EQUAL(verdict(progress(0, 0), 1), "new");
  CAF_CHECK_EQUAL(verdict(progress(2, 9), 3), "new");
  CAF_CHECK_EQUAL(verdict(progress(2, 9), 2), "there");
  CAF_CHECK_EQUAL(verdict(progress(2, 9), 1), "there");
  for (std::uint32_t page : {0u, 4u, 0xffffffffu})
    CAF_CHECK_EQUAL(verdict(progress(2, 9), page), "conflict");
  CAF_CHECK_EQUAL(verdict(progress(0, 0), 0), "conflict");
}

CAF_TEST(no page follows the last one nor more than were asked for) {
  CAF_CHECK_EQUAL(verdict(progress(2, 9, true), 3), "conflict");
  CAF_CHECK_EQUAL(verdict(progress(2, 9, true), 2), "there");
  CAF_CHECK_EQUAL(verdict(progress(4, 9), 5), "conflict");
  auto most = progress(0xffffffff, 0);
  most.plan.max_pages = 0xffffffff;
  CAF_CHECK_EQUAL(verdict(most, 0xffffffff), "there");
  CAF_CHECK_EQUAL(verdict(most, 0), "conflict");
  CAF_CHECK_EQUAL(verdict(progress(2, 99), 3), "new");
  for (auto rows : {100u, 101u}) {
    CAF_CHECK_EQUAL(verdict(progress(2, rows), 3), "conflict");
    CAF_CHECK_EQUAL(verdict(progress(2, rows), 2), "there");
  }
}

CAF_TEST(a page without rows is progress too) {
  job state;
  state.type = job_type::scraping;
  state.progress = {1, 4};
  state.counts = {5, 2, 0};
  state.deaths = 2;
  auto with = with_page(state, {3, 1, 1});
  CAF_CHECK(with.progress == (job_progress{2, 4}));
  CAF_CHECK(with.counts == (job_counts{8, 3, 1}));
  CAF_CHECK(with.saved_since_start);
  CAF_CHECK_EQUAL(with.deaths, 0u);
  auto empty = with_page(state, {});
  CAF_CHECK(empty.progress == (job_progress{2, 4}));
  CAF_CHECK(empty.counts == state.counts);
  CAF_CHECK(empty.saved_since_start);
}

CAF_TEST(columns stand in the order in which they first appear) {
  scraped_columns columns{{"Known"}};
  CAF_CHECK(columns.add({row(R"({"Name":"A","Known":1})"), row("{}"),
                         row(R"({"City":null,"Name":"B","a\"b":true})")}));
  CAF_CHECK(columns.names() == (names{"Known", "Name", "City", "a\"b"}));
  CAF_CHECK(!columns.add({row(R"({"City":"X"})")}));
  CAF_CHECK(!columns.add({}));
}

CAF_TEST(what no cell can hold is no column and nonsense has none) {
  scraped_columns columns{{}};
  CAF_CHECK(columns.add({row(R"({"list":[1],"object":{"x":1},"text":""})"),
                         row("[1]"), row(""), row("{\"half")}));
  CAF_CHECK(columns.names() == names{"text"});
}

CAF_TEST(a table has its bound of columns) {
  auto wide = [](int first, int count) {
    std::string json = "{";
    for (int i = first; i < first + count; ++i)
      json += (json.size() > 1 ? ",\"c" : "\"c") + std::to_string(i) + "\":1";
    return row(json + "}");
  };
  scraped_columns columns{{}};
  CAF_CHECK(columns.add({wide(0, 700), wide(600, 700)}));
  CAF_CHECK_EQUAL(columns.names().size(), max_scraped_columns);
  CAF_CHECK_EQUAL(columns.names().back(), "c999");
  CAF_CHECK(!columns.add({wide(5000, 3)}));
}
