-- What comes from outside: answers that were asked for and may be used again,
-- what was used of whom, and how far scraping jobs have come.

-- key: a digest of the request. An answer belongs to no job. A number of its
-- own, because rows in the random order of their keys cost twice the writes.
CREATE TABLE answers (
  num        INTEGER PRIMARY KEY,
  key        TEXT NOT NULL UNIQUE,
  status     INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  body       BLOB NOT NULL
);
CREATE INDEX answers_expire ON answers (expires_at);

-- Whose data an answer holds, by lead key.
CREATE TABLE answer_subjects (
  answer  INTEGER NOT NULL REFERENCES answers (num) ON DELETE CASCADE,
  subject TEXT NOT NULL,
  PRIMARY KEY (answer, subject)
) WITHOUT ROWID;
CREATE INDEX answer_subjects_subject ON answer_subjects (subject);

-- day: since 1970, in UTC. cost: in millionths of the currency.
CREATE TABLE usage (
  day      INTEGER NOT NULL,
  upstream TEXT NOT NULL,
  calls    INTEGER NOT NULL,
  cost     INTEGER NOT NULL,
  PRIMARY KEY (day, upstream)
) WITHOUT ROWID;

-- params: a JSON object. pages and rows: how many are saved; cursor, digest and
-- last are of the page saved last.
CREATE TABLE scrapes (
  job         INTEGER PRIMARY KEY REFERENCES jobs (num),
  source      TEXT NOT NULL,
  params      TEXT NOT NULL,
  max_pages   INTEGER NOT NULL,
  max_results INTEGER NOT NULL,
  pages       INTEGER NOT NULL,
  rows        INTEGER NOT NULL,
  cursor      TEXT NOT NULL,
  digest      TEXT NOT NULL,
  last        INTEGER NOT NULL
);
