// A handle of an actor that is spawned after those who tell it something.
#pragma once

#include <chrono>
#include <future>

#include <caf/send.hpp>

namespace leadmill {

/// Actors that are there only once others are, which tell them something.
template <class Actor>
class later {
 public:
  void be(const Actor& actor) { promise_.set_value(actor); }

  /// The thread of a detached actor ends only when no handle to it is left.
  void forget() {
    promise_ = {};
    told_ = {};
  }

  /// Sends to the actor, if it is there by then.
  template <class Message>
  auto sender() {
    return [told = told_](Message what) {
      if (told.wait_for(std::chrono::seconds{0}) == std::future_status::ready)
        caf::anon_send(told.get(), std::move(what));
    };
  }

 private:
  std::promise<Actor> promise_;
  std::shared_future<Actor> told_ = promise_.get_future().share();
};

} // namespace leadmill
