#include "actors/enrichment_job.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <caf/exit_reason.hpp>
#include <caf/sec.hpp>

#include "actors/attempt_steps.hpp"
#include "actors/step_worker.hpp"
#include "leads/lead_key.hpp"

namespace leadmill {

namespace {

void advance(enrichment_job_pointer self);

/// Rows that are worked one by one, and what came of them so far.
struct troubled_slice {
  std::uint64_t number = 0;
  std::vector<input_row> rows;
  started_leads done;
  std::size_t outstanding = 0;
};

/// A row over which a step did not end in time, or took its worker with it.
lead_result failed_lead(const input_row& row, const caf::error& why) {
  lead_result out;
  out.row = row.row;
  out.status = lead_status::failed;
  out.reason = why == caf::sec::request_timeout
                   ? "A step did not end in time"
                   : "A step broke off over this row";
  out.key = lead_key({}, row.json + '\n' + std::to_string(row.row));
  out.input = row.json;
  out.fields = "{}";
  return out;
}

void save(enrichment_job_pointer self) {
  auto& state = self->state;
  state.begin_save();
  self->request(state.options.sink, state.options.request_timeout,
                save_leads{state.options.attempt, state.unacked})
      .then(
          [self](const job&) {
            self->state.saving = false;
            self->state.unacked.clear();
            advance(self);
          },
          [self](const caf::error& error) {
            self->state.saving = false;
            recover(self, error);
          });
}

void pull(enrichment_job_pointer self) {
  auto& state = self->state;
  state.pulling = true;
  self->request(state.options.source, state.options.request_timeout,
                pull_rows{state.options.attempt, state.next_row,
                          state.options.chunk_rows})
      .then(
          [self](row_chunk& chunk) {
            self->state.pulling = false;
            self->state.add_rows(std::move(chunk));
            advance(self);
          },
          [self](const caf::error& error) {
            self->state.pulling = false;
            recover(self, error);
          });
}

void load_checkpoint(enrichment_job_pointer self) {
  auto& state = self->state;
  state.pulling = true;
  self->request(state.options.source, state.options.request_timeout,
                read_checkpoint{state.options.attempt, state.checkpoint_row,
                                state.options.chunk_rows})
      .then(
          [self](const checkpoint_chunk& chunk) {
            self->state.pulling = false;
            self->state.add_checkpoint(chunk);
            advance(self);
          },
          [self](const caf::error& error) {
            self->state.pulling = false;
            recover(self, error);
          });
}

step_worker_actor make_worker(enrichment_job_pointer self) {
  const auto& options = self->state.options;
  return options.spawn_worker
             ? options.spawn_worker()
             : self->spawn(step_worker, options.trade, options.now);
}

/// Takes what a worker made of a slice.
void add_worked(enrichment_job_pointer self, std::uint64_t number,
                started_leads leads) {
  auto& state = self->state;
  --state.working;
  state.merge.add_slice(number, std::move(leads));
  advance(self);
}

/// Works one row alone; a row that nobody can work is a failed lead.
void work_alone(enrichment_job_pointer self,
                const std::shared_ptr<troubled_slice>& slice, std::size_t at) {
  auto worker = make_worker(self);
  const auto& options = self->state.options;
  auto take = [=](lead_result lead, std::shared_ptr<lead_course> course) {
    self->send_exit(worker, caf::exit_reason::kill);
    slice->done.leads[at] = std::move(lead);
    slice->done.courses[at] = std::move(course);
    if (--slice->outstanding == 0)
      add_worked(self, slice->number, std::move(slice->done));
  };
  self->request(worker, options.step_timeout,
                work_slice{{slice->rows[at]}, options.steps})
      .then(
          [=](worked_slice& worked) {
            auto& done = *worked.leads;
            take(std::move(done.leads.at(0)),
                 done.courses.empty() ? nullptr : done.courses[0]);
          },
          [=](const caf::error& error) {
            take(failed_lead(slice->rows[at], error), nullptr);
          });
}

/// A worker does not answer, or died over a slice: its rows are worked one by
/// one, so that only those fail that are the cause.
void isolate(enrichment_job_pointer self, std::uint64_t number,
             std::vector<input_row> rows) {
  auto slice = std::make_shared<troubled_slice>();
  slice->number = number;
  slice->outstanding = rows.size();
  slice->done.leads.resize(rows.size());
  slice->done.courses.resize(rows.size());
  slice->rows = std::move(rows);
  for (std::size_t i = 0; i < slice->rows.size(); ++i)
    work_alone(self, slice, i);
}

void dispatch(enrichment_job_pointer self, std::vector<input_row> slice) {
  auto& state = self->state;
  auto worker = std::move(state.idle.back());
  state.idle.pop_back();
  ++state.working;
  auto number = state.next_slice_number++;
  auto rows = std::make_shared<std::vector<input_row>>(slice);
  self->request(worker, state.options.step_timeout,
                work_slice{std::move(slice), state.options.steps})
      .then(
          [self, worker, number](worked_slice& worked) {
            self->state.idle.push_back(worker);
            add_worked(self, number, std::move(*worked.leads));
          },
          [self, worker, number, rows](const caf::error&) {
            self->send_exit(worker, caf::exit_reason::kill);
            self->state.idle.push_back(make_worker(self));
            isolate(self, number, std::move(*rows));
          });
}

provider_answer read(const upstream_answer& answer) {
  using what = provider_answer::outcome;
  return {
      answer.values.empty() ? what::nothing : what::found, answer.values, {}};
}

provider_answer read(const caf::error& error) {
  using what = provider_answer::outcome;
  auto problem = to_problem(error);
  auto refused = problem.code == errc::upstream_refused
                 || problem.code == errc::invalid_argument;
  return {refused ? what::refused : what::failed, {}, problem.detail};
}

void ask_about(enrichment_job_pointer self,
               const std::shared_ptr<lead_course>& course);

void take_answer(enrichment_job_pointer self,
                 const std::shared_ptr<lead_course>& course,
                 const provider_answer& answer) {
  const auto& state = self->state;
  if (state.stopping || state.ending)
    return;
  state.options.trade->take(*course, answer, state.options.now());
  ask_about(self, course);
  advance(self);
}

/// Asks the next question about a lead, or takes its result.
void ask_about(enrichment_job_pointer self,
               const std::shared_ptr<lead_course>& course) {
  auto& state = self->state;
  const auto& options = state.options;
  auto question = options.trade->next(*course, options.now());
  if (!question) {
    state.merge.add_finished(options.trade->finish(*course, options.now()));
    return;
  }
  auto provider = options.providers.find(question->provider);
  if (provider == options.providers.end()) {
    options.trade->take(
        *course, read(make_error(errc::upstream_failed, "it is not there")),
        options.now());
    return ask_about(self, course);
  }
  upstream_ask asks{options.attempt, course->key, question->request,
                    std::move(question->values)};
  // A provider answers when it can, which may take as long as the job may; that
  // it is there is watched. (Each finite timeout would cost its timer's memory
  // until it is over, answered or not.)
  self->request(provider->second, caf::infinite, std::move(asks))
      .then(
          [=](const upstream_answer& answer) {
            take_answer(self, course, read(answer));
          },
          [=](const caf::error& error) {
            take_answer(self, course, read(error));
          });
}

/// Asks for rows and hands them out, as far as the bounds allow.
void feed_workers(enrichment_job_pointer self) {
  auto& state = self->state;
  if (!state.checkpoint_read) {
    if (!state.pulling)
      load_checkpoint(self);
    return;
  }
  while (!state.idle.empty()) {
    auto slice = state.next_slice();
    if (slice.empty())
      break;
    dispatch(self, std::move(slice));
  }
  for (const auto& course : state.merge.take_courses())
    ask_about(self, course);
  if (state.wants_rows())
    pull(self);
}

/// Whatever can go on now, goes on; called after every event.
void advance(enrichment_job_pointer self) {
  auto& state = self->state;
  if (state.ending)
    return;
  if (!state.stopping)
    feed_workers(self);
  if (state.has_unsaved()) {
    if (!state.saving)
      save(self);
  } else if (state.stopping) {
    end(self, *state.stopping);
  } else if (state.is_done()) {
    end(self, {attempt_end::completed, {}, {}, 0});
  }
}

} // namespace

void enrichment_job_state::add_rows(row_chunk chunk) {
  all_pulled = chunk.last;
  for (auto& row : chunk.rows) {
    next_row = row.row + 1;
    if (row.row >= saved.size() || !saved[row.row])
      rows.push_back(std::move(row));
  }
}

void enrichment_job_state::add_checkpoint(const checkpoint_chunk& chunk) {
  checkpoint_read = chunk.last;
  for (const auto& lead : chunk.leads) {
    checkpoint_row = lead.row + 1;
    if (lead.row >= saved.size())
      saved.resize(lead.row + 1);
    saved[lead.row] = true;
    merge.add_saved(lead);
  }
}

std::vector<input_row> enrichment_job_state::next_slice() {
  if (merge.held() >= options.batch_rows)
    return {};
  auto n = std::min<std::size_t>(rows.size(), options.slice_rows);
  auto end = rows.begin() + static_cast<std::ptrdiff_t>(n);
  std::vector<input_row> slice{std::make_move_iterator(rows.begin()),
                               std::make_move_iterator(end)};
  rows.erase(rows.begin(), end);
  return slice;
}

bool enrichment_job_state::wants_rows() const {
  return !pulling && !all_pulled
         && rows.size() < options.slice_rows * options.workers;
}

bool enrichment_job_state::has_unsaved() const {
  return saving || !unacked.empty() || merge.ready() != 0;
}

void enrichment_job_state::begin_save() {
  saving = true;
  if (unacked.empty())
    unacked = merge.take(options.batch_rows);
}

bool enrichment_job_state::only_asks() const {
  return merge.asking() != 0 && working == 0 && !saving && !pulling && !ending;
}

bool enrichment_job_state::is_done() const {
  return checkpoint_read && all_pulled && rows.empty() && working == 0
         && merge.asking() == 0;
}

job_actor::behavior_type enrichment_job(enrichment_job_pointer self,
                                        enrichment_job_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.checkpoint_read = state.options.attempt.number <= 1;
  for (const auto& [name, provider] : state.options.providers)
    self->monitor(provider);
  self->set_down_handler([self](const caf::down_msg&) {
    self->quit(make_error(errc::internal, "A provider's actor has ended"));
  });
  for (std::size_t i = 0; i < state.options.workers; ++i)
    state.idle.push_back(make_worker(self));
  advance(self);
  return {
      [self](stop_attempt& what) {
        self->state.stopping = std::move(what);
        advance(self);
      },
      [self](ask_patience) { return self->state.only_asks(); },
      [self](resume_attempt) { advance(self); },
  };
}

} // namespace leadmill
