-- The ledger, first version, for every database: src/store/dialect.h says what stands for the words
-- in braces. Integers are 64 bits; times are seconds since 1970 in UTC. An amount of money, and the
-- quantity that it was billed for, is micro * 10^-6 + pico * 10^-12 with pico in 0 ... 999,999, so
-- that both parts can be summed. A metric that was not reported is NULL, never 0. Names, dimension
-- values and JSON are stored as given.

-- The migrations that made this schema; checksum is the BLAKE2b-256 of the script.
CREATE TABLE schema_migrations (
  version {integer} PRIMARY KEY,
  name {text} NOT NULL,
  checksum {bytes} NOT NULL,
  applied_at {integer} NOT NULL
) {table};

-- What tells this database from any other program's: "CogT" in SQLite's header, a comment on the
-- table above in PostgreSQL.
-- {only sqlite}
PRAGMA application_id = 1131374420;
-- {end}
-- {only postgres}
COMMENT ON TABLE schema_migrations IS 'CogniTrack ledger';
-- {end}

-- One organisation at a provider, and every project id ever stored under it.
CREATE TABLE sources (
  id {integer} PRIMARY KEY,
  name {text} NOT NULL UNIQUE,
  provider {text} NOT NULL,
  team {text} NOT NULL
) {table};

CREATE TABLE source_projects (
  source_id {integer} NOT NULL REFERENCES sources (id),
  project_id {text} NOT NULL,
  PRIMARY KEY (source_id, project_id)
) {clustered};

-- What is pulled as one series of windows. history_start counts days since 1970; surface_state is 0
-- not asked yet, 1 ok, 2 refused, 3 unknown to the provider.
CREATE TABLE streams (
  id {integer} PRIMARY KEY,
  source_id {integer} NOT NULL REFERENCES sources (id),
  surface {text} NOT NULL,
  width {text} NOT NULL,
  pass {text} NOT NULL,
  history_start {integer},
  buckets_per_page {integer} NOT NULL,
  fallen_back_grain {text},
  full_grain_tried_at {integer} NOT NULL,
  surface_state {integer} NOT NULL,
  UNIQUE (source_id, surface, width, pass)
) {table};

-- The dictionary of series: each combination of dimension values once, found by the 128-bit hash of
-- its pairs, so that NULL, '' and 'false' stay apart. Dimensions without a column of their own stand
-- in series_values; other_values counts them.
CREATE TABLE series (
  id {integer} PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  api_key_id {text},
  api_source {text},
  batch {text},
  model {text},
  project_id {text},
  service_tier {text},
  user_id {text},
  other_values {integer} NOT NULL
) {table};

CREATE TABLE series_values (
  series {integer} NOT NULL REFERENCES series (id),
  name {text} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (series, name)
) {clustered};

-- The clock of the ledger: one number for each window that got new content, and for each new set of
-- allocation rules.
CREATE TABLE revisions (
  revision {integer} PRIMARY KEY,
  run_id {integer} NOT NULL,
  at {integer} NOT NULL
) {table};

-- What is held of each window, its totals included; revision 0: tried, never stored. archived_hash
-- names the archived bytes that gave the content, source_hash the bytes of the last read.
CREATE TABLE windows (
  stream {integer} NOT NULL REFERENCES streams (id),
  window_start {integer} NOT NULL,
  revision {integer} NOT NULL,
  window_end {integer} NOT NULL,
  clipped {integer} NOT NULL,
  grain {text} NOT NULL,
  reported {text} NOT NULL,
  row_count {integer} NOT NULL,
  num_model_requests {integer},
  input_tokens {integer},
  output_tokens {integer},
  input_cached_tokens {integer},
  input_cache_write_tokens {integer},
  input_uncached_tokens {integer},
  input_text_tokens {integer},
  output_text_tokens {integer},
  input_cached_text_tokens {integer},
  input_audio_tokens {integer},
  input_cached_audio_tokens {integer},
  output_audio_tokens {integer},
  input_image_tokens {integer},
  input_cached_image_tokens {integer},
  output_image_tokens {integer},
  input_cache_write_30m_tokens {integer},
  input_cache_write_12h_tokens {integer},
  num_requests {integer},
  images {integer},
  characters {integer},
  seconds {integer},
  usage_bytes {integer},
  num_sessions {integer},
  amount_micro {integer},
  amount_pico {integer},
  quantity_micro {integer},
  quantity_pico {integer},
  content_hash {bytes},
  source_hash {bytes},
  archived_hash {bytes},
  origin {text} NOT NULL,
  content_since {integer} NOT NULL,
  read_at {integer} NOT NULL,
  pruned {integer} NOT NULL,
  attempt_outcome {text} NOT NULL,
  attempt_reason {text} NOT NULL,
  attempt_run {integer} NOT NULL,
  attempt_at {integer} NOT NULL,
  PRIMARY KEY (stream, window_start)
) {clustered};

