#include "store/new_job.hpp"

#include <optional>

namespace leadmill {

namespace {

std::optional<std::string> find_scrape_fault(const job_draft& draft) {
  auto scrapes = draft.type == job_type::scraping;
  if (scrapes != draft.scrape.has_value())
    return scrapes ? "A scraping job needs to be told what to read"
                   : "Only a scraping job reads a source";
  if (scrapes && (draft.takes_rows || !draft.rows.empty()))
    return "A scraping job has no rows of its own";
  if (draft.then.empty())
    return std::nullopt;
  const auto& then = draft.then.front();
  if (!scrapes || draft.then.size() > 1 || then.type != job_type::enrichment
      || !then.then.empty())
    return "What follows a scraping job is one enrichment";
  if (then.id.empty())
    return "The job that follows needs an id";
  return std::nullopt;
}

std::optional<std::string> find_fault(const job_draft& draft) {
  if (draft.id.empty())
    return "A job needs an id";
  if (auto fault = find_scrape_fault(draft))
    return fault;
  if (draft.after == draft.id)
    return "A job cannot wait for itself";
  if (draft.takes_rows && (draft.after.empty() || !draft.rows.empty()))
    return "A job that takes rows over needs another one to take them from,"
           " and has none of its own";
  if (draft.rows.size() >= no_row)
    return "A job cannot hold so many rows";
  for (std::size_t i = 0; i < draft.rows.size(); ++i)
    if (draft.rows[i].find('\n') != std::string::npos)
      return "Row " + std::to_string(i)
             + " is not compact JSON: it holds a line break";
  return std::nullopt;
}

} // namespace

outcome<job> new_job(const job_draft& draft, unix_ms now) {
  if (auto fault = find_fault(draft))
    return fail(errc::invalid_argument, std::move(*fault));
  job out;
  out.id = draft.id;
  out.type = draft.type;
  out.progress.total = draft.scrape
                           ? draft.scrape->max_pages
                           : static_cast<std::uint32_t>(draft.rows.size());
  out.max_attempts = draft.max_attempts;
  out.priority = draft.priority;
  out.created_at = now;
  out.run_at =
      draft.delay_s != 0 ? now + draft.delay_s * unix_ms{1000} : draft.run_at;
  out.timeout_s = draft.timeout_s;
  out.after = draft.after;
  out.policy = draft.policy;
  out.takes_rows = draft.takes_rows;
  out.tags = draft.tags;
  out.steps = draft.steps;
  out.outputs = draft.outputs;
  out.metadata = draft.metadata;
  return out;
}

job_draft then_of(const job_draft& draft) {
  auto out = draft.then.front();
  out.after = draft.id;
  out.takes_rows = true;
  out.repeat = {};
  return out;
}

} // namespace leadmill
