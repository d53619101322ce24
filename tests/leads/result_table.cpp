#define CAF_SUITE leads_result_table
#include "leads/result_table.hpp"

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

using strings = std::vector<std::string>;

std::string line(const strings& cells) {
  std::string out;
  append_csv_row(out, cells);
  return out;
}

} // namespace

CAF_TEST(a lead has as many cells as there are headers) {
  lead_result lead;
  lead.fields = R"({"firstName":"Ada","age":44,"unknown":"x"})";
  lead.input = "{}";
  row_reader reader;
  auto headers = result_headers();
  auto cells = result_cells(reader, lead);
  CAF_REQUIRE_EQUAL(cells.size(), headers.size());
  CAF_CHECK_EQUAL(cells[0], "Ada");
  CAF_CHECK_EQUAL(headers[6], "Age");
  CAF_CHECK_EQUAL(cells[6], "44");
}

CAF_TEST(original columns are found in whatever order a row has them) {
  lead_result lead;
  lead.input = R"({"b":"2","a":1,"c":null})";
  row_reader reader;
  strings cells;
  append_originals(cells, reader, lead, {"a", "b", "c", "d"});
  CAF_CHECK(cells == (strings{"1", "2", "", ""}));
}

CAF_TEST(original columns get headers of their own) {
  CAF_CHECK(original_headers({"phone", "x", "X"})
            == (strings{"phone (original)", "x", "X (original)"}));
}

CAF_TEST(no line is empty) {
  CAF_CHECK_EQUAL(line({""}), "\"\"\r\n");
  CAF_CHECK_EQUAL(line({"", ""}), ",\r\n");
  CAF_CHECK_EQUAL(line({"=1", "a,b", "c\nd"}), "'=1,\"a,b\",\"c\nd\"\r\n");
}
