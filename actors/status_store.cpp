#include "actors/status_store.hpp"

#include <algorithm>
#include <memory>
#include <utility>

#include <caf/typed_response_promise.hpp>

namespace leadmill {

namespace {

/// After a change was not committed. That the store cannot write now shows in
/// `writable`; a failed sync, or a writer that is silent or gone, ends the
/// process; anything else is a refusal of this change alone.
void note_failure(status_store_state& state, const caf::error& error) {
  auto what = to_problem(error);
  if (what.code == errc::unavailable)
    state.writable = false;
  if (!is_ours(error) || what.code == errc::disk_unknown) {
    state.writable = false;
    state.options.on_disk_unknown(what);
  }
}

void note_commit(status_store_pointer self, const job& committed) {
  if (!self->state.apply(committed))
    return; // nothing was written
  self->state.writable = true;
  self->send(self->state.options.feed, publish_job{committed});
}

/// A job and the one that follows it. The writer answers with the first; asked
/// to release the other, which waits, it changes nothing and says how that one
/// stands. Both questions go out together, so that nothing that takes a number
/// comes between, and the second is answered right behind the first.
caf::result<job> accept_both(status_store_pointer self, accept_job what) {
  auto answer = self->make_response_promise<job>();
  auto first = std::make_shared<outcome<job>>(job{});
  const auto& options = self->state.options;
  auto finish = [answer, first]() mutable {
    if (*first)
      answer.deliver(std::move(**first));
    else
      answer.deliver(to_error(first->error()));
  };
  release_job then{what.draft.then.front().id};
  self->request(options.writer, options.write_timeout, change{std::move(what)})
      .then(
          [self, first](job& committed) {
            note_commit(self, committed);
            *first = std::move(committed);
          },
          [self, first](const caf::error& error) {
            note_failure(self->state, error);
            *first = tl::make_unexpected(to_problem(error));
          });
  self->request(options.writer, options.write_timeout, change{std::move(then)})
      .then(
          [self, finish](const job& waiting) mutable {
            note_commit(self, waiting);
            finish();
          },
          // There is none when the first was refused, or is a repeat.
          [finish](const caf::error&) mutable { finish(); });
  return answer;
}

/// Sends a change to the writer; answers once it is committed and shown.
caf::result<job> write(status_store_pointer self, change what) {
  auto answer = self->make_response_promise<job>();
  const auto& options = self->state.options;
  self->request(options.writer, options.write_timeout, std::move(what))
      .then(
          [self, answer](job& committed) mutable {
            note_commit(self, committed);
            answer.deliver(std::move(committed));
          },
          [self, answer](const caf::error& error) mutable {
            note_failure(self->state, error);
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

template <class Change>
auto writing(status_store_pointer self) {
  return [self](Change& what) { return write(self, change{std::move(what)}); };
}

/// True when the store can write; asks the disk if the last commit failed.
caf::result<bool> ready(status_store_pointer self) {
  if (self->state.writable)
    return true;
  auto answer = self->make_response_promise<bool>();
  const auto& options = self->state.options;
  self->request(options.writer, options.write_timeout, change{probe_write{}})
      .then(
          [self, answer](const job&) mutable {
            self->state.writable = true;
            answer.deliver(true);
          },
          [self, answer](const caf::error& error) mutable {
            note_failure(self->state, error);
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

/// Removes old jobs; answers once that is committed and shown.
caf::result<removed_jobs> remove(status_store_pointer self, remove_ended what) {
  auto answer = self->make_response_promise<removed_jobs>();
  const auto& options = self->state.options;
  self->request(options.writer, options.write_timeout, what)
      .then(
          [self, answer](removed_jobs& removed) mutable {
            auto& state = self->state;
            state.writable = true;
            for (const auto& one : removed.jobs) {
              state.seq = std::max(state.seq, one.seq);
              self->send(state.options.feed, publish_removed{one});
            }
            answer.deliver(std::move(removed));
          },
          [self, answer](const caf::error& error) mutable {
            note_failure(self->state, error);
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

/// An open job from the view, another from the disk. Answers are given in the
/// order of commits: a job that was retried while it was being read is open.
caf::result<job> find(status_store_pointer self, const std::string& id) {
  if (auto* found = self->state.find(id))
    return *found;
  auto answer = self->make_response_promise<job>();
  const auto& options = self->state.options;
  self->request(options.row_reader, options.read_timeout, get_job{id})
      .then(
          [self, answer](const job& read) mutable {
            auto* open = self->state.find(read.id);
            answer.deliver(open != nullptr ? *open : read);
          },
          [answer](const caf::error& error) mutable {
            answer.deliver(to_error(to_problem(error)));
          });
  return answer;
}

} // namespace

bool status_store_state::apply(const job& committed) {
  if (committed.id.empty() || committed.seq <= seq)
    return false;
  seq = committed.seq;
  if (is_terminal(committed.phase))
    open.erase(committed.id);
  else
    open.insert_or_assign(committed.id, committed);
  return true;
}

const job* status_store_state::find(const std::string& id) const {
  auto place = open.find(id);
  return place == open.end() ? nullptr : &place->second;
}

status_store_actor::behavior_type status_store(status_store_pointer self,
                                               status_store_options options) {
  auto& state = self->state;
  state.options = std::move(options);
  state.seq = state.options.seq;
  for (auto& j : std::exchange(state.options.open_jobs, {}))
    state.open.emplace(j.id, std::move(j));
  return {
      [self](accept_job& what) {
        return what.draft.then.empty() ? write(self, change{std::move(what)})
                                       : accept_both(self, std::move(what));
      },
      writing<begin_attempt>(self),
      writing<save_leads>(self),
      writing<save_page>(self),
      writing<end_attempt>(self),
      writing<cancel_job>(self),
      writing<fail_job>(self),
      writing<queue_job>(self),
      writing<release_job>(self),
      writing<retry_job>(self),
      writing<set_paused>(self),
      writing<erase_leads>(self),
      writing<keep_answer>(self),
      writing<note_subject>(self),
      writing<forget_answers>(self),
      writing<outbox_change>(self),
      [self](remove_ended what) { return remove(self, what); },
      [self](scrub what) {
        return self->delegate(self->state.options.writer, what);
      },
      [self](get_ready) { return ready(self); },
      [self](const get_job& what) { return find(self, what.id); },
      [self](job_query& what) {
        return self->delegate(self->state.options.reader, std::move(what));
      },
  };
}

} // namespace leadmill
