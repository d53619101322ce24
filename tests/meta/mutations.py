"""The mechanisms, each with a way to break it and the tests that must notice.

A test is (CTest name, test within it): the name of a CAF test, or of a function
test_… of a program in tests/e2e or tests/fault.
"""
from mutation import LATE_WRITES, SIMULATION, Mutation
from mutations_outputs import OUTPUTS

# -- what the store decides: store/transition.cpp -----------------------------

DECISIONS = [
    Mutation(
        "fence", "store/transition.cpp",
        "  if (current->attempt != attempt.number\n"
        "      || status_of(current->phase) != job_status::running)\n"
        "    return fail(errc::stale, \"Attempt \"",
        "  if (false)\n"
        "    return fail(errc::stale, \"Attempt \"",
        (("store.transition",
          "a write of any other attempt is stale in every phase"),
         ("store.conformance",
          "each start raises the attempt and only the current one may write"),
         SIMULATION)),
    Mutation(
        "fence-of-the-number", "store/transition.cpp",
        "  if (current->attempt != attempt.number\n"
        "      || status_of(current->phase) != job_status::running)",
        "  if (status_of(current->phase) != job_status::running)",
        (("store.transition",
          "a write of any other attempt is stale in every phase"),
         ("store.conformance",
          "each start raises the attempt and only the current one may write"),
         LATE_WRITES)),
    Mutation(
        "expected-attempt", "store/transition.cpp",
        "  if (current->attempt != what.expected)",
        "  if (false)",
        (("store.transition",
          "a write of any other attempt is stale in every phase"),
         ("store.conformance",
          "each start raises the attempt and only the current one may write"))),
    Mutation(
        "attempt-rises", "store/transition.cpp",
        "  ++state.attempt;\n", "",
        (("store.conformance",
          "each start raises the attempt and only the current one may write"),
         SIMULATION)),
    Mutation(
        "legal-transitions", "messages/job.cpp",
        "t.from == from && t.to == to; });",
        "t.from == from && t.to == to; }) || true;",
        (("messages.job", "only a queued job starts"),
         ("messages.job",
          "once cancelling is committed only cancelled may follow"),
         ("store.transition",
          "every change in every phase has the one outcome of the table"),
         ("store.conformance", "what has ended stays as it is"))),
    Mutation(
        "one-transition-too-many", "messages/job.cpp",
        "t.from == from && t.to == to; });",
        "t.from == from && t.to == to; })\n"
        "         || (from == job_phase::cancelling && to == job_phase::done);",
        (("messages.job",
          "once cancelling is committed only cancelled may follow"),)),
    Mutation(
        "all-rows-before-done", "store/attempt_end.cpp",
        "  if (progress.current >= progress.total)", "  if (true)",
        (("store.transition",
          "a job does not complete while a row is missing"),
         ("store.conformance",
          "a job completes only when every row stands in its results"))),
    Mutation(
        "finish-while-cancelling", "store/attempt_end.cpp",
        "  if (current.phase == job_phase::cancelling)\n"
        "    return fail(errc::stale, \"The job is being cancelled\");\n", "",
        (("store.transition",
          "every change in every phase has the one outcome of the table"),)),
    Mutation(
        "deaths-count", "store/attempt_end.cpp",
        "  if (!state.saved_since_start)\n    ++state.deaths;\n", "",
        (("store.attempt_end",
          "three deaths in a row without a saved row quarantine the job"),
         ("store.conformance_life",
          "a job that dies three times without a saved row is quarantined"),
         ("actors.attempts",
          "three deaths of the process without a row saved quarantine a job"),
         ("fault.quarantine", "three_deaths_without_a_row"))),
    Mutation(
        "a-row-resets-deaths", "store/transition.cpp",
        "  state.saved_since_start = true;\n  state.deaths = 0;\n", "",
        (("store.attempt_end",
          "a row that was saved resets the count of deaths"),
         ("actors.attempts", "a saved row resets the deaths of a job"),
         ("fault.quarantine", "saved_rows_make_kills_harmless"))),
    Mutation(
        "failures-count", "store/attempt_end.cpp",
        "  if (++state.failures >= state.max_attempts)",
        "  if (state.failures >= state.max_attempts)",
        (("store.attempt_end",
          "the last failure that is allowed fails the job with its reason"),
         ("store.conformance",
          "an attempt that fails is tried again until failures reach the "
          "bound"))),
]

