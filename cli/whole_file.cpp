#include "cli/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

namespace leadmill {

namespace {

/// A descriptor that closes itself, unless it is standard input.
class input_file {
 public:
  explicit input_file(const std::filesystem::path& path)
      : fd_(path == "-" ? STDIN_FILENO
                        : open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~input_file() {
    if (fd_ > STDIN_FILENO)
      close(fd_);
  }
  input_file(const input_file&) = delete;
  input_file& operator=(const input_file&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

} // namespace

outcome<std::string> read_whole_file(const std::filesystem::path& path,
                                     std::size_t max_bytes) {
  auto broken = [&] {
    return fail(errc::unavailable,
                "Cannot read " + path.string() + ": " + std::strerror(errno));
  };
  input_file file{path};
  if (file.fd() < 0)
    return broken();
  std::string text;
  for (;;) {
    constexpr std::size_t step = 1 << 16;
    auto size = text.size();
    text.resize(size + step);
    auto n = read(file.fd(), text.data() + size, step);
    if (n < 0 && errno == EINTR)
      n = 0;
    else if (n < 0)
      return broken();
    else if (n == 0) {
      text.resize(size);
      return text;
    }
    text.resize(size + static_cast<std::size_t>(n));
    if (text.size() > max_bytes)
      return fail(errc::too_many, path.string() + " has more than "
                                      + std::to_string(max_bytes >> 20)
                                      + " MiB; please split it");
  }
}

outcome<whole_file_writer>
whole_file_writer::create(std::filesystem::path path) {
  auto temporary = path;
  temporary += ".part-" + std::to_string(getpid());
  auto file =
      open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  whole_file_writer out{std::move(path), std::move(temporary), file};
  if (file < 0)
    return out.failure("create");
  return out;
}

whole_file_writer::whole_file_writer(std::filesystem::path path,
                                     std::filesystem::path temporary, int file)
    : path_(std::move(path)), temporary_(std::move(temporary)), file_(file) {}

whole_file_writer::whole_file_writer(whole_file_writer&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, -1)) {}

whole_file_writer::~whole_file_writer() {
  if (file_ < 0)
    return;
  close(file_);
  unlink(temporary_.c_str());
}

tl::unexpected<problem> whole_file_writer::failure(const char* what) const {
  return fail(errc::unavailable, std::string{"Cannot "} + what + ' '
                                     + path_.string() + ": "
                                     + std::strerror(errno));
}

outcome<bool> whole_file_writer::write(std::string_view text) {
  while (!text.empty()) {
    auto n = ::write(file_, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return failure("write");
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

outcome<bool> whole_file_writer::commit() {
  if (fsync(file_) != 0)
    return failure("sync");
  if (rename(temporary_.c_str(), path_.c_str()) != 0)
    return failure("rename");
  close(std::exchange(file_, -1));
  return true;
}

} // namespace leadmill
