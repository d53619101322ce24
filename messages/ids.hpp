// Job ids: "enrichment-1767225600000-k3x9f2a" = kind, creation time in
// milliseconds, random suffix. An id is checked before it is used for anything,
// so it can never become part of a path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "messages/time.hpp"

namespace leadmill {

enum class job_type : std::uint8_t { enrichment, scraping };

const char* to_string(job_type type) noexcept;
std::optional<job_type> parse_job_type(std::string_view text) noexcept;

/// Whether `text` is ^(enrichment|scraping)-[0-9]{13}-[0-9a-z]{1,12}$.
bool is_job_id(std::string_view text) noexcept;

/// The kind of job that a valid id names.
/// REQUIRES: is_job_id(id)
job_type type_of(std::string_view id) noexcept;

/// A new id; `entropy` supplies the suffix of 9 characters (46 bits).
std::string make_job_id(job_type type, unix_ms now, std::uint64_t entropy);

/// The id of the enrichment that is accepted together with a scraping job: the
/// same time and suffix, so that whoever knows the one knows the other.
/// REQUIRES: is_job_id(id)
std::string follower_id(std::string_view id);

} // namespace leadmill
