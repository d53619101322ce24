#include "net/idempotency.hpp"

#include <algorithm>

#include "config/limits.hpp"
#include "messages/digest.hpp"
#include "net/router.hpp"

namespace leadmill {

namespace {

bool is_visible(char c) { return c > ' ' && c < '\x7f'; }

/// What stands behind the "?", as it came.
std::string_view raw_query(std::string_view target) {
  target = target.substr(0, target.find('#'));
  auto mark = target.find('?');
  return mark == target.npos ? std::string_view{} : target.substr(mark + 1);
}

} // namespace

outcome<idempotency> read_idempotency(const request& what) {
  if (!what.idempotency_key)
    return idempotency{};
  const auto& key = *what.idempotency_key;
  if (what.idempotency_keys > 1)
    return fail(errc::invalid_argument, "Idempotency-Key is given twice");
  if (key.empty() || key.size() > limits::idempotency_key_chars
      || !std::all_of(key.begin(), key.end(), is_visible))
    return fail(errc::invalid_argument,
                "Idempotency-Key must have 1 to "
                    + std::to_string(limits::idempotency_key_chars)
                    + " visible ASCII characters");
  idempotency out;
  out.key = what.caller + "\n" + what.path + "\n" + key;
  out.digest = to_hex(
      sha256({raw_query(what.target), "\n",
              media_type(what.content_type.value_or("")), "\n", what.body}));
  return out;
}

} // namespace leadmill
