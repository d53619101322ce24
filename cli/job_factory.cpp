#include "cli/job_factory.hpp"

#include <algorithm>
#include <chrono>
#include <random>
#include <thread>
#include <utility>

#include <caf/actor_system.hpp>

#include "actors/enrichment_job.hpp"
#include "actors/scraping_job.hpp"
#include "config/limits.hpp"

namespace leadmill {

namespace {

job_actor spawn_enrichment(caf::actor_system& system, const config& settings,
                           const job_parts& parts, const job& begun) {
  enrichment_job_options attempt;
  attempt.attempt = {begun.id, begun.attempt};
  attempt.steps = begun.steps;
  attempt.source = parts.rows;
  attempt.sink = parts.sink;
  attempt.trade = parts.trade;
  attempt.providers = parts.world.providers;
  attempt.workers = core_count();
  attempt.chunk_rows = limits::chunk_rows;
  attempt.batch_rows = limits::batch_rows;
  attempt.step_timeout = std::chrono::seconds{settings.jobs.step_seconds};
  return system.spawn(enrichment_job, std::move(attempt));
}

job_actor spawn_scraping(caf::actor_system& system, const config& settings,
                         const job_parts& parts, const job& begun) {
  scraping_job_options attempt;
  attempt.attempt = {begun.id, begun.attempt};
  for (const auto& one : settings.sources)
    if (auto actor = parts.world.sources.find(one.name);
        actor != parts.world.sources.end())
      attempt.sources.emplace(one.name, scraping_source{one, actor->second});
  attempt.rows = parts.rows;
  attempt.sink = parts.sink;
  attempt.trade = parts.trade;
  attempt.chunk_rows = limits::chunk_rows;
  attempt.entropy = make_entropy();
  attempt.retry_at = [policy = retry_of(settings), failures = begun.failures,
                      random = attempt.entropy] {
    return system_now() + retry_delay_ms(failures + 1, policy, random());
  };
  return system.spawn(scraping_job, std::move(attempt));
}

} // namespace

job_factory make_job_factory(caf::actor_system& system, const config& settings,
                             job_parts parts) {
  return [&system, settings, parts = std::move(parts)](const job& begun) {
    return begun.type == job_type::enrichment
               ? spawn_enrichment(system, settings, parts, begun)
               : spawn_scraping(system, settings, parts, begun);
  };
}

outcome<std::shared_ptr<const pipeline>> make_trade(const config& settings) {
  pipeline_options options;
  options.steps = settings.leads.steps;
  options.default_region = settings.leads.default_region;
  options.max_age = static_cast<int>(settings.leads.max_age);
  options.junk_carriers = settings.leads.junk_carriers;
  options.zip_table = settings.leads.zip_table;
  options.providers = settings.providers;
  options.course.contact_on_unknown_dnc = settings.leads.contact_on_unknown_dnc;
  options.provider_steps = known_step_names(settings);
  return pipeline::create(std::move(options));
}

retry_policy retry_of(const config& settings) {
  const auto& jobs = settings.jobs;
  return {jobs.retry_base_seconds * std::int64_t{1'000},
          jobs.retry_max_seconds * std::int64_t{1'000}};
}

std::function<std::uint64_t()> make_entropy() {
  auto device = std::make_shared<std::random_device>();
  return [device] { return (std::uint64_t{(*device)()} << 32) | (*device)(); };
}

std::size_t core_count() {
  return std::max(2u, std::thread::hardware_concurrency());
}

} // namespace leadmill