# -- what SQLite keeps --------------------------------------------------------

KEEPING = [
    Mutation(
        "sync", "store/sqlite_connection.cpp",
        "PRAGMA synchronous = FULL", "PRAGMA synchronous = OFF",
        (("store.sqlite_connection", "what the promises rest on is in force"),
         ("store.sqlite_writer", "each commit syncs the log before it answers"),
         ("store.power_loss",
          "whatever was acknowledged survives a failure of power"))),
    Mutation(
        "sync-of-each-commit", "store/sqlite_connection.cpp",
        "PRAGMA synchronous = FULL", "PRAGMA synchronous = NORMAL",
        (("store.sqlite_connection", "what the promises rest on is in force"),
         ("store.sqlite_writer", "each commit syncs the log before it answers"),
         ("store.power_loss",
          "whatever was acknowledged survives a failure of power"))),
    Mutation(
        "failed-sync", "store/sqlite_connection.cpp",
        "  if (is_failed_sync(code))\n", "  if (false)\n",
        (("store.sqlite_connection",
          "a failed sync leaves the disk unknown and other faults of it do "
          "not"),)),
    Mutation(
        "whole-batch-or-nothing", "store/sqlite_writer.cpp",
        "    db_->tryExec(\"ROLLBACK\");\n", "    db_->tryExec(\"COMMIT\");\n",
        (("store.sqlite_writer",
          "an error in the midst of a batch takes the whole batch back"),)),
    Mutation(
        "key-is-kept", "store/sqlite_batch.cpp",
        "  if (repeat.key.empty())\n    return;\n", "  if (true)\n    return;\n",
        (("store.conformance_keys",
          "a repeat answers with the job as it is and writes nothing"),
         ("store.conformance_keys", "twins in one batch are one job"),
         ("e2e.repeat", "over_restarts"),
         ("fault.lost_answer", "kill_between_commit_and_answer"))),
    Mutation(
        "key-is-looked-up", "store/sqlite_batch.cpp",
        "  if (repeat.key.empty())\n    return std::nullopt;\n",
        "  if (true)\n    return std::nullopt;\n",
        (("store.conformance_keys",
          "a repeat answers with the job as it is and writes nothing"),
         ("fault.lost_answer", "kill_between_commit_and_answer"))),
    Mutation(
        "digest-of-a-key", "store/sqlite_batch.cpp",
        "  if (known.getColumn(0).getString() != repeat.digest)", "  if (false)",
        (("store.conformance_keys", "another request under a key is refused"),
         ("e2e.repeat", "the_same_again"))),
    Mutation(
        "rows-stay", "store/sqlite_rows.hpp",
        "ON CONFLICT (job, row) DO NOTHING",
        "ON CONFLICT (job, row) DO UPDATE SET reason = excluded.reason",
        (("store.conformance",
          "rows that are there stay and only rows really inserted count"),)),
    Mutation(
        "scrub", "store/sqlite_writer.cpp",
        "[&] { return wipe(); }", "[&] { return outcome<void>{}; }",
        (("store.scrub",
          "of a person who was erased no byte is left on the disk"),)),
    Mutation(
        "scrub-of-gaps", "store/sqlite_writer.cpp",
        "    wipe_gaps(*db_);\n", "",
        (("store.scrub",
          "rows that were moved from page to page leave no copy behind"),)),
    Mutation(
        "purge", "store/sqlite_cleanup.cpp",
        "  void purge_jobs() {\n    while (has_budget()) {",
        "  void purge_jobs() {\n    while (false) {",
        (("store.scrub",
          "of a job that was removed and purged no byte is left"),)),
    Mutation(
        "parents-stay", "store/sqlite_cleanup.cpp",
        "child.phase = 'waiting'", "child.phase = 'none'",
        (("store.conformance_removal",
          "what a waiting job waits for stays"),)),
]