-- What a window held in the revisions [revision, until_revision).
CREATE TABLE window_history (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  revision {integer} NOT NULL,
  until_revision {integer} NOT NULL,
  window_end {integer} NOT NULL,
  clipped {integer} NOT NULL,
  grain {text} NOT NULL,
  reported {text} NOT NULL,
  row_count {integer} NOT NULL,
  num_model_requests {integer},
  input_tokens {integer},
  output_tokens {integer},
  input_cached_tokens {integer},
  input_cache_write_tokens {integer},
  input_uncached_tokens {integer},
  input_text_tokens {integer},
  output_text_tokens {integer},
  input_cached_text_tokens {integer},
  input_audio_tokens {integer},
  input_cached_audio_tokens {integer},
  output_audio_tokens {integer},
  input_image_tokens {integer},
  input_cached_image_tokens {integer},
  output_image_tokens {integer},
  input_cache_write_30m_tokens {integer},
  input_cache_write_12h_tokens {integer},
  num_requests {integer},
  images {integer},
  characters {integer},
  seconds {integer},
  usage_bytes {integer},
  num_sessions {integer},
  amount_micro {integer},
  amount_pico {integer},
  quantity_micro {integer},
  quantity_pico {integer},
  content_hash {bytes},
  source_hash {bytes},
  archived_hash {bytes},
  origin {text} NOT NULL,
  content_since {integer} NOT NULL,
  read_at {integer} NOT NULL,
  pruned {integer} NOT NULL,
  PRIMARY KEY (stream, window_start, revision)
) {clustered};

-- The rows, integers only. since: the revision that wrote the row as it stands.
CREATE TABLE usage (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  num_model_requests {integer},
  input_tokens {integer},
  output_tokens {integer},
  input_cached_tokens {integer},
  input_cache_write_tokens {integer},
  input_uncached_tokens {integer},
  input_text_tokens {integer},
  output_text_tokens {integer},
  input_cached_text_tokens {integer},
  input_audio_tokens {integer},
  input_cached_audio_tokens {integer},
  output_audio_tokens {integer},
  input_image_tokens {integer},
  input_cached_image_tokens {integer},
  output_image_tokens {integer},
  input_cache_write_30m_tokens {integer},
  input_cache_write_12h_tokens {integer},
  PRIMARY KEY (stream, window_start, series)
) {by_month};

-- Rows as they were in the revisions [since, until_revision).
CREATE TABLE usage_history (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  until_revision {integer} NOT NULL,
  num_model_requests {integer},
  input_tokens {integer},
  output_tokens {integer},
  input_cached_tokens {integer},
  input_cache_write_tokens {integer},
  input_uncached_tokens {integer},
  input_text_tokens {integer},
  output_text_tokens {integer},
  input_cached_text_tokens {integer},
  input_audio_tokens {integer},
  input_cached_audio_tokens {integer},
  output_audio_tokens {integer},
  input_image_tokens {integer},
  input_cached_image_tokens {integer},
  output_image_tokens {integer},
  input_cache_write_30m_tokens {integer},
  input_cache_write_12h_tokens {integer},
  PRIMARY KEY (stream, window_start, series, since)
) {by_month};

