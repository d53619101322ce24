// Waits for the answer of a bridge call, for commands that do one thing after
// the other.
#pragma once

#include <future>
#include <memory>

#include "messages/bridge.hpp"

namespace leadmill {

/// `wait<job>([&](reply<job> done) { port.find_job(id, std::move(done)); })`.
/// Every call answers within a bounded time, and so does this.
template <class T, class Call>
outcome<T> wait(Call call) {
  auto answer = std::make_shared<std::promise<outcome<T>>>();
  auto future = answer->get_future();
  call(reply<T>{
      [answer](outcome<T> value) { answer->set_value(std::move(value)); }});
  return future.get();
}

} // namespace leadmill
