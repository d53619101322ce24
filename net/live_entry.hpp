// The way from an HTTP request onto the live feed: what it must fulfil, and
// with what it goes on to the hub. Inside net/ only.
#pragma once

#include <string>
#include <variant>

#include "net/http.hpp"
#include "net/http_core.hpp"
#include "net/live_hello.hpp"
#include "net/request_reader.hpp"
#include "net/router.hpp"

namespace leadmill {

/// What a request for events asks for: `jobs` (ids between commas, or "*"),
/// `activeOnly`, `jobType` and `after`. A Last-Event-ID, which a browser sends
/// when it comes back, counts before `after`; one that is none of ours means
/// that nothing is known.
outcome<live_subscribe> parse_events_query(const request& what);

/// For an admitted request of a call of the feed, whose header is read: what
/// the hub takes, or the answer.
std::variant<response, live_hello> enter_live(const http_core& core,
                                              request_reader& reader,
                                              const request& what,
                                              const call& which);

} // namespace leadmill
