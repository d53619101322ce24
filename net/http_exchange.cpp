#include "net/http_exchange.hpp"

#include "net/http_session.hpp"

#include <exception>

#include <boost/asio/post.hpp>

#include "net/access_log.hpp"

namespace leadmill {

http_exchange::http_exchange(std::weak_ptr<http_core> core,
                             std::weak_ptr<http_session> session,
                             std::uint64_t turn)
    : core_(std::move(core)), session_(std::move(session)), turn_(turn) {}

void http_exchange::answer(response what) {
  if (auto session = session_.lock())
    session->respond(turn_, std::move(what));
}

void http_exchange::stream(response head, std::string first,
                           std::shared_ptr<body_source> rest) {
  if (auto session = session_.lock())
    session->stream(turn_, std::move(head), std::move(first), std::move(rest));
  else
    rest->abandon();
}

void http_exchange::post(std::function<void()> task) {
  if (auto core = core_.lock())
    asio::post(core->io, std::move(task));
}

bool http_exchange::is_awaited() const {
  auto session = session_.lock();
  return session && session->is_waiting(turn_);
}

void http_exchange::offload(std::function<void()> task) {
  if (auto core = core_.lock())
    asio::post(core->workers,
               [self = *this, task = std::move(task)] { self.run(task); });
}

void http_exchange::run(const std::function<void()>& task) const {
  if (session_.expired())
    return;
  try {
    task();
  } catch (const std::exception& e) {
    // A thread pool lets it end the process.
    log_trouble("handler_failed", e.what());
    if (auto core = core_.lock())
      asio::post(core->io, [weak = session_, turn = turn_] {
        if (auto session = weak.lock())
          session->give_up(turn);
      });
  }
}

} // namespace leadmill
