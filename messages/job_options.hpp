// The options of a job, as a request has them: when it starts, after what, how
// long and how often it is tried. Inside messages/ only.
#pragma once

#include <optional>

#include "messages/changes.hpp"
#include "messages/document.hpp"
#include "messages/validate.hpp"

namespace leadmill {

/// Reads `options` into the draft, or says what is wrong with them. One that is
/// unknown, or does not apply, is refused by its name: `after` for a draft that
/// takes the rows of another job, `steps` for a scraping job, `then` for any
/// other. `now` is what a start is held against.
std::optional<problem> read_options(simdjson::dom::element value,
                                    job_draft& draft,
                                    const request_rules& rules, unix_ms now);

/// Reads a job's metadata, an object or null, into the draft; `name` is where
/// it stands.
std::optional<problem> read_metadata(simdjson::dom::element value,
                                     std::string_view name, job_draft& draft,
                                     const request_rules& rules);

} // namespace leadmill
