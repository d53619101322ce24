#define CAF_SUITE config_destination_keys
#include "config/destination_keys.hpp"

#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <caf/test/unit_test.hpp>

#include "config/toml_file.hpp"
#include "tests/config/check_for.hpp"

using namespace leadmill;

namespace {

// A value of the file, as it would be after `key = `.
file_value value_of(const std::string& toml) {
  auto read = parse_toml("[destination.x]\nkey = " + toml + "\n", "f");
  CAF_REQUIRE(read.problems.empty());
  const auto& root = std::get<file_table>(read.trees.at(0).value.value);
  return std::get<file_table>(root.at(0).value.value).at(0).value;
}

// What a key makes of a value; the faults, if there are any.
template <class T>
std::string put(T& to, const table_keys<T>& keys, const std::string& name,
                const std::string& toml) {
  fault_list faults;
  read_table({{name, "f:2", value_of(toml)}}, "x", keys, to, faults);
  std::string result;
  for (const auto& problem : faults.problems())
    result += to_string(problem) + "\n";
  return result;
}

std::string put_webhook(written_webhook& to, const std::string& name,
                        const std::string& toml) {
  return put(to, webhook_keys(), name, toml);
}

bool is_refused(const std::string& name, const std::string& toml,
                const std::string& why) {
  written_webhook to;
  auto faults = put(to, webhook_keys(), name, toml);
  if (faults.find(why) == std::string::npos)
    CAF_MESSAGE(faults);
  return faults.starts_with("f:2: x." + name + " ")
         && faults.find(why) != std::string::npos;
}

template <class T>
void check_explained(const table_keys<T>& keys) {
  std::ifstream file{std::filesystem::path{LEADMILL_SOURCE_DIR}
                     / "docs/destinations.md"};
  std::ostringstream guide;
  guide << file.rdbuf();
  std::set<std::string> names;
  for (const auto& key : keys) {
    CHECK_FOR(key.name, names.insert(key.name).second && !key.help.empty());
    CHECK_FOR(key.name,
              guide.str().find("| `" + key.name + "` |") != std::string::npos);
  }
}

} // namespace

CAF_TEST(each key is explained in the guide and comes once) {
  check_explained(webhook_keys());
  check_explained(export_keys());
}

