-- What is to be delivered, and what became of it.

-- Names of destinations, a JSON array. announced: up to which lead, in the
-- order of saving, those that get leads at the end were told.
ALTER TABLE jobs ADD COLUMN outputs TEXT NOT NULL DEFAULT '[]';
ALTER TABLE jobs ADD COLUMN announced INTEGER NOT NULL DEFAULT 0;

-- How often people were erased.
ALTER TABLE counters ADD COLUMN erasures INTEGER NOT NULL DEFAULT 0;

-- What has not been made into a delivery yet, in order. Of leads: the job and
-- a range of its leads in the order of saving; of another event: data, a JSON
-- object, and the job's number or NULL.
CREATE TABLE outbox (
  num         INTEGER PRIMARY KEY AUTOINCREMENT,
  destination TEXT NOT NULL,
  event       TEXT NOT NULL,
  job         INTEGER,
  first       INTEGER NOT NULL,
  last        INTEGER NOT NULL,
  data        TEXT NOT NULL,
  created_at  INTEGER NOT NULL
);
CREATE INDEX outbox_destination ON outbox (destination, num);
CREATE INDEX outbox_job ON outbox (job);

-- Bodies that were composed, under their ids. open: 1 while it is to be sent.
-- body is empty after an erasure. tries and first_try_at count since it was
-- composed or replayed. job ids: for people, a JSON array.
CREATE TABLE deliveries (
  num          INTEGER PRIMARY KEY,
  id           TEXT NOT NULL UNIQUE,
  destination  TEXT NOT NULL,
  event        TEXT NOT NULL,
  state        TEXT NOT NULL,
  open         INTEGER NOT NULL,
  leads        INTEGER NOT NULL,
  body         TEXT NOT NULL,
  created_at   INTEGER NOT NULL,
  next_at      INTEGER NOT NULL,
  ended_at     INTEGER NOT NULL,
  tries        INTEGER NOT NULL,
  first_try_at INTEGER NOT NULL
);
CREATE INDEX deliveries_open ON deliveries (destination, num) WHERE open = 1;
CREATE INDEX deliveries_state ON deliveries (destination, state);
CREATE INDEX deliveries_ended ON deliveries (ended_at) WHERE open = 0;

-- Which leads a delivery holds; of another event: first 0. The job's id stays
-- when the job is removed.
CREATE TABLE delivery_ranges (
  delivery INTEGER NOT NULL REFERENCES deliveries (num) ON DELETE CASCADE,
  place    INTEGER NOT NULL,
  job      INTEGER NOT NULL,
  id       TEXT NOT NULL,
  first    INTEGER NOT NULL,
  last     INTEGER NOT NULL,
  PRIMARY KEY (delivery, place)
) WITHOUT ROWID;
CREATE INDEX delivery_ranges_id ON delivery_ranges (id);

CREATE TABLE delivery_attempts (
  delivery INTEGER NOT NULL REFERENCES deliveries (num) ON DELETE CASCADE,
  number   INTEGER NOT NULL,
  at       INTEGER NOT NULL,
  duration INTEGER NOT NULL,
  status   INTEGER NOT NULL,
  error    TEXT NOT NULL,
  answer   TEXT NOT NULL,
  PRIMARY KEY (delivery, number)
) WITHOUT ROWID;

-- Destinations to which nothing is sent until they are resumed.
CREATE TABLE parked (
  destination TEXT PRIMARY KEY,
  at          INTEGER NOT NULL,
  reason      TEXT NOT NULL
) WITHOUT ROWID;

-- Events that are told once.
CREATE TABLE announcements (
  key  TEXT PRIMARY KEY,
  time INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX announcements_time ON announcements (time);
