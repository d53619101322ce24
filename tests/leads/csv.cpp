#define CAF_SUITE leads_csv
#include "leads/csv.hpp"

#include <random>
#include <string>
#include <vector>

#include <caf/test/unit_test.hpp>

#include "messages/row_json.hpp"

using namespace leadmill;

namespace {

using strings = std::vector<std::string>;

std::string refusal(std::string_view text, std::size_t max_rows = 100) {
  auto draft = read_csv(text, max_rows);
  if (draft)
    return "";
  CAF_CHECK(draft.error().code == errc::invalid_argument);
  return draft.error().detail;
}

std::string cell(std::string_view text) {
  std::string out;
  append_csv_cell(out, text);
  return out;
}

} // namespace

CAF_TEST(rows become objects of strings under their headers) {
  auto draft =
      read_csv("\xef\xbb\xbfName, E-mail \r\n\"A \"\"B\"\"\nC\",a@b\n", 100);
  CAF_REQUIRE(draft.has_value());
  CAF_CHECK(draft->type == job_type::enrichment);
  CAF_CHECK(draft->headers == (strings{"Name", "E-mail"}));
  CAF_CHECK(draft->rows
            == (strings{R"({"Name":"A \"B\"\nC","E-mail":"a@b"})"}));
}

CAF_TEST(headers that repeat or are empty get names of their own) {
  auto draft = read_csv("Phone,Phone,,Phone (2),Phone\n1,2,3,4,5\n", 100);
  CAF_REQUIRE(draft.has_value());
  CAF_CHECK(draft->headers
            == (strings{"Phone", "Phone (2)", "Column 3", "Phone (2) (2)",
                        "Phone (3)"}));
}

CAF_TEST(short rows miss columns and long rows make some) {
  auto draft = read_csv("a,b\n1\n1,2,3,,\n1,2,,\n", 100);
  CAF_REQUIRE(draft.has_value());
  CAF_CHECK(draft->headers == (strings{"a", "b", "Column 3"}));
  CAF_CHECK(
      draft->rows
          == (strings{R"({"a":"1"})", R"({"a":"1","b":"2","Column 3":"3"})",
                      R"({"a":"1","b":"2","":""})"})
      || draft->rows.back() == R"({"a":"1","b":"2","Column 3":""})");
}

CAF_TEST(too many rows are refused with the sentence that clients know) {
  std::string text = "a\n";
  for (int i = 0; i < 10001; ++i)
    text += "x\n";
  CAF_CHECK_EQUAL(refusal(text, 10000),
                  "Maximum 10,000 leads per job. Please split into smaller "
                  "batches.");
  CAF_CHECK_EQUAL(refusal("a\n1\n2\n3\n", 2),
                  "Maximum 2 leads per job. Please split into smaller "
                  "batches.");
  CAF_CHECK_EQUAL(refusal("a\n1\n2\n\n\n", 2), "");
  CAF_CHECK_EQUAL(refusal("a\n1\n", 1234567), "");
}

CAF_TEST(a file without rows is refused) {
  for (auto text : {"", "a,b,c", "a,b,c\r\n", "a\n\n\n", "a,b\n,\n"})
    CAF_CHECK_EQUAL(refusal(text), "The CSV has no rows");
}

CAF_TEST(broken files are refused by line) {
  CAF_CHECK(refusal("a\n1\n\"2\n").find("line 3") != std::string::npos);
  CAF_CHECK(refusal(std::string{"a\n\0", 3}).find("line 2")
            != std::string::npos);
  CAF_CHECK(refusal("a\n1\n\x80\n").find("line 3") != std::string::npos);
}

CAF_TEST(a file of absurd width or of long names is refused) {
  CAF_CHECK(refusal("a\n" + std::string(1000, ',') + "x\n").find("line 2")
            != std::string::npos);
  CAF_CHECK(refusal(std::string(1000, ',') + "x\n1\n").find("line 1")
            != std::string::npos);
  CAF_CHECK(refusal(std::string(1001, 'h') + "\n1\n").find("column name")
            != std::string::npos);
}

CAF_TEST(rows that repeat long names are taken up to the size of a body) {
  // 1,000 names of 994 bytes: a row of `1,,,,` is almost 1 MiB of JSON.
  std::string text;
  for (int i = 1000; i < 2000; ++i)
    text +=
        std::to_string(i) + std::string(990, 'h') + (i == 1999 ? '\n' : ',');
  for (int i = 0; i < 33; ++i)
    text += "1" + std::string(999, ',') + "\n";
  auto draft = read_csv(text, 10000);
  CAF_REQUIRE(draft.has_value());
  CAF_CHECK_EQUAL(draft->rows.size(), 33u);
  text += "1" + std::string(999, ',') + "\n";
  CAF_CHECK_EQUAL(refusal(text, 10000),
                  "The CSV cannot be read: line 35 brings the rows to more "
                  "than 32 MiB, as each repeats the names of its columns. "
                  "Please split the file, or shorten the names.");
}

CAF_TEST(cells are quoted where they must be and only there) {
  CAF_CHECK_EQUAL(cell(""), "");
  CAF_CHECK_EQUAL(cell("plain text; yes"), "plain text; yes");
  CAF_CHECK_EQUAL(cell("a,b"), "\"a,b\"");
  CAF_CHECK_EQUAL(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
  CAF_CHECK_EQUAL(cell("a\nb"), "\"a\nb\"");
  CAF_CHECK_EQUAL(cell("a\rb"), "\"a\rb\"");
}

CAF_TEST(cells that a spreadsheet would run are guarded) {
  CAF_CHECK_EQUAL(cell("=1+1"), "'=1+1");
  CAF_CHECK_EQUAL(cell("@SUM"), "'@SUM");
  CAF_CHECK_EQUAL(cell("\tx"), "'\tx");
  CAF_CHECK_EQUAL(cell("\rx"), "\"'\rx\"");
  CAF_CHECK_EQUAL(cell("+1+cmd"), "'+1+cmd");
  CAF_CHECK_EQUAL(cell("-x"), "'-x");
  CAF_CHECK_EQUAL(cell("=HYPERLINK(\"a\",1)"), "\"'=HYPERLINK(\"\"a\"\",1)\"");
  CAF_CHECK_EQUAL(cell("+12125550101"), "+12125550101");
  CAF_CHECK_EQUAL(cell("+1 (212) 555-01.01"), "+1 (212) 555-01.01");
  CAF_CHECK_EQUAL(cell("-5"), "-5");
  CAF_CHECK_EQUAL(cell("a=b"), "a=b");
}

CAF_TEST(whatever is written is read back the same) {
  std::mt19937 random{20260101};
  const strings pieces = {"a",
                          "b c",
                          ",",
                          "\"",
                          "\"\"",
                          "\n",
                          "\r\n",
                          "\r",
                          ";",
                          "|",
                          " ",
                          "\xc3\xa9",
                          "\xf0\x9f\x9a\x80",
                          "'",
                          "\\",
                          "1",
                          "{",
                          "\x01"};
  auto pick = [&](std::size_t n) { return random() % n; };
  for (int round = 0; round < 300; ++round) {
    std::vector<strings> rows(1 + pick(6), strings(1 + pick(5)));
    auto width = rows.front().size();
    std::string text;
    for (std::size_t i = 0; i < width; ++i)
      text += (i == 0 ? "h" : ",h") + std::to_string(i);
    text += "\r\n";
    for (auto& row : rows) {
      row.resize(width);
      row[0] = "x"; // a line without any value is no row
      for (auto& c : row)
        for (auto n = pick(5); n > 0; --n)
          c += pieces[pick(pieces.size())];
      for (std::size_t i = 0; i < width; ++i) {
        if (row[i].starts_with('\r'))
          row[i] = "x" + row[i]; // would be guarded
        if (i != 0)
          text += ',';
        append_csv_cell(text, row[i]);
      }
      text += "\r\n";
    }
    auto draft = read_csv(text, 100);
    CAF_REQUIRE(draft.has_value());
    CAF_REQUIRE_EQUAL(draft->rows.size(), rows.size());
    row_reader reader;
    for (std::size_t r = 0; r < rows.size(); ++r) {
      auto columns = reader.read(draft->rows[r]);
      CAF_REQUIRE_EQUAL(columns.size(), width);
      for (std::size_t i = 0; i < width; ++i)
        CAF_CHECK_EQUAL(columns[i].second, rows[r][i]);
    }
  }
}

CAF_TEST(random bytes are read or refused and never more) {
  std::mt19937 random{7};
  const std::string_view alphabet{",;\t|\"\r\n ab\xc3\xa9=\x00", 15};
  for (int round = 0; round < 3000; ++round) {
    std::string text;
    for (auto n = random() % 40; n > 0; --n)
      text += alphabet[random() % alphabet.size()];
    auto draft = read_csv(text, 5);
    if (!draft) {
      CAF_REQUIRE(draft.error().code == errc::invalid_argument);
      CAF_REQUIRE(!draft.error().detail.empty());
    } else {
      CAF_REQUIRE(draft->rows.size() <= 5);
      CAF_REQUIRE(!draft->headers.empty());
    }
  }
}
