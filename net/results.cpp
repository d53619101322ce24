#include "net/results.hpp"

#include <utility>

#include "net/status.hpp"

namespace leadmill {

namespace {

response head_of(const result_query& query) {
  response out;
  switch (query.format) {
  case result_format::json:
    out.content_type = "application/json";
    break;
  case result_format::ndjson:
    out.content_type = "application/x-ndjson";
    break;
  case result_format::csv:
    out.content_type = "text/csv; charset=utf-8";
    out.headers.emplace_back("Content-Disposition",
                             "attachment; filename=\"" + query.job + ".csv\"");
    break;
  }
  return out;
}

void opened(bridge& port, response head, outcome<result_text> part,
            const exchange_ptr& to) {
  if (!part)
    return to->answer(problem_response(part.error(), "/api/jobs/results"));
  if (part->cursor == 0) {
    head.body = std::move(part->text);
    return to->answer(std::move(head));
  }
  to->stream(std::move(head), std::move(part->text),
             std::make_shared<result_stream>(port, to, part->cursor));
}

} // namespace

result_stream::result_stream(bridge& port, exchange_ptr via,
                             std::uint64_t cursor)
    : port_(port), via_(std::move(via)), cursor_(cursor) {}

void result_stream::next(std::function<void(outcome<body_part>)> done) {
  auto cursor = std::exchange(cursor_, 0);
  port_.next_results(
      cursor, [self = shared_from_this(),
               done = std::move(done)](outcome<result_text> part) {
        self->via_->post([self, done, part = std::move(part)]() mutable {
          self->arrived(std::move(part), done);
        });
      });
}

void result_stream::arrived(
    outcome<result_text> part,
    const std::function<void(outcome<body_part>)>& done) {
  if (part)
    cursor_ = part->cursor;
  if (abandoned_)
    return abandon();
  if (!part)
    return done(tl::make_unexpected(std::move(part.error())));
  done(body_part{std::move(part->text), cursor_ == 0});
}

void result_stream::abandon() {
  abandoned_ = true;
  if (auto cursor = std::exchange(cursor_, 0))
    port_.close_results(cursor);
}

void answer_results(bridge& port, result_query query, exchange_ptr to) {
  auto head = head_of(query);
  port.open_results(
      std::move(query), [&port, head, to](outcome<result_text> part) {
        to->post([&port, head, to, part = std::move(part)]() mutable {
          opened(port, head, std::move(part), to);
        });
      });
}

} // namespace leadmill
