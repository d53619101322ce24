// The one JSON codec: jobs, errors and leads as HTTP answers, live frames and
// the store have them. Small documents go through nlohmann::json; the hot ones
// (a lead, ten thousand times) are appended as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "messages/errors.hpp"
#include "messages/job.hpp"
#include "messages/lead.hpp"

namespace leadmill {

/// Appends `text` as a JSON string, quotes included. Invalid UTF-8 becomes
/// U+FFFD.
void append_quoted(std::string& out, std::string_view text);

/// The job as api.md has it.
std::string to_json(const job& value);

/// One lead of a result page: {"row", "status", "key"?, "filterReason"?,
/// "errors"?, "duplicateOf"?, …fields, "input"}.
void append_json(std::string& out, const lead_result& lead);

/// The same of a lead that stands among those of other jobs: "jobId" first.
void append_json(std::string& out, std::string_view job,
                 const lead_result& lead);

/// Whether `text` is well-formed UTF-8.
bool is_utf8(std::string_view text) noexcept;

/// The body of an error answer (RFC 9457, plus `success` and `error` for older
/// clients). `title` is the status in words, `code` what a program reads,
/// `instance` the path that was asked. A job that was accepted in vain
/// (`dispatch_failed`) stands as `jobId`. When a limit is reached, `error` is
/// "Scrape limit reached", the sentence stands as `message`, and `limitType` is
/// "daily" or "monthly".
std::string to_problem_json(const problem& what, int status,
                            std::string_view title, std::string_view code,
                            std::string_view instance);

/// {"success":true,"jobs":[…],"count":n,"nextCursor"?}
std::string to_json(const std::vector<job>& jobs, std::string_view next_cursor);

/// A JSON array of strings, and back; nothing but strings comes back.
std::string to_json(const std::vector<std::string>& strings);
std::vector<std::string> parse_strings(std::string_view json);

/// Writes a JSON object member by member, as text:
/// `object_writer w{out}; w.add("email", "a@example.com"); w.close();`
class object_writer {
 public:
  explicit object_writer(std::string& out);
  void add(std::string_view name, std::string_view text);
  void add_bool(std::string_view name, bool value);
  void add_number(std::string_view name, std::int64_t value);
  /// `json` is a valid JSON text.
  void add_json(std::string_view name, std::string_view json);
  void close();

 private:
  void key(std::string_view name);
  std::string& out_;
  bool first_ = true;
};

} // namespace leadmill
