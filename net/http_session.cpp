#include "net/http_session.hpp"

#include <array>

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include "net/access_log.hpp"
#include "net/http_exchange.hpp"
#include "net/hub_core.hpp"
#include "net/live_entry.hpp"
#include "net/request_head.hpp"
#include "net/status.hpp"

namespace leadmill {

namespace {

constexpr std::size_t header_read_bytes = 4096;
constexpr std::size_t body_read_bytes = 64 * 1024;
/// Answers up to this size are written from one buffer.
constexpr std::size_t small_answer_bytes = 16 * 1024;

response too_slow() {
  return refusal(408, "request_timeout",
                 "The request did not arrive in time: send it again", "");
}

} // namespace

http_session::http_session(http_core& core, tcp_socket socket)
    : core_(core), socket_(std::move(socket)),
      reader_(core.bounds.header_bytes) {}

void http_session::start() {
  enter(state::idle, core_.bounds.header);
  read();
}

void http_session::read() {
  auto bytes = state_ == state::body || state_ == state::lingering
                   ? body_read_bytes
                   : header_read_bytes;
  reading_ = true;
  socket_.async_read_some(
      reader_.buffer().prepare(bytes),
      [self = shared_from_this()](error_code e, std::size_t n) {
        self->on_read(e, n);
      });
}

void http_session::on_read(error_code e, std::size_t bytes) {
  reading_ = false;
  if (state_ == state::closed)
    return;
  if (e)
    return on_input_end();
  reader_.buffer().commit(bytes);
  if (state_ == state::lingering)
    return linger();
  if (state_ == state::body)
    pace(core_.bounds.body_pause);
  if (state_ == state::idle || state_ == state::header || state_ == state::body)
    advance();
}

void http_session::on_input_end() {
  if (state_ == state::header || state_ == state::body)
    return refuse(
        refusal(400, "invalid_argument", "The request ends in its middle", ""));
  if (state_ == state::idle || state_ == state::lingering)
    close();
}

void http_session::advance() {
  if (state_ == state::idle)
    begin_request();
  if (state_ == state::header)
    parse_header();
  else if (state_ == state::body)
    parse_body();
}

void http_session::begin_request() {
  if (!reader_.begin())
    return read();
  ++turn_;
  enter(state::header, core_.bounds.header);
}

void http_session::parse_header() {
  switch (reader_.read_header()) {
  case request_reader::progress::more:
    return read();
  case request_reader::progress::refused:
    return refuse(reader_.refusal());
  case request_reader::progress::done:
    return on_header();
  }
}

void http_session::on_header() {
  what_ = reader_.head();
  keep_alive_ = reader_.keep_alive();
  auto admitted = core_.routes.admit(what_);
  if (auto no = std::get_if<response>(&admitted)) {
    if (!reader_.is_whole())
      return refuse(std::move(*no));
    return write_answer(std::move(*no));
  }
  call_ = std::get<const call*>(admitted);
  if (call_->feed != feed_kind::none)
    return go_live();
  if (reader_.is_whole())
    return dispatch();
  begin_body();
}

void http_session::begin_body() {
  reader_.limit_body(core_.routes.body_limit(*call_), what_.path);
  enter(state::body, core_.bounds.body_pause);
  last_call_ = core_.now + core_.bounds.body;
  if (!what_.expect || what_.http_1_0 || reader_.buffer().size() > 0)
    return parse_body();
  static constexpr std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
  asio::async_write(socket_, asio::buffer(go_on),
                    [self = shared_from_this()](error_code e, std::size_t) {
                      self->continue_body(e);
                    });
}

void http_session::continue_body(error_code e) {
  if (state_ != state::body)
    return;
  if (e)
    return close();
  parse_body();
}

void http_session::parse_body() {
  auto how = reader_.read_body();
  if (how == request_reader::progress::refused)
    return refuse(reader_.refusal());
  if (!charge_body())
    return refuse(problem_response(
        {errc::unavailable, "Too many uploads at once: try again soon", {}},
        what_.path));
  if (how == request_reader::progress::more)
    return read();
  dispatch();
}

bool http_session::charge_body() {
  // While a large one is parsed there is also what it says, about as much.
  auto size = reader_.body_bytes();
  if (size > core_.bounds.inline_parse_bytes)
    size *= 2;
  core_.buffered += size - held_bytes_;
  held_bytes_ = size;
  return core_.buffered <= core_.bounds.buffered_bytes;
}

void http_session::dispatch() {
  request what = what_;
  what.body = reader_.take_body();
  enter(state::waiting, core_.patience(*call_));
  auto to = std::make_shared<http_exchange>(core_.weak_from_this(),
                                            weak_from_this(), turn_);
  try {
    call_->handle(std::move(what), to);
  } catch (const std::exception& e) {
    log_trouble("handler_failed", e.what());
    give_up(turn_);
  }
}

void http_session::go_live() {
  auto entered = enter_live(core_, reader_, what_, *call_);
  if (auto no = std::get_if<response>(&entered))
    return reader_.is_whole() ? write_answer(std::move(*no))
                              : refuse(std::move(*no));
  error_code e;
  auto address = socket_.local_endpoint(e).address();
  core_.note_answer("GET", call_, call_->feed == feed_kind::socket ? 101 : 200);
  core_.hub->adopt(socket_.release(), address.is_v6(),
                   std::move(std::get<live_hello>(entered)));
  close();
}

void http_session::refuse(response what) {
  keep_alive_ = false;
  write_answer(std::move(what));
}

void http_session::respond(std::uint64_t turn, response what) {
  if (is_waiting(turn))
    write_answer(std::move(what));
}

void http_session::give_up(std::uint64_t turn) {
  respond(turn, problem_response({errc::unavailable,
                                  "The request could not be handled: try again",
                                  {}},
                                 what_.path));
}

void http_session::write_answer(response what) {
  enter(state::writing, core_.bounds.write);
  core_.routes.add_cors(what_.origin, what);
  keep_alive_ = keep_alive_ && !core_.draining;
  core_.note_answer(to_string(what_.method), call_, what.status);
  out_head_.clear();
  append_head(out_head_, what,
              {framing::length, keep_alive_, what_.http_1_0, core_.date});
  out_body_.clear();
  if (what_.method == verb::head)
    what.body.clear();
  if (what.body.size() <= small_answer_bytes)
    out_head_ += what.body;
  else
    out_body_ = std::move(what.body);
  std::array<asio::const_buffer, 2> parts{asio::buffer(out_head_),
                                          asio::buffer(out_body_)};
  asio::async_write(
      socket_, parts,
      [this](error_code e, std::size_t) {
        touch(core_.bounds.write);
        return e ? 0 : body_read_bytes;
      },
      [self = shared_from_this()](error_code e, std::size_t) {
        self->on_answer_written(e);
      });
}

void http_session::on_answer_written(error_code e) {
  if (state_ == state::closed)
    return;
  if (e)
    return close();
  end_request();
}

void http_session::stream(std::uint64_t turn, response head, std::string first,
                          std::shared_ptr<body_source> rest) {
  if (!is_waiting(turn))
    return rest->abandon();
  framing_ = what_.http_1_0 ? framing::until_close : framing::chunked;
  keep_alive_ = keep_alive_ && !core_.draining && !what_.http_1_0;
  core_.routes.add_cors(what_.origin, head);
  core_.note_answer(to_string(what_.method), call_, head.status);
  out_head_.clear();
  append_head(out_head_, head,
              {framing_, keep_alive_, what_.http_1_0, core_.date});
  source_ = std::move(rest);
  last_call_ = core_.now + core_.bounds.stream;
  if (what_.method != verb::head)
    return write_part(std::move(first), false);
  std::exchange(source_, nullptr)->abandon();
  framing_ = framing::until_close;
  write_part({}, true);
}

void http_session::write_part(std::string text, bool last) {
  state_ = last ? state::writing : state::streaming;
  pace(core_.bounds.write);
  out_body_ = std::move(text);
  out_tail_.clear();
  if (framing_ == framing::chunked) {
    if (!out_body_.empty()) {
      out_head_ += chunk_head(out_body_.size());
      out_tail_ = "\r\n";
    }
    if (last)
      out_tail_ += "0\r\n\r\n";
  }
  std::array<asio::const_buffer, 3> parts{asio::buffer(out_head_),
                                          asio::buffer(out_body_),
                                          asio::buffer(out_tail_)};
  asio::async_write(
      socket_, parts,
      [this](error_code e, std::size_t) {
        pace(core_.bounds.write);
        return e ? 0 : body_read_bytes;
      },
      [self = shared_from_this(), last](error_code e, std::size_t) {
        self->on_part_written(e, last);
      });
}

void http_session::on_part_written(error_code e, bool last) {
  if (state_ == state::closed)
    return;
  out_head_.clear();
  out_body_.clear();
  if (e)
    return close();
  if (last)
    return end_request();
  pull();
}

void http_session::pull() {
  state_ = state::pulling;
  pace(core_.bounds.reply);
  source_->next([weak = weak_from_this()](outcome<body_part> part) {
    if (auto self = weak.lock())
      self->on_part(std::move(part));
  });
}

void http_session::on_part(outcome<body_part> part) {
  if (state_ != state::pulling)
    return;
  if (!part) {
    log_trouble("results_broken_off", part.error().detail);
    return abort();
  }
  if (part->last)
    source_ = nullptr;
  if (part->text.empty() && !part->last)
    return pull();
  write_part(std::move(part->text), part->last);
}

void http_session::end_request() {
  core_.buffered -= std::exchange(held_bytes_, 0);
  if (!keep_alive_ || core_.draining) {
    error_code e;
    socket_.shutdown(tcp_socket::shutdown_send, e);
    enter(state::lingering,
          core_.draining ? core_.bounds.tick : core_.bounds.linger);
    return linger();
  }
  what_ = {};
  call_ = nullptr;
  enter(state::idle, core_.bounds.idle);
  if (reader_.buffer().size() > 0)
    return advance();
  if (reader_.buffer().capacity() > body_read_bytes)
    reader_.buffer().shrink_to_fit();
  read();
}

void http_session::linger() {
  lingered_bytes_ += reader_.buffer().size();
  if (lingered_bytes_ > core_.bounds.linger_bytes)
    return close();
  if (reading_)
    return;
  reader_.buffer().clear();
  read();
}

void http_session::look_at_clock() {
  if (core_.now < deadline_)
    return;
  switch (state_) {
  case state::header:
  case state::body:
    return refuse(too_slow());
  case state::waiting:
    return write_answer(problem_response(
        {errc::timeout, "No answer came in time: try again", {}}, what_.path));
  case state::writing:
  case state::streaming:
  case state::pulling:
    return abort();
  default:
    close();
  }
}

void http_session::abort() {
  // A reset: the client must not take what it has for the whole.
  error_code e;
  socket_.set_option(asio::socket_base::linger(true, 0), e);
  close();
}

void http_session::close() {
  if (state_ == state::closed)
    return;
  auto self = shared_from_this();
  state_ = state::closed;
  core_.buffered -= std::exchange(held_bytes_, 0);
  if (source_)
    std::exchange(source_, nullptr)->abandon();
  error_code e;
  socket_.close(e);
  core_.sessions.erase(self);
  if (core_.draining)
    core_.note_emptied();
}

} // namespace leadmill
