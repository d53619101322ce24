#include "net/read_jobs.hpp"

#include <vector>

#include "messages/json.hpp"
#include "messages/report_json.hpp"
#include "messages/validate.hpp"
#include "net/job_params.hpp"
#include "net/results.hpp"

namespace leadmill {

namespace {

void find_job(const api& self, const request& what, const exchange_ptr& to) {
  auto id = parse_job_id(what.query.text("jobId"));
  if (!id)
    return to->answer(problem_response(id.error(), what.path));
  self.port.find_job(std::move(*id), answering<job>(to, what.path, job_answer));
}

} // namespace

void read_status(const api& self, const request& what, const exchange_ptr& to) {
  if (what.query.find("jobId") != nullptr)
    return find_job(self, what, to);
  auto query = parse_job_query(what.query);
  if (!query)
    return to->answer(problem_response(query.error(), what.path));
  self.port.list_jobs(std::move(*query),
                      answering<job_page>(to, what.path, [](const auto& page) {
                        return json_response(
                            200, to_json(page.jobs, page.next_cursor));
                      }));
}

void read_results(const api& self, const request& what,
                  const exchange_ptr& to) {
  auto query = parse_result_query(what.query);
  if (!query)
    return to->answer(problem_response(query.error(), what.path));
  answer_results(self.port, std::move(*query), to);
}

void read_log(const api& self, const request& what, const exchange_ptr& to) {
  auto id = parse_job_id(what.query.text("jobId"));
  if (!id)
    return to->answer(problem_response(id.error(), what.path));
  self.port.find_history(*id,
                         answering<std::vector<history_entry>>(
                             to, what.path, [id = *id](const auto& history) {
                               return json_response(200, to_json(id, history));
                             }));
}

void read_statistics(const api& self, const request& what,
                     const exchange_ptr& to) {
  auto& port = self.port;
  port.read_stats(passing<job_stats>(
      to, what.path, [&port, to, path = what.path](job_stats stats) {
        port.read_paused(answering<paused_types>(
            to, path, [stats = std::move(stats)](const auto& paused) {
              return json_response(200, to_json(stats, paused));
            }));
      }));
}

void read_usage(const api& self, const request& what, const exchange_ptr& to) {
  self.port.read_usage(answering<usage_report>(
      to, what.path, [known = self.options.upstreams](const auto& used) {
        return json_response(200, to_json(usage_lines(used, known)));
      }));
}

} // namespace leadmill
