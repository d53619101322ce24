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

outcome<void> make_directory(const fs::path& path) {
  if (::mkdir(path.c_str(), 0700) == 0)
    return sync_directory(path.parent_path());
  if (errno != EEXIST)
    return cannot("create", path);
  return {};
}

} // namespace

durable_file::durable_file(fs::path path) : path_(std::move(path)) {
  temporary_ = path_;
  temporary_ += unfinished;
}

durable_file::durable_file(durable_file&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::move(other.temporary_)),
      buffer_(std::move(other.buffer_)), file_(std::exchange(other.file_, -1)) {
}

durable_file::~durable_file() {
  if (file_ == -1)
    return;
  ::close(file_);
  ::unlink(temporary_.c_str());
}

outcome<durable_file> durable_file::create(fs::path path) {
  durable_file out{std::move(path)};
  if (auto made = make_directory(out.path_.parent_path()); !made)
    return tl::make_unexpected(std::move(made.error()));
  out.file_ =
      ::open(out.temporary_.c_str(),
             O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (out.file_ == -1)
    return cannot("create", out.temporary_);
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
      return cannot("write", temporary_);
    rest.remove_prefix(static_cast<std::size_t>(n));
  }
  buffer_.clear();
  return {};
}

outcome<void> durable_file::commit() {
  if (auto written = flush(); !written)
    return written;
  if (::fsync(file_) != 0)
    return cannot("sync", temporary_);
  if (::rename(temporary_.c_str(), path_.c_str()) != 0)
    return cannot("rename", temporary_);
  ::close(std::exchange(file_, -1));
  return sync_directory(path_.parent_path());
}

void remove_unfinished(const fs::path& directory) {
  std::error_code error;
  for (fs::directory_iterator at{directory, error}, end; !error && at != end;
       at.increment(error)) {
    std::error_code ignored;
    if (at->path().native().ends_with(unfinished)
        && at->is_regular_file(ignored))
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
