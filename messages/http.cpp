#include "messages/http.hpp"

#include <algorithm>

namespace leadmill {

std::string_view header(const http_answer& answer, std::string_view name) {
  auto found = std::find_if(answer.headers.begin(), answer.headers.end(),
                            [&](const auto& one) { return one.first == name; });
  return found == answer.headers.end() ? std::string_view{} : found->second;
}

} // namespace leadmill
