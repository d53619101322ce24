#define CAF_SUITE leads_result_text
#include "leads/result_text.hpp"

#include <string>

#include <caf/test/unit_test.hpp>

#include <nlohmann/json.hpp>

#include "leads/csv.hpp"
#include "leads/csv_scan.hpp"

using namespace leadmill;
using nlohmann::json;

namespace {

job make_job(job_phase phase) {
  job out;
  out.id = "enrichment-1767225600000-k3x9f2a";
  out.phase = phase;
  out.metadata = R"({"list":"a"})";
  return out;
}

std::vector<lead_result> make_leads() {
  lead_result saved;
  saved.row = 0;
  saved.input = R"({"Phone":"1","note":"=x"})";
  saved.fields = R"({"name":"Jane, \"J\" Doe","firstName":"Jane",)"
                 R"("lastName":"Doe","phone":"+15125550142","age":44,)"
                 R"("emailRole":false,"sources":[{"from":"input"}]})";
  lead_result filtered;
  filtered.row = 1;
  filtered.status = lead_status::filtered;
  filtered.reason = "No phone";
  filtered.duplicate_of = 0;
  filtered.input = R"({"note":"n","Phone":""})";
  filtered.fields = R"({"canContact":false})";
  lead_result failed;
  failed.row = 2;
  failed.status = lead_status::failed;
  failed.reason = "The row could not be processed: x";
  failed.input = "{}";
  failed.fields = "{}";
  return {saved, filtered, failed};
}

std::string encode(result_format format,
                   const std::vector<std::string>& headers = {},
                   std::optional<std::uint32_t> row = {},
                   std::optional<std::uint64_t> since = {}) {
  result_encoder encoder{make_job(job_phase::running), headers, format};
  auto out = encoder.begin();
  // in two parts, as pages are
  auto leads = make_leads();
  encoder.add(out, {leads.begin(), leads.begin() + 1});
  encoder.add(out, {});
  encoder.add(out, {leads.begin() + 1, leads.end()});
  CAF_CHECK_EQUAL(encoder.count(), 3u);
  return out + encoder.end(row, since);
}

std::vector<csv_record> scan(const std::string& text) {
  std::vector<csv_record> out;
  csv_scanner scanner{text};
  csv_record record;
  while (*scanner.next(record))
    out.push_back(record);
  return out;
}

std::string cell(const std::vector<csv_record>& table, std::size_t row,
                 std::string_view header) {
  for (std::size_t i = 0; i < table[0].cells.size(); ++i)
    if (table[0].cells[i] == header)
      return table[row].cells[i];
  return "no such column";
}

} // namespace

CAF_TEST(a page in JSON is the one that clients know) {
  auto page = json::parse(encode(result_format::json));
  CAF_CHECK_EQUAL(page["success"], true);
  CAF_CHECK_EQUAL(page["jobId"], "enrichment-1767225600000-k3x9f2a");
  CAF_CHECK_EQUAL(page["jobType"], "enrichment");
  CAF_CHECK_EQUAL(page["complete"], false);
  CAF_CHECK_EQUAL(page["results"]["count"], 3);
  CAF_CHECK_EQUAL(page["results"]["leads"].size(), 3u);
  CAF_CHECK_EQUAL(page["metadata"]["list"], "a");
  CAF_CHECK(!page.contains("nextCursor"));
  CAF_CHECK(!page.contains("nextSince"));
  auto& lead = page["results"]["leads"][1];
  CAF_CHECK_EQUAL(lead["row"], 1);
  CAF_CHECK_EQUAL(lead["status"], "filtered");
  CAF_CHECK_EQUAL(lead["filterReason"], "No phone");
  CAF_CHECK_EQUAL(lead["duplicateOf"], 0);
  CAF_CHECK_EQUAL(lead["input"]["note"], "n");
}

CAF_TEST(a page says where the next one goes on) {
  auto page = json::parse(encode(result_format::json, {}, 3, 17));
  CAF_CHECK_EQUAL(page["nextCursor"], "3");
  CAF_CHECK_EQUAL(page["nextSince"], 17);
}