# -- what the actors see to ---------------------------------------------------

ACTORS = [
    Mutation(
        "children-are-released", "actors/pending.cpp",
        "  for (auto& child : state.board.children_of(id))\n"
        "    state.to_settle.push_back(std::move(child));\n", "",
        (("actors.pending",
          "a child waits for its parent and runs when that is done"),
         ("actors.pending", "each policy asks for its ends"),
         ("e2e.life", "after"), SIMULATION)),
    Mutation(
        "fairness", "actors/run_queue.cpp",
        "      ++classes_[lower].passed_over;\n", "      continue;\n",
        (("actors.run_queue",
          "a lower class gets a start after eight higher ones"),
         ("actors.run_queue",
          "of two classes that were passed over the higher one goes first"))),
    Mutation(
        "priority", "actors/run_queue.cpp",
        "    if (highest == nullptr)\n      highest = lane;\n",
        "    highest = lane;\n",
        (("actors.run_queue", "a higher priority starts first"),
         ("e2e.life", "priority"))),
    Mutation(
        "retry-fence", "actors/supervisor.cpp",
        "place != running.end() && place->second.number == ref.number",
        "place != running.end()",
        (("actors.attempts",
          "what is said late of an attempt does not end the next one"),
         SIMULATION)),
    Mutation(
        "drain-stops-jobs", "actors/supervisor.cpp",
        "    if (held.actor && !held.verdict)\n"
        "      self->send(held.actor, stop_attempt{attempt_end::released,",
        "    if (false)\n"
        "      self->send(held.actor, stop_attempt{attempt_end::released,",
        (("actors.supervisor",
          "draining brings running jobs to their checkpoint and takes no "
          "more"),
         ("e2e.drain", "sigterm"),
         ("fault.two_signals", "one_signal_drains"))),
    Mutation(
        "drain-takes-no-more", "actors/supervisor.cpp",
        "  if (state.draining)\n    return make_error(errc::draining, \"The "
        "server is shutting down; try again \"",
        "  if (false)\n    return make_error(errc::draining, \"The "
        "server is shutting down; try again \"",
        (("actors.supervisor",
          "draining brings running jobs to their checkpoint and takes no "
          "more"),)),
    Mutation(
        "cancel-stops-jobs", "actors/supervisor.cpp",
        "    stop(self, cancelled.id, held->second, std::move(as));\n",
        "    held->second.verdict = std::move(as);\n",
        (("actors.supervisor",
          "a running job is cancelling first and cancelled when it has "
          "stopped"), SIMULATION)),
    Mutation(
        "hanging-attempts", "actors/attempts.cpp",
        "    self->send_exit(held->actor, caf::exit_reason::kill);\n",
        "    return;\n",
        (("actors.attempts_silence",
          "a silent attempt that hangs is ended without it"),
         ("actors.attempts", "a job that is out of time and hangs fails too"),
         SIMULATION)),
    Mutation(
        "silence", "actors/attempts.cpp",
        "self->clock().now() - held->seen_at >= state.options.silence",
        "false",
        (("actors.attempts_silence",
          "an attempt that saves nothing for too long has failed"),
         SIMULATION)),
    Mutation(
        "deadlines", "actors/pending.cpp",
        "take_overdue(now, at_once))\n    end_overdue(self, id);\n",
        "take_overdue(now, at_once))\n    (void)id;\n",
        (("actors.attempts",
          "a job that is out of time fails and keeps what was saved"),)),
    Mutation(
        "checkpoint", "actors/enrichment_job.cpp",
        "    if (row.row >= saved.size() || !saved[row.row])\n",
        "    if (true)\n",
        (("actors.enrichment_job",
          "rows that an earlier attempt saved are not worked again"),)),
    Mutation(
        "results-do-not-pile-up", "actors/enrichment_job.cpp",
        "  if (merge.held() >= options.batch_rows)\n    return {};\n", "",
        (("actors.enrichment_job",
          "one slow slice does not let results behind it pile up"),)),
    Mutation(
        "failed-commits-are-noticed", "actors/status_store.cpp",
        "            note_failure(self->state, error);\n"
        "            answer.deliver(to_error(to_problem(error)));\n"
        "          });\n"
        "  return answer;\n"
        "}\n\n"
        "template <class Change>",
        "            answer.deliver(to_error(to_problem(error)));\n"
        "          });\n"
        "  return answer;\n"
        "}\n\n"
        "template <class Change>",
        (("actors.status_store", "a failed sync ends the process"),
         ("actors.status_store",
          "it is not ready while the store cannot write and again "
          "afterwards"))),
    Mutation(
        "erasure-scrubs", "actors/eraser.cpp",
        "      .then([=](const leadmill::job&) { scrub_disk(self, it); },",
        "      .then([=](const leadmill::job&) {\n"
        "        finish(self, it, erased_places{std::move(it->erased)});\n"
        "      },",
        (("actors.eraser",
          "an erasure is answered only when the disk is scrubbed"),)),
    Mutation(
        "twins", "actors/intake.cpp",
        "  if (!key.empty()) {\n    auto [place, first]",
        "  if (false) {\n    auto [place, first]",
        (("actors.intake",
          "a twin is not told of a job that nobody takes"),)),
]

