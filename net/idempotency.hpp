// The Idempotency-Key of a request: what makes its repeat harmless
// (draft-ietf-httpapi-idempotency-key-header).
#pragma once

#include "messages/changes.hpp"
#include "messages/errors.hpp"
#include "net/http.hpp"

namespace leadmill {

/// The key with its scope (caller and path), and a digest of what was asked:
/// query, media type and body, as bytes. Empty without the field;
/// `invalid_argument` for one that is no key.
outcome<idempotency> read_idempotency(const request& what);

} // namespace leadmill
