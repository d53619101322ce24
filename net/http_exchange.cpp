#include "net/http_exchange.hpp"

#include "net/http_session.hpp"

#include <boost/asio/post.hpp>

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

void http_exchange::offload(std::function<void()> task) {
  if (auto core = core_.lock())
    asio::post(core->workers, std::move(task));
}

} // namespace leadmill