-- Use that counts no tokens: images, characters, seconds, stored bytes, sessions, calls of tools.
CREATE TABLE service_usage (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  num_model_requests {integer},
  num_requests {integer},
  images {integer},
  characters {integer},
  seconds {integer},
  usage_bytes {integer},
  num_sessions {integer},
  PRIMARY KEY (stream, window_start, series)
) {by_month};

CREATE TABLE service_usage_history (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  until_revision {integer} NOT NULL,
  num_model_requests {integer},
  num_requests {integer},
  images {integer},
  characters {integer},
  seconds {integer},
  usage_bytes {integer},
  num_sessions {integer},
  PRIMARY KEY (stream, window_start, series, since)
) {by_month};

-- What the provider billed, likewise: money is kept apart from usage and never merged with it.
CREATE TABLE costs (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  amount_micro {integer},
  amount_pico {integer},
  quantity_micro {integer},
  quantity_pico {integer},
  PRIMARY KEY (stream, window_start, series)
) {by_month};

CREATE TABLE costs_history (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  since {integer} NOT NULL,
  until_revision {integer} NOT NULL,
  amount_micro {integer},
  amount_pico {integer},
  quantity_micro {integer},
  quantity_pico {integer},
  PRIMARY KEY (stream, window_start, series, since)
) {by_month};

-- Metrics without a column of their own, of rows of usage and of costs, as normal decimals.
CREATE TABLE unknown_metrics (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  name {text} NOT NULL,
  since {integer} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (stream, window_start, series, name)
) {clustered};

CREATE TABLE unknown_metrics_history (
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  name {text} NOT NULL,
  since {integer} NOT NULL,
  until_revision {integer} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (stream, window_start, series, name, since)
) {clustered};

-- The usage rows of each window summed onto fewer dimensions. kind 1: project_id, model, service_tier,
-- batch; 2: project_id, api_key_id, model; 3: user_id, model; 4: model, service_tier, batch;
-- 5: project_id. usage_rows: how many were summed.
CREATE TABLE roll_ups (
  kind {integer} NOT NULL,
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  series {integer} NOT NULL,
  usage_rows {integer} NOT NULL,
  num_model_requests {integer},
  input_tokens {integer},
  output_tokens {integer},
  input_cached_tokens {integer},
  input_cache_write_tokens {integer},
  input_uncached_tokens {integer},
  input_text_tokens {integer},
  output_text_tokens {integer},
  input_cached_text_tokens {integer},
  input_audio_tokens {integer},
  input_cached_audio_tokens {integer},
  output_audio_tokens {integer},
  input_image_tokens {integer},
  input_cached_image_tokens {integer},
  output_image_tokens {integer},
  input_cache_write_30m_tokens {integer},
  input_cache_write_12h_tokens {integer},
  PRIMARY KEY (kind, stream, window_start, series)
) {by_month};

-- The bytes of a bucket, zstd, by the SHA-256 of what the provider wrote: the same bytes, but for
-- personal data, which was replaced before.
CREATE TABLE archive (
  id {integer} PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  size {integer} NOT NULL,
  bytes {bytes} NOT NULL
) {table};

CREATE TABLE runs (
  id {integer} PRIMARY KEY,
  verb {text} NOT NULL,
  label {text} NOT NULL,
  source {text} NOT NULL,
  parameters {text} NOT NULL,
  started_at {integer} NOT NULL,
  finished_at {integer} NOT NULL,
  outcome {text} NOT NULL,
  exit_code {integer} NOT NULL,
  message {text} NOT NULL,
  rows_read {integer} NOT NULL,
  rows_written {integer} NOT NULL,
  windows_changed {integer} NOT NULL,
  windows_unchanged {integer} NOT NULL,
  windows_parked {integer} NOT NULL,
  requests {integer} NOT NULL,
  waits_ms {integer} NOT NULL,
  throttled {integer} NOT NULL,
  retries {integer} NOT NULL
) {table};

