-- Up to which number marks of removal may have been forgotten: who knows less
-- cannot be told what was removed since. What was forgotten so far is not known
-- any more, so all that is not followed by a mark counts.
ALTER TABLE counters ADD COLUMN forgotten_seq INTEGER NOT NULL DEFAULT 0;
UPDATE counters SET forgotten_seq =
  coalesce((SELECT min(seq) - 1 FROM removals), last_seq);
