#include "net/start_jobs.hpp"

#include "messages/json.hpp"
#include "messages/validate.hpp"
#include "net/idempotency.hpp"

namespace leadmill {

namespace {

response started_answer(const job& started) {
  std::string body;
  object_writer w{body};
  w.add_bool("success", true);
  w.add("jobId", started.id);
  w.add("message", "Enrichment job started");
  w.close();
  auto out = json_response(202, std::move(body));
  out.headers.emplace_back("Location", "/api/jobs/status?jobId=" + started.id);
  return out;
}

outcome<job_draft> read_body(const api& self, const request& what) {
  const auto& options = self.options;
  auto now = options.clock();
  if (media_type(what.content_type.value_or("")) != "text/csv")
    return parse_enrich_request(what.body, options.rules, now);
  auto draft = options.read_csv(what.body);
  if (!draft)
    return draft;
  return complete_draft(std::move(*draft), what.query.text("options"),
                        what.query.text("metadata"), options.rules, now);
}

outcome<job_draft> read_draft(const api& self, const request& what) {
  auto repeat = read_idempotency(what);
  if (!repeat)
    return tl::make_unexpected(std::move(repeat.error()));
  auto draft = read_body(self, what);
  if (draft)
    draft->repeat = std::move(*repeat);
  return draft;
}

void submit(const api& self, outcome<job_draft> draft, const std::string& path,
            const exchange_ptr& to) {
  if (!draft)
    return to->answer(problem_response(draft.error(), path));
  self.port.submit(std::move(*draft), answering<job>(to, path, started_answer));
}

} // namespace

void start_enrichment(const api_ptr& self, request what,
                      const exchange_ptr& to) {
  if (what.body.size() <= self->options.inline_parse_bytes)
    return submit(*self, read_draft(*self, what), what.path, to);
  auto shared = std::make_shared<request>(std::move(what));
  to->offload([self, shared, to] {
    auto draft =
        std::make_shared<outcome<job_draft>>(read_draft(*self, *shared));
    shared->body = {};
    to->post([self, shared, draft, to] {
      // Who has been told that it failed must not find a job later.
      if (to->is_awaited())
        submit(*self, std::move(*draft), shared->path, to);
    });
  });
}

} // namespace leadmill
