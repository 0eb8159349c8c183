-- What operators were told of: one row a crossing, from when it was first seen until it was over
-- (resolved_at; 0: it is not). Of a fingerprint one row at most is open, so that several services tell
-- of it once.
CREATE TABLE notices (
  id {integer} PRIMARY KEY,
  team_id {integer} NOT NULL REFERENCES teams (id),
  fingerprint {text} NOT NULL,
  rule {text} NOT NULL,
  severity {text} NOT NULL,
  source {text} NOT NULL,
  subject {text} NOT NULL,
  period {text} NOT NULL,
  body {text} NOT NULL,
  first_seen {integer} NOT NULL,
  last_seen {integer} NOT NULL,
  resolved_at {integer} NOT NULL
) {table};
CREATE UNIQUE INDEX notices_open ON notices (team_id, fingerprint) WHERE resolved_at = 0;

-- What is told of a notice to whom: event is 'open' or 'over'. delivered_at is 0 until it was taken;
-- next_try is when it is tried next, also by whom it is being tried now.
CREATE TABLE notice_deliveries (
  notice_id {integer} NOT NULL REFERENCES notices (id),
  target {text} NOT NULL,
  event {text} NOT NULL,
  ordered_at {integer} NOT NULL,
  delivered_at {integer} NOT NULL,
  tries {integer} NOT NULL,
  next_try {integer} NOT NULL,
  last_error {text} NOT NULL,
  PRIMARY KEY (notice_id, target, event)
) {table};

-- How much may be spent. The limit is limit_micro · 10^-6 + limit_pico · 10^-12 dollars; project_id and
-- model are '' for all.
CREATE TABLE budgets (
  id {integer} PRIMARY KEY,
  team_id {integer} NOT NULL REFERENCES teams (id),
  name {text} NOT NULL,
  source {text} NOT NULL,
  period {text} NOT NULL,
  limit_micro {integer} NOT NULL,
  limit_pico {integer} NOT NULL,
  warn_percent {integer} NOT NULL,
  project_id {text} NOT NULL,
  model {text} NOT NULL,
  set_by {text} NOT NULL,
  set_at {integer} NOT NULL
) {table};
CREATE UNIQUE INDEX budgets_name ON budgets (team_id, name);

-- Exports of the watched folder that were dealt with, by what is in them: the same bytes are never
-- dealt with twice. outcome is the verdict of the comparison, or 'refused', and detail tells why.
CREATE TABLE seen_exports (
  id {integer} PRIMARY KEY,
  team_id {integer} NOT NULL REFERENCES teams (id),
  sha256 {text} NOT NULL,
  name {text} NOT NULL,
  bytes {integer} NOT NULL,
  modified_at {integer} NOT NULL,
  seen_at {integer} NOT NULL,
  outcome {text} NOT NULL,
  detail {text} NOT NULL,
  run_id {integer}
) {table};
CREATE UNIQUE INDEX seen_exports_content ON seen_exports (team_id, sha256);
