// The calls that steer jobs: cancel and retry, one or many; pause and resume.
#pragma once

#include "net/handlers.hpp"

namespace leadmill {

void cancel_jobs(const api& self, const request& what, const exchange_ptr& to);
void retry_jobs(const api& self, const request& what, const exchange_ptr& to);
void pause_jobs(const api& self, const request& what, const exchange_ptr& to);
void resume_jobs(const api& self, const request& what, const exchange_ptr& to);

} // namespace leadmill
