// What the supervisor spawns job actors with: an attempt of a job becomes the
// actor of its type, with the handles and bounds that it needs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>

#include "actors/retry.hpp"
#include "actors/supervisor.hpp"
#include "cli/outside.hpp"
#include "config/config.hpp"
#include "leads/pipeline.hpp"
#include "messages/actors.hpp"

namespace leadmill {

struct job_parts {
  row_source_actor rows;
  result_sink_actor sink;
  std::shared_ptr<const pipeline> trade;
  outside world;
};

/// The system must outlive the factory.
job_factory make_job_factory(caf::actor_system& system, const config& settings,
                             job_parts parts);

/// The steps as configured, with the providers that they may ask.
outcome<std::shared_ptr<const pipeline>> make_trade(const config& settings);

/// When failed attempts are tried again, as configured.
retry_policy retry_of(const config& settings);

/// Random bits of the machine.
std::function<std::uint64_t()> make_entropy();

/// Worth spreading work over: at least two, so that one step that hangs is not
/// all.
std::size_t core_count();

} // namespace leadmill
