// The outbox and the deliveries in their tables, as the writer changes them.
// Everything throws what SQLite throws.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>

#include "messages/changes.hpp"
#include "store/outbox.hpp"

namespace leadmill {

/// The statements of the writing side, kept between batches.
class outbox_writer {
 public:
  outbox_writer(SQLite::Database& db, std::vector<outbox_route> routes);

  /// Leads of the job numbered `num` were saved.
  void add_leads(std::int64_t num, const job& state, std::uint64_t first,
                 std::uint64_t last, unix_ms now);
  /// A job came from one phase to another, with so many leads saved.
  void add_move(std::int64_t num, const job& state, job_phase from,
                std::uint64_t saved, unix_ms now);
  /// Somebody in this job was erased: no body that held its leads is kept.
  void forget_bodies(const std::string& job);

  outcome<job> apply(const outbox_change& what, unix_ms now);

  /// Names of the destinations, a JSON array.
  const std::string& names() const { return names_; }

 private:
  outcome<job> on(const announce& what, unix_ms now);
  outcome<job> on(const compose_delivery& what, unix_ms now);
  outcome<job> on(const recompose_delivery& what, unix_ms now);
  outcome<job> on(const note_delivery& what, unix_ms now);
  outcome<job> on(const replay_deliveries& what, unix_ms now);
  outcome<job> on(const resume_destination& what, unix_ms now);

  void add(std::optional<std::int64_t> num,
           const std::vector<outbox_entry>& entries, unix_ms now);
  bool extend(std::int64_t num, const outbox_entry& entry);
  bool take(const compose_delivery& what);
  void add_ranges(std::int64_t delivery, const std::vector<lead_range>& ranges);
  std::uint64_t announced(std::int64_t num, std::uint64_t saved);
  bool is_outdated(std::uint64_t erasures);

  SQLite::Database& db_;
  std::vector<outbox_route> routes_;
  std::string names_;
  bool any_at_end_ = false;
  SQLite::Statement insert_, extend_;
};

} // namespace leadmill