CAF_TEST(a webhook is what its keys say) {
  written_webhook to;
  for (auto [name, toml] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"kind", R"("webhook")"},
           {"enabled", "false"},
           {"default", "false"},
           {"url", R"("https://h.example/${X}")"},
           {"secret", R"("${S}")"},
           {"old_secret", R"("${T}")"},
           {"headers", R"({ X-A = "b" })"},
           {"format", R"("discord")"},
           {"events", R"(["job.failed", "leads.saved"])"},
           {"when", R"("end")"},
           {"statuses", R"(["failed", "saved"])"},
           {"fields", R"({ phone = "Phone", "input.A b" = "x.y" })"},
           {"batch_leads", "7"},
           {"batch_kib", "2"},
           {"batch_seconds", "0.5"},
           {"timeout_seconds", "1.5"},
           {"allow_private", "true"}})
    CAF_CHECK_EQUAL(put_webhook(to, name, toml), "");
  CAF_CHECK(!to.enabled && !to.value.by_default && to.value.allow_private);
  CAF_CHECK_EQUAL(to.value.url, "https://h.example/${X}");
  CAF_CHECK_EQUAL(to.secret + to.old_secret, "${S}${T}");
  CAF_CHECK(to.value.headers == (text_pairs{{"X-A", "b"}}));
  CAF_CHECK(to.value.format == webhook_format::discord);
  CAF_CHECK(to.events
            == (std::vector{event_kind::job_failed, event_kind::leads_saved}));
  CAF_CHECK(to.value.at_end);
  CAF_CHECK(to.value.statuses
            == (std::vector{lead_status::failed, lead_status::saved}));
  CAF_CHECK(to.value.fields
            == (text_pairs{{"phone", "Phone"}, {"input.A b", "x.y"}}));
  CAF_CHECK_EQUAL(to.value.batch_leads, 7u);
  CAF_CHECK_EQUAL(to.value.batch_bytes, 2'048u);
  CAF_CHECK_EQUAL(to.value.batch_age.count(), 500);
  CAF_CHECK_EQUAL(to.value.timeout.count(), 1'500);
}

CAF_TEST(an export is what its keys say) {
  written_export to;
  CAF_CHECK_EQUAL(put(to, export_keys(), "per", R"("day")"), "");
  CAF_CHECK_EQUAL(put(to, export_keys(), "directory", R"("/a/${B}")"), "");
  CAF_CHECK(to.value.by_day);
  CAF_CHECK_EQUAL(to.value.directory, "/a/${B}");
  CAF_CHECK(put(to, export_keys(), "per", R"("week")").find("\"day\"")
            != std::string::npos);
}

CAF_TEST(a webhook has no keys of files and the other way round) {
  CAF_CHECK(is_refused("per", R"("day")", "") == false);
  written_webhook webhook;
  CAF_CHECK(put_webhook(webhook, "per", R"("day")").find("there is no key")
            != std::string::npos);
  written_export file;
  CAF_CHECK(put(file, export_keys(), "url", R"("x")").find("there is no key")
            != std::string::npos);
}

CAF_TEST(fields keep the order of the file) {
  written_webhook to;
  CAF_CHECK_EQUAL(
      put_webhook(to, "fields", R"({ zipcode = "a", age = "b", name = "c" })"),
      "");
  CAF_CHECK(to.value.fields
            == (text_pairs{{"zipcode", "a"}, {"age", "b"}, {"name", "c"}}));
}

CAF_TEST(a column of the input may be named without quotes) {
  written_webhook to;
  CAF_CHECK_EQUAL(
      put_webhook(to, "fields", R"({ input = { Notes = "n", a.b = "c" } })"),
      "");
  CAF_CHECK(to.value.fields
            == (text_pairs{{"input.Notes", "n"}, {"input.a.b", "c"}}));
}

CAF_TEST(fields that make no sense are refused) {
  CAF_CHECK(is_refused("fields", R"(["phone"])", "must be a table"));
  CAF_CHECK(is_refused("fields", R"({ phone = 1 })", "must be a table"));
  CAF_CHECK(
      is_refused("fields", R"({ phone = { a = "b" } })", "must be a table"));
  CAF_CHECK(
      is_refused("fields", R"({ fone = "a" })", "nearest one is \"phone\""));
  CAF_CHECK(is_refused("fields", R"({ Phone = "a" })", "\"phone\""));
  CAF_CHECK(is_refused("fields", R"({ jobid = "a" })", "\"jobId\""));
  CAF_CHECK(is_refused("fields", R"({ "input." = "a" })", "input.COLUMN"));
  CAF_CHECK(is_refused("fields", R"({ phone = "" })", "1 to 200"));
  CAF_CHECK(is_refused(
      "fields", "{ phone = \"" + std::string(201, 'x') + "\" }", "1 to 200"));
  CAF_CHECK(is_refused("fields", R"({ phone = "a", name = "a" })",
                       "two fields called \"a\""));
  CAF_CHECK(is_refused("fields", R"({ phone = "${A}" })", "takes no ${NAME}"));
  std::string many;
  for (int i = 0; i <= 200; ++i)
    many += (i == 0 ? "{ " : ", ") + ("\"input." + std::to_string(i))
            + "\" = \"" + std::to_string(i) + "\"";
  CAF_CHECK(is_refused("fields", many + " }", "there may be 200"));
}

CAF_TEST(events and statuses are known and there once) {
  CAF_CHECK(is_refused("events", R"(["job.complete"])",
                       "nearest one is \"job.completed\""));
  CAF_CHECK(is_refused("events", R"(["job.failed", "job.failed"])", "twice"));
  CAF_CHECK(is_refused("events", "[]", "enabled = false"));
  CAF_CHECK(is_refused("events", R"("job.failed")", "list of texts"));
  CAF_CHECK(is_refused("statuses", R"(["save"])", "\"saved\""));
  CAF_CHECK(is_refused("statuses", R"(["saved", "saved"])", "twice"));
  CAF_CHECK(is_refused("statuses", "[]", "enabled = false"));
}

CAF_TEST(numbers are held to their bounds) {
  for (auto [name, toml] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"batch_leads", "0"},
           {"batch_leads", "1001"},
           {"batch_leads", "1.5"},
           {"batch_kib", "0"},
           {"batch_kib", "4097"},
           {"batch_seconds", "-1"},
           {"batch_seconds", "3601"},
           {"batch_seconds", "nan"},
           {"timeout_seconds", "0"},
           {"timeout_seconds", "121"},
           {"timeout_seconds", "inf"},
           {"batch_leads", R"("7")"}})
    CHECK_FOR(std::string{name} + " = " + toml, is_refused(name, toml, "must"));
  written_webhook to;
  for (auto [name, toml] :
       std::initializer_list<std::pair<const char*, const char*>>{
           {"batch_leads", "1"},
           {"batch_leads", "1000"},
           {"batch_kib", "1"},
           {"batch_kib", "4096"},
           {"batch_seconds", "0"},
           {"batch_seconds", "3600"},
           {"timeout_seconds", "0.05"},
           {"timeout_seconds", "120"}})
    CAF_CHECK_EQUAL(put_webhook(to, name, toml), "");
}

CAF_TEST(words are one of a few) {
  CAF_CHECK(is_refused("format", R"("teams")", "\"discord\""));
  CAF_CHECK(is_refused("when", R"("later")", "\"end\""));
  CAF_CHECK(is_refused("default", R"("yes")", "true or false"));
}
