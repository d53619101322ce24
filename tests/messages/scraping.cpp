#define CAF_SUITE messages_scraping
#include "messages/scraping.hpp"

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

} // namespace

CAF_TEST(everything is read after the last page or as much as was asked for) {
  CAF_CHECK(!is_read(progress(0, 0)));
  CAF_CHECK(!is_read(progress(3, 99)));
  CAF_CHECK(is_read(progress(1, 0, true)));
  CAF_CHECK(is_read(progress(4, 0)));
  CAF_CHECK(is_read(progress(1, 100)));
  CAF_CHECK(is_read(progress(1, 101)));
}

CAF_TEST(pages up to the last one saved are there) {
  CAF_CHECK(is_saved(progress(2, 9), 1));
  CAF_CHECK(is_saved(progress(2, 9), 2));
  CAF_CHECK(!is_saved(progress(2, 9), 3));
  CAF_CHECK(!is_saved(progress(2, 9), 0));
  CAF_CHECK(!is_saved(progress(0, 0), 1));
}

CAF_TEST(a page is counted with where to go on) {
  auto so_far = progress(2, 9);
  add_page(so_far, {{"job", 1}, 3, "cursor", "digest", true, {{}, {}}});
  auto expected = progress(3, 11, true);
  expected.cursor = "cursor";
  expected.digest = "digest";
  CAF_CHECK(so_far == expected);
}
