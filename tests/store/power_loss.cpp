// The power fails before and in the midst of every change that the store makes
// to its files: whatever was acknowledged is there afterwards, whatever was not
// is there in full or not at all, and the file is sound.
//
// That the suite can fail is a test of its own below. To see it in the large,
// write NORMAL or OFF for FULL in store/sqlite_connection.cpp: the first test
// goes red.
#define CAF_SUITE store_power_loss
#include <caf/test/unit_test.hpp>

#include "store/sqlite_connection.hpp"
#include "store/sqlite_writer.hpp"
#include "tests/store/crash_vfs.hpp"
#include "tests/store/scenario.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// Every change of the files that the scenario makes, from the creation of the
/// database to its closing, with a mark behind each acknowledged step.
std::vector<file_event> record(const char* synchronous) {
  scratch dir{quick_parent()};
  crash_vfs vfs;
  {
    auto db = need(open_for_writing(dir / "leadmill.db"));
    if (synchronous != nullptr)
      db->exec(std::string{"PRAGMA synchronous = "} + synchronous);
    auto writer = need(make_sqlite_writer(std::move(db)));
    for (auto step : scenario()) {
      need(step(*writer));
      vfs.mark();
    }
  }
  return vfs.events();
}

struct findings {
  int failures_of_power = 0;
  int wrong = 0;
  std::string first;
};

/// What is wrong with the files in `dir` when so many steps were acknowledged,
/// or nothing. With `go_on` the rest of the scenario is done on them.
std::string judge(const std::filesystem::path& dir, std::size_t acknowledged,
                  bool go_on) {
  auto file = dir / "leadmill.db";
  const auto& expected = expected_fingerprints();
  auto opened = sqlite_store::open(file);
  if (!opened)
    return "it does not open: " + opened.error().detail;
  auto store = std::move(*opened);
  auto at = acknowledged;
  {
    auto reader = need(store->make_reader());
    auto found = fingerprint(store->writer(), *reader);
    if (found != expected.at(at)
        && (++at == expected.size() || found != expected.at(at)))
      return "the store is another";
  }
  for (; go_on && at < scenario().size(); ++at)
    if (auto done = scenario().at(at)(store->writer()); !done)
      return "it does not go on: " + done.error().detail;
  if (go_on) {
    auto reader = need(store->make_reader());
    if (fingerprint(store->writer(), *reader) != expected.back())
      return "it ended as another";
  }
  store.reset();
  return find_damage(file);
}

class power_failures {
 public:
  findings run(const std::vector<file_event>& events) {
    for (const auto& event : events) {
      disk_.apply(event);
      ++at_;
      if (event.what == file_event::mark) {
        ++acknowledged_;
        continue;
      }
      try_out(survivors::none, 0);
      if (!disk_.has_unsynced())
        continue;
      try_out(survivors::all_but_half, 0);
      try_out(survivors::some_sectors, at_);
    }
    return found_;
  }

 private:
  void try_out(survivors which, std::uint32_t seed) {
    scratch dir{quick_parent()};
    disk_.fail_power(which, seed, dir.path());
    auto wrong = try_to_judge(dir.path());
    ++found_.failures_of_power;
    if (wrong.empty())
      return;
    if (found_.wrong++ == 0)
      found_.first = "after change " + std::to_string(at_) + ", with "
                     + std::to_string(acknowledged_)
                     + " steps acknowledged, survivors "
                     + std::to_string(static_cast<int>(which)) + ": " + wrong;
  }

  /// Damage may show in the midst of reading.
  std::string try_to_judge(const std::filesystem::path& dir) {
    try {
      return judge(dir, acknowledged_, at_ % 20 == 0);
    } catch (const std::exception& e) {
      return e.what();
    }
  }

  lossy_disk disk_;
  std::uint32_t at_ = 0;
  std::size_t acknowledged_ = 0;
  findings found_;
};

findings lose_power_everywhere(const char* synchronous = nullptr) {
  auto out = power_failures{}.run(record(synchronous));
  CAF_MESSAGE(out.failures_of_power << " failures of power, " << out.wrong
                                    << " with a loss; " << out.first);
  return out;
}

} // namespace

CAF_TEST(whatever was acknowledged survives a failure of power) {
  auto found = lose_power_everywhere();
  CAF_CHECK_EQUAL(found.first, "");
  CAF_CHECK_EQUAL(found.wrong, 0);
  CAF_CHECK(found.failures_of_power > 500);
}

CAF_TEST(without a sync for each commit this suite would fail) {
  for (auto weaker : {"NORMAL", "OFF"}) {
    CAF_MESSAGE("synchronous = " << weaker);
    CAF_CHECK(lose_power_everywhere(weaker).wrong > 100);
  }
}
