// The keys of [provider.NAME] and [source.NAME]: what each is called, is for,
// may hold, and where it goes. docs/providers.md has them all, which a test
// asks for.
#pragma once

#include "config/table_keys.hpp"
#include "config/written.hpp"
#include "messages/upstream.hpp"

namespace leadmill {

/// Those of a provider's block; the keys of its one request, but for its name,
/// are among them.
const table_keys<written_provider>& provider_keys();

/// Those of [[provider.NAME.request]].
const table_keys<request_template>& request_keys();

/// Those of a source's block.
const table_keys<written_source>& source_keys();

} // namespace leadmill
