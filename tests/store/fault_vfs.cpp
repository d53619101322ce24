#include "tests/store/fault_vfs.hpp"

#include <cstddef>
#include <cstdlib>
#include <new>

#include <sqlite3.h>

namespace leadmill::test {

namespace {

struct plan {
  int write_code = 0;
  int sync_code = 0;
  int read_code = 0;
  int log_syncs = 0;
};

plan faults;
sqlite3_vfs* real = nullptr;

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

int read(sqlite3_file* file, void* to, int size, sqlite3_int64 at) {
  return faults.read_code != 0
             ? faults.read_code
             : pass<&sqlite3_io_methods::xRead>(file, to, size, at);
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  return faults.write_code != 0
             ? faults.write_code
             : pass<&sqlite3_io_methods::xWrite>(file, from, size, at);
}

int sync(sqlite3_file* file, int flags) {
  if (mine(file)->is_log)
    ++faults.log_syncs;
  return faults.sync_code != 0 ? faults.sync_code
                               : pass<&sqlite3_io_methods::xSync>(file, flags);
}

int close(sqlite3_file* file) {
  return pass<&sqlite3_io_methods::xClose>(file);
}

using io = sqlite3_io_methods;

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = [](sqlite3_file* f,
                    sqlite3_int64 n) { return pass<&io::xTruncate>(f, n); },
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
    .xShmLock =
        [](sqlite3_file* f, int offset, int n, int flags) {
          return pass<&io::xShmLock>(f, offset, n, flags);
        },
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

void fault_vfs::fail_writes(int code) { faults.write_code = code; }

void fault_vfs::fail_syncs(int code) { faults.sync_code = code; }

void fault_vfs::fail_reads(int code) { faults.read_code = code; }

int fault_vfs::log_syncs() const { return faults.log_syncs; }

} // namespace leadmill::test
