// What Leadmill reads, played: a people search, a skip tracer, a number lookup,
// a do-not-call list, a directory in HTML. Which endpoints there are, and how
// they answer, stands at the top of upstream_server.cpp. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tests/support/upstream.hpp"

namespace leadmill::testing {

struct world_options {
  /// What a people search finds, unless its parameter `total` says otherwise.
  std::uint64_t rows = 1'000;
  /// Of the directory, with 20 cards each.
  std::uint64_t directory_pages = 5;
};

/// `skew` is added to the totals that a search tells.
upstream_reply world_answer(const upstream_request& asked,
                            const world_options& options,
                            std::uint64_t skew = 0);

/// The page that is asked for, from 1: by `start` and `count` of a search, by
/// `page` of the directory; 0 elsewhere.
std::uint64_t page_of(const upstream_request& asked);

/// The same request for the page before it; page 1 stays.
upstream_request page_before(upstream_request asked);

/// Under which name requests are counted: the endpoint without what follows.
std::string endpoint_of(std::string_view target);

upstream_reply json_error(int status, const std::string& what);

} // namespace leadmill::testing
