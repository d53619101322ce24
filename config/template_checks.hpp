// What is wrong with the parts of a request, once variables are put in. No
// message quotes what was put in.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "config/templates.hpp"

namespace leadmill {

// Each returns what is wrong, to be put behind the key's name, or nothing.

/// A URL that is absolute, http or https, whose placeholders all stand behind
/// the host, so that no value changes where a request goes.
std::string url_fault(const written_pieces& url);

/// What other URLs are appended to: absolute, without query or placeholder.
std::string base_url_fault(const written_pieces& url);

std::string header_name_fault(std::string_view name);
std::string header_value_fault(const written_pieces& value);

/// A body that is JSON whatever the values are; `must_be_object`: and an
/// object.
std::string json_fault(const written_pieces& body, bool must_be_object);

/// The placeholders in the path of a URL, each once.
std::vector<std::string> placeholders_in_path(const written_pieces& url);

} // namespace leadmill
