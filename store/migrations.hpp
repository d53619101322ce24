// How the tables came to be what they are: numbered steps, each applied once,
// in a transaction of its own. The number of the last one is `user_version`.
#pragma once

#include <span>
#include <string_view>

#include "messages/errors.hpp"

namespace SQLite {
class Database;
}

namespace leadmill {

struct migration {
  int version;
  std::string_view name;
  std::string_view sql;
};

/// Those of store/migrations/, in their order.
std::span<const migration> shipped_migrations();

/// Whether `db` is ours to use: a database of Leadmill of a version up to
/// `newest`, or an empty one. `conflict` otherwise. Writes nothing.
outcome<void> check_format(SQLite::Database& db, int newest);

/// Applies what is missing. One that fails (or is interrupted) leaves nothing
/// behind, and those after it are not tried.
outcome<void> migrate(SQLite::Database& db, std::span<const migration> steps);

} // namespace leadmill
