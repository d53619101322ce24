#define CAF_SUITE cli_check
#include "cli/check.hpp"

#include <sstream>

#include <caf/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

const std::string secret = "event-key-0123456789-0123456789-0123456789";

struct answer {
  int status = 0;
  std::string out;
  std::string err;
};

struct fixture {
  fixture() {
    options.sources.default_files.clear();
    set("LEADMILL_SERVER_DATA_DIR", (dir.path() / "data").string());
  }

  void set(const std::string& variable, const std::string& value) {
    options.sources.environment[variable] = value;
  }

  answer run() const {
    std::ostringstream out;
    std::ostringstream err;
    auto status = run_check(options, out, err);
    return {status, out.str(), err.str()};
  }

  scratch dir;
  check_options options;
};

bool holds(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST_FIXTURE_SCOPE(check_tests, fixture)

CAF_TEST(a good configuration is printed without its keys) {
  set("LEADMILL_EVENT_KEY", secret);
  set("LEADMILL_JOBS_SLOTS", "7");
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 0);
  CAF_CHECK_EQUAL(answer.err, "");
  CAF_CHECK(holds(answer.out, "slots = 7  # LEADMILL_JOBS_SLOTS"));
  CAF_CHECK(holds(answer.out, "event_key = \"(set, not shown)\""));
  CAF_CHECK(!holds(answer.out, "0123456789"));
}

CAF_TEST(a check leaves nothing behind) {
  CAF_CHECK_EQUAL(run().status, 0);
  CAF_CHECK(std::filesystem::is_empty(dir.path()));
}

CAF_TEST(every problem goes to standard error with status 78) {
  options.sources.file = dir.write("x.toml", "environment = \"production\"\n"
                                             "\nevent_kye = 1\n");
  set("LEADMILL_LOG_LEVEL", "loud");
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 78);
  CAF_CHECK_EQUAL(answer.out, "");
  for (auto part : {"x.toml:3: ", "\"event_key\"",
                    "LEADMILL_LOG_LEVEL: ", "LEADMILL_EVENT_KEY: ",
                    "LEADMILL_SIGNING_KEY: ", "LEADMILL_BASE_URL: "})
    CAF_CHECK_EQUAL(holds(answer.err, part) ? "" : part, std::string{});
}

CAF_TEST(a data directory that cannot be made is a problem) {
  auto file = dir.write("file", "x");
  for (const auto& bad : {file, file + "/data", std::string{"/proc/data"}}) {
    set("LEADMILL_SERVER_DATA_DIR", bad);
    auto answer = run();
    CAF_CHECK_EQUAL(answer.status, 78);
    CAF_CHECK(holds(answer.err, "LEADMILL_SERVER_DATA_DIR: server.data_dir"));
  }
}

CAF_TEST(a data directory can be several levels deep or be there already) {
  for (const auto& good : {dir.path() / "a/b/c", dir.path()}) {
    set("LEADMILL_SERVER_DATA_DIR", good.string());
    CAF_CHECK_EQUAL(run().status, 0);
  }
}

CAF_TEST(a ZIP table that cannot be read and an unknown region are problems) {
  set("LEADMILL_LEADS_ZIP_TABLE", (dir.path() / "missing.csv").string());
  set("LEADMILL_LEADS_DEFAULT_REGION", "QQ");
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 78);
  CAF_CHECK(holds(answer.err, "LEADMILL_LEADS_ZIP_TABLE: "));
  CAF_CHECK(holds(answer.err, "LEADMILL_LEADS_DEFAULT_REGION: "));
}

CAF_TEST(a ZIP table that can be read is fine) {
  set("LEADMILL_LEADS_ZIP_TABLE",
      dir.write("zip.csv", "city,state,zip\nSpringfield,IL,62701\n"));
  CAF_CHECK_EQUAL(run().err, "");
}

CAF_TEST(with json the answer is one object in both cases) {
  options.json = true;
  set("LEADMILL_EVENT_KEY", secret);
  auto good = nlohmann::json::parse(run().out);
  CAF_CHECK(good["ok"] == true);
  CAF_CHECK(good["config"]["jobs.slots"] == 4);
  CAF_CHECK(good["config"]["leads.steps"].is_array());
  CAF_CHECK(good["problems"].empty());
  CAF_CHECK(!holds(run().out, "0123456789"));
  set("LEADMILL_LOG_LEVEL", "lou\xff"
                            "d");
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 78);
  auto bad = nlohmann::json::parse(answer.out);
  CAF_CHECK(bad["ok"] == false);
  CAF_REQUIRE_EQUAL(bad["problems"].size(), 1u);
  CAF_CHECK(bad["problems"][0]["where"] == "LEADMILL_LOG_LEVEL");
}

