#include "actors/outputs/durable_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace leadmill {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view unfinished = ".part";
constexpr std::size_t buffer_bytes = std::size_t{64} << 10;

tl::unexpected<problem> cannot(const char* what, const fs::path& path,
                               int error = errno) {
  return fail(errc::unavailable, std::string{"Cannot "} + what + " "
                                     + path.string() + ": "
                                     + std::strerror(error));
}

/// Makes the names in it durable.
outcome<void> sync_directory(const fs::path& path) {
  int fd = ::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd == -1)
    return cannot("open", path);
  auto result = ::fsync(fd);
  auto error = errno;
  ::close(fd);
  if (result != 0)
    return cannot("sync", path, error);
  return {};
}

} // namespace

outcome<void> make_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0) {
    auto synced = sync_directory(path.parent_path());
    if (!synced)
      ::rmdir(path.c_str()); // the next try makes its name durable
    return synced;
  }
  if (errno != EEXIST)
    return cannot("create", path);
  return {};
}

durable_file::durable_file(const fs::path& path)
    : directory_path_(path.parent_path()), name_(path.filename().string()),
      temporary_(name_ + std::string{unfinished}) {}

durable_file::durable_file(durable_file&& other) noexcept
    : directory_path_(std::move(other.directory_path_)),
      name_(std::move(other.name_)), temporary_(std::move(other.temporary_)),
      buffer_(std::move(other.buffer_)),
      directory_(std::exchange(other.directory_, -1)),
      file_(std::exchange(other.file_, -1)) {}

durable_file::~durable_file() {
  if (file_ != -1) {
    ::close(file_);
    ::unlinkat(directory_, temporary_.c_str(), 0);
  }
  if (directory_ != -1)
    ::close(directory_);
}

outcome<durable_file> durable_file::create(const fs::path& path, mode_t mode) {
  durable_file out{path};
  const auto& directory = out.directory_path_;
  if (auto made = make_directory(directory); !made)
    return tl::make_unexpected(std::move(made.error()));
  out.directory_ =
      ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (out.directory_ == -1)
    return cannot("open", directory);
  out.file_ =
      ::openat(out.directory_, out.temporary_.c_str(),
               O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, mode);
  if (out.file_ == -1)
    return cannot("create", directory / out.temporary_);
  return out;
}

outcome<void> durable_file::write(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() < buffer_bytes)
    return {};
  return flush();
}

outcome<void> durable_file::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    auto n = ::write(file_, rest.data(), rest.size());
    if (n == -1 && errno == EINTR)
      continue;
    if (n == -1)
      return cannot("write", directory_path_ / temporary_);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  buffer_.clear();
  return {};
}

outcome<void> durable_file::commit() {
  if (auto written = flush(); !written)
    return written;
  if (::fsync(file_) != 0)
    return cannot("sync", directory_path_ / temporary_);
  if (::renameat(directory_, temporary_.c_str(), directory_, name_.c_str())
      != 0)
    return cannot("rename", directory_path_ / temporary_);
  ::close(std::exchange(file_, -1));
  if (::fsync(directory_) != 0)
    return cannot("sync", directory_path_);
  return {};
}

void remove_unfinished(const fs::path& directory,
                       const std::function<bool(const std::string&)>& ours) {
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    auto name = at->path().filename().string();
    if (!name.ends_with(unfinished) || !at->is_regular_file(ignored))
      continue;
    name.resize(name.size() - unfinished.size());
    if (!ours || ours(name))
      fs::remove(at->path(), ignored);
  }
}

outcome<void> remove_durably(const fs::path& path) {
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      return {};
    return cannot("remove", path);
  }
  return sync_directory(path.parent_path());
}

} // namespace leadmill
