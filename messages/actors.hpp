// Who can be told what: every typed actor interface of Leadmill, leaf first.
// A reader who is new here starts in this file; docs/architecture.md has the
// flow. No actor's header includes another actor's, so there are no cycles.
//
// A message is a plain struct named after what it asks. A request that goes
// wrong is answered with a `caf::error` made of `errc` (messages/types.hpp).
#pragma once

#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

#include "messages/types.hpp"

namespace leadmill {

/// The one writing connection. Commits whatever arrived while the previous
/// commit was syncing; answers with the job as committed, after the commit.
/// Errors: those of store/job_store.hpp.
using store_writer_actor =
    caf::typed_actor<caf::replies_to<change>::with<job>,
                     caf::replies_to<remove_ended>::with<removed_jobs>,
                     caf::replies_to<scrub>::with<bool>, caf::reacts_to<flush>,
                     caf::reacts_to<purge_some>>;

/// Where a job actor's rows and checkpoint come from: all that it sees of the
/// reader, from whatever node.
using row_source_actor =
    caf::typed_actor<caf::replies_to<pull_rows>::with<row_chunk>,
                     caf::replies_to<read_checkpoint>::with<checkpoint_chunk>,
                     caf::replies_to<read_scrape>::with<scrape_progress>>;

/// A read-only connection; never waits for a writer. Also a row source.
using store_reader_actor =
    caf::typed_actor<caf::replies_to<pull_rows>::with<row_chunk>,
                     caf::replies_to<read_checkpoint>::with<checkpoint_chunk>,
                     caf::replies_to<read_scrape>::with<scrape_progress>,
                     caf::replies_to<find_answer>::with<kept_answer>,
                     caf::replies_to<get_usage>::with<usage_report>,
                     caf::replies_to<get_job>::with<job>,
                     caf::replies_to<job_query>::with<job_page>,
                     caf::replies_to<get_history>::with<history_page>,
                     caf::replies_to<get_stats>::with<job_stats>,
                     caf::replies_to<get_paused>::with<paused_types>,
                     caf::replies_to<find_lead>::with<lead_places>,
                     caf::replies_to<find_unworked>::with<unworked_page>,
                     caf::replies_to<result_query>::with<result_text>,
                     caf::replies_to<next_results>::with<result_text>,
                     caf::reacts_to<close_results>, //
                     caf::reacts_to<expire>>;

/// The newest state per job for all subscribers; publishes through its sink.
using live_feed_actor = caf::typed_actor<caf::reacts_to<publish_job>,
                                         caf::reacts_to<publish_removed>,
                                         caf::reacts_to<take_snapshot>>;

/// Where a job actor's results go: all that it sees of the status store. All
/// are answered after the commit.
using result_sink_actor =
    caf::typed_actor<caf::replies_to<save_leads>::with<job>,
                     caf::replies_to<save_page>::with<job>,
                     caf::replies_to<end_attempt>::with<job>>;

/// The view of all open jobs, changed only by what was committed. Every change
/// passes here on its way to the writer, and back. Also a result sink.
using status_store_actor = caf::typed_actor<
    caf::replies_to<accept_job>::with<job>,
    caf::replies_to<begin_attempt>::with<job>,
    caf::replies_to<save_leads>::with<job>,
    caf::replies_to<save_page>::with<job>,
    caf::replies_to<end_attempt>::with<job>,
    caf::replies_to<cancel_job>::with<job>,
    caf::replies_to<fail_job>::with<job>, caf::replies_to<queue_job>::with<job>,
    caf::replies_to<release_job>::with<job>,
    caf::replies_to<retry_job>::with<job>,
    caf::replies_to<set_paused>::with<job>,
    caf::replies_to<erase_leads>::with<job>,
    caf::replies_to<keep_answer>::with<job>,
    caf::replies_to<note_subject>::with<job>,
    caf::replies_to<forget_answers>::with<job>,
    caf::replies_to<outbox_change>::with<job>,
    caf::replies_to<remove_ended>::with<removed_jobs>,
    caf::replies_to<scrub>::with<bool>, caf::replies_to<get_ready>::with<bool>,
    caf::replies_to<get_job>::with<job>,
    caf::replies_to<job_query>::with<job_page>>;

/// Runs the steps over rows; stateless.
using step_worker_actor =
    caf::typed_actor<caf::replies_to<work_slice>::with<worked_slice>>;

/// A provider or a source: holds its rate, concurrency and limits for all jobs
/// together, shares and keeps answers, pauses when it is in trouble. Errors:
/// `upstream_failed`, `upstream_refused`, `daily_limit`, `monthly_limit`.
using upstream_actor =
    caf::typed_actor<caf::replies_to<upstream_ask>::with<upstream_answer>,
                     caf::replies_to<get_allowance>::with<bool>,
                     caf::reacts_to<upstream_came>, caf::reacts_to<tick>>;

/// One attempt of one job. Quits when the attempt has ended; its reason is
/// normal when that end was committed or was asked for.
using job_actor = caf::typed_actor<caf::reacts_to<stop_attempt>,
                                   caf::replies_to<ask_patience>::with<bool>,
                                   caf::reacts_to<resume_attempt>>;

/// Sees every job to its end: the run queue, start times, waits for other jobs,
/// attempts, retries, timeouts. A drain is answered once nothing runs any more.
using supervisor_actor = caf::typed_actor<
    caf::replies_to<reserve_place>::with<bool>,
    caf::replies_to<dispatch_job>::with<bool>,
    caf::replies_to<cancel_job>::with<job>,
    caf::replies_to<retry_job>::with<job>,
    caf::replies_to<set_paused>::with<bool>,
    caf::replies_to<get_ready>::with<bool>, caf::replies_to<drain>::with<bool>,
    caf::reacts_to<start_waiting>, caf::reacts_to<expect_stopped>,
    caf::reacts_to<wake>, caf::reacts_to<watch_attempts>>;

/// Takes new jobs: bounds what is being stored, has it stored, hands it to the
/// supervisor.
using intake_actor =
    caf::typed_actor<caf::replies_to<submit_job>::with<job>,
                     caf::reacts_to<note_trouble>, caf::reacts_to<tick>>;

/// Cancels or retries many jobs; answers with how many.
using bulk_actor =
    caf::typed_actor<caf::replies_to<bulk_request>::with<std::uint64_t>>;

/// Writes results to files in the data directory.
using result_files_actor =
    caf::typed_actor<caf::reacts_to<note_job>, caf::reacts_to<publish_removed>,
                     caf::reacts_to<tick>,
                     caf::replies_to<flush_files>::with<bool>,
                     caf::replies_to<forget_lead>::with<bool>>;

/// Delivers what stands in the outboxes of webhooks. Told of committed states,
/// it looks for what they brought; `delivery_filter` asks to send again what
/// was delivered or given up, and is answered with how many.
using output_router_actor =
    caf::typed_actor<caf::reacts_to<note_job>, caf::reacts_to<announce>,
                     caf::replies_to<get_destinations>::with<destination_views>,
                     caf::replies_to<delivery_query>::with<delivery_page>,
                     caf::replies_to<delivery_filter>::with<std::uint64_t>,
                     caf::reacts_to<tick>, caf::reacts_to<resume_lane>,
                     caf::reacts_to<delivery_came>>;

/// Takes a person out of everything that is kept; answers with where that was.
using eraser_actor =
    caf::typed_actor<caf::replies_to<erase_lead>::with<erased_places>,
                     caf::reacts_to<tick>>;

/// Does something now and then (removes old jobs, starts recurring ones).
using ticking_actor = caf::typed_actor<caf::reacts_to<tick>>;

} // namespace leadmill