# -- what is asked outside ------------------------------------------------------

OUTSIDE = [
    Mutation(
        "answers-kept-before-told", "actors/upstream_replies.cpp",
        "  what.at = stage::keeping;\n",
        "  for (auto& who : what.askers)\n"
        "    who.answer.deliver(what.told);\n"
        "  what.at = stage::keeping;\n",
        (("actors.upstream_replies", "an answer is stored before it is told"),
         ("actors.upstream_replies",
          "an answer that cannot be stored is told once it can be"))),
    Mutation(
        "answers-kept", "actors/upstream_replies.cpp",
        "  out.key = what.what.key;\n", "",
        (("actors.upstream_kept",
          "an answer is not bought again while its cache time runs"),
         ("fault.answers", "an_answer_that_arrived_is_not_bought_again"))),
    Mutation(
        "late-holders", "actors/upstream_replies.cpp",
        "            kept.noted = noted;\n",
        "            kept.noted = noted + 100;\n",
        (("actors.upstream_kept",
          "who joins while an answer is being stored is noted too"),)),
    Mutation(
        "questions-shared", "actors/upstream.cpp",
        "state.by_key.try_emplace(made->key, state.last_number + 1)",
        "state.by_key.try_emplace(\n"
        "          made->key + std::to_string(state.last_number),\n"
        "          state.last_number + 1)",
        (("actors.upstream_kept",
          "equal questions at the same time share one request"),)),
    Mutation(
        "jobs-that-are-gone", "actors/upstream.cpp",
        "  for (auto call : state.abandon(down.source))\n"
        "    state.options.http->cancel(call);\n",
        "  static_cast<void>(down);\n  static_cast<void>(state);\n",
        (("actors.upstream",
          "a job that is gone leaves the queue and its request is cancelled"),)),
    Mutation(
        "an-outage-is-unknown", "leads/course.cpp",
        "    draft.answer(field::dnc_status, \"UNKNOWN\");",
        "    draft.answer(field::dnc_status, \"NO\");",
        (("leads.course", "a do not call outage is UNKNOWN and no contact"),
         ("e2e.defects",
          "09_a_do_not_call_outage_was_stored_as_not_listed"))),
    Mutation(
        "nobody-is-asked-twice", "leads/course.cpp",
        "  return std::find(course.made.begin(), course.made.end(), asked)\n"
        "             == course.made.end()\n",
        "  return asked.second < 1'000\n",
        (("leads.course", "no request is made twice of a lead"),)),
    Mutation(
        "repeated-pages", "actors/scraping_job.cpp",
        "      && content.digest == so_far.digest) {",
        "      && content.digest.empty()) {",
        (("e2e.scraping", "a_repeated_page_is_told"),)),
]

MUTATIONS = DECISIONS + KEEPING + ACTORS + OUTSIDE + OUTPUTS
