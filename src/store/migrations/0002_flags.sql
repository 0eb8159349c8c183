-- Flags, as they were set: append-only, the newest entry of a scope holds. source_id names the scope,
-- NULL is everywhere; setting is 'on', 'off' or 'default', which takes the scope's own entry back.
-- parity_run is the check that the entry stands on.
CREATE TABLE flag_changes (
  id {integer} PRIMARY KEY,
  flag {text} NOT NULL,
  source_id {integer} REFERENCES sources (id),
  setting {text} NOT NULL,
  reason {text} NOT NULL,
  set_by {text} NOT NULL,
  parity_run {integer},
  run_id {integer} NOT NULL,
  set_at {integer} NOT NULL
) {table};
