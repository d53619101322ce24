// The keys of [destination.NAME]: of one of kind "webhook", and of one of kind
// "csv" or "ndjson". docs/destinations.md explains each.
#pragma once

#include "config/table_keys.hpp"
#include "config/written.hpp"

namespace leadmill {

const table_keys<written_webhook>& webhook_keys();
const table_keys<written_export>& export_keys();

} // namespace leadmill
