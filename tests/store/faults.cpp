// Every call that the store makes to its disk fails once, each in a run of its
// own: nothing may be acknowledged that is not kept, nothing kept by half, and
// after the fault the work goes on.
#define CAF_SUITE store_faults
#include <caf/test/unit_test.hpp>

#include <optional>

#include <sqlite3.h>

#include "tests/store/fault_vfs.hpp"
#include "tests/store/scenario.hpp"

using namespace leadmill;
using namespace leadmill::test;

namespace {

/// One run of the scenario on a disk that fails; throws what must not be.
class faulty_run {
 public:
  explicit faulty_run(fault_vfs& vfs) : vfs_(vfs) {}

  void run() {
    open();
    for (; done_ < scenario().size(); ++done_)
      while (!try_step())
        if (++refusals_ > 20)
          throw std::runtime_error("it does not go on");
    vfs_.heal();
    store_.reset();
    open();
    expect({done_});
    store_.reset();
    if (auto damage = find_damage(file_); !damage.empty())
      throw std::runtime_error(damage);
  }

  int refusals() const { return refusals_; }

 private:
  void open() {
    for (int tries = 0; tries < 2; ++tries) {
      auto opened = sqlite_store::open(file_);
      if (opened) {
        store_ = std::move(*opened);
        return;
      }
      check_code(opened.error());
      ++refusals_;
      vfs_.heal();
    }
    throw std::runtime_error("it does not open");
  }

  /// Whether the step was done, as far as anybody was told.
  bool try_step() {
    auto done = scenario().at(done_)(store_->writer());
    if (done)
      return true;
    check_code(done.error());
    vfs_.heal();
    if (done.error().code == errc::unavailable) {
      expect({done_});
      return false;
    }
    // Nobody knows what the disk holds: the process would end and find out.
    store_.reset();
    open();
    return expect({done_, done_ + 1}) == done_ + 1;
  }

  static void check_code(const problem& what) {
    if (what.code != errc::unavailable && what.code != errc::disk_unknown)
      throw std::runtime_error("told as " + std::string{to_string(what.code)}
                               + ": " + what.detail);
  }

  /// The store must be as after one of these numbers of steps; answers which.
  std::size_t expect(std::vector<std::size_t> allowed) {
    auto reader = need(store_->make_reader());
    auto found = fingerprint(store_->writer(), *reader);
    for (auto steps : allowed)
      if (found == expected_fingerprints().at(steps))
        return steps;
    throw std::runtime_error("after " + std::to_string(done_)
                             + " steps the store is another");
  }

  fault_vfs& vfs_;
  scratch dir_{quick_parent()};
  std::filesystem::path file_ = dir_ / "leadmill.db";
  std::unique_ptr<sqlite_store> store_;
  std::size_t done_ = 0;
  int refusals_ = 0;
};

using order = void (fault_vfs::*)(io_call, int, int);

/// Lets the first call fail, then the second, and so on, until a run ends
/// without a fault. How many there were, and how many were told.
void fail_each(io_call what, order how, int code, int at_least) {
  int nth = 1, told = 0;
  for (;; ++nth) {
    fault_vfs vfs;
    (vfs.*how)(what, nth, code);
    faulty_run run{vfs};
    try {
      run.run();
    } catch (const std::exception& e) {
      CAF_ERROR("call " << nth << ": " << e.what());
    }
    if (!vfs.has_failed())
      break;
    told += run.refusals() != 0 ? 1 : 0;
  }
  CAF_MESSAGE(nth - 1 << " calls failed, " << told << " were told");
  CAF_CHECK(nth > at_least);
  CAF_CHECK(told > 0);
}

} // namespace

CAF_TEST(a write that finds the disk full) {
  fail_each(io_call::write, &fault_vfs::fail_once, SQLITE_FULL, 100);
}

CAF_TEST(a disk that stays full) {
  fail_each(io_call::write, &fault_vfs::fail_from, SQLITE_FULL, 100);
}

CAF_TEST(a write that fails) {
  fail_each(io_call::write, &fault_vfs::fail_once, SQLITE_IOERR_WRITE, 100);
}

CAF_TEST(a sync that fails) {
  fail_each(io_call::sync, &fault_vfs::fail_once, SQLITE_IOERR_FSYNC, 15);
}

CAF_TEST(a read that fails) {
  fail_each(io_call::read, &fault_vfs::fail_once, SQLITE_IOERR_READ, 5);
}

CAF_TEST(a lock that somebody holds for a moment) {
  fail_each(io_call::lock, &fault_vfs::fail_once, SQLITE_BUSY, 15);
}
