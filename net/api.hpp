// The handlers of the HTTP API: requests into calls of the bridge, and its
// replies into answers. No Beast, no threads: exchanges see to both.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "messages/bridge.hpp"
#include "messages/validate.hpp"
#include "net/exchange.hpp"
#include "net/router.hpp"

namespace leadmill {

struct api_options {
  request_rules rules;
  std::function<outcome<job_draft>(std::string_view csv)> read_csv;
  std::string version;
  /// Bodies above are parsed by `exchange::offload`.
  std::size_t inline_parse_bytes = 64 * 1024;
};

/// The table of all calls. The bridge must outlive it.
std::vector<call> api_calls(api_options options, bridge& port);

/// The parameters of a listing, or which of them is wrong.
outcome<job_query> parse_job_query(const query_params& query);

/// The parameters of a result page, or which of them is wrong.
outcome<result_query> parse_result_query(const query_params& query);

/// The API description (OpenAPI 3.1) with the version put in.
std::string api_description(std::string_view version);

} // namespace leadmill
