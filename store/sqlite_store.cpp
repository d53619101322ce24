#include "store/sqlite_store.hpp"

#include <utility>

#include "store/sqlite_connection.hpp"
#include "store/sqlite_reader.hpp"
#include "store/sqlite_writer.hpp"

namespace leadmill {

sqlite_store::sqlite_store(std::filesystem::path file,
                           std::unique_ptr<job_store> writer)
    : file_(std::move(file)), writer_(std::move(writer)) {}

outcome<std::unique_ptr<sqlite_store>>
sqlite_store::open(const std::filesystem::path& file,
                   std::vector<outbox_route> routes) {
  auto db = open_for_writing(file);
  if (!db)
    return tl::make_unexpected(std::move(db.error()));
  auto writer = make_sqlite_writer(std::move(*db), std::move(routes));
  if (!writer)
    return tl::make_unexpected(std::move(writer.error()));
  return std::unique_ptr<sqlite_store>{
      new sqlite_store{file, std::move(*writer)}};
}

outcome<std::unique_ptr<job_reader>> sqlite_store::make_reader() const {
  return make_sqlite_reader(file_);
}

} // namespace leadmill
