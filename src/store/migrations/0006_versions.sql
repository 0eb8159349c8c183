-- Versions of pricing and of ingest, as they were decided about: append-only. kind is 'pricing' or
-- 'ingest'; action is 'begin' (in shadow), 'promote', 'drop' or 'back'. version is the SHA-256 of a
-- price book's file or the number of a reading, '' for the program's own. comparison_run is the
-- comparison that the entry stands on.
CREATE TABLE version_changes (
  id {integer} PRIMARY KEY,
  kind {text} NOT NULL,
  action {text} NOT NULL,
  version {text} NOT NULL,
  reason {text} NOT NULL,
  set_by {text} NOT NULL,
  comparison_run {integer},
  run_id {integer} NOT NULL,
  set_at {integer} NOT NULL
) {table};
-- Price books of one's own that are or were in shadow or in force, whole.
CREATE TABLE price_books (
  sha256 {text} PRIMARY KEY,
  name {text} NOT NULL,
  body {bytes} NOT NULL
) {table};
-- Comparisons of a candidate with what was in force: the windows of a source (NULL: of all) from one
-- day to another (NULL: no bound) whose content is newer than after_revision and no newer than
-- to_revision, and what was found.
CREATE TABLE version_comparisons (
  run_id {integer} PRIMARY KEY,
  kind {text} NOT NULL,
  in_force {text} NOT NULL,
  candidate {text} NOT NULL,
  source_id {integer} REFERENCES sources (id),
  from_day {integer},
  to_day {integer},
  after_revision {integer} NOT NULL,
  to_revision {integer} NOT NULL,
  compared {integer} NOT NULL,
  differing {integer} NOT NULL,
  document {text} NOT NULL
) {table};
