// [destination.NAME]: read, checked, and put into the configuration.
#pragma once

#include "config/blocks.hpp"
#include "config/config.hpp"
#include "config/fault_list.hpp"
#include "config/variables.hpp"

namespace leadmill {

/// Reads a block of kind `destination` into `value`: its webhooks or exports,
/// or else its `disabled`, if `enabled = false` or a variable of its texts is
/// not set; then the block says so, too. A webhook without a secret is signed
/// with the signing key of `value`, if that has one.
void read_destination(declared_block& block, const variables& environment,
                      config& value, fault_list& faults);

} // namespace leadmill
