// The calls below stand before those of the C library, for the whole program.
#include "tests/actors/outputs/faults.hpp"

#include <atomic>
#include <cerrno>
#include <stdexcept>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

std::atomic<bool> syncs_fail{false};
/// Calls before the process dies; negative: it does not.
std::atomic<int> calls_left{-1};

constexpr int died = 9;

void count_call() {
  if (calls_left > 0 && --calls_left == 0)
    _exit(died);
}

bool is_directory(int fd) {
  struct stat found{};
  return fstat(fd, &found) == 0 && S_ISDIR(found.st_mode);
}

} // namespace

extern "C" {

int fsync(int fd) {
  count_call();
  if (syncs_fail && is_directory(fd)) {
    errno = EIO;
    return -1;
  }
  return static_cast<int>(syscall(SYS_fsync, fd));
}

int renameat(int from, const char* old_name, int to,
             const char* name) noexcept {
  count_call();
  return static_cast<int>(syscall(SYS_renameat2, from, old_name, to, name, 0));
}

ssize_t write(int fd, const void* data, size_t size) {
  count_call();
  return syscall(SYS_write, fd, data, size);
}

int unlink(const char* path) noexcept {
  count_call();
  return static_cast<int>(syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

} // extern "C"

namespace leadmill::testing {

failing_directory_syncs::failing_directory_syncs() { syncs_fail = true; }

failing_directory_syncs::~failing_directory_syncs() { syncs_fail = false; }

bool comes_to_its_end(int nth, const std::function<void()>& work) {
  auto child = fork();
  if (child == -1)
    throw std::runtime_error{"cannot fork"};
  if (child == 0) {
    calls_left = nth;
    work();
    _exit(0);
  }
  int status = 0;
  while (waitpid(child, &status, 0) == -1 && errno == EINTR)
    ;
  if (!WIFEXITED(status)
      || (WEXITSTATUS(status) != 0 && WEXITSTATUS(status) != died))
    throw std::runtime_error{"the process ended in another way"};
  return WEXITSTATUS(status) == 0;
}

} // namespace leadmill::testing
