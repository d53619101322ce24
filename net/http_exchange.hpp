// The exchange of an HTTP session: outlives the connection, and even the
// server, without harm.
#pragma once

#include <cstdint>
#include <memory>

#include "net/exchange.hpp"

namespace leadmill {

struct http_core;
class http_session;

class http_exchange final : public exchange {
 public:
  http_exchange(std::weak_ptr<http_core> core,
                std::weak_ptr<http_session> session, std::uint64_t turn);

  void answer(response what) override;
  void stream(response head, std::string first,
              std::shared_ptr<body_source> rest) override;
  void post(std::function<void()> task) override;
  bool is_awaited() const override;
  void offload(std::function<void()> task) override;

 private:
  /// On the thread for long tasks.
  void run(const std::function<void()>& task) const;

  std::weak_ptr<http_core> core_;
  std::weak_ptr<http_session> session_;
  std::uint64_t turn_;
};

} // namespace leadmill
