#include "tests/support/gzip.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <zlib.h>

namespace leadmill::testing {

namespace {

class packer {
 public:
  packer() {
    constexpr int window_and_gzip = 15 + 16;
    if (deflateInit2(&stream_, Z_BEST_COMPRESSION, Z_DEFLATED, window_and_gzip,
                     9, Z_DEFAULT_STRATEGY)
        != Z_OK)
      throw std::runtime_error("zlib cannot begin");
  }

  ~packer() { deflateEnd(&stream_); }

  packer(const packer&) = delete;
  packer& operator=(const packer&) = delete;

  void add(std::string_view text, int flush) {
    std::string in{text};
    stream_.next_in = reinterpret_cast<Bytef*>(in.data());
    stream_.avail_in = static_cast<uInt>(in.size());
    std::array<char, 16'384> part;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(part.data());
      stream_.avail_out = part.size();
      if (deflate(&stream_, flush) == Z_STREAM_ERROR)
        throw std::runtime_error("zlib cannot go on");
      packed_.append(part.data(), part.size() - stream_.avail_out);
    } while (stream_.avail_out == 0);
  }

  std::string finish() {
    add({}, Z_FINISH);
    return std::move(packed_);
  }

 private:
  z_stream stream_{};
  std::string packed_;
};

} // namespace

std::string gzip(std::string_view text) {
  packer to;
  to.add(text, Z_NO_FLUSH);
  return to.finish();
}

std::string gzip_bomb(std::uint64_t unpacked_bytes) {
  packer to;
  const std::string zeros(std::size_t{1} << 20, '\0');
  for (auto left = unpacked_bytes; left > 0;) {
    auto part = std::min<std::uint64_t>(left, zeros.size());
    to.add({zeros.data(), static_cast<std::size_t>(part)}, Z_NO_FLUSH);
    left -= part;
  }
  return to.finish();
}

} // namespace leadmill::testing
