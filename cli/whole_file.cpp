#include "cli/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
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

/// What the system says against it.
tl::unexpected<problem> cannot(const char* what,
                               const std::filesystem::path& path) {
  return fail(errc::unavailable, std::string{"Cannot "} + what + ' '
                                     + path.string() + ": "
                                     + std::strerror(errno));
}

/// Where the links from `path` lead, which need not be there yet. They are no
/// more than the kernel follows: it was asked before.
std::filesystem::path behind_links(std::filesystem::path path) {
  constexpr int max_links = 40;
  std::error_code failed;
  for (int i = 0; i < max_links; ++i) {
    auto next = std::filesystem::read_symlink(path, failed);
    if (failed)
      break;
    path = path.parent_path() / next;
  }
  return path;
}

} // namespace

outcome<bool> check_writable(const std::filesystem::path& path) {
  if (path == "-")
    return true;
  struct stat old{};
  // Opening a pipe would wait for its reader, who would see it closed.
  if (stat(path.c_str(), &old) == 0 && !S_ISREG(old.st_mode)
      && !S_ISDIR(old.st_mode)) {
    if (access(path.c_str(), W_OK) != 0)
      return cannot("write", path);
    return true;
  }
  return whole_file_writer::create(path).map([](const auto&) { return true; });
}

outcome<std::string> read_whole_file(const std::filesystem::path& path,
                                     std::size_t max_bytes) {
  auto name = path == "-" ? std::filesystem::path{"standard input"} : path;
  input_file file{path};
  if (file.fd() < 0)
    return cannot("read", name);
  std::string text;
  for (;;) {
    constexpr std::size_t step = 1 << 16;
    auto size = text.size();
    text.resize(size + step);
    auto n = read(file.fd(), text.data() + size, step);
    if (n < 0 && errno == EINTR)
      n = 0;
    else if (n < 0)
      return cannot("read", name);
    else if (n == 0) {
      text.resize(size);
      return text;
    }
    text.resize(size + static_cast<std::size_t>(n));
    if (text.size() > max_bytes)
      return fail(errc::too_many, name.string() + " has more than "
                                      + std::to_string(max_bytes >> 20)
                                      + " MiB; please split it");
  }
}

outcome<whole_file_writer>
whole_file_writer::create(std::filesystem::path path) {
  whole_file_writer out{std::move(path)};
  struct stat old{};
  auto is_there = stat(out.path_.c_str(), &old) == 0;
  if (!is_there && errno != ENOENT)
    return cannot("create", out.path_);
  if (is_there && !S_ISREG(old.st_mode)) {
    out.file_ = open(out.path_.c_str(), O_WRONLY | O_CLOEXEC);
  } else {
    out.target_ = behind_links(out.path_);
    out.temporary_ = out.target_;
    out.temporary_ += ".part-" + std::to_string(getpid());
    out.file_ =
        open(out.temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
             is_there ? old.st_mode & 0777 : 0644);
  }
  if (out.file_ < 0)
    return cannot("create", out.path_);
  return out;
}

whole_file_writer::whole_file_writer(std::filesystem::path path)
    : path_(std::move(path)) {}

whole_file_writer::whole_file_writer(whole_file_writer&& other) noexcept
    : path_(std::move(other.path_)), target_(std::move(other.target_)),
      temporary_(std::move(other.temporary_)),
      file_(std::exchange(other.file_, -1)) {}

whole_file_writer::~whole_file_writer() {
  if (file_ < 0)
    return;
  close(file_);
  if (!is_direct())
    unlink(temporary_.c_str());
}

bool whole_file_writer::is_direct() const { return temporary_.empty(); }

outcome<bool> whole_file_writer::write(std::string_view text) {
  while (!text.empty()) {
    auto n = ::write(file_, text.data(), text.size());
    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return cannot("write", path_);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
  return true;
}

outcome<bool> whole_file_writer::commit() {
  if (!is_direct()) {
    if (fsync(file_) != 0)
      return cannot("sync", path_);
    if (rename(temporary_.c_str(), target_.c_str()) != 0)
      return cannot("rename", path_);
  }
  close(std::exchange(file_, -1));
  return true;
}

} // namespace leadmill
