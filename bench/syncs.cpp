// Counts the syncs of the process that it is preloaded into, in the 8 bytes of
// the file that BENCH_SYNCS_FILE names. Another connection cannot ask SQLite
// how the server's one syncs; this sees it do so.
#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

namespace {

using counter = std::atomic<std::uint64_t>;
using sync_function = int (*)(int);

counter* map_counter() {
  static counter unseen;
  const char* name = std::getenv("BENCH_SYNCS_FILE");
  int fd = name == nullptr ? -1 : ::open(name, O_RDWR | O_CLOEXEC);
  if (fd < 0)
    return &unseen;
  void* at = ::mmap(nullptr, sizeof(counter), PROT_READ | PROT_WRITE,
                    MAP_SHARED, fd, 0);
  ::close(fd);
  return at == MAP_FAILED ? &unseen : static_cast<counter*>(at);
}

int counted(const char* name, int fd) {
  auto next = reinterpret_cast<sync_function>(::dlsym(RTLD_NEXT, name));
  if (next == nullptr) {
    errno = ENOSYS;
    return -1;
  }
  static counter* const count = map_counter();
  auto result = next(fd);
  if (result == 0)
    count->fetch_add(1);
  return result;
}

} // namespace

extern "C" int fsync(int fd) { return counted("fsync", fd); }

extern "C" int fdatasync(int fd) { return counted("fdatasync", fd); }
