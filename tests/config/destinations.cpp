#define CAF_SUITE config_destinations
#include "config/destinations.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/check_for.hpp"
#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

const std::string webhook = R"([destination.crm]
kind = "webhook"
url = "https://crm.example.com/hook"
)";

const std::string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const std::string other_secret = "0123456789abcdef";
const std::string key = "signing-key-0123456789-0123456789-0123456789";

webhook_declaration only(const loaded_config& loaded) {
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_REQUIRE_EQUAL(loaded.value.webhooks.size(), 1u);
  return loaded.value.webhooks[0];
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

using texts = std::vector<std::string>;
using events = std::vector<event_kind>;

} // namespace

CAF_TEST(a webhook needs little) {
  auto crm = only(load_text(webhook));
  CAF_CHECK_EQUAL(crm.name, "crm");
  CAF_CHECK_EQUAL(crm.url, "https://crm.example.com/hook");
  CAF_CHECK(crm.secrets.empty());
  CAF_CHECK(crm.by_default && !crm.at_end && !crm.allow_private);
  CAF_CHECK(crm.statuses == std::vector{lead_status::saved});
  CAF_CHECK(crm.events
            == (events{event_kind::leads_saved, event_kind::job_completed,
                       event_kind::job_failed, event_kind::job_cancelled}));
}

CAF_TEST(what is for people has other events) {
  for (auto format : {"slack", "discord"}) {
    auto text = webhook + "format = \"" + format + "\"\n";
    CAF_CHECK(
        only(load_text(text)).events
        == (events{event_kind::job_completed, event_kind::job_failed,
                   event_kind::quota_approaching, event_kind::system_paused}));
    CAF_CHECK(only(load_text(text + "events = [\"leads.saved\"]\n")).events
              == events{event_kind::leads_saved});
  }
}

CAF_TEST(files need less) {
  auto loaded = load_text("[destination.a]\nkind = \"csv\"\n"
                          "[destination.b]\nkind = \"ndjson\"\nper = \"day\"\n"
                          "directory = \"/x/${Y}\"\n",
                          {{"Y", "z"}});
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_REQUIRE_EQUAL(loaded.value.exports.size(), 2u);
  const auto& [a, b] =
      std::tie(loaded.value.exports[0], loaded.value.exports[1]);
  CAF_CHECK_EQUAL(a.name, "a");
  CAF_CHECK(a.format == export_format::csv && !a.by_day && a.by_default);
  CAF_CHECK_EQUAL(a.directory, "");
  CAF_CHECK(b.format == export_format::ndjson && b.by_day);
  CAF_CHECK_EQUAL(b.directory, "/x/z");
}

CAF_TEST(variables are put in) {
  auto crm = only(load_text("[destination.crm]\nkind = \"webhook\"\n"
                            "url = \"https://h.example/${A}\"\n"
                            "secret = \"${S}\"\n"
                            "headers = { Authorization = \"Bearer ${T}\" }\n",
                            {{"A", "a b"}, {"S", secret}, {"T", "t"}}));
  CAF_CHECK_EQUAL(crm.url, "https://h.example/a%20b");
  CAF_CHECK(crm.secrets == texts{secret});
  CAF_CHECK(crm.headers == (text_pairs{{"Authorization", "Bearer t"}}));
  // Many webhooks are known by an address that is a secret as a whole.
  crm =
      only(load_text("[destination.crm]\nkind = \"webhook\"\nurl = \"${U}\"\n",
                     {{"U", "https://h.example/services/a/b"}}));
  CAF_CHECK_EQUAL(crm.url, "https://h.example/services/a/b");
}

CAF_TEST(a secret may come from a file and hold braces) {
  scratch dir;
  auto file = dir.write("secret", secret + "\n");
  auto crm =
      only(load_text(webhook + "secret = \"${S}\"\n", {{"S_FILE", file}}));
  CAF_CHECK(crm.secrets == texts{secret});
  crm = only(load_text(webhook + "secret = \"a{{b}}{name}{0123456789\"\n"));
  CAF_CHECK(crm.secrets == texts{"a{{b}}{name}{0123456789"});
}

CAF_TEST(a variable that is not set disables) {
  auto loaded = load_text(webhook
                          + "secret = \"${S}\"\n"
                            "old_secret = \"${O}\"\n");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK(loaded.value.webhooks.empty());
  CAF_CHECK_EQUAL(state_of(loaded, "crm"), "S and O are not set");
  disabled_declaration expected{declaration_kind::destination, "crm",
                                "S and O are not set", ""};
  CAF_CHECK(std::count(loaded.value.disabled.begin(),
                       loaded.value.disabled.end(), expected)
            == 1);
  loaded = load_text("[destination.a]\nkind = \"csv\"\ndirectory = \"${D}\"\n");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(state_of(loaded, "a"), "D is not set");
  CAF_CHECK(loaded.value.exports.empty());
}

