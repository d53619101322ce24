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

/// A reply that takes another type, of which `part(value)` is wanted.
template <class From, class To, class F>
reply<From> mapped(reply<To> done, F part) {
  return [done = std::move(done), part](outcome<From> got) {
    if (got)
      done(part(*got));
    else
      done(tl::make_unexpected(std::move(got.error())));
  };
}

} // namespace

gateway::gateway(caf::actor_system& system, gateway_options options)
    : options_(std::move(options)), asker_(system.spawn(asker)) {}

gateway::~gateway() {
  caf::anon_send_exit(asker_, caf::exit_reason::user_shutdown);
}

void gateway::submit(job_draft draft, reply<job> done) {
  ask<job>(asker_, options_.intake, options_.submit_timeout,
           submit_job{std::move(draft)}, std::move(done));
}

void gateway::cancel(std::string id, reply<job> done) {
  ask<job>(asker_, options_.supervisor, options_.write_timeout,
           cancel_job{std::move(id)}, std::move(done));
}

void gateway::retry(std::string id, reply<job> done) {
  ask<job>(asker_, options_.supervisor, options_.write_timeout,
           retry_job{std::move(id)}, std::move(done));
}

void gateway::steer_matching(bulk_request what, reply<std::uint64_t> done) {
  ask<std::uint64_t>(asker_, options_.bulk, options_.long_timeout,
                     std::move(what), std::move(done));
}

void gateway::pause(set_paused what, reply<bool> done) {
  ask<bool>(asker_, options_.supervisor, options_.write_timeout, what,
            std::move(done));
}

void gateway::clean_up(cleanup_request what, reply<std::uint64_t> done) {
  ask<removed_jobs>(asker_, options_.status, options_.write_timeout,
                    remove_ended{what.before},
                    mapped<removed_jobs>(std::move(done), [](auto& removed) {
                      return std::uint64_t{removed.jobs.size()};
                    }));
}

void gateway::erase_lead(std::string key,
                         reply<std::vector<erased_place>> done) {
  ask<erased_places>(asker_, options_.eraser, options_.long_timeout,
                     leadmill::erase_lead{std::move(key)},
                     mapped<erased_places>(std::move(done), [](auto& erased) {
                       return std::move(erased.places);
                     }));
}

void gateway::find_history(std::string id,
                           reply<std::vector<history_entry>> done) {
  ask<history_page>(asker_, options_.reader, options_.read_timeout,
                    get_history{std::move(id)},
                    mapped<history_page>(std::move(done), [](auto& page) {
                      return std::move(page.entries);
                    }));
}

void gateway::read_usage(reply<usage_report> done) {
  ask<usage_report>(asker_, options_.reader, options_.read_timeout,
                    get_usage{system_now()}, std::move(done));
}

void gateway::read_stats(reply<job_stats> done) {
  ask<job_stats>(asker_, options_.reader, options_.long_timeout,
                 get_stats{system_now()}, std::move(done));
}

void gateway::read_paused(reply<paused_types> done) {
  ask<paused_types>(asker_, options_.reader, options_.read_timeout,
                    get_paused{}, std::move(done));
}

void gateway::read_destinations(reply<std::vector<destination_view>> done) {
  ask<destination_views>(
      asker_, options_.outputs, options_.read_timeout, get_destinations{},
      mapped<destination_views>(
          std::move(done), [](auto& known) { return std::move(known.views); }));
}

void gateway::list_deliveries(delivery_query query, reply<delivery_page> done) {
  ask<delivery_page>(asker_, options_.outputs, options_.read_timeout,
                     std::move(query), std::move(done));
}

void gateway::replay(delivery_filter which, reply<std::uint64_t> done) {
  ask<std::uint64_t>(asker_, options_.outputs, options_.long_timeout,
                     std::move(which), std::move(done));
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
