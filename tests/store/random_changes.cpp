#include "tests/store/random_changes.hpp"

#include <utility>

namespace leadmill::test {

random_changes::random_changes(std::uint32_t seed, std::uint64_t first,
                               look find)
    : random_(seed), first_(first), find_(std::move(find)) {}

std::uint32_t random_changes::below(std::uint32_t bound) {
  return static_cast<std::uint32_t>(random_() % bound);
}

std::string random_changes::some_id() { return id_of(first_ + below(4)); }

std::vector<change> random_changes::batch() {
  std::vector<change> out;
  for (auto n = below(6); n < 6; ++n)
    out.push_back(next());
  if (one_in(4))
    add_attempt(out);
  return out;
}

job_query random_changes::some_query() {
  job_query out;
  out.open_only = one_in(3);
  if (one_in(3))
    out.status = static_cast<job_status>(below(5));
  if (one_in(4))
    out.type = static_cast<job_type>(below(2));
  if (one_in(3))
    out.tag = one_in(2) ? "red" : "blue";
  if (one_in(4))
    out.text = one_in(2) ? "RED" : some_id().substr(20);
  if (one_in(4))
    out.from = noon + below(50);
  if (one_in(4))
    out.to = noon + below(50);
  out.limit = 1 + below(4);
  return out;
}

result_query random_changes::some_results() {
  result_query out;
  out.job = some_id();
  if (one_in(3))
    out.status = all_lead_statuses[below(3)];
  out.limit = below(4);
  out.from_row = one_in(3) ? below(30) : 0;
  if (one_in(2))
    out.since = below(30);
  return out;
}

/// What a job actor would do.
void random_changes::add_attempt(std::vector<change>& out) {
  auto id = some_id();
  auto state = find_(id);
  auto number = state ? state->attempt : 0;
  out.push_back(begin_attempt{id, number, "n"});
  if (state && state->type == job_type::scraping) {
    out.push_back(some_page({id, number + 1}, state->progress.current + 1));
    out.push_back(some_page({id, number + 1}, state->progress.current + 2));
  }
  for (std::uint32_t row = 0; row < 4; ++row)
    out.push_back(save_leads{
        {id, number + 1},
        {lead(row, one_in(5) ? lead_status::failed : lead_status::saved)}});
  out.push_back(end_of({id, number + 1}, attempt_end::completed));
}

attempt_ref random_changes::some_attempt() {
  auto id = some_id();
  auto state = find_(id);
  return {id, state && !one_in(5) ? state->attempt : below(4)};
}

change random_changes::next() {
  if (auto state = find_(some_id()); state && !one_in(4))
    return fitting(*state);
  switch (below(20)) {
  case 0:
    return some_page(some_attempt(), below(4));
  case 1:
    return about_answers();
  case 2:
    return begin_attempt{some_id(), below(4), "n" + std::to_string(below(3))};
  case 3:
    return save_leads{some_attempt(), some_leads()};
  case 4:
    return end_attempt{some_attempt(), static_cast<attempt_end>(below(6)),
                       one_in(2) ? "It broke" : "", "broken", noon + below(60)};
  case 5:
    return fail_job{some_id(), "No", "dispatch_failed", one_in(2)};
  case 6:
    return cancel_job{some_id()};
  case 7:
    return queue_job{some_id()};
  case 8:
    return release_job{some_id()};
  case 9:
    return retry_job{some_id()};
  case 10:
    return erase_leads{some_id(), {below(4), below(30), below(4)}};
  case 11:
    return some_pause();
  default:
    return accept_job{some_draft()};
  }
}

change random_changes::some_pause() {
  if (one_in(3))
    return probe_write{};
  set_paused out{{}, one_in(2)};
  if (one_in(2))
    out.type = static_cast<job_type>(below(2));
  return out;
}

change random_changes::about_answers() {
  switch (below(6)) {
  case 0:
    return note_subject{some_key(), some_key()};
  case 1:
    return forget_answers{some_key()};
  default:
    break;
  }
  keep_answer out{one_in(2) ? "skip" : "dnc",
                  one_in(5) ? "" : some_key(),
                  one_in(3) ? 404 : 200,
                  std::string(below(40) * below(200), 'x'),
                  noon + below(90),
                  {},
                  static_cast<std::int64_t>(below(9))};
  for (auto n = below(3); n > 0; --n)
    out.subjects.push_back(one_in(5) ? "" : some_key());
  return out;
}

save_page random_changes::some_page(const attempt_ref& attempt,
                                    std::uint32_t page) {
  auto out = page_of(attempt, page, below(9), below(4));
  out.last = one_in(4);
  for (auto& l : out.leads) {
    l.status = all_lead_statuses[below(3)];
    if (one_in(3))
      l.input = R"({"c)" + std::to_string(below(9)) + R"(":1,"more":[]})";
  }
  return out;
}

/// What may happen next to a job that stands so.
change random_changes::fitting(const job& state) {
  attempt_ref attempt{state.id, state.attempt};
  if (one_in(9))
    return cancel_job{state.id};
  switch (state.phase) {
  case job_phase::queued:
    return begin_attempt{state.id, state.attempt, "n"};
  case job_phase::scheduled:
  case job_phase::retrying:
    return queue_job{state.id};
  case job_phase::waiting:
    if (auto parent = find_(state.after);
        parent && !is_terminal(parent->phase) && !one_in(4))
      return one_in(3) ? cancel_job{state.after} : fitting(*parent);
    return release_job{state.id};
  case job_phase::running:
  case job_phase::cancelling:
    if (state.type == job_type::scraping && !one_in(3))
      return some_page(attempt, state.progress.current + (one_in(5) ? 0 : 1));
    if (!one_in(3))
      return save_leads{attempt, some_leads()};
    return end_attempt{attempt,
                       one_in(2) ? attempt_end::failed
                                 : static_cast<attempt_end>(below(6)),
                       "It broke", "broken", noon + below(120)};
  default:
    return retry_job{state.id};
  }
}

job_draft random_changes::some_draft() {
  auto out = draft(0, one_in(3) ? below(30) : below(3));
  out.id = one_in(30) ? "" : some_id();
  out.type = static_cast<job_type>(below(2));
  out.max_attempts = 1 + below(3);
  out.priority = all_job_priorities[below(3)];
  out.timeout_s = one_in(2) ? below(50) : 0;
  if (one_in(4))
    out.delay_s = below(3);
  else if (one_in(4))
    out.run_at = noon + below(60);
  if (one_in(2))
    out.tags = {"red", "blue", "red"};
  if (one_in(20))
    out.rows.push_back("{\n}");
  if (one_in(3))
    out.repeat = {"key " + std::to_string(below(3)), one_in(4) ? "x" : "y"};
  if (out.type == job_type::scraping && !one_in(9))
    make_scraping(out);
  if (one_in(2))
    return out;
  out.after = some_id();
  out.policy = all_after_policies[below(3)];
  if (one_in(2)) {
    out.takes_rows = true;
    out.rows.clear();
    out.headers.clear();
  }
  return out;
}

void random_changes::make_scraping(job_draft& out) {
  out.rows.clear();
  out.headers.clear();
  out.scrape = scrape_plan{"directory", "{}", below(5), 1 + below(9)};
  if (!one_in(3))
    return;
  job_draft then;
  then.id = some_id();
  then.policy = all_after_policies[below(3)];
  then.delay_s = below(2);
  then.repeat.key = one_in(4) ? "key 1" : "";
  if (one_in(9))
    then.rows = {"{}"};
  out.then = {then};
}

std::vector<lead_result> random_changes::some_leads() {
  std::vector<lead_result> out;
  for (auto n = below(8); n > 0; --n) {
    out.push_back(
        lead(below(one_in(10) ? 40 : 4), all_lead_statuses[below(3)]));
    if (one_in(20))
      out.back().input = "{\n}";
  }
  return out;
}

} // namespace leadmill::test
