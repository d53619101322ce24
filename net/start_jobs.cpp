#include "net/start_jobs.hpp"

#include "messages/json.hpp"
#include "messages/scrape_request.hpp"
#include "messages/validate.hpp"
#include "net/idempotency.hpp"

namespace leadmill {

namespace {

/// Names both jobs when another one follows: also on a repeat, where `id` is of
/// the job that was started first.
response started_answer(job_type type, const std::string& id, bool followed) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add("jobId", id);
  if (followed)
    w.add("thenJobId", follower_id(id));
  w.add("message", type == job_type::enrichment ? "Enrichment job started"
                                                : "Scraping job started");
  w.close();
  auto out = json_response(202, std::move(body));
  out.headers.emplace_back("Location", "/api/jobs/status?jobId=" + id);
  return out;
}

outcome<job_draft> read_enrichment(const api_options& options,
                                   const request& what) {
  auto now = options.clock();
  if (media_type(what.content_type.value_or("")) != "text/csv")
    return parse_enrich_request(what.body, options.rules, now);
  auto draft = options.read_csv(what.body);
  if (!draft)
    return draft;
  return complete_draft(std::move(*draft), what.query.text("options"),
                        what.query.text("metadata"), options.rules, now);
}

outcome<job_draft> read_scraping(const api_options& options,
                                 const request& what) {
  return parse_scrape_request(what.body, options.rules, options.clock());
}

using body_reader = outcome<job_draft> (*)(const api_options&, const request&);

outcome<job_draft> read_draft(const api& self, const request& what,
                              body_reader read) {
  auto repeat = read_idempotency(what);
  if (!repeat)
    return tl::make_unexpected(std::move(repeat.error()));
  auto draft = read(self.options, what);
  if (draft)
    draft->repeat = std::move(*repeat);
  return draft;
}

void submit(const api& self, outcome<job_draft> draft, const std::string& path,
            const exchange_ptr& to) {
  if (!draft)
    return to->answer(problem_response(draft.error(), path));
  auto answer = [type = draft->type,
                 followed = !draft->then.empty()](const job& started) {
    return started_answer(type, started.id, followed);
  };
  self.port.submit(std::move(*draft), answering<job>(to, path, answer));
}

void start(const api_ptr& self, request what, const exchange_ptr& to,
           body_reader read) {
  if (what.body.size() <= self->options.inline_parse_bytes)
    return submit(*self, read_draft(*self, what, read), what.path, to);
  auto shared = std::make_shared<request>(std::move(what));
  to->offload([self, shared, to, read] {
    auto draft =
        std::make_shared<outcome<job_draft>>(read_draft(*self, *shared, read));
    shared->body = {};
    to->post([self, shared, draft, to] {
      // Who has been told that it failed must not find a job later.
      if (to->is_awaited())
        submit(*self, std::move(*draft), shared->path, to);
    });
  });
}

} // namespace

void start_enrichment(const api_ptr& self, request what,
                      const exchange_ptr& to) {
  start(self, std::move(what), to, read_enrichment);
}

void start_scraping(const api_ptr& self, request what, const exchange_ptr& to) {
  start(self, std::move(what), to, read_scraping);
}

} // namespace leadmill
