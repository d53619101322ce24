// A store that keeps everything in memory and nothing for long: the reference
// that other stores are compared with, and what tests of actors stand on.
#pragma once

#include <memory>
#include <vector>

#include "store/job_store.hpp"

namespace leadmill {

/// Thread-safe; one mutex guards all. A cursor is a copy.
class memory_store {
 public:
  /// `routes`: the destinations that there are.
  explicit memory_store(std::vector<outbox_route> routes = {});
  ~memory_store();
  memory_store(const memory_store&) = delete;
  memory_store& operator=(const memory_store&) = delete;

  job_store& writer();

  /// A reader may outlive the store.
  std::unique_ptr<job_reader> make_reader() const;

  /// What both sides share.
  struct data;

 private:
  std::shared_ptr<data> data_;
  std::unique_ptr<job_store> writer_;
};

} // namespace leadmill