CAF_TEST(one that is switched off may be unfinished) {
  auto loaded = load_text("[destination.a]\nkind = \"webhook\"\n"
                          "enabled = false\n");
  CAF_CHECK_EQUAL(problems_of(loaded), "");
  CAF_CHECK_EQUAL(state_of(loaded, "a"), "enabled is false");
  CAF_CHECK(loaded.value.webhooks.empty());
}

CAF_TEST(the signing key signs where there is no secret) {
  CAF_CHECK(only(load_text(webhook, {{"LEADMILL_SIGNING_KEY", key}})).secrets
            == texts{key});
  auto own = webhook + "secret = \"" + secret + "\"\n";
  CAF_CHECK(only(load_text(own, {{"LEADMILL_SIGNING_KEY", key}})).secrets
            == texts{secret});
}

CAF_TEST(while a secret is changed both sign with the new one first) {
  auto both = webhook + "secret = \"" + secret + "\"\nold_secret = \""
              + other_secret + "\"\n";
  CAF_CHECK(only(load_text(both)).secrets == (texts{secret, other_secret}));
  CAF_CHECK_EQUAL(
      problems_of(webhook + "old_secret = \"" + other_secret + "\"\n"),
      "x.toml:4: destination.crm.old_secret goes with secret, which takes over "
      "from it\n");
}

CAF_TEST(a secret that is none is refused and not shown) {
  auto faults = problems_of(webhook + "secret = \"hunter2\"\n");
  CAF_CHECK(
      holds(faults, "x.toml:4: destination.crm.secret is no good secret"));
  CAF_CHECK(!holds(faults, "hunter2"));
  faults =
      problems_of(webhook + "secret = \"${S}\"\n", {{"S", "whsec_hunter2"}});
  CAF_CHECK(holds(faults, "S: destination.crm.secret, with S put in, is no "
                          "good secret"));
  CAF_CHECK(!holds(faults, "hunter2"));
  CAF_CHECK(holds(problems_of(webhook + "secret = \"\"\n"), "is empty"));
  CAF_CHECK(holds(problems_of(webhook + "secret = \"${\"\n"), "${"));
}

CAF_TEST(a signing key must be able to sign) {
  auto faults = problems_of(
      "", {{"LEADMILL_SIGNING_KEY", "whsec_" + std::string(40, '!')}});
  CAF_CHECK(holds(faults,
                  "LEADMILL_SIGNING_KEY: signing_key is no good secret: "
                  "what follows whsec_"));
}

CAF_TEST(production asks for a key that signs) {
  auto faults = problems_of(webhook, {{"LEADMILL_ENVIRONMENT", "production"}});
  CAF_CHECK(holds(faults, "signing_key is not set"));
}

CAF_TEST(a kind is asked for and decides which keys there are) {
  CAF_CHECK_EQUAL(problems_of("[destination.a]\nurl = \"x\"\n"),
                  "x.toml:1: destination.a.kind is not set; it must be "
                  "\"webhook\", \"csv\" or \"ndjson\"\n");
  for (auto wrong : {"\"email\"", "1", "[\"csv\"]"})
    CAF_CHECK_EQUAL(problems_of("[destination.a]\nkind = " + std::string{wrong}
                                + "\nfoo = 1\n"),
                    "x.toml:2: destination.a.kind must be \"webhook\", "
                    "\"csv\" or \"ndjson\"\n");
  CAF_CHECK_EQUAL(problems_of(webhook + "secrt = \"x\"\n"),
                  "x.toml:4: there is no key \"destination.crm.secrt\"; the "
                  "nearest one is \"destination.crm.secret\"\n");
  CAF_CHECK_EQUAL(
      problems_of("[destination.a]\nkind = \"csv\"\nurl = \"https://h/\"\n"),
      "x.toml:3: there is no key \"destination.a.url\"; the nearest one is "
      "\"destination.a.per\"\n");
}

CAF_TEST(dashboard is a name that is taken) {
  CAF_CHECK(holds(problems_of("[destination.dashboard]\nkind = \"csv\"\n"),
                  "x.toml:1: destination.dashboard has a name that is taken"));
}

CAF_TEST(names are held to their form) {
  for (auto name : {"CRM", "a_b", "\"a b\"", "\"\"", "\"../x\""})
    CHECK_FOR(name, holds(problems_of("[destination." + std::string{name}
                                      + "]\nkind = \"csv\"\n"),
                          "has a name that is not"));
}

