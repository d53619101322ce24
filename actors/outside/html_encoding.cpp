#include "actors/outside/html_encoding.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <iconv.h>

#include "leads/text.hpp"
#include "messages/json.hpp"

namespace leadmill {

namespace {

/// From an encoding of some name to UTF-8, if there is one.
class converter {
 public:
  explicit converter(const std::string& from)
      : handle_{iconv_open("UTF-8", from.c_str())} {}
  ~converter() {
    if (good())
      iconv_close(handle_);
  }
  converter(const converter&) = delete;
  converter& operator=(const converter&) = delete;

  bool good() const noexcept {
    // What iconv_open returns when it fails.
    return reinterpret_cast<std::intptr_t>(handle_) != -1;
  }

  std::string convert(std::string_view text) {
    std::string out;
    // iconv does not write through it.
    auto in = const_cast<char*>(text.data());
    auto left = text.size();
    while (left > 0) {
      std::array<char, 4096> buffer;
      auto to = buffer.data();
      auto room = buffer.size();
      auto result = iconv(handle_, &in, &left, &to, &room);
      auto why = errno;
      out.append(buffer.data(), to);
      if (result == static_cast<std::size_t>(-1) && why != E2BIG) {
        out += "\xef\xbf\xbd";
        // What is cut off at the end is one character.
        auto skipped = why == EINVAL ? left : 1;
        in += skipped;
        left -= skipped;
      }
    }
    return out;
  }

 private:
  iconv_t handle_;
};

/// What stands behind "charset=", or nothing.
std::string charset_in(std::string_view text) {
  auto all = ascii_lower(text);
  constexpr std::string_view key = "charset";
  auto at = all.find(key);
  if (at == std::string::npos)
    return {};
  at = all.find_first_not_of(" \t\r\n", at + key.size());
  if (at == std::string::npos || all[at] != '=')
    return {};
  at = std::min(all.find_first_not_of(" \t\r\n\"'", at + 1), all.size());
  return all.substr(at, all.find_first_of(" \t\r\n\"';/>", at) - at);
}

/// The encoding that a byte order mark says, and how long that is.
std::pair<std::string, std::size_t> marked(std::string_view page) {
  if (page.starts_with("\xef\xbb\xbf"))
    return {"utf-8", 3};
  if (page.starts_with("\xff\xfe"))
    return {"utf-16le", 2};
  if (page.starts_with("\xfe\xff"))
    return {"utf-16be", 2};
  return {"", 0};
}

std::string declared(std::string_view page, std::string_view content_type) {
  constexpr std::size_t head_bytes = 1024;
  auto name = charset_in(content_type);
  if (!name.empty() && converter{name}.good())
    return name;
  name = charset_in(page.substr(0, head_bytes));
  // A page in which that can be read is not in UTF-16.
  return name.starts_with("utf-16") ? "utf-8" : name;
}

} // namespace

std::string html_to_utf8(std::string_view page, std::string_view content_type) {
  auto [name, size] = marked(page);
  page.remove_prefix(size);
  if (name.empty())
    name = declared(page, content_type);
  if (name == "iso-8859-1" || name == "latin1" || name == "us-ascii")
    name = "windows-1252";
  auto is_plain = is_utf8(page);
  if (name.empty() || !converter{name}.good())
    name = is_plain ? "utf-8" : "windows-1252";
  if (is_plain && (name == "utf-8" || name == "utf8"))
    return std::string{page};
  return converter{name}.convert(page);
}

} // namespace leadmill
