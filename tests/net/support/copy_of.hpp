// For CAF's check macros, which keep references to their operands beyond the
// life of the temporaries in them.
#pragma once

namespace leadmill::test {

/// A part of a temporary as a value: `CAF_CHECK_EQUAL(copy_of(f()->x), 1)`.
template <class T>
T copy_of(const T& part) {
  return part;
}

} // namespace leadmill::test
