// A small life of jobs, one durable step after the other, for tests in which
// the disk fails at every single call.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "tests/store/stores.hpp"

namespace leadmill::test {

/// One request of which a caller would be told that it is done.
using scenario_step = outcome<void> (*)(job_store&);

/// Accepting, attempts, retries, waits, pausing, erasing, scraping, answers
/// that are kept and forgotten, removing, purging and scrubbing. Each step may
/// be repeated after it was refused.
const std::vector<scenario_step>& scenario();

/// Everything that can be known of a store, as text. Writes nothing.
std::string fingerprint(job_store& writer, job_reader& reader);

/// The fingerprints that the scenario must show: before any step, then after
/// each, as the store in memory has them.
const std::vector<std::string>& expected_fingerprints();

/// What is wrong with the file as such: damage, rows without a job, jobs whose
/// counts differ from their rows. Empty when it is sound.
std::string find_damage(const std::filesystem::path& file);

} // namespace leadmill::test
