#include "store/data_dir.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace leadmill {

namespace {

namespace fs = std::filesystem;

problem cannot(const char* what, const fs::path& path, int error) {
  return {errc::unavailable,
          std::string{"Cannot "} + what + " " + path.string() + ": "
              + std::strerror(error),
          {}};
}

/// Makes the name of what was created in `directory` durable.
void sync_directory(const fs::path& directory) {
  int fd = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1)
    return;
  ::fsync(fd);
  ::close(fd);
}

outcome<void> make_directory(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error))
    return {};
  auto absolute = fs::absolute(path, error).lexically_normal();
  auto parent = absolute.has_filename() ? absolute.parent_path()
                                        : absolute.parent_path().parent_path();
  fs::create_directories(parent, error);
  if (error)
    return tl::make_unexpected(
        cannot("create the directory", parent, error.value()));
  if (::mkdir(path.c_str(), 0700) == -1 && errno != EEXIST)
    return tl::make_unexpected(
        cannot("create the data directory", path, errno));
  if (!fs::is_directory(path, error))
    return tl::make_unexpected(
        cannot("use as the data directory", path, ENOTDIR));
  sync_directory(parent);
  return {};
}

std::string read_holder(int fd) {
  std::array<char, 512> text{};
  auto n = ::pread(fd, text.data(), text.size(), 0);
  std::string holder(text.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
  holder.resize(std::min(holder.size(), holder.find('\n')));
  return holder.empty() ? "another process" : holder;
}

problem taken(const fs::path& path, int fd) {
  return {errc::conflict,
          "The data directory " + path.string() + " is in use by "
              + read_holder(fd)
              + ". To work with that server, name it with --server URL;"
                " otherwise stop it, or choose another directory with --data.",
          {}};
}

/// Only for the one who finds the lock taken: the lock holds without it, so a
/// full disk is no reason to refuse.
void write_holder(int fd, std::string_view description) {
  auto text =
      std::string{description} + " (pid " + std::to_string(::getpid()) + ")";
  std::replace(text.begin(), text.end(), '\n', ' ');
  text += '\n';
  if (::ftruncate(fd, 0) == 0)
    (void)!::pwrite(fd, text.data(), text.size(), 0);
}

} // namespace

data_dir::data_dir(fs::path path, int lock)
    : path_(std::move(path)), lock_(lock) {}

data_dir::data_dir(data_dir&& other) noexcept
    : path_(std::move(other.path_)), lock_(std::exchange(other.lock_, -1)) {}

data_dir& data_dir::operator=(data_dir&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(lock_, other.lock_);
  return *this;
}

data_dir::~data_dir() {
  // The file stays: removing it would let two processes lock two files.
  if (lock_ != -1)
    ::close(lock_);
}

outcome<data_dir> data_dir::open(const fs::path& path,
                                 std::string_view description) {
  if (auto made = make_directory(path); !made)
    return tl::make_unexpected(std::move(made.error()));
  auto file = path / "lock";
  int fd = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd == -1)
    return tl::make_unexpected(cannot("open", file, errno));
  data_dir held{path, fd};
  int result = 0;
  do
    result = ::flock(fd, LOCK_EX | LOCK_NB);
  while (result == -1 && errno == EINTR);
  if (result == -1)
    return tl::make_unexpected(
        errno == EWOULDBLOCK ? taken(path, fd) : cannot("lock", file, errno));
  write_holder(fd, description);
  return held;
}

} // namespace leadmill
