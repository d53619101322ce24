#include "actors/enrichment_job.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "actors/step_worker.hpp"

namespace leadmill {

namespace {

void advance(enrichment_job_pointer self);

/// After a request of ours went wrong. An attempt that was replaced quits
/// quietly; a store that cannot answer now is asked again after a pause (every
/// request here is idempotent); anything else fails the attempt.
void recover(enrichment_job_pointer self, const caf::error& error) {
  switch (to_problem(error).code) {
  case errc::stale:
  case errc::not_found:
    self->quit();
    return;
  case errc::unavailable:
  case errc::timeout:
  case errc::too_many:
    self->delayed_send(self, self->state.options.retry_delay, resume_attempt{});
    return;
  default:
    self->quit(error);
  }
}

void end(enrichment_job_pointer self, attempt_end how) {
  auto& state = self->state;
  state.ending = true;
  self->request(state.options.sink, state.options.request_timeout,
                end_attempt{state.options.attempt, how, {}, {}})
      .then([self](const job&) { self->quit(); },
            [self](const caf::error& error) {
              self->state.ending = false;
              recover(self, error);
            });
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

void dispatch(enrichment_job_pointer self, std::vector<input_row> slice) {
  auto& state = self->state;
  auto worker = std::move(state.idle.back());
  state.idle.pop_back();
  ++state.working;
  auto number = state.next_slice_number++;
  self->request(worker, state.options.request_timeout,
                work_slice{std::move(slice), state.options.steps})
      .then(
          [self, worker, number](worked_slice& worked) {
            auto& st = self->state;
            --st.working;
            st.idle.push_back(worker);
            st.merge.add_slice(number, std::move(worked.leads));
            advance(self);
          },
          [self](const caf::error& error) { self->quit(error); });
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
    end(self, attempt_end::completed);
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

bool enrichment_job_state::is_done() const {
  return checkpoint_read && all_pulled && rows.empty() && working == 0;
}

job_actor::behavior_type enrichment_job(enrichment_job_pointer self,
                                        enrichment_job_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.checkpoint_read = state.options.attempt.number <= 1;
  for (std::size_t i = 0; i < state.options.workers; ++i)
    state.idle.push_back(
        self->spawn(step_worker, state.options.trade, state.options.now));
  advance(self);
  return {
      [self](stop_attempt what) {
        self->state.stopping = what.how;
        advance(self);
      },
      [self](resume_attempt) { advance(self); },
  };
}

} // namespace leadmill
