// A source of pages whose moods a simulation decides.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "actors/scraping_job.hpp"

namespace leadmill::sim {

struct moods {
  /// A random number below the bound.
  std::function<std::uint32_t(std::uint32_t)> below;
  /// Whether it answers every question, at once and well.
  std::function<bool()> are_good;
};

/// Answers pages, the same page of a job always alike but for an odd repeated
/// one; or fails, refuses, is at its limit, or takes its time.
upstream_actor::behavior_type moody_site(upstream_actor::pointer self,
                                         std::shared_ptr<const moods> its);

/// The page in an answer of that site: people of whom some are on the page
/// before as well.
outcome<page_content> read_site(const source_declaration&,
                                const upstream_answer& answer,
                                const text_pairs&);

} // namespace leadmill::sim
