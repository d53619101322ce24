// `leadmill check --online`: whether each provider and source that is in use
// can be reached, by one real request to each (for webhooks see
// cli/probe_webhooks.hpp). The requests are about nobody,
// but real: a provider may bill them.
#pragma once

#include <chrono>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "messages/http.hpp"
#include "messages/upstream.hpp"
#include "messages/usage.hpp"

namespace leadmill {

/// What one request showed.
struct probe_result {
  std::string name;
  /// "provider", "source" or "destination".
  std::string kind;
  /// "https://api.example.com"; nothing behind it, where keys may stand.
  std::string host;
  /// It would do for a job.
  bool good = false;
  /// 0: no HTTP answer came.
  int status = 0;
  std::chrono::milliseconds took{0};
  /// For a person: "answers, but refuses the key".
  std::string meaning;
};

/// Says on `notes` what is about to happen, sends a request to each at the same
/// time, and waits for all. Of a source that obeys robots.txt that is read
/// first, and what it forbids is not asked for. Results are in the order of the
/// declarations.
std::vector<probe_result>
probe_online(const std::vector<provider_declaration>& providers,
             const std::vector<source_declaration>& sources, http_port& port,
             std::ostream& notes);

/// A value for each field of the template, and for what it needs: of a person
/// who does not exist.
text_pairs sample_values(const request_template& from);

/// The parameters of a search, a JSON object: as its template needs them.
std::string sample_params(const request_template& from);

/// Scheme and host of a URL: what is before its path, without a user.
std::string host_of(std::string_view url);

/// A table, a line for each.
std::string to_text(const std::vector<probe_result>& results);

/// [{"name","kind","host","ok","status"?,"ms","meaning"}]
std::string to_json(const std::vector<probe_result>& results);

} // namespace leadmill
