// A WHERE clause that is put together. Only for the sources of store/ that
// speak SQL.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <SQLiteCpp/Statement.h>

namespace leadmill {

/// A WHERE clause with its values.
class conditions {
 public:
  template <class... Values>
  void add(const char* sql, Values... values) {
    sql_ += sql_.empty() ? " WHERE " : " AND ";
    sql_ += sql;
    (values_.push_back([value = std::move(values)](auto& statement, int at) {
      statement.bind(at, value);
    }),
     ...);
  }

  const std::string& sql() const { return sql_; }

  /// The first parameter after them.
  int bind(SQLite::Statement& statement) const {
    int at = 1;
    for (const auto& value : values_)
      value(statement, at++);
    return at;
  }

 private:
  std::string sql_;
  std::vector<std::function<void(SQLite::Statement&, int)>> values_;
};

} // namespace leadmill
