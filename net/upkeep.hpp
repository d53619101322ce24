// The calls that remove: old jobs, and a person.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

void clean_up_jobs(const api& self, const request& what,
                   const exchange_ptr& to);
void erase_person(const api& self, const request& what, const exchange_ptr& to);

} // namespace leadmill