-- Some days of one surface. Days count from 1970.
CREATE TABLE run_chunks (
  run_id {integer} NOT NULL REFERENCES runs (id),
  position {integer} NOT NULL,
  number {integer} NOT NULL,
  start_day {integer} NOT NULL,
  end_day {integer} NOT NULL,
  done {integer} NOT NULL,
  rows_read {integer} NOT NULL,
  rows_written {integer} NOT NULL,
  windows_changed {integer} NOT NULL,
  windows_unchanged {integer} NOT NULL,
  windows_parked {integer} NOT NULL,
  requests {integer} NOT NULL,
  waits_ms {integer} NOT NULL,
  throttled {integer} NOT NULL,
  retries {integer} NOT NULL,
  surface {text} NOT NULL,
  PRIMARY KEY (run_id, position)
) {clustered};

CREATE TABLE run_issues (
  run_id {integer} NOT NULL REFERENCES runs (id),
  position {integer} NOT NULL,
  code {text} NOT NULL,
  place {text} NOT NULL,
  detail {text} NOT NULL,
  occurrences {integer} NOT NULL,
  PRIMARY KEY (run_id, position)
) {clustered};

CREATE TABLE parity_records (
  run_id {integer} PRIMARY KEY,
  verdict {text} NOT NULL,
  document {text} NOT NULL,
  signed_by {text} NOT NULL,
  signed_at {integer} NOT NULL,
  note {text} NOT NULL
) {table};

-- Documents of cost checks, each with the SHA-256 of the price book that it used.
CREATE TABLE bill_records (
  run_id {integer} PRIMARY KEY,
  verdict {text} NOT NULL,
  price_book {text} NOT NULL,
  document {text} NOT NULL
) {table};

-- Whose money the spend is. Each set of rules whole, in force from its revision until the next one's;
-- rule_count tells one that lost rows.
CREATE TABLE allocation_versions (
  revision {integer} PRIMARY KEY,
  rule_count {integer} NOT NULL
) {table};

-- level: the dimension that the rule names. share is in millionths; days count from 1970.
CREATE TABLE allocation_rules (
  revision {integer} NOT NULL REFERENCES allocation_versions (revision),
  position {integer} NOT NULL,
  level {text} NOT NULL,
  value {text} NOT NULL,
  share {integer} NOT NULL,
  business_unit {text} NOT NULL,
  cost_centre {text} NOT NULL,
  from_day {integer} NOT NULL,
  until_day {integer},
  note {text} NOT NULL,
  PRIMARY KEY (revision, position)
) {clustered};

-- What the provider's ids are called: kind is project, api_key, user, service_account or admin_api_key.
-- A row is never deleted; listed is 0 once the provider no longer lists the id. since: when what the
-- row says was first read. E-mail addresses stand there only where they were asked for.
CREATE TABLE names (
  source_id {integer} NOT NULL REFERENCES sources (id),
  kind {text} NOT NULL,
  id {text} NOT NULL,
  since {integer} NOT NULL,
  listed {integer} NOT NULL,
  name {text},
  project_id {text} NOT NULL,
  owner_kind {text} NOT NULL,
  owner_id {text} NOT NULL,
  redacted_value {text} NOT NULL,
  status {text} NOT NULL,
  created_at {integer},
  archived_at {integer},
  email {text},
  first_seen_at {integer} NOT NULL,
  seen_at {integer} NOT NULL,
  last_used_at {integer},
  PRIMARY KEY (source_id, kind, id)
) {clustered};

-- What a row of names said in [since, until_time).
CREATE TABLE name_history (
  source_id {integer} NOT NULL REFERENCES sources (id),
  kind {text} NOT NULL,
  id {text} NOT NULL,
  since {integer} NOT NULL,
  until_time {integer} NOT NULL,
  listed {integer} NOT NULL,
  name {text},
  project_id {text} NOT NULL,
  owner_kind {text} NOT NULL,
  owner_id {text} NOT NULL,
  redacted_value {text} NOT NULL,
  status {text} NOT NULL,
  created_at {integer},
  archived_at {integer},
  email {text},
  PRIMARY KEY (source_id, kind, id, since)
) {clustered};
