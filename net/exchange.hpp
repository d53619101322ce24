// What a handler answers through, in plain types: one exchange is one request
// and its answer.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "messages/errors.hpp"
#include "net/http.hpp"

namespace leadmill {

/// A piece of a body that comes in parts.
struct body_part {
  std::string text;
  bool last = false;
};

/// Where the rest of a streamed body comes from. Used on the I/O thread.
class body_source {
 public:
  virtual ~body_source() = default;

  /// Asks for the next part, when the one before has been written. `done` runs
  /// on the I/O thread, unless the source was abandoned.
  virtual void next(std::function<void(outcome<body_part>)> done) = 0;

  /// Nobody will ask again.
  virtual void abandon() = 0;
};

/// Held by a handler, and by the callbacks it waits for, until it has
/// answered. The client may be gone by then; answering is then without effect.
class exchange {
 public:
  virtual ~exchange() = default;

  /// Answers. Once; on the I/O thread.
  virtual void answer(response what) = 0;

  /// Answers with a body in parts: `first`, then what `rest` has. Once; on the
  /// I/O thread.
  virtual void stream(response head, std::string first,
                      std::shared_ptr<body_source> rest) = 0;

  /// Runs `task` on the I/O thread; never once the server has ended. Any
  /// thread.
  virtual void post(std::function<void()> task) = 0;

  /// Whether the client still waits for the answer: none has been given in a
  /// handler's stead, and the connection has not ended. On the I/O thread.
  virtual bool is_awaited() const = 0;

  /// Runs `task`, which takes long, on the thread for such; not when the
  /// connection or the server has ended before. If it throws, the answer is
  /// `unavailable`. On the I/O thread.
  virtual void offload(std::function<void()> task) = 0;
};

using exchange_ptr = std::shared_ptr<exchange>;

} // namespace leadmill
