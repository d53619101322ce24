#define CAF_SUITE actors_outputs_export_target
#include "actors/outputs/export_target.hpp"

#include <caf/test/unit_test.hpp>

#include "tests/support/scratch.hpp"

using namespace leadmill;

namespace {

export_target make(bool by_default = true, std::string directory = {}) {
  export_target out;
  out.declared.name = "sheet";
  out.declared.by_default = by_default;
  out.declared.directory = std::move(directory);
  out.data = "/data";
  return out;
}

} // namespace

CAF_TEST(a job goes where it names or where jobs go by default) {
  job none, here, there;
  here.outputs = {"crm", "sheet"};
  there.outputs = {"crm"};
  for (auto by_default : {true, false}) {
    auto target = make(by_default);
    CAF_CHECK_EQUAL(target.takes(none), by_default);
    CAF_CHECK(target.takes(here));
    CAF_CHECK(!target.takes(there));
  }
}

CAF_TEST(files are in the data directory unless the destination says) {
  CAF_CHECK(make().directory() == "/data/exports/sheet");
  CAF_CHECK(make(true, "/mnt/leads").directory() == "/mnt/leads");
  CAF_CHECK(make(true, "/mnt/leads").kept("days")
            == "/data/exports/.days/sheet");
  CAF_CHECK_EQUAL(make().mode(), 0600u);
  CAF_CHECK_EQUAL(make(true, "/mnt/leads").mode(), 0640u);
}

CAF_TEST(a file has the extension of its format) {
  auto target = make();
  CAF_CHECK_EQUAL(target.file_name("a"), "a.csv");
  CAF_CHECK_EQUAL(target.stem_of("a.csv"), "a");
  CAF_CHECK_EQUAL(target.stem_of("a.ndjson"), "");
  target.declared.format = export_format::ndjson;
  CAF_CHECK_EQUAL(target.file_name("a"), "a.ndjson");
}

CAF_TEST(what must be there is made) {
  scratch dir;
  auto target = make();
  target.data = dir.path();
  CAF_CHECK(target.make_parents("days"));
  CAF_CHECK(target.make_parents("days"));
  CAF_CHECK(std::filesystem::is_directory(dir.path() / "exports" / ".days"));
}
