-- The whole life of a job: when it may start, what it waits for, how often it
-- was tried, requests that come twice, types that are paused, and removal.

-- after: the id of the job that must end first. ready_at: when nothing but a
-- slot was missing (0: since created_at). open is 2 once a job was removed:
-- then its id is 'removed-<num>', and nobody may see it while its rows are
-- being given back.
ALTER TABLE jobs ADD COLUMN priority TEXT NOT NULL DEFAULT 'normal';
ALTER TABLE jobs ADD COLUMN run_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN ready_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN timeout_s INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN deadline_at INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN deaths INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN saved_since_start INTEGER NOT NULL DEFAULT 0;
ALTER TABLE jobs ADD COLUMN after TEXT NOT NULL DEFAULT '';
ALTER TABLE jobs ADD COLUMN policy TEXT NOT NULL DEFAULT 'success';
ALTER TABLE jobs ADD COLUMN takes_rows INTEGER NOT NULL DEFAULT 0;
-- What is open was accepted when a job had no time of its own: it has a day.
UPDATE jobs SET timeout_s = 86400 WHERE open = 1;
-- What ended when, for cleaning up and for the throughput.
CREATE INDEX jobs_ended ON jobs (completed_at) WHERE open = 0;
-- Who waits for a job.
CREATE INDEX jobs_waiting ON jobs (after) WHERE phase = 'waiting';

-- By job first: a job that is removed finds its tags, and the check that
-- nothing refers to it any more does not read them all.
ALTER TABLE job_tags RENAME TO old_job_tags;
CREATE TABLE job_tags (
  job INTEGER NOT NULL REFERENCES jobs (num),
  tag TEXT NOT NULL,
  PRIMARY KEY (job, tag)
) WITHOUT ROWID;
INSERT INTO job_tags (job, tag) SELECT job, tag FROM old_job_tags;
DROP TABLE old_job_tags;

-- job: the number of the job that was started under the key, id its id. It
-- does not refer to jobs: the key outlives a job that is removed.
CREATE TABLE idempotency (
  key    TEXT PRIMARY KEY,
  digest TEXT NOT NULL,
  job    INTEGER NOT NULL,
  id     TEXT NOT NULL,
  time   INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX idempotency_time ON idempotency (time);
CREATE INDEX idempotency_job ON idempotency (job);

-- The types of which no job may start.
CREATE TABLE paused (
  type TEXT PRIMARY KEY
) WITHOUT ROWID;

-- What was removed, at which place in the order of commits.
CREATE TABLE removals (
  seq  INTEGER PRIMARY KEY,
  id   TEXT NOT NULL,
  time INTEGER NOT NULL
);
CREATE INDEX removals_time ON removals (time);
