#include "tests/store/fault_vfs.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

#include <sqlite3.h>

namespace leadmill::test {

namespace {

/// Which calls of a kind fail: from the one after `left` others on, once or
/// for good.
struct plan {
  int code = 0;
  int left = 0;
  bool once = false;
};

struct state {
  plan plans[4];
  bool failed = false;
  int log_syncs = 0;
};

state faults;
sqlite3_vfs* real = nullptr;

plan& plan_for(io_call what) { return faults.plans[static_cast<int>(what)]; }

/// The code with which the call fails, or 0.
int next_fault(io_call what) {
  auto& p = plan_for(what);
  if (p.code == 0 || --p.left > 0)
    return 0;
  faults.failed = true;
  return p.once ? std::exchange(p.code, 0) : p.code;
}

/// Stands before the real file, which lies behind it in the same memory.
struct faulty_file {
  sqlite3_file base;
  bool is_log;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

faulty_file* mine(sqlite3_file* file) {
  return reinterpret_cast<faulty_file*>(file);
}

/// Passes a call through.
template <auto Method, class... Args>
auto pass(sqlite3_file* file, Args... args) {
  auto* inner = mine(file)->inner();
  return (inner->pMethods->*Method)(inner, args...);
}

/// Passes a call through unless it is to fail.
template <io_call What, auto Method, class... Args>
auto try_pass(sqlite3_file* file, Args... args) {
  auto fault = next_fault(What);
  return fault != 0 ? fault : pass<Method>(file, args...);
}

using io = sqlite3_io_methods;

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return try_pass<io_call::read, &io::xRead>(file, to, size, at);
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  return try_pass<io_call::write, &io::xWrite>(file, from, size, at);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
  return try_pass<io_call::write, &io::xTruncate>(file, size);
}

int sync(sqlite3_file* file, int flags) {
  if (mine(file)->is_log)
    ++faults.log_syncs;
  return try_pass<io_call::sync, &io::xSync>(file, flags);
}

int lock_log(sqlite3_file* file, int offset, int n, int flags) {
  if ((flags & SQLITE_SHM_UNLOCK) != 0)
    return pass<&io::xShmLock>(file, offset, n, flags);
  return try_pass<io_call::lock, &io::xShmLock>(file, offset, n, flags);
}

int close(sqlite3_file* file) {
  return pass<&sqlite3_io_methods::xClose>(file);
}

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = [](sqlite3_file* f,
                    sqlite3_int64* n) { return pass<&io::xFileSize>(f, n); },
    .xLock = [](sqlite3_file* f,
                int level) { return pass<&io::xLock>(f, level); },
    .xUnlock = [](sqlite3_file* f,
                  int level) { return pass<&io::xUnlock>(f, level); },
    .xCheckReservedLock =
        [](sqlite3_file* f, int* out) {
          return pass<&io::xCheckReservedLock>(f, out);
        },
    .xFileControl =
        [](sqlite3_file* f, int op, void* arg) {
          return pass<&io::xFileControl>(f, op, arg);
        },
    .xSectorSize = [](sqlite3_file* f) { return pass<&io::xSectorSize>(f); },
    .xDeviceCharacteristics =
        [](sqlite3_file* f) { return pass<&io::xDeviceCharacteristics>(f); },
    .xShmMap =
        [](sqlite3_file* f, int page, int size, int extend,
           volatile void** out) {
          return pass<&io::xShmMap>(f, page, size, extend, out);
        },
    .xShmLock = lock_log,
    .xShmBarrier = [](sqlite3_file* f) { pass<&io::xShmBarrier>(f); },
    .xShmUnmap = [](sqlite3_file* f,
                    int remove) { return pass<&io::xShmUnmap>(f, remove); },
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags,
         int* out) {
  auto* f = new (file) faulty_file{};
  f->is_log = (flags & SQLITE_OPEN_WAL) != 0;
  auto code = real->xOpen(real, name, f->inner(), flags, out);
  f->base.pMethods = code == SQLITE_OK ? &methods : nullptr;
  return code;
}

sqlite3_vfs faulty;

} // namespace

fault_vfs::fault_vfs() {
  faults = {};
  if (real == nullptr)
    real = sqlite3_vfs_find(nullptr);
  faulty = *real;
  faulty.zName = "faulty";
  faulty.pNext = nullptr;
  faulty.szOsFile = static_cast<int>(sizeof(faulty_file)) + real->szOsFile;
  faulty.xOpen = open;
  sqlite3_vfs_register(&faulty, 1);
}

fault_vfs::~fault_vfs() {
  sqlite3_vfs_unregister(&faulty);
  sqlite3_vfs_register(real, 1);
  faults = {};
}

void fault_vfs::fail_once(io_call what, int nth, int code) {
  faults.failed = false;
  plan_for(what) = {code, nth, true};
}

void fault_vfs::fail_from(io_call what, int nth, int code) {
  faults.failed = false;
  plan_for(what) = {code, nth, false};
}

void fault_vfs::heal() {
  for (auto& p : faults.plans)
    p = {};
}

bool fault_vfs::has_failed() const { return faults.failed; }

void fault_vfs::fail_writes(int code) { fail_from(io_call::write, 1, code); }

void fault_vfs::fail_syncs(int code) { fail_from(io_call::sync, 1, code); }

void fault_vfs::fail_reads(int code) { fail_from(io_call::read, 1, code); }

int fault_vfs::log_syncs() const { return faults.log_syncs; }

} // namespace leadmill::test
