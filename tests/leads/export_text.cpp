#define CAF_SUITE leads_export_text
#include "leads/export_text.hpp"

#include <caf/test/unit_test.hpp>

#include "leads/csv_scan.hpp"
#include "messages/json.hpp"

using namespace leadmill;

namespace {

using strings = std::vector<std::string>;

const std::string job_id = "enrichment-1767225600000-k3x9f2a";

std::vector<lead_result> make_leads() {
  lead_result saved;
  saved.key = "k0";
  saved.input = R"j({"note":"=HYPERLINK(\"http://x\",1)",)j"
                R"j("Phone":"1, 2\n\"3\""})j";
  saved.fields = R"({"name":"Zoë","phone":"+12125550101","age":44})";
  lead_result filtered;
  filtered.row = 1;
  filtered.status = lead_status::filtered;
  filtered.reason = "No phone";
  filtered.input = R"({"note":"n"})";
  filtered.fields = "{}";
  lead_result failed;
  failed.row = 2;
  failed.status = lead_status::failed;
  failed.reason = "Too slow";
  failed.input = failed.fields = "{}";
  lead_result erased;
  erased.row = 3;
  erased.input = "{}";
  erased.fields = R"({"erased":true})";
  return {saved, filtered, failed, erased};
}

export_declaration declare(export_format format, text_pairs fields = {}) {
  export_declaration out;
  out.name = "sheet";
  out.format = format;
  out.fields = std::move(fields);
  return out;
}

std::string encode(const export_declaration& declared, strings columns = {}) {
  export_encoder encoder{declared, std::move(columns)};
  auto out = encoder.begin();
  for (const auto& lead : make_leads())
    encoder.add(out, job_id, lead);
  return out;
}

std::vector<strings> scan(const std::string& text) {
  std::vector<strings> out;
  csv_scanner scanner{text};
  csv_record record;
  while (*scanner.next(record))
    out.push_back(record.cells);
  return out;
}

std::string cell(const std::vector<strings>& table, std::size_t row,
                 std::string_view header) {
  for (std::size_t i = 0; i < table[0].size(); ++i)
    if (table[0][i] == header)
      return table.at(row).at(i);
  return "no such column";
}

} // namespace

CAF_TEST(the file of a job has the columns of a result table) {
  auto table = scan(encode(declare(export_format::csv), {"Phone", "note"}));
  CAF_REQUIRE_EQUAL(table.size(), 2u);
  CAF_CHECK_EQUAL(table[0].size(), table[1].size());
  CAF_CHECK_EQUAL(table[0].back(), "note");
  CAF_CHECK_EQUAL(cell(table, 1, "Phone"), "+12125550101");
  CAF_CHECK_EQUAL(cell(table, 1, "Phone (original)"), "1, 2\n\"3\"");
  CAF_CHECK_EQUAL(cell(table, 1, "note"), "'=HYPERLINK(\"http://x\",1)");
}

CAF_TEST(the file of a day says which job each lead is of) {
  auto declared = declare(export_format::csv);
  declared.by_day = true;
  auto table = scan(encode(declared, {"Phone", "note"}));
  CAF_REQUIRE_EQUAL(table.size(), 2u);
  CAF_CHECK_EQUAL(table[0].size(), table[1].size());
  CAF_CHECK_EQUAL(table[0].back(), "Job ID");
  CAF_CHECK_EQUAL(table[1].back(), job_id);
  CAF_CHECK_EQUAL(cell(table, 1, "Name"), "Zoë");
}

CAF_TEST(with a mapping nothing else goes out) {
  text_pairs fields{
      {"input.note", "=Note"}, {"name", "Who"}, {"email", "Mail"}};
  for (auto by_day : {false, true}) {
    auto declared = declare(export_format::csv, fields);
    declared.by_day = by_day;
    CAF_CHECK_EQUAL(encode(declared, {"Phone", "note"}),
                    "'=Note,Who,Mail\r\n"
                    "\"'=HYPERLINK(\"\"http://x\"\",1)\",Zoë,\r\n");
  }
  CAF_CHECK_EQUAL(
      encode(declare(export_format::ndjson, {{"name", "n"}, {"age", "a"}})),
      "{\"n\":\"Zoë\",\"a\":44}\n");
}

CAF_TEST(a lead without any of the values is a line still) {
  CAF_CHECK_EQUAL(encode(declare(export_format::csv, {{"email", "Mail"}})),
                  "Mail\r\n\"\"\r\n");
  CAF_CHECK_EQUAL(encode(declare(export_format::ndjson, {{"email", "Mail"}})),
                  "{}\n");
}

CAF_TEST(NDJSON has a lead with its job on each line) {
  std::string whole;
  append_json(whole, job_id, make_leads()[0]);
  CAF_CHECK_EQUAL(encode(declare(export_format::ndjson)), whole + "\n");
}

CAF_TEST(only leads of the statuses that go there and of nobody erased) {
  auto declared =
      declare(export_format::csv, {{"row", "Row"}, {"errors", "E"}});
  declared.statuses = {lead_status::failed, lead_status::filtered};
  CAF_CHECK_EQUAL(encode(declared),
                  "Row,E\r\n1,\r\n2,\"[\"\"Too slow\"\"]\"\r\n");
  declared.statuses = {};
  CAF_CHECK_EQUAL(encode(declared), "Row,E\r\n");
}
