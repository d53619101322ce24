#include "store/sqlite_gaps.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include <SQLiteCpp/Column.h>
#include <SQLiteCpp/Exception.h>
#include <SQLiteCpp/Statement.h>
#include <sqlite3.h>

namespace leadmill {

namespace {

/// The file as SQLite's file system has it.
class database_file {
 public:
  explicit database_file(SQLite::Database& db) {
    check(sqlite3_file_control(db.getHandle(), "main",
                               SQLITE_FCNTL_FILE_POINTER, &file_));
  }
  std::int64_t size() {
    sqlite3_int64 out = 0;
    check(file_->pMethods->xFileSize(file_, &out));
    return out;
  }
  void read(std::vector<unsigned char>& to, std::int64_t at) {
    check(file_->pMethods->xRead(file_, to.data(), static_cast<int>(to.size()),
                                 at));
  }
  void write(const unsigned char* from, std::size_t size, std::int64_t at) {
    check(file_->pMethods->xWrite(file_, from, static_cast<int>(size), at));
  }
  void sync() { check(file_->pMethods->xSync(file_, SQLITE_SYNC_FULL)); }

 private:
  static void check(int code) {
    if (code != SQLITE_OK)
      throw SQLite::Exception("while erased rows were overwritten", code);
  }
  sqlite3_file* file_ = nullptr;
};

[[noreturn]] void say_damaged() {
  throw SQLite::Exception("a page is not what it should be", SQLITE_CORRUPT);
}

/// A page of a b-tree, see https://www.sqlite.org/fileformat2.html, section
/// 1.6.
class tree_page {
 public:
  tree_page(std::vector<unsigned char>& bytes, std::uint32_t number)
      : bytes_(bytes), header_(number == 1 ? 100 : 0) {
    auto type = bytes_[header_];
    is_leaf_ = type == 10 || type == 13;
    if (!is_leaf_ && type != 2 && type != 5)
      say_damaged();
    cells_ = number_at(header_ + 3, 2);
    gap_begin_ = pointers() + 2 * cells_;
    gap_end_ = number_at(header_ + 5, 2);
    if (gap_end_ == 0)
      gap_end_ = 65536;
    if (gap_begin_ > gap_end_ || gap_end_ > bytes_.size())
      say_damaged();
  }

  std::size_t gap_begin() const { return gap_begin_; }
  std::size_t gap_size() const { return gap_end_ - gap_begin_; }

  /// Makes the gap zero; false when it was.
  bool wipe() {
    auto begin = bytes_.begin() + static_cast<std::ptrdiff_t>(gap_begin_);
    auto end = bytes_.begin() + static_cast<std::ptrdiff_t>(gap_end_);
    if (std::all_of(begin, end, [](auto byte) { return byte == 0; }))
      return false;
    std::fill(begin, end, static_cast<unsigned char>(0));
    return true;
  }

  void add_children(std::vector<std::uint32_t>& to) const {
    if (is_leaf_)
      return;
    to.push_back(number_at(header_ + 8, 4));
    for (std::size_t i = 0; i < cells_; ++i)
      to.push_back(number_at(number_at(pointers() + 2 * i, 2), 4));
  }

 private:
  std::size_t pointers() const { return header_ + (is_leaf_ ? 8 : 12); }

  std::uint32_t number_at(std::size_t at, std::size_t size) const {
    if (at + size > bytes_.size())
      say_damaged();
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < size; ++i)
      out = out << 8 | bytes_[at + i];
    return out;
  }

  std::vector<unsigned char>& bytes_;
  std::size_t header_;
  bool is_leaf_;
  std::size_t cells_;
  std::size_t gap_begin_;
  std::size_t gap_end_;
};

std::vector<std::uint32_t> roots(SQLite::Database& db) {
  std::vector<std::uint32_t> out{1};
  SQLite::Statement row{db, "SELECT rootpage FROM sqlite_master"
                            " WHERE rootpage > 0"};
  while (row.executeStep())
    out.push_back(row.getColumn(0).getUInt());
  return out;
}

} // namespace

std::uint64_t wipe_gaps(SQLite::Database& db) {
  auto to_visit = roots(db);
  database_file file{db};
  std::vector<unsigned char> bytes(db.execAndGet("PRAGMA page_size").getUInt());
  auto page_bytes = static_cast<std::int64_t>(bytes.size());
  auto pages = file.size() / page_bytes;
  std::int64_t visited = 0;
  std::uint64_t wiped = 0;
  while (!to_visit.empty()) {
    auto number = to_visit.back();
    to_visit.pop_back();
    if (number == 0 || number > pages || ++visited > pages)
      say_damaged();
    auto begin = (std::int64_t{number} - 1) * page_bytes;
    file.read(bytes, begin);
    tree_page page{bytes, number};
    page.add_children(to_visit);
    if (!page.wipe())
      continue;
    file.write(bytes.data() + page.gap_begin(), page.gap_size(),
               begin + static_cast<std::int64_t>(page.gap_begin()));
    ++wiped;
  }
  if (wiped != 0)
    file.sync();
  // What is cached of those pages would bring the bytes back.
  sqlite3_db_release_memory(db.getHandle());
  return wiped;
}

} // namespace leadmill
