// A result page on its way out: parts are asked of the bridge one by one, when
// the one before has been written.
#pragma once

#include <cstdint>
#include <memory>

#include "messages/bridge.hpp"
#include "net/exchange.hpp"

namespace leadmill {

/// Knows which cursor is open at the reader, and closes it when the client goes
/// away, at whatever moment.
class result_stream final : public body_source,
                            public std::enable_shared_from_this<result_stream> {
 public:
  /// REQUIRES: `cursor` is open, i.e. not 0.
  result_stream(bridge& port, exchange_ptr via, std::uint64_t cursor);

  void next(std::function<void(outcome<body_part>)> done) override;
  void abandon() override;

 private:
  void arrived(outcome<result_text> part,
               const std::function<void(outcome<body_part>)>& done);

  bridge& port_;
  exchange_ptr via_;
  std::uint64_t cursor_;
  bool abandoned_ = false;
};

/// Opens the page and answers with it, whole or streamed.
void answer_results(bridge& port, result_query query, exchange_ptr to);

} // namespace leadmill
