#include "net/live_session.hpp"

#include <boost/asio/post.hpp>

namespace leadmill {

live_session::live_session(hub_core& hub) : hub_(hub), client_(hub.limits()) {}

void live_session::publish(const live_frame& frame) {
  client_.publish(frame);
  send_soon();
}

void live_session::deliver(const shared_view& view) {
  client_.deliver(view);
  send_soon();
}

void live_session::act(live_client::verdict what) {
  if (what == live_client::verdict::close)
    return end(close_reason::policy);
  if (what == live_client::verdict::snapshot)
    hub_.ask_snapshot(shared_from_this());
  send_soon();
}

/// Not at once: a push to thousands would hold the thread for its length.
void live_session::send_soon() {
  if (scheduled_ || sending_ || !open_ || client_.empty())
    return;
  scheduled_ = true;
  asio::post(executor(), [self = shared_from_this()] {
    self->scheduled_ = false;
    self->send();
  });
}

void live_session::send() {
  if (sending_ || !open_)
    return;
  sending_ = client_.next();
  if (!sending_) {
    if (client_.take_lost())
      hub_.ask_snapshot(shared_from_this());
    return;
  }
  sending_since_ = hub_.now();
  write();
}

void live_session::on_sent(error_code e) {
  sending_ = {};
  if (!e)
    send();
}

bool live_session::is_stuck() const {
  return sending_ && hub_.now() - sending_since_ > hub_.limits().stall;
}

} // namespace leadmill
