#include "messages/outbox.hpp"

namespace leadmill {

const char* to_string(delivery_state state) noexcept {
  switch (state) {
  case delivery_state::sending:
    return "sending";
  case delivery_state::queued:
    return "queued";
  case delivery_state::delivered:
    return "delivered";
  case delivery_state::dead:
    return "dead";
  }
  return "";
}

std::optional<delivery_state>
parse_delivery_state(std::string_view text) noexcept {
  for (auto state : all_delivery_states)
    if (text == to_string(state))
      return state;
  return std::nullopt;
}

} // namespace leadmill
