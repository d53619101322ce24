#define CAF_SUITE config_show_declarations
#include "config/show_declarations.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/config/declared.hpp"

using namespace leadmill;

namespace {

constexpr auto lookup = R"([provider.lookup]
step = "lookup"
url = "https://h.example/?api_key=literal-1&a={phone}&token=${TOKEN}"
query = { key = "literal-2", access_token = "{phone}", b = "shown" }
headers = { Authorization = "Bearer ${TOKEN}", x-api-key = "literal-3" }
gives = { carrier = "/c" }
)";

std::string shown(const loaded_config& loaded) {
  return describe_declarations(loaded.declarations, loaded.value.leads.steps);
}

bool holds(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

} // namespace

CAF_TEST(each is listed with its state) {
  auto text = shown(load_text("", {{"NUMBER_LOOKUP_KEY", "k"}}));
  CAF_CHECK_EQUAL(
      text,
      "# provider do-not-call (dnc): disabled: DO_NOT_CALL_URL and "
      "DO_NOT_CALL_KEY are not set\n"
      "# provider number-lookup (line_type): disabled: NUMBER_LOOKUP_URL is "
      "not set\n"
      "# provider skip-tracing (phone_discovery): disabled: SKIP_TRACING_URL "
      "and SKIP_TRACING_KEY are not set\n"
      "# source example-directory: disabled: enabled is false\n"
      "# source linkedin-sales-navigator: disabled: base_url is not set "
      "(LEADMILL_BASE_URL)\n");
}

CAF_TEST(a step that no job runs by itself is told) {
  auto text = shown(load_text(lookup, {{"TOKEN", "t"}}));
  CAF_CHECK(holds(text, "# provider lookup (lookup): enabled, but its step is "
                        "not in leads.steps, so that only jobs that name it "
                        "ask it\n"));
  text =
      shown(load_text("[leads]\nsteps = [\"lookup\"]\n" + std::string{lookup},
                      {{"TOKEN", "t"}}));
  CAF_CHECK(holds(text, "# provider lookup (lookup): enabled\n"));
}

CAF_TEST(templates are shown with the names of their variables) {
  for (const variables& some : {variables{{"TOKEN", "hunter2"}}, variables{}}) {
    auto text = shown(load_text(lookup, some));
    CAF_CHECK(holds(text, "Authorization = \"Bearer ${TOKEN}\""));
    CAF_CHECK(holds(text, "token=${TOKEN}\""));
    CAF_CHECK(!holds(text, "hunter2"));
  }
}

CAF_TEST(a secret in the clear is masked) {
  auto text = shown(load_text(lookup));
  CAF_CHECK(!holds(text, "literal"));
  CAF_CHECK(holds(text, "?api_key=(set, not shown)&a={phone}&token=${TOKEN}"));
  CAF_CHECK(holds(text, "key = \"(set, not shown)\""));
  CAF_CHECK(holds(text, "access_token = \"{phone}\""));
  CAF_CHECK(holds(text, "b = \"shown\""));
  auto inner = shown(load_text("[[provider.x.request]]\nheaders = { Cookie = "
                               "\"literal\" }\n"));
  CAF_CHECK(!holds(inner, "literal"));
}

CAF_TEST(a secret is masked in a block of a wrong form too) {
  const std::string head = "[provider.x]\n";
  for (auto wrong :
       {"headers = [\"Authorization: Bearer literal\"]",
        "headers = \"Authorization: Bearer literal\"",
        "headers = { Authorization = [\"literal\"] }",
        "headers = { X-Api-Key = 4711 }", "query = { key = { a = 4711 } }",
        "query = \"key=literal\"", "header = { Authorization = \"literal\" }",
        "api_key = \"literal\"", "api_key = 4711", "api_key = 4711.5",
        "url = \"https://me:literal@h.example/\"",
        "base_url = \"https://literal@h.example\"",
        "url = [\"https://h.example/?key=literal\"]",
        "url = \"https://h.example/?key={literal\"",
        "body = { key = \"literal\" }",
        "request = { headers = { Cookie = \"literal\" } }",
        "request = [\"literal\"]"}) {
    auto loaded = load_text(head + wrong);
    for (const auto& one : loaded.declarations) {
      auto text = to_json(file_value{shown_block(one), {}});
      CAF_CHECK_EQUAL(holds(text, "literal") || holds(text, "4711") ? wrong
                                                                    : "",
                      std::string{});
    }
    CAF_CHECK(!holds(problems_of(loaded), "literal"));
  }
}

CAF_TEST(what is shown can be read again) {
  const std::string text = "[provider.number-lookup]\nenabled = false\n"
                           "[source.pages]\nurl = \"https://h.example/{a}\"\n"
                           "columns = { \"Full Name\" = [\"/n\", \"/m\"] }\n";
  const variables some{{"LEADMILL_BASE_URL", "https://app.example"},
                       {"SKIP_TRACING_URL", "https://s.example"},
                       {"SKIP_TRACING_KEY", "k"}};
  auto first = load_text(text, some);
  CAF_CHECK_EQUAL(problems_of(first), "");
  auto second = load_text(shown(first), some);
  CAF_CHECK_EQUAL(problems_of(second), "");
  CAF_CHECK(first.value.sources == second.value.sources);
  CAF_CHECK(first.value.providers == second.value.providers);
  CAF_CHECK_EQUAL(state_of(second, "number-lookup"), "enabled is false");
}

CAF_TEST(a destination is shown without its secrets) {
  auto text = shown(load_text(R"([destination.crm]
kind = "webhook"
url = "https://h.example/services/hunter1?x=hunter2"
secret = "hunter3-0123456789"
old_secret = "hunter4-${OLD}-0123456789"
headers = { X-Token = "hunter5", X-Plain = "plain" }
fields = { phone = "Phone", email = "Email" }

[destination.team]
kind = "webhook"
url = "${TEAM_URL}"
secret = "${TEAM_SECRET}"
)",
                              {{"OLD", "hunter6"},
                               {"TEAM_SECRET", "hunter7-0123456789"},
                               {"TEAM_URL", "https://h.example/hunter8"}}));
  CAF_CHECK(!holds(text, "hunter"));
  CAF_CHECK(holds(text, "# destination crm: enabled\n"));
  CAF_CHECK(holds(text, "[destination.crm]\n"));
  CAF_CHECK(holds(text, "url = \"https://h.example/(set, not shown)\"\n"));
  CAF_CHECK(holds(text, "url = \"${TEAM_URL}\"\n"));
  CAF_CHECK(holds(text, "secret = \"${TEAM_SECRET}\"\n"));
  CAF_CHECK(holds(text, "X-Plain = \"plain\""));
  CAF_CHECK(holds(text, "phone = \"Phone\""));
}

CAF_TEST(what is of a wrong form in a destination is not shown either) {
  auto text = shown(load_text(R"([destination.crm]
kind = "webhook"
url = "hunter1"
secret = ["hunter2"]
old_secret = { a = "hunter3" }
headers = "hunter4"
token = "hunter5"

[destination.other]
kind = "webhook"
url = "https://hunter6:hunter7@h.example"
)"));
  CAF_CHECK(!holds(text, "hunter"));
}
