#include "net/steer_jobs.hpp"

#include "messages/json.hpp"
#include "messages/steering.hpp"

namespace leadmill {

namespace {

response count_answer(std::uint64_t count, bool dry_run) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add_number("count", static_cast<std::int64_t>(count));
  if (dry_run)
    w.add_bool("dryRun", true);
  w.close();
  return json_response(200, std::move(body));
}

void steer_one(const api& self, bulk_action action, std::string id,
               reply<job> done) {
  if (action == bulk_action::cancel)
    self.port.cancel(std::move(id), std::move(done));
  else
    self.port.retry(std::move(id), std::move(done));
}

void steer(const api& self, bulk_action action, const request& what,
           const exchange_ptr& to) {
  auto asked = parse_steer_request(what.body, self.options.rules);
  if (!asked)
    return to->answer(problem_response(asked.error(), what.path));
  if (!asked->job.empty())
    return steer_one(self, action, std::move(asked->job),
                     answering<job>(to, what.path, job_answer));
  auto dry_run = asked->dry_run;
  self.port.steer_matching(
      {action, std::move(asked->filter), dry_run},
      answering<std::uint64_t>(to, what.path, [dry_run](std::uint64_t count) {
        return count_answer(count, dry_run);
      }));
}

void set_pause(const api& self, bool paused, const request& what,
               const exchange_ptr& to) {
  auto type = parse_pause_request(what.body);
  if (!type)
    return to->answer(problem_response(type.error(), what.path));
  self.port.pause({*type, paused}, answering<bool>(to, what.path, [](bool) {
                    return json_response(200, R"({"success":true})");
                  }));
}

} // namespace

void cancel_jobs(const api& self, const request& what, const exchange_ptr& to) {
  steer(self, bulk_action::cancel, what, to);
}

void retry_jobs(const api& self, const request& what, const exchange_ptr& to) {
  steer(self, bulk_action::retry, what, to);
}

void pause_jobs(const api& self, const request& what, const exchange_ptr& to) {
  set_pause(self, true, what, to);
}

void resume_jobs(const api& self, const request& what, const exchange_ptr& to) {
  set_pause(self, false, what, to);
}

} // namespace leadmill