CAF_TEST(each provider and source is listed with its state and no secret) {
  options.sources.file =
      dir.write("x.toml", "[provider.lookup]\nstep = \"line_type\"\n"
                          "url = \"https://api.example.com/v1?key=${KEY}\"\n"
                          "headers = { Authorization = \"Bearer ${TOKEN}\" }\n"
                          "gives = { carrier = \"/c\" }\n");
  set("KEY", "hunter2");
  auto lacking = run();
  CAF_CHECK_EQUAL(lacking.status, 0);
  CAF_CHECK(holds(lacking.out, "# provider lookup (line_type): disabled: TOKEN "
                               "is not set\n"));
  set("TOKEN_FILE", dir.write("token", "hunter3\n"));
  auto ready = run();
  CAF_CHECK_EQUAL(ready.status, 0);
  CAF_CHECK(holds(ready.out, "# provider lookup (line_type): enabled\n"));
  CAF_CHECK(holds(ready.out, "# source linkedin-sales-navigator: disabled: "
                             "base_url is not set (LEADMILL_BASE_URL)\n"));
  CAF_CHECK(holds(ready.out, "Bearer ${TOKEN}"));
  options.json = true;
  auto json = run().out;
  for (const auto& text : {lacking.out, ready.out, json})
    CAF_CHECK(!holds(text, "hunter"));
  auto declared = nlohmann::json::parse(json)["declarations"];
  CAF_CHECK(declared[0]["kind"] == "provider");
  CAF_CHECK(declared[0]["name"] == "lookup");
  CAF_CHECK(declared[0]["step"] == "line_type");
  CAF_CHECK(declared[0]["enabled"] == true);
  CAF_CHECK(declared[0]["keys"]["headers"]["Authorization"]
            == "Bearer ${TOKEN}");
  CAF_CHECK(declared[1]["enabled"] == false);
  CAF_CHECK(declared[1]["reason"]
            == "DO_NOT_CALL_URL and DO_NOT_CALL_KEY are "
               "not set");
}

CAF_TEST(a declaration that is wrong is a problem in both forms) {
  options.sources.file =
      dir.write("x.toml", "[provider.lookup]\nrate = inf\nratee = nan\n");
  auto text = run();
  CAF_CHECK_EQUAL(text.status, 78);
  CAF_CHECK(holds(text.err, "x.toml:3: there is no key "
                            "\"provider.lookup.ratee\""));
  options.json = true;
  auto bad = nlohmann::json::parse(run().out);
  CAF_CHECK(bad["ok"] == false);
  CAF_CHECK(bad["declarations"][0]["keys"]["rate"].is_null());
}

CAF_TEST(an XPath that is none is a problem at its line) {
  options.sources.file = dir.write(
      "x.toml", "[source.pages]\nformat = \"html\"\nenabled = false\n"
                "rows = \"//li[\"\nmore = \"nothing()\"\n"
                "[source.pages.columns]\nName = [\".//b\", \"//p[\"]\n"
                "Phone = { at = \"..//\" }\nCity = \".//i\"\n"
                "[source.json]\nenabled = false\nrows = \"/[\"\n");
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 78);
  for (auto part :
       {"x.toml:4: source.pages.rows: \"//li[\" is no XPath expression",
        "x.toml:5: source.pages.more: ",
        "x.toml:7: source.pages.columns.Name[2]: ",
        "x.toml:8: source.pages.columns.Phone: "})
    CAF_CHECK_EQUAL(holds(answer.err, part) ? "" : part, std::string{});
  CAF_CHECK(!holds(answer.err, "City") && !holds(answer.err, "Name[1]"));
  CAF_CHECK(!holds(answer.err, "source.json"));
}

CAF_TEST(online says that there is nothing to reach) {
  CAF_CHECK(!holds(run().out, "nothing to reach"));
  options.online = true;
  CAF_CHECK(holds(run().out, "nothing to reach"));
}

CAF_TEST(online tells what came of each and fails with the worst) {
  options.online = true;
  options.probe = [](const config&, std::ostream& notes) {
    notes << "about to ask\n";
    return std::vector<probe_result>{
        {"lookup", "provider", "https://api.example.com", true,
         200, std::chrono::milliseconds{12}, "answers"},
        {"people", "source", "https://www.example.com", false, 401,
         std::chrono::milliseconds{3}, "answers, but refuses the key"}};
  };
  auto answer = run();
  CAF_CHECK_EQUAL(answer.status, 1);
  CAF_CHECK(holds(answer.out, "# --online:\nlookup"));
  CAF_CHECK(holds(answer.out, "refuses the key"));
  CAF_CHECK_EQUAL(answer.err, "about to ask\n");
  options.json = true;
  answer = run();
  CAF_CHECK_EQUAL(answer.status, 1);
  auto json = nlohmann::json::parse(answer.out);
  CAF_CHECK(json["ok"] == true);
  CAF_REQUIRE_EQUAL(json["online"].size(), 2u);
  CAF_CHECK(json["online"][1]["ok"] == false);
  options.probe = [](const config&, std::ostream&) {
    return std::vector<probe_result>{{"lookup", {}, "", true, 200, {}, ""}};
  };
  CAF_CHECK_EQUAL(run().status, 0);
}

CAF_TEST(nobody is asked unless the configuration is good and it is wanted) {
  int asked = 0;
  options.probe = [&](const config&, std::ostream&) {
    ++asked;
    return std::vector<probe_result>{};
  };
  CAF_CHECK_EQUAL(run().status, 0);
  CAF_CHECK_EQUAL(asked, 0);
  options.online = true;
  options.json = true;
  CAF_CHECK(nlohmann::json::parse(run().out)["online"].empty());
  CAF_CHECK_EQUAL(asked, 1);
  set("LEADMILL_LOG_LEVEL", "loud");
  auto wrong = run();
  CAF_CHECK_EQUAL(wrong.status, 78);
  CAF_CHECK_EQUAL(asked, 1);
  CAF_CHECK(!nlohmann::json::parse(wrong.out).contains("online"));
}

CAF_TEST_FIXTURE_SCOPE_END()
