// Whether a declaration makes sense as a whole: what it must have, names that
// are known, parts that fit.
#pragma once

#include <string>
#include <vector>

#include "config/compile_request.hpp"
#include "config/fault_list.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// `name` is the full name of the block ("provider.lookup"); `requests` belong
/// to those of `value`, and `names` are theirs ("provider.lookup.request[1]").
/// What is `missing` is told only of a declaration that is `enabled`.
void check_provider(const provider_declaration& value,
                    const std::vector<compiled_request>& requests,
                    const std::vector<std::string>& names,
                    const std::string& name, bool enabled, fault_list& faults);

void check_source(const source_declaration& value,
                  const compiled_request& request, const std::string& name,
                  bool enabled, fault_list& faults);

/// Whether it has 1 to 64 of a-z, 0-9 and -: of blocks, requests, schedules.
bool is_declaration_name(const std::string& name);

} // namespace leadmill
