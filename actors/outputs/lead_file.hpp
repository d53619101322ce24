// The layout of the files that hold leads: one JSON object, in which each lead
// stands on a line of its own, so that leads can be added and taken out line by
// line, however many there are:
//
//   {HEAD,"leads":[
//   {"row":0,"status":"saved","key":…},
//   {"row":1,…}
//   ],TAIL}
//
// A lead begins with "jobId" where those of several jobs are mixed.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/outputs/durable_file.hpp"
#include "messages/lead.hpp"
#include "messages/outbox.hpp"
#include "messages/queries.hpp"
#include "messages/row_json.hpp"

namespace leadmill {

/// Writes one.
class lead_file_writer {
 public:
  /// `head` is the inside of a JSON object: `"date":"2026-01-31"`.
  static outcome<lead_file_writer> create(const std::filesystem::path& path,
                                          std::string_view head);

  /// `job`: the lead's job, where those of several are mixed; else empty.
  outcome<void> add(const std::string& job, const lead_result& lead);
  /// A lead as it stands in another such file.
  outcome<void> add_line(std::string_view lead);
  /// `tail` is the inside of a JSON object, and may be empty.
  outcome<void> commit(std::string_view tail);

 private:
  explicit lead_file_writer(durable_file file) : file_(std::move(file)) {}

  durable_file file_;
  bool empty_ = true;
};

/// Reads one, of which nothing but a line is in memory.
class lead_file_reader {
 public:
  /// `not_found`; `unavailable` if it cannot be read, `conflict` here and below
  /// if it has another layout.
  static outcome<lead_file_reader> open(const std::filesystem::path& path);

  const std::string& head() const { return head_; }
  /// The next lead; unset after the last, or where the layout ends.
  std::optional<std::string_view> next();
  /// Once there is no next: the inside of the tail.
  outcome<std::string> tail();

 private:
  explicit lead_file_reader(const std::filesystem::path& path);

  std::string path_;
  std::ifstream file_;
  std::string head_;
  std::string line_;
};

/// A lead as it stands on a line of its own, with its job where it says that;
/// nothing for a line that is none, or whose person was erased.
std::optional<batch_lead> read_lead(row_reader& reader, std::string_view line);

/// The tail alone, without reading what is before it.
outcome<std::string> read_tail(const std::filesystem::path& path);

/// Takes the leads with this key, and those of these rows, out of such a file:
/// what stays of them is where they stood, {"row":3,"status":"saved",
/// "erased":true}. `job` is that of all leads of the file; empty if they say it
/// themselves. Whether there were any. `unavailable` when it cannot be done.
outcome<bool> forget_in_file(const std::filesystem::path& path,
                             const std::string& job, const std::string& key,
                             const std::vector<lead_place>& places);

} // namespace leadmill