CAF_TEST(a page without leads is a page) {
  for (auto phase : all_job_phases) {
    result_encoder encoder{make_job(phase), {}, result_format::json};
    auto text = encoder.begin();
    auto page = json::parse(text + encoder.end({}, {}));
    CAF_CHECK(page["results"]["leads"].empty());
    CAF_CHECK_EQUAL(page["results"]["count"], 0);
    CAF_CHECK_EQUAL(page["complete"], is_terminal(phase));
  }
}

CAF_TEST(NDJSON has a lead on each line and nothing else) {
  auto text = encode(result_format::ndjson, {}, 3, 17);
  int lines = 0;
  for (std::size_t at = 0; at < text.size(); ++lines) {
    auto end = text.find('\n', at);
    CAF_REQUIRE(end != std::string::npos);
    CAF_CHECK_EQUAL(json::parse(text.substr(at, end - at)).value("row", -1),
                    lines);
    at = end + 1;
  }
  CAF_CHECK_EQUAL(lines, 3);
}

CAF_TEST(CSV begins with the columns that users rely on) {
  auto text = encode(result_format::csv, {"Phone", "note"});
  CAF_CHECK(text.starts_with(
      "Firstname,Lastname,Phone,Email,State,City,Age,Zipcode,Linetype,Carrier,"
      "Platform,Source Details,Search Filter,Status,Filter Reason,Duplicate Of,"
      "Errors,Row,Name,Domain,"));
  auto header = text.substr(0, text.find("\r\n"));
  CAF_CHECK(header.ends_with(",Phone (original),note"));
}

CAF_TEST(CSV has a line per lead with its original columns) {
  auto table = scan(encode(result_format::csv, {"Phone", "note", "other"}));
  CAF_REQUIRE_EQUAL(table.size(), 4u);
  for (const auto& record : table)
    CAF_CHECK_EQUAL(record.cells.size(), table[0].cells.size());
  CAF_CHECK_EQUAL(cell(table, 1, "Firstname"), "Jane");
  CAF_CHECK_EQUAL(cell(table, 1, "Name"), "Jane, \"J\" Doe");
  CAF_CHECK_EQUAL(cell(table, 1, "Phone"), "+15125550142");
  CAF_CHECK_EQUAL(cell(table, 1, "Age"), "44");
  CAF_CHECK_EQUAL(cell(table, 1, "Role Email"), "false");
  CAF_CHECK_EQUAL(cell(table, 1, "Status"), "saved");
  CAF_CHECK_EQUAL(cell(table, 1, "Row"), "0");
  CAF_CHECK_EQUAL(cell(table, 1, "Duplicate Of"), "");
  CAF_CHECK_EQUAL(cell(table, 1, "Phone (original)"), "1");
  CAF_CHECK_EQUAL(cell(table, 1, "note"), "'=x");
  CAF_CHECK_EQUAL(cell(table, 1, "other"), "");
  CAF_CHECK_EQUAL(cell(table, 2, "Filter Reason"), "No phone");
  CAF_CHECK_EQUAL(cell(table, 2, "Duplicate Of"), "0");
  CAF_CHECK_EQUAL(cell(table, 2, "Can Contact"), "false");
  CAF_CHECK_EQUAL(cell(table, 2, "note"), "n");
  CAF_CHECK_EQUAL(cell(table, 3, "Errors"),
                  "The row could not be processed: x");
  CAF_CHECK_EQUAL(cell(table, 3, "Filter Reason"), "");
}

CAF_TEST(headers that collide in any case get names of their own) {
  result_encoder encoder{
      make_job(job_phase::done),
      {"phone", "Phone", "PHONE", "Phone (original)", "x", "X", "Status"},
      result_format::csv};
  auto header = encoder.begin();
  CAF_CHECK(header.ends_with(",phone (original),Phone (original 2),PHONE "
                             "(original 3),Phone (original) (original),x,X "
                             "(original),Status (original)\r\n"));
}

CAF_TEST(ten thousand equal headers are named in no time) {
  result_encoder encoder{make_job(job_phase::done),
                         std::vector<std::string>(10000, "Phone"),
                         result_format::csv};
  auto header = encoder.begin();
  CAF_CHECK(header.find("Phone (original 10000)") != std::string::npos);
}
