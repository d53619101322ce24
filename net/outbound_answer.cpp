#include "net/outbound_answer.hpp"

#include <algorithm>
#include <utility>

#include "messages/ascii.hpp"

namespace leadmill {

namespace {

/// Of all lines, interim answers and trailers included.
constexpr std::size_t max_header_bytes = std::size_t{256} << 10;

/// By its status line, "HTTP/1.1 103 Early Hints".
bool is_interim(std::string_view line) {
  auto space = line.find(' ');
  return space != std::string_view::npos && line.substr(space + 1, 1) == "1";
}

} // namespace

bool outbound_answer::take_line(std::string_view line) {
  header_bytes_ += line.size();
  if (header_bytes_ > max_header_bytes) {
    problem_ = {http_failure::broken, "The answer's header has more than "
                                          + std::to_string(max_header_bytes)
                                          + " bytes"};
    return false;
  }
  auto& headers = answer_.headers;
  if (line.starts_with("HTTP/")) {
    headers.clear();
    begun_ = !is_interim(line);
  } else if (line.starts_with(' ') || line.starts_with('\t')) {
    if (!headers.empty() && !trim_ascii(line).empty())
      headers.back().second.append(" ").append(trim_ascii(line));
  } else if (auto colon = line.find(':'); colon != std::string_view::npos) {
    headers.emplace_back(ascii_lower(trim_ascii(line.substr(0, colon))),
                         trim_ascii(line.substr(colon + 1)));
  }
  return true;
}

bool outbound_answer::take_body(std::string_view piece) {
  auto room = max_bytes_ - answer_.body.size();
  if (piece.size() > room && cut_) {
    answer_.body.append(piece.substr(0, room));
    is_cut_ = true;
    return false;
  }
  if (piece.size() > room) {
    problem_ = too_large(max_bytes_);
    return false;
  }
  answer_.body.append(piece);
  return true;
}

http_answer outbound_answer::release(int status) {
  answer_.status = status;
  return std::exchange(answer_, {});
}

http_problem too_large(std::size_t max_bytes) {
  return {http_failure::too_large,
          "The answer has more than " + std::to_string(max_bytes) + " bytes"};
}

} // namespace leadmill
