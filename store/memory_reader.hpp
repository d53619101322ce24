// The reading side of the memory store.
#pragma once

#include <memory>

#include "store/memory_store.hpp"

namespace leadmill {

std::unique_ptr<job_reader>
make_memory_reader(std::shared_ptr<const memory_store::data> data);

} // namespace leadmill
