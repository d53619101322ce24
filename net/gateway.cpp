#include "net/gateway.hpp"

#include <memory>
#include <utility>

#include <caf/event_based_actor.hpp>
#include <caf/exit_reason.hpp>
#include <caf/send.hpp>

namespace {

/// Something to do as the asking actor.
using question = std::shared_ptr<std::function<void(caf::event_based_actor*)>>;

} // namespace

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(question)

namespace leadmill {

namespace {

caf::behavior asker(caf::event_based_actor* self) {
  return {
      [self](const question& ask) { (*ask)(self); },
  };
}

/// Sends `message` to `to`; calls `done` with the answer, or with a problem
/// after `timeout` at the latest.
template <class Answer, class Handle, class Message>
void ask(const caf::actor& asker, const Handle& to,
         std::chrono::milliseconds timeout, Message message,
         reply<Answer> done) {
  auto shared_done = std::make_shared<reply<Answer>>(std::move(done));
  auto shared_message = std::make_shared<Message>(std::move(message));
  auto run = [to, timeout, shared_message,
              shared_done](caf::event_based_actor* self) {
    self->request(to, timeout, std::move(*shared_message))
        .then([shared_done](
                  Answer& answer) { (*shared_done)(std::move(answer)); },
              [shared_done](const caf::error& error) {
                (*shared_done)(tl::make_unexpected(to_problem(error)));
              });
  };
  caf::anon_send(asker,
                 std::make_shared<std::function<void(caf::event_based_actor*)>>(
                     std::move(run)));
}

} // namespace

gateway::gateway(caf::actor_system& system, gateway_options options)
    : options_(std::move(options)), asker_(system.spawn(asker)) {}

gateway::~gateway() {
  caf::anon_send_exit(asker_, caf::exit_reason::user_shutdown);
}

void gateway::submit(job_draft draft, reply<job> done) {
  ask<job>(asker_, options_.supervisor, options_.write_timeout,
           submit_job{std::move(draft)}, std::move(done));
}

void gateway::cancel(std::string id, reply<job> done) {
  ask<job>(asker_, options_.supervisor, options_.write_timeout,
           cancel_job{std::move(id)}, std::move(done));
}

void gateway::find_job(std::string id, reply<job> done) {
  ask<job>(asker_, options_.status, options_.read_timeout,
           get_job{std::move(id)}, std::move(done));
}

void gateway::list_jobs(job_query query, reply<job_page> done) {
  ask<job_page>(asker_, options_.status, options_.read_timeout,
                std::move(query), std::move(done));
}

void gateway::open_results(result_query query, reply<result_text> done) {
  ask<result_text>(asker_, options_.reader, options_.read_timeout,
                   std::move(query), std::move(done));
}

void gateway::next_results(std::uint64_t cursor, reply<result_text> done) {
  ask<result_text>(asker_, options_.reader, options_.read_timeout,
                   leadmill::next_results{cursor}, std::move(done));
}

void gateway::close_results(std::uint64_t cursor) {
  caf::anon_send(options_.reader, leadmill::close_results{cursor});
}

void gateway::request_snapshot(std::uint64_t ticket) {
  caf::anon_send(options_.feed, take_snapshot{ticket});
}

void gateway::ready(reply<bool> done) {
  ask<bool>(asker_, options_.supervisor, options_.write_timeout, get_ready{},
            std::move(done));
}

} // namespace leadmill
