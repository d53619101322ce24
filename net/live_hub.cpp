#include "net/live_hub.hpp"

#include <utility>

#include "net/hub_core.hpp"

namespace leadmill {

live_hub::live_hub(live_limits limits)
    : core_(std::make_shared<hub_core>(limits)) {}

live_hub::~live_hub() { stop(); }

live_sink live_hub::sink() {
  return [weak = std::weak_ptr<hub_core>{core_}](live_event event) {
    if (auto core = weak.lock())
      core->publish(std::move(event));
  };
}

void live_hub::attach(bridge& port) { core_->attach(port); }

void live_hub::drain() { core_->drain(nullptr); }

void live_hub::stop() { core_->stop(); }

std::size_t live_hub::sessions() const { return core_->count(); }

const std::shared_ptr<hub_core>& live_hub::core() const { return core_; }

} // namespace leadmill
