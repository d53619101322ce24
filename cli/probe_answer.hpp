// What the answer to a single request says about a provider or source: whether
// it would do for a job, and in words for a person what is wrong if not.
#pragma once

#include <string>

#include "messages/http.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

struct probe_verdict {
  /// It would do for a job.
  bool good = false;
  /// "answers, but refuses the key".
  std::string meaning;
};

/// As a job would take it. `source` is null for a provider; `call` is what was
/// asked. Quotes nothing of the answer but a code of an error.
probe_verdict judge_probe(const request_template& from,
                          const source_declaration* source,
                          const http_call& call, const http_result& result);

/// Why there was no answer, for a person.
std::string failure_text(const http_problem& why, const http_call& call);

} // namespace leadmill
