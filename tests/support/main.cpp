// The test program's main; suites register themselves.
#include <caf/test/unit_test_impl.hpp>
