// Every bound of the product, named once, with the reason for its figure. The
// unit stands last in the name. These are not settings: what users may change
// is in config/config.hpp.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "messages/validate.hpp"

namespace leadmill::limits {

// -- what a request may ask for ----------------------------------------------

/// Leads of one job: what the earlier implementation took, so that clients
/// already split there.
constexpr std::size_t max_rows_per_job = 10'000;

/// Columns that a request may name; also what the CSV reader takes. A table of
/// results is as wide.
constexpr std::size_t max_columns = 1'000;

/// A request body; 10,000 rows of 3 KiB fit.
constexpr std::size_t body_bytes = std::size_t{32} << 20;

/// Request line and header fields together, as other servers have it.
constexpr std::size_t header_bytes = std::size_t{16} << 10;

/// A job's metadata: it goes out again with every frame of the live feed.
constexpr std::size_t metadata_bytes = std::size_t{16} << 10;

/// Tags are for filtering, not for data.
constexpr std::size_t max_tags = 32;
constexpr std::size_t tag_bytes = 64;

/// The text of a filter: a tag, a part of a name or of an id.
constexpr std::size_t filter_text_bytes = 256;

/// Attempts that a job may ask for: with the longest pause between two of them
/// that is some days, after which a person should look.
constexpr std::uint32_t max_attempts = 20;

/// A start may be delayed by a year ...
constexpr std::uint32_t max_delay_seconds = 31'536'000;

/// ... or set to a date at most ten years ahead: later ones are slips (of
/// seconds for milliseconds, or of a year).
constexpr std::chrono::hours max_start_ahead{24 * 3'653};

/// How long a job may take in all. Longer than a week there is no job: 10,000
/// leads take seconds, at a slow provider hours.
constexpr std::uint32_t max_timeout_seconds = 604'800;

/// Pages that a scraping job may read, and rows that it may find: what one
/// enrichment takes.
constexpr std::uint32_t max_scrape_pages = 100;
constexpr std::uint32_t max_scrape_results = 10'000;

/// The parameters of a search: long lists of names fit, files do not.
constexpr std::size_t search_params_bytes = std::size_t{64} << 10;

/// A request for a scraping job: its parameters with room for white space, and
/// the metadata of two jobs.
constexpr std::size_t scrape_body_bytes = std::size_t{256} << 10;

/// A client's Idempotency-Key: a UUID has 36 characters, a digest 64.
constexpr std::size_t idempotency_key_chars = 255;

/// A cleanup keeps jobs for so many days unless told otherwise.
constexpr std::uint32_t default_keep_days = 30;
constexpr std::uint32_t max_keep_days = 365;

/// Jobs of one status page: as many as are asked for, or this.
constexpr std::size_t default_page_jobs = 50;
constexpr std::size_t max_page_jobs = 500;

/// Deliveries of one page, each with up to 50 attempts and the beginnings of
/// their answers.
constexpr std::size_t default_page_deliveries = 50;
constexpr std::size_t max_page_deliveries = 200;

// -- how much runs and waits --------------------------------------------------

/// Jobs that run at once unless configured; steps use all cores anyway.
constexpr std::uint32_t default_slots = 4;
constexpr std::uint32_t max_slots = 256;

/// Jobs that have not ended and do not run; each holds about 1 KiB in memory.
/// Beyond it a submission is answered 429.
constexpr std::size_t max_waiting_jobs = 200'000;

/// After so many starts of higher priorities, a lower one that waits gets the
/// next: it is never starved, and takes at most a ninth of the starts.
constexpr std::uint32_t starts_before_lower = 8;

/// A job with more rows or pages than this is large: it may take minutes where
/// others take seconds, so that large ones must leave a slot to others.
constexpr std::uint32_t large_job_rows = 1'000;
constexpr std::uint32_t large_job_pages = 10;

/// Attempts of a job: the first and three (scraping: two) retries.
constexpr std::uint32_t enrichment_attempts = 4;
constexpr std::uint32_t scraping_attempts = 3;

/// Rows that a job actor asks for at a time: some 10 ms of work, so that a
/// cancellation or a crash costs little.
constexpr std::uint32_t chunk_rows = 256;

/// Rows in one batch of results: beyond some hundred rows a commit, more per
/// transaction gains nothing.
constexpr std::uint32_t batch_rows = 512;

/// Changes that share one commit; measured: above this only latency grows.
constexpr std::size_t write_batch_changes = 512;

/// Result text of one part of a streamed answer: fills a socket buffer, and
/// bounds what a slow reader holds.
constexpr std::size_t result_part_bytes = std::size_t{256} << 10;

/// Cursors of results being read at the same time.
constexpr std::size_t max_open_cursors = 64;

// -- connections --------------------------------------------------------------

/// Open connections; an idle one with a subscription costs about 7 KiB.
constexpr std::size_t max_connections = 16'384;

/// The queue of the listening socket, for bursts of reconnecting clients.
constexpr int listen_backlog = 4'096;

/// A message from a live-feed client: a subscription to some thousand ids.
constexpr std::size_t client_message_bytes = std::size_t{64} << 10;

/// Jobs in one frame of a snapshot.
constexpr std::size_t snapshot_frame_jobs = 500;

/// Jobs that have ended and still belong to `"*"`.
constexpr std::size_t recently_ended_jobs = 1'000;

/// Removals that the live feed remembers for subscribers who come back: to one
/// who missed more, all jobs are less to tell.
constexpr std::size_t remembered_removals = 10'000;

/// What the system may hold of a live connection's frames: beyond it they wait
/// in our own queue, where newer ones replace them.
constexpr int live_send_buffer_bytes = 128 << 10;

/// Malformed messages from one live-feed client before it is closed.
constexpr std::size_t max_nonsense_messages = 16;

/// Tickets for the live feed that were issued within their time: ten thousand
/// pages that come back at once, and as many again.
constexpr std::size_t max_live_tickets = 20'000;

// -- times --------------------------------------------------------------------

/// A client has so long to send its request line and headers: slow-loris
/// connections go.
constexpr std::chrono::seconds header_seconds{10};

/// ... to send a body of up to 32 MiB, which allows 270 KiB/s ...
constexpr std::chrono::seconds body_seconds{120};

/// ... between two requests on one connection ...
constexpr std::chrono::seconds keep_alive_seconds{60};

/// ... to take each part of an answer ...
constexpr std::chrono::seconds write_seconds{30};

/// ... and the whole of one that comes in parts: 10,000 leads are about 12 MB,
/// which allows 100 KB/s. Until then it holds a read transaction, and so the
/// write-ahead log.
constexpr std::chrono::seconds stream_seconds{120};

/// A ticket for the live feed: from its issue to the upgrade there is one
/// request of a page.
constexpr std::chrono::seconds live_ticket_seconds{60};

/// Pings of the live feed; below the 30 to 60 s at which proxies give up.
constexpr std::chrono::seconds heartbeat_seconds{20};

/// A cursor of results that nobody reads on is closed, as it holds a read
/// transaction and so the write-ahead log.
constexpr std::chrono::seconds cursor_idle_seconds{60};

/// An accepted job must reach the supervisor within this, or it is failed
/// with `dispatch_failed`.
constexpr std::chrono::seconds dispatch_seconds{5};

/// A request from one actor to another that only computes or reads.
constexpr std::chrono::seconds actor_seconds{10};

/// A commit: with a writer that is silent for longer the disk's state is
/// unknown, and the process ends with 74.
constexpr std::chrono::seconds commit_seconds{30};

/// A request that the status store answers after a commit.
constexpr std::chrono::seconds store_seconds{35};
static_assert(store_seconds > commit_seconds);

/// A submission. The intake asks one after the other: for room (5 s), for the
/// source's allowance (10), to store the job (35), to take it (5) and, when
/// nobody does, to fail it (35); then for the job that follows it, to look it
/// up (10), to take it (5) and else to fail it (35): 140 s.
constexpr std::chrono::seconds submit_seconds{145};
static_assert(submit_seconds
              > 2 * actor_seconds + 3 * store_seconds + 3 * dispatch_seconds);

/// A cancelled attempt has so long to stop by itself.
constexpr std::chrono::seconds cancel_seconds{2};

/// After a drain the rest of a shutdown has so long; then the process ends.
constexpr std::chrono::seconds shutdown_seconds{8};

/// A drain has so long to bring everything to its checkpoint; below the 30 s
/// that container platforms give.
constexpr std::chrono::seconds drain_seconds{20};

// -- settings ----------------------------------------------------------------

/// Nobody is older; a larger `leads.max_age` is a slip.
constexpr std::uint32_t max_age_years = 150;

/// Silence of an attempt: below the least, a slow provider would look dead;
/// beyond a day nobody would still notice that one is.
constexpr std::uint32_t min_silence_seconds = 10;
constexpr std::uint32_t max_silence_seconds = 86'400;

/// A step on one lead: it waits for one answer of one provider.
constexpr std::uint32_t max_step_seconds = 3'600;

/// A pause before a retry: longer than a day it is a case for a person.
constexpr std::uint32_t max_retry_seconds = 86'400;

/// Ten years: what is to be kept for longer is kept for good.
constexpr std::uint32_t max_retention_days = 3'650;

/// Recurring jobs: each has a table in the file, which a person reads.
constexpr std::size_t max_schedules = 100;

// -- providers and sources ----------------------------------------------------

/// Blocks of the file; each that is enabled has an actor of its own.
constexpr std::size_t max_declarations = 200;
/// Of the names of schedules, too.
constexpr std::size_t declaration_name_chars = 64;

/// Requests of one provider: a search, a few of its variants, the details.
constexpr std::size_t max_provider_requests = 16;

/// Requests per second. No provider allows more, and one machine that starts
/// more is an attack.
constexpr double max_rate = 10'000;
constexpr std::uint32_t max_burst = 10'000;

/// Requests of one provider under way at once: what a connection pool holds.
constexpr std::uint32_t max_upstream_concurrency = 256;

/// One request: whoever has not answered in ten minutes will not.
constexpr double min_upstream_timeout_seconds = 0.05;
constexpr double max_upstream_timeout_seconds = 600;

/// Tries beyond the first; with pauses that double, ten take a while.
constexpr std::uint32_t max_upstream_retries = 10;
constexpr double min_upstream_retry_seconds = 0.01;
constexpr double max_upstream_retry_seconds = 60;

/// Ten years, as for jobs, and one second, since it is counted in seconds.
constexpr double max_cache_days = 3'650;
constexpr double min_cache_days = 1.0 / 86'400;

/// Money, in whole units of whatever currency. Costs are counted in millionths
/// of it per request.
constexpr double max_cost_per_1000 = 1'000'000;
constexpr double min_cost_per_1000 = 0.001;
constexpr double max_spend_cap = 1'000'000'000;
constexpr double min_spend_cap = 0.000'001;

/// Requests per day or month.
constexpr std::int64_t max_request_limit = 1'000'000'000'000;

/// Errors that start a cooldown, and how long one may take: a day, after which
/// a person should look.
constexpr std::uint32_t max_cooldown_errors = 10'000;
constexpr std::uint32_t max_cooldown_seconds = 86'400;

/// An answer is held in memory whole, at most one per request under way.
constexpr std::int64_t min_answer_bytes = 1'024;
constexpr std::int64_t max_answer_bytes = std::int64_t{64} << 20;

/// Rows of a page, and the pause between two of them.
constexpr std::uint32_t max_page_size = 1'000;
constexpr double max_pause_seconds = 3'600;

// -- destinations -------------------------------------------------------------

/// Leads of one webhook request, and about its size: what receivers take, and
/// what is held in memory for each destination.
constexpr std::uint32_t max_batch_leads = 1'000;
constexpr double max_batch_kib = 4'096;

/// Leads that wait for longer than an hour are better sent at the end.
constexpr double max_batch_seconds = 3'600;

/// An answer of a webhook: whoever works longer on it should take the request
/// first and work then.
constexpr double min_webhook_timeout_seconds = 0.05;
constexpr double max_webhook_timeout_seconds = 120;

/// A mapping: every field, and as many columns of the input as people read.
constexpr std::size_t max_mapped_fields = 200;
constexpr std::size_t mapped_name_bytes = 200;

// -- keys ---------------------------------------------------------------------

/// The least length of a key: 32 hexadecimal digits are 128 bits.
constexpr std::size_t min_key_chars = 32;

/// The bounds that requests are held to; `steps` are the names that a job's
/// options may hold. Whoever knows which sources and destinations are enabled
/// fills them in.
inline request_rules rules_for_requests(std::vector<std::string> steps) {
  return {.max_rows = max_rows_per_job,
          .max_columns = max_columns,
          .max_metadata_bytes = metadata_bytes,
          .max_tags = max_tags,
          .max_tag_bytes = tag_bytes,
          .max_filter_bytes = filter_text_bytes,
          .max_attempts = max_attempts,
          .max_delay_s = max_delay_seconds,
          .max_ahead_ms = std::chrono::milliseconds{max_start_ahead}.count(),
          .max_timeout_s = max_timeout_seconds,
          .keep_days = default_keep_days,
          .max_keep_days = max_keep_days,
          .steps = std::move(steps),
          .outputs = {},
          .max_pages = max_scrape_pages,
          .max_results = max_scrape_results,
          .max_params_bytes = search_params_bytes,
          .scraping_attempts = scraping_attempts,
          .sources = {}};
}

} // namespace leadmill::limits
