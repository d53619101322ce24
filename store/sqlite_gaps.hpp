// The one place where deleted rows survive secure_delete: when SQLite rebuilds
// a page while it moves rows to the pages beside it, their old bytes stay in
// the unused space between the page's pointers and its cells (rebuildPage() in
// its btree.c). Such a copy is of a row that was there; once that row is
// deleted elsewhere, nothing clears the copy.
#pragma once

#include <cstdint>

#include <SQLiteCpp/Database.h>

namespace leadmill {

/// Overwrites that space with zeros in every table and index of the file, and
/// syncs the file if there was anything. Nothing that counts is touched, so it
/// may be interrupted anywhere. Answers with how many pages it wrote; throws
/// what SQLite throws.
///
/// Reads the whole file but for overflow pages: some 100 MB in 50 ms from the
/// system's cache.
/// REQUIRES: the write-ahead log is empty; no transaction is open on `db`, and
/// no other connection writes.
std::uint64_t wipe_gaps(SQLite::Database& db);

} // namespace leadmill
