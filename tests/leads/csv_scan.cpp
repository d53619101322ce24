#define CAF_SUITE leads_csv_scan
#include "leads/csv_scan.hpp"

#include <string>
#include <vector>

#include <caf/test/unit_test.hpp>

using namespace leadmill;

namespace {

using table = std::vector<std::vector<std::string>>;

table scan(std::string_view text) {
  table out;
  csv_scanner scanner{text};
  csv_record record;
  auto more = scanner.next(record);
  for (; more && *more; more = scanner.next(record))
    out.push_back(record.cells);
  if (!more)
    out.push_back({"error", more.error().detail});
  return out;
}

std::string error_of(std::string_view text) {
  auto rows = scan(text);
  return rows.empty() || rows.back().front() != "error" ? ""
                                                        : rows.back().back();
}

} // namespace

CAF_TEST(every line end ends a line) {
  table expected{{"a", "b"}, {"1", "2"}, {"3", "4"}};
  CAF_CHECK(scan("a,b\n1,2\n3,4") == expected);
  CAF_CHECK(scan("a,b\r\n1,2\r\n3,4\r\n") == expected);
  CAF_CHECK(scan("a,b\r1,2\r3,4\r") == expected);
  CAF_CHECK(scan("\xef\xbb\xbf\r\n\na,b\r\n\r\n1,2\n\n\n3,4\n , \n")
            == expected);
}

CAF_TEST(quotes hold delimiters and quotes and line breaks) {
  CAF_CHECK(scan("a,b\n\"x,\"\"y\"\"\r\nz\",2")
            == (table{{"a", "b"}, {"x,\"y\"\r\nz", "2"}}));
  CAF_CHECK(scan("a\n\"\"\nx") == (table{{"a"}, {"x"}}));
  CAF_CHECK(scan("a,b\n5'10\",\"in\"side")
            == (table{{"a", "b"}, {"5'10\"", "inside"}}));
}

CAF_TEST(the delimiter is the one that the first line has most of) {
  CAF_CHECK_EQUAL(csv_scanner{"a;b;c,d\n"}.delimiter(), ';');
  CAF_CHECK_EQUAL(csv_scanner{"a\tb\n1,2,3,4"}.delimiter(), '\t');
  CAF_CHECK_EQUAL(csv_scanner{"a|b"}.delimiter(), '|');
  CAF_CHECK_EQUAL(csv_scanner{"\"a;b;c\",d"}.delimiter(), ',');
  CAF_CHECK_EQUAL(csv_scanner{"name"}.delimiter(), ',');
  CAF_CHECK_EQUAL(csv_scanner{""}.delimiter(), ',');
  CAF_CHECK(scan("sep=;\r\na;b,b,b") == (table{{"a", "b,b,b"}}));
}

CAF_TEST(empty cells at the end of a line are cells) {
  CAF_CHECK(scan("a,b,\n1,,") == (table{{"a", "b", ""}, {"1", "", ""}}));
}

CAF_TEST(records know the line that they begin on) {
  csv_scanner scanner{"a\n\n\"x\ny\"\nz"};
  csv_record record;
  std::vector<std::size_t> lines;
  while (*scanner.next(record))
    lines.push_back(record.line);
  CAF_CHECK(lines == (std::vector<std::size_t>{1, 3, 5}));
}

CAF_TEST(what cannot be read is refused with its line) {
  using namespace std::string_literals;
  CAF_CHECK_EQUAL(error_of("a,b\n1,2\n\"x,3\n4,5\n"),
                  "The CSV cannot be read: line 3 opens a quote that is never "
                  "closed.");
  CAF_CHECK_EQUAL(error_of("a\r\nb\r\n\0c\r\n"s),
                  "The CSV cannot be read: line 3 has a NUL byte. Save the "
                  "file as CSV in UTF-8.");
  CAF_CHECK_EQUAL(error_of("a\nJos\xe9\n"),
                  "The CSV cannot be read: line 2 is not UTF-8. Save the file "
                  "as CSV in UTF-8.");
  CAF_CHECK_EQUAL(error_of("\xff\xfe"s + "a\0,\0b\0"s).substr(0, 31),
                  "The CSV cannot be read: line 1 ");
  CAF_CHECK(!error_of("a\n\xed\xa0\x80").empty()); // a lone surrogate
  CAF_CHECK(!error_of("a\n\xe2\x82").empty());     // cut short
}

CAF_TEST(no text at all has no records) {
  for (auto text : {"", "\n", "\xef\xbb\xbf", "\r\n\r\n", ",,,\n,,,", "sep=,"})
    CAF_CHECK(scan(text).empty());
}
