// One HTTP connection: reads a request, has it handled, writes the answer, and
// so on in order. Only net/listener.cpp starts one.
#pragma once

#include "net/asio.hpp"

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>

#include "net/exchange.hpp"
#include "net/http_core.hpp"
#include "net/request_reader.hpp"
#include "net/wire.hpp"

namespace leadmill {

/// Lives in `http_core::sessions` until it closes; used on the I/O thread only.
class http_session : public std::enable_shared_from_this<http_session> {
 public:
  http_session(http_core& core, tcp_socket socket);

  void start();

  /// Acts on the deadline, if it is over: 408, 503 or an end.
  void look_at_clock();

  /// Whether nothing is under way: between two requests, or after the last.
  bool is_idle() const noexcept {
    return state_ == state::idle || state_ == state::lingering;
  }

  void close();

  /// What an exchange calls; without effect when `turn` is over.
  void respond(std::uint64_t turn, response what);
  void stream(std::uint64_t turn, response head, std::string first,
              std::shared_ptr<body_source> rest);

  /// Answers for a handler that has thrown.
  void give_up(std::uint64_t turn);

  /// Whether `turn` has not been answered yet.
  bool is_waiting(std::uint64_t turn) const noexcept {
    return turn == turn_ && state_ == state::waiting;
  }

 private:
  enum class state : std::uint8_t {
    idle,      // between two requests
    header,    // a part of a header has come
    body,      // a part of a body has come
    waiting,   // a handler is at work
    writing,   // the answer, or its last part
    streaming, // a part of the answer
    pulling,   // the next part has been asked for
    lingering, // all said; the client may still be sending
    closed,
  };

  void enter(state next, std::chrono::milliseconds within) {
    state_ = next;
    touch(within);
  }
  void touch(std::chrono::milliseconds within) {
    deadline_ = core_.now + within;
  }
  /// The same, but no later than `last_call_`.
  void pace(std::chrono::milliseconds within) {
    deadline_ = std::min(core_.now + within, last_call_);
  }
  void read();
  void on_read(error_code e, std::size_t bytes);
  void on_input_end();
  void advance();
  void begin_request();
  void parse_header();
  void on_header();
  void begin_body();
  void continue_body(error_code e);
  void parse_body();
  bool charge_body();
  void dispatch();
  void go_live();
  void refuse(response what);
  void write_answer(response what);
  void on_answer_written(error_code e);
  void write_part(std::string text, bool last);
  void on_part_written(error_code e, bool last);
  void pull();
  void on_part(outcome<body_part> part);
  void end_request();
  void linger();
  void abort();

  http_core& core_;
  tcp_socket socket_;
  request_reader reader_;
  request what_;
  const call* call_ = nullptr;
  state state_ = state::idle;
  steady_clock::time_point deadline_;
  /// The deadline of the whole body or stream, whatever its pace.
  steady_clock::time_point last_call_;
  /// Counts requests, so that a late answer does not reach the next one.
  std::uint64_t turn_ = 0;
  std::size_t held_bytes_ = 0;
  std::size_t lingered_bytes_ = 0;
  bool keep_alive_ = true;
  bool reading_ = false;
  framing framing_ = framing::length;
  std::shared_ptr<body_source> source_;
  std::string out_head_;
  std::string out_body_;
  std::string out_tail_;
};

} // namespace leadmill
