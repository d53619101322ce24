// The pages, scripts and styles of web/ as calls that anybody may make, from
// any site. Only what is in the table exists: a path never becomes that of a
// file.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "net/http.hpp"
#include "net/router.hpp"
#include "net/web_files.hpp"

namespace leadmill {

/// GET /<name> for each, and GET / for "index.html". The files must outlive
/// the calls.
std::vector<call> static_calls(std::span<const web_file> files);

/// By the name's extension, with a charset where it is text.
std::string_view content_type_of(std::string_view name) noexcept;

/// Whether a field If-None-Match holds `tag`, or "*".
bool matches_tag(std::string_view if_none_match, std::string_view tag);

} // namespace leadmill
