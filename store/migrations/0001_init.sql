-- The first tables. auto_vacuum and secure_delete were set before them
-- (store/sqlite_connection.cpp): they cannot be had later.
PRAGMA application_id = 0x4c4d494c; -- "LMIL"

-- One row. Numbers that were given stay given, whatever is deleted later.
CREATE TABLE counters (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  last_seq INTEGER NOT NULL,
  last_num INTEGER NOT NULL,
  probes   INTEGER NOT NULL
);
INSERT INTO counters VALUES (1, 0, 0, 0);

-- num: the order of acceptance. open: 1 until the job has ended. saved_no: the
-- number of the row saved last. tags, steps, headers: JSON arrays of strings;
-- metadata: a JSON object. Times are Unix milliseconds, 0 for none.
CREATE TABLE jobs (
  num          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  type         TEXT NOT NULL,
  phase        TEXT NOT NULL,
  open         INTEGER NOT NULL,
  current      INTEGER NOT NULL,
  total        INTEGER NOT NULL,
  saved        INTEGER NOT NULL,
  filtered     INTEGER NOT NULL,
  failed       INTEGER NOT NULL,
  saved_no     INTEGER NOT NULL,
  attempt      INTEGER NOT NULL,
  failures     INTEGER NOT NULL,
  max_attempts INTEGER NOT NULL,
  seq          INTEGER NOT NULL,
  created_at   INTEGER NOT NULL,
  started_at   INTEGER NOT NULL,
  completed_at INTEGER NOT NULL,
  node         TEXT NOT NULL,
  error        TEXT NOT NULL,
  code         TEXT NOT NULL,
  tags         TEXT NOT NULL,
  steps        TEXT NOT NULL,
  metadata     TEXT NOT NULL,
  headers      TEXT NOT NULL
);
-- What is open, what ended last, what changed since.
CREATE INDEX jobs_open_seq ON jobs (open, seq);
CREATE INDEX jobs_created ON jobs (created_at);

CREATE TABLE job_tags (
  tag TEXT NOT NULL,
  job INTEGER NOT NULL REFERENCES jobs (num),
  PRIMARY KEY (tag, job)
) WITHOUT ROWID;

-- Input rows in chunks. data: `count` rows from `first_row` on, each a compact
-- JSON object (so it has no raw line break), separated by line breaks.
CREATE TABLE inputs (
  job       INTEGER NOT NULL REFERENCES jobs (num),
  first_row INTEGER NOT NULL,
  count     INTEGER NOT NULL,
  data      TEXT NOT NULL,
  PRIMARY KEY (job, first_row)
) WITHOUT ROWID;

-- saved_no counts the rows of a job in the order of saving.
CREATE TABLE results (
  job          INTEGER NOT NULL REFERENCES jobs (num),
  row          INTEGER NOT NULL,
  saved_no     INTEGER NOT NULL,
  status       TEXT NOT NULL,
  reason       TEXT NOT NULL,
  lead_key     TEXT NOT NULL,
  duplicate_of INTEGER,
  input        TEXT NOT NULL,
  fields       TEXT NOT NULL,
  PRIMARY KEY (job, row)
) WITHOUT ROWID;
CREATE UNIQUE INDEX results_saved ON results (job, saved_no);

-- Every start, end and change of phase. from_phase is empty for the first;
-- reason is what the job itself does not keep, e.g. why an attempt failed that
-- was tried again.
CREATE TABLE history (
  job        INTEGER NOT NULL REFERENCES jobs (num),
  seq        INTEGER NOT NULL,
  time       INTEGER NOT NULL,
  attempt    INTEGER NOT NULL,
  from_phase TEXT NOT NULL,
  to_phase   TEXT NOT NULL,
  node       TEXT NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (job, seq)
) WITHOUT ROWID;
