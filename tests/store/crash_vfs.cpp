#include "tests/store/crash_vfs.hpp"

#include <algorithm>
#include <fstream>
#include <new>
#include <utility>

#include <sqlite3.h>

namespace leadmill::test {

namespace {

std::vector<file_event> recorded;
sqlite3_vfs* real = nullptr;
sqlite3_vfs recording;

/// Stands before the real file, which lies behind it in the same memory. Only
/// its first part is SQLite's, so the path is a pointer that close frees.
struct recorded_file {
  sqlite3_file base;
  std::string* path;
  /// SQLite syncs the directory with the first sync of a journal or log that it
  /// has made.
  bool is_new_journal;
  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

recorded_file* mine(sqlite3_file* file) {
  return reinterpret_cast<recorded_file*>(file);
}

void record(sqlite3_file* file, file_event::what_type what,
            std::uint64_t at = 0, std::string bytes = {}) {
  recorded.push_back({what, *mine(file)->path, at, std::move(bytes)});
}

/// Passes a call through.
template <auto Method, class... Args>
auto pass(sqlite3_file* file, Args... args) {
  auto* inner = mine(file)->inner();
  return (inner->pMethods->*Method)(inner, args...);
}

using io = sqlite3_io_methods;

int close(sqlite3_file* file) {
  auto code = pass<&io::xClose>(file);
  delete std::exchange(mine(file)->path, nullptr);
  return code;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 at) {
  record(file, file_event::write, static_cast<std::uint64_t>(at),
         {static_cast<const char*>(from), static_cast<std::size_t>(size)});
  return pass<&io::xWrite>(file, from, size, at);
}

int cut(sqlite3_file* file, sqlite3_int64 size) {
  record(file, file_event::cut, static_cast<std::uint64_t>(size));
  return pass<&io::xTruncate>(file, size);
}

/// The real sync is left out: what matters is when it would have been.
int sync(sqlite3_file* file, int) {
  record(file, file_event::sync);
  if (std::exchange(mine(file)->is_new_journal, false))
    record(file, file_event::sync_dir);
  return SQLITE_OK;
}

const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = close,
    .xRead = [](sqlite3_file* f, void* to, int size,
                sqlite3_int64 at) { return pass<&io::xRead>(f, to, size, at); },
    .xWrite = write,
    .xTruncate = cut,
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
  auto* f = new (file) recorded_file{};
  constexpr int journals = SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  f->is_new_journal = (flags & journals) != 0 && name != nullptr
                      && !std::filesystem::exists(name);
  auto code = real->xOpen(real, name, f->inner(), flags, out);
  f->base.pMethods = code == SQLITE_OK ? &methods : nullptr;
  if (code == SQLITE_OK)
    f->path = new std::string{name != nullptr ? name : ""};
  return code;
}

int remove(sqlite3_vfs*, const char* name, int sync_dir) {
  recorded.push_back({file_event::remove, name, 0, {}});
  if (sync_dir != 0)
    recorded.push_back({file_event::sync_dir, name, 0, {}});
  return real->xDelete(real, name, sync_dir);
}

constexpr std::size_t sector_bytes = 512;

/// The pieces of a write that reach the disk or not, each by itself.
std::vector<file_event> sectors_of(const file_event& event) {
  if (event.what != file_event::write)
    return {event};
  std::vector<file_event> out;
  for (std::size_t at = 0; at < event.bytes.size();) {
    auto end = (event.at + at) / sector_bytes * sector_bytes + sector_bytes;
    auto size =
        std::min<std::size_t>(end - event.at - at, event.bytes.size() - at);
    out.push_back(
        {event.what, event.path, event.at + at, event.bytes.substr(at, size)});
    at += size;
  }
  return out;
}

} // namespace

crash_vfs::crash_vfs() {
  recorded.clear();
  if (real == nullptr)
    real = sqlite3_vfs_find(nullptr);
  recording = *real;
  recording.zName = "recording";
  recording.pNext = nullptr;
  recording.szOsFile = static_cast<int>(sizeof(recorded_file)) + real->szOsFile;
  recording.xOpen = open;
  recording.xDelete = remove;
  sqlite3_vfs_register(&recording, 1);
}

crash_vfs::~crash_vfs() {
  sqlite3_vfs_unregister(&recording);
  sqlite3_vfs_register(real, 1);
}

void crash_vfs::mark() { recorded.push_back({file_event::mark, "", 0, {}}); }

const std::vector<file_event>& crash_vfs::events() const { return recorded; }

void lossy_disk::apply(const file_event& event) {
  switch (event.what) {
  case file_event::mark:
    break;
  case file_event::sync: {
    auto& f = files_[event.path];
    f.exists = true;
    for (const auto& e : std::exchange(f.pending, {}))
      change(f, e);
    break;
  }
  case file_event::sync_dir:
    for (auto& [path, f] : files_)
      forget_removed(f);
    break;
  default:
    files_[event.path].pending.push_back(event);
    last_ = event.path;
  }
}

/// What was removed stays so; what came under that name since is another file.
void lossy_disk::forget_removed(file& of) {
  auto end = std::find_if(of.pending.rbegin(), of.pending.rend(), [](auto& e) {
               return e.what == file_event::remove;
             }).base();
  if (end == of.pending.begin())
    return;
  of.pending.erase(of.pending.begin(), end);
  of.exists = false;
  of.bytes.clear();
}

bool lossy_disk::has_unsynced() const {
  return std::any_of(files_.begin(), files_.end(),
                     [](const auto& f) { return !f.second.pending.empty(); });
}

void lossy_disk::change(file& of, const file_event& event) {
  auto end = static_cast<std::size_t>(event.at) + event.bytes.size();
  switch (event.what) {
  case file_event::write:
    of.exists = true;
    if (of.bytes.size() < end)
      of.bytes.resize(end);
    of.bytes.replace(static_cast<std::size_t>(event.at), event.bytes.size(),
                     event.bytes);
    break;
  case file_event::cut:
    of.exists = true;
    of.bytes.resize(static_cast<std::size_t>(event.at));
    break;
  case file_event::remove:
    of.exists = false;
    of.bytes.clear();
    break;
  default:
    break;
  }
}

lossy_disk::file lossy_disk::survive(const file& of, survivors which,
                                     std::mt19937& random, bool has_last) {
  file out = of;
  out.pending.clear();
  for (std::size_t i = 0; i < of.pending.size(); ++i) {
    auto event = of.pending[i];
    switch (which) {
    case survivors::none:
      break;
    case survivors::all_but_half:
      if (has_last && i + 1 == of.pending.size()) {
        if (event.what != file_event::write)
          break;
        event.bytes.resize(event.bytes.size() / 2);
      }
      change(out, event);
      break;
    case survivors::some_sectors:
      for (const auto& sector : sectors_of(event))
        if (random() % 2 == 0)
          change(out, sector);
      break;
    }
  }
  return out;
}

void lossy_disk::fail_power(survivors which, std::uint32_t seed,
                            const std::filesystem::path& dir) const {
  std::mt19937 random{seed};
  for (const auto& [path, f] : files_) {
    auto left = survive(f, which, random, path == last_);
    auto to = dir / std::filesystem::path{path}.filename();
    if (left.exists)
      std::ofstream{to, std::ios::binary} << left.bytes;
  }
}

} // namespace leadmill::test