CAF_TEST(a destination may be called like a provider) {
  auto text = webhook + R"([provider.crm]
step = "crm"
url = "https://h.example/{phone}"
gives = { carrier = "/c" }
)";
  CAF_CHECK_EQUAL(problems_of(text), "");
}

CAF_TEST(an address is absolute and leads elsewhere) {
  auto with = [](const std::string& url) {
    return problems_of("[destination.a]\nkind = \"webhook\"\nurl = \"" + url
                       + "\"\n");
  };
  for (auto bad : {"/hook", "h.example/x", "ftp://h.example/",
                   "https://user:pw@h.example/", "https://h.example/#x",
                   "https://h.example/a b", ""})
    CHECK_FOR(bad, holds(with(bad), "x.toml:3: destination.a.url "));
  for (auto near : {"http://localhost:1/", "http://127.0.0.1/", "http://[::1]/",
                    "http://0.0.0.0/", "http://127.1/"})
    CHECK_FOR(near, holds(with(near), "allow_private = true"));
  CAF_CHECK(holds(problems_of("[destination.a]\nkind = \"webhook\"\n"),
                  "destination.a.url is not set"));
  CAF_CHECK_EQUAL(problems_of("[destination.a]\nkind = \"webhook\"\n"
                              "url = \"http://localhost:1/\"\n"
                              "allow_private = true\n"),
                  "");
}

CAF_TEST(an address out of a variable is not shown) {
  auto faults = problems_of("[destination.a]\nkind = \"webhook\"\n"
                            "url = \"${U}\"\n",
                            {{"U", "hunter2"}});
  CAF_CHECK(holds(faults, "U: destination.a.url, with U put in, must be"));
  CAF_CHECK(!holds(faults, "hunter2"));
}

CAF_TEST(headers that are ours are refused) {
  for (auto name : {"webhook-id", "Webhook-Signature", "Content-Type", "Host",
                    "Content-Length"})
    CHECK_FOR(name, holds(problems_of(webhook + "headers = { " + name
                                      + " = \"x\" }\n"),
                          "not for a declaration to set"));
  CAF_CHECK(holds(problems_of(webhook + "headers = { A = \"x\", a = \"y\" }\n"),
                  "is there twice"));
  CAF_CHECK(holds(problems_of(webhook + "headers = { A = \"x\\ny\" }\n"),
                  "control character"));
  CAF_CHECK_EQUAL(problems_of(webhook + "headers = { A = \"{b}\" }\n"), "");
}

CAF_TEST(a sentence has no fields) {
  CAF_CHECK(holds(problems_of(webhook
                              + "format = \"slack\"\n"
                                "fields = { phone = \"Phone\" }\n"),
                  "a sentence has no fields"));
}

CAF_TEST(two destinations do not share a directory) {
  std::string two = "[destination.a]\nkind = \"csv\"\ndirectory = \"/x/y/\"\n"
                    "[destination.b]\nkind = \"csv\"\ndirectory = \"/x/./y\"\n";
  CAF_CHECK_EQUAL(problems_of(two),
                  "x.toml:6: destination.b.directory is that of "
                  "destination.a, too; give each its own\n");
  CAF_CHECK(holds(problems_of("[destination.a]\nkind = \"csv\"\n"
                              "directory = \"a\\u0000b\"\n"),
                  "NUL"));
}

CAF_TEST(a job may name what is in use) {
  auto loaded = load_text(webhook
                          + "[destination.a]\nkind = \"csv\"\n"
                            "[destination.b]\nkind = \"csv\"\n"
                            "enabled = false\n");
  CAF_CHECK(known_output_names(loaded.value)
            == (texts{"dashboard", "crm", "a"}));
}

CAF_TEST(a schedule may name what is there) {
  auto with = [](const std::string& outputs) {
    return problems_of(webhook
                       + "[destination.b]\nkind = \"csv\"\n"
                         "enabled = false\n[[schedule]]\nname = \"n\"\n"
                         "cron = \"@daily\"\nfile = \"a.csv\"\n"
                         "outputs = "
                       + outputs + "\n");
  };
  CAF_CHECK_EQUAL(with(R"(["crm", "b", "dashboard"])"), "");
  CAF_CHECK_EQUAL(with(R"(["crn"])"),
                  "x.toml:11: schedule[1].outputs has no destination \"crn\"; "
                  "the nearest one is \"crm\"\n");
  CAF_CHECK(holds(with(R"(["crm", "crm"])"), "twice"));
}

CAF_TEST(a misspelt table is told) {
  CAF_CHECK(holds(problems_of("[destinations.a]\nkind = \"csv\"\n"),
                  "the nearest one is [destination.NAME]"));
  CAF_CHECK(holds(problems_of("destination = 1\n"), "[destination.NAME]"));
}
