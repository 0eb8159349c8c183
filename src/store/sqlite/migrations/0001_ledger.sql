-- The ledger, first version. Integers are 64 bits; times are seconds since 1970 in UTC. An amount of
-- money, and the quantity that it was billed for, is micro * 10^-6 + pico * 10^-12 with pico in
-- 0 ... 999,999, so that both parts can be summed. A metric that was not reported is NULL, never 0.
-- Names, dimension values and JSON are stored as given.

-- "CogT": tells this file from any other program's.
PRAGMA application_id = 1131374420;

-- The migrations that made this schema; checksum is the BLAKE2b-256 of the script.
CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum BLOB NOT NULL,
  applied_at INTEGER NOT NULL
) STRICT;

-- One organisation at a provider, and every project id ever stored under it.
CREATE TABLE sources (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  provider TEXT NOT NULL,
  team TEXT NOT NULL
) STRICT;

CREATE TABLE source_projects (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  project_id TEXT NOT NULL,
  PRIMARY KEY (source_id, project_id)
) STRICT, WITHOUT ROWID;

-- What is pulled as one series of windows. history_start counts days since 1970; surface_state is 0
-- not asked yet, 1 ok, 2 refused, 3 unknown to the provider.
CREATE TABLE streams (
  id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES sources (id),
  surface TEXT NOT NULL,
  width TEXT NOT NULL,
  pass TEXT NOT NULL,
  history_start INTEGER,
  buckets_per_page INTEGER NOT NULL,
  fallen_back_grain TEXT,
  full_grain_tried_at INTEGER NOT NULL,
  surface_state INTEGER NOT NULL,
  UNIQUE (source_id, surface, width, pass)
) STRICT;

-- The dictionary of series: each combination of dimension values once, found by the 128-bit hash of
-- its pairs, so that NULL, '' and 'false' stay apart. Dimensions without a column of their own stand
-- in series_values; other_values counts them.
CREATE TABLE series (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  api_key_id TEXT,
  api_source TEXT,
  batch TEXT,
  model TEXT,
  project_id TEXT,
  service_tier TEXT,
  user_id TEXT,
  other_values INTEGER NOT NULL
) STRICT;

CREATE TABLE series_values (
  series INTEGER NOT NULL REFERENCES series (id),
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (series, name)
) STRICT, WITHOUT ROWID;

-- The clock of the ledger: one number for each window that got new content, and for each new set of
-- allocation rules.
CREATE TABLE revisions (
  revision INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL,
  at INTEGER NOT NULL
) STRICT;

-- What is held of each window, its totals included; revision 0: tried, never stored. archived_hash
-- names the archived bytes that gave the content, source_hash the bytes of the last read.
CREATE TABLE windows (
  stream INTEGER NOT NULL REFERENCES streams (id),
  window_start INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  window_end INTEGER NOT NULL,
  clipped INTEGER NOT NULL,
  grain TEXT NOT NULL,
  reported TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  num_model_requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  input_cached_tokens INTEGER,
  input_cache_write_tokens INTEGER,
  input_uncached_tokens INTEGER,
  input_text_tokens INTEGER,
  output_text_tokens INTEGER,
  input_cached_text_tokens INTEGER,
  input_audio_tokens INTEGER,
  input_cached_audio_tokens INTEGER,
  output_audio_tokens INTEGER,
  input_image_tokens INTEGER,
  input_cached_image_tokens INTEGER,
  output_image_tokens INTEGER,
  input_cache_write_30m_tokens INTEGER,
  input_cache_write_12h_tokens INTEGER,
  num_requests INTEGER,
  images INTEGER,
  characters INTEGER,
  seconds INTEGER,
  usage_bytes INTEGER,
  num_sessions INTEGER,
  amount_micro INTEGER,
  amount_pico INTEGER,
  quantity_micro INTEGER,
  quantity_pico INTEGER,
  content_hash BLOB,
  source_hash BLOB,
  archived_hash BLOB,
  origin TEXT NOT NULL,
  content_since INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  pruned INTEGER NOT NULL,
  attempt_outcome TEXT NOT NULL,
  attempt_reason TEXT NOT NULL,
  attempt_run INTEGER NOT NULL,
  attempt_at INTEGER NOT NULL,
  PRIMARY KEY (stream, window_start)
) STRICT, WITHOUT ROWID;

-- What a window held in the revisions [revision, until_revision).
CREATE TABLE window_history (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  until_revision INTEGER NOT NULL,
  window_end INTEGER NOT NULL,
  clipped INTEGER NOT NULL,
  grain TEXT NOT NULL,
  reported TEXT NOT NULL,
  row_count INTEGER NOT NULL,
  num_model_requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  input_cached_tokens INTEGER,
  input_cache_write_tokens INTEGER,
  input_uncached_tokens INTEGER,
  input_text_tokens INTEGER,
  output_text_tokens INTEGER,
  input_cached_text_tokens INTEGER,
  input_audio_tokens INTEGER,
  input_cached_audio_tokens INTEGER,
  output_audio_tokens INTEGER,
  input_image_tokens INTEGER,
  input_cached_image_tokens INTEGER,
  output_image_tokens INTEGER,
  input_cache_write_30m_tokens INTEGER,
  input_cache_write_12h_tokens INTEGER,
  num_requests INTEGER,
  images INTEGER,
  characters INTEGER,
  seconds INTEGER,
  usage_bytes INTEGER,
  num_sessions INTEGER,
  amount_micro INTEGER,
  amount_pico INTEGER,
  quantity_micro INTEGER,
  quantity_pico INTEGER,
  content_hash BLOB,
  source_hash BLOB,
  archived_hash BLOB,
  origin TEXT NOT NULL,
  content_since INTEGER NOT NULL,
  read_at INTEGER NOT NULL,
  pruned INTEGER NOT NULL,
  PRIMARY KEY (stream, window_start, revision)
) STRICT, WITHOUT ROWID;

-- The rows, integers only. since: the revision that wrote the row as it stands.
CREATE TABLE usage (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  num_model_requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  input_cached_tokens INTEGER,
  input_cache_write_tokens INTEGER,
  input_uncached_tokens INTEGER,
  input_text_tokens INTEGER,
  output_text_tokens INTEGER,
  input_cached_text_tokens INTEGER,
  input_audio_tokens INTEGER,
  input_cached_audio_tokens INTEGER,
  output_audio_tokens INTEGER,
  input_image_tokens INTEGER,
  input_cached_image_tokens INTEGER,
  output_image_tokens INTEGER,
  input_cache_write_30m_tokens INTEGER,
  input_cache_write_12h_tokens INTEGER,
  PRIMARY KEY (stream, window_start, series)
) STRICT, WITHOUT ROWID;

-- Rows as they were in the revisions [since, until_revision).
CREATE TABLE usage_history (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until_revision INTEGER NOT NULL,
  num_model_requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  input_cached_tokens INTEGER,
  input_cache_write_tokens INTEGER,
  input_uncached_tokens INTEGER,
  input_text_tokens INTEGER,
  output_text_tokens INTEGER,
  input_cached_text_tokens INTEGER,
  input_audio_tokens INTEGER,
  input_cached_audio_tokens INTEGER,
  output_audio_tokens INTEGER,
  input_image_tokens INTEGER,
  input_cached_image_tokens INTEGER,
  output_image_tokens INTEGER,
  input_cache_write_30m_tokens INTEGER,
  input_cache_write_12h_tokens INTEGER,
  PRIMARY KEY (stream, window_start, series, since)
) STRICT, WITHOUT ROWID;

-- Use that counts no tokens: images, characters, seconds, stored bytes, sessions, calls of tools.
CREATE TABLE service_usage (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  num_model_requests INTEGER,
  num_requests INTEGER,
  images INTEGER,
  characters INTEGER,
  seconds INTEGER,
  usage_bytes INTEGER,
  num_sessions INTEGER,
  PRIMARY KEY (stream, window_start, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE service_usage_history (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until_revision INTEGER NOT NULL,
  num_model_requests INTEGER,
  num_requests INTEGER,
  images INTEGER,
  characters INTEGER,
  seconds INTEGER,
  usage_bytes INTEGER,
  num_sessions INTEGER,
  PRIMARY KEY (stream, window_start, series, since)
) STRICT, WITHOUT ROWID;

-- What the provider billed, likewise: money is kept apart from usage and never merged with it.
CREATE TABLE costs (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  amount_micro INTEGER,
  amount_pico INTEGER,
  quantity_micro INTEGER,
  quantity_pico INTEGER,
  PRIMARY KEY (stream, window_start, series)
) STRICT, WITHOUT ROWID;

CREATE TABLE costs_history (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  since INTEGER NOT NULL,
  until_revision INTEGER NOT NULL,
  amount_micro INTEGER,
  amount_pico INTEGER,
  quantity_micro INTEGER,
  quantity_pico INTEGER,
  PRIMARY KEY (stream, window_start, series, since)
) STRICT, WITHOUT ROWID;

-- Metrics without a column of their own, of rows of usage and of costs, as normal decimals.
CREATE TABLE unknown_metrics (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (stream, window_start, series, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE unknown_metrics_history (
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  name TEXT NOT NULL,
  since INTEGER NOT NULL,
  until_revision INTEGER NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (stream, window_start, series, name, since)
) STRICT, WITHOUT ROWID;

-- The usage rows of each window summed onto fewer dimensions. kind 1: project_id, model, service_tier,
-- batch; 2: project_id, api_key_id, model; 3: user_id, model; 4: model, service_tier, batch;
-- 5: project_id. usage_rows: how many were summed.
CREATE TABLE roll_ups (
  kind INTEGER NOT NULL,
  stream INTEGER NOT NULL,
  window_start INTEGER NOT NULL,
  series INTEGER NOT NULL,
  usage_rows INTEGER NOT NULL,
  num_model_requests INTEGER,
  input_tokens INTEGER,
  output_tokens INTEGER,
  input_cached_tokens INTEGER,
  input_cache_write_tokens INTEGER,
  input_uncached_tokens INTEGER,
  input_text_tokens INTEGER,
  output_text_tokens INTEGER,
  input_cached_text_tokens INTEGER,
  input_audio_tokens INTEGER,
  input_cached_audio_tokens INTEGER,
  output_audio_tokens INTEGER,
  input_image_tokens INTEGER,
  input_cached_image_tokens INTEGER,
  output_image_tokens INTEGER,
  input_cache_write_30m_tokens INTEGER,
  input_cache_write_12h_tokens INTEGER,
  PRIMARY KEY (kind, stream, window_start, series)
) STRICT, WITHOUT ROWID;

-- The bytes of a bucket, zstd, by the SHA-256 of what the provider wrote: the same bytes, but for
-- personal data, which was replaced before.
CREATE TABLE archive (
  id INTEGER PRIMARY KEY,
  hash BLOB NOT NULL UNIQUE,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE runs (
  id INTEGER PRIMARY KEY,
  verb TEXT NOT NULL,
  label TEXT NOT NULL,
  source TEXT NOT NULL,
  parameters TEXT NOT NULL,
  started_at INTEGER NOT NULL,
  finished_at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  exit_code INTEGER NOT NULL,
  message TEXT NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_written INTEGER NOT NULL,
  windows_changed INTEGER NOT NULL,
  windows_unchanged INTEGER NOT NULL,
  windows_parked INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  waits_ms INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  retries INTEGER NOT NULL
) STRICT;

-- Some days of one surface. Days count from 1970.
CREATE TABLE run_chunks (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  position INTEGER NOT NULL,
  number INTEGER NOT NULL,
  start_day INTEGER NOT NULL,
  end_day INTEGER NOT NULL,
  done INTEGER NOT NULL,
  rows_read INTEGER NOT NULL,
  rows_written INTEGER NOT NULL,
  windows_changed INTEGER NOT NULL,
  windows_unchanged INTEGER NOT NULL,
  windows_parked INTEGER NOT NULL,
  requests INTEGER NOT NULL,
  waits_ms INTEGER NOT NULL,
  throttled INTEGER NOT NULL,
  retries INTEGER NOT NULL,
  surface TEXT NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE run_issues (
  run_id INTEGER NOT NULL REFERENCES runs (id),
  position INTEGER NOT NULL,
  code TEXT NOT NULL,
  place TEXT NOT NULL,
  detail TEXT NOT NULL,
  occurrences INTEGER NOT NULL,
  PRIMARY KEY (run_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE parity_records (
  run_id INTEGER PRIMARY KEY,
  verdict TEXT NOT NULL,
  document TEXT NOT NULL,
  signed_by TEXT NOT NULL,
  signed_at INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;

-- Documents of cost checks, each with the SHA-256 of the price book that it used.
CREATE TABLE bill_records (
  run_id INTEGER PRIMARY KEY,
  verdict TEXT NOT NULL,
  price_book TEXT NOT NULL,
  document TEXT NOT NULL
) STRICT;

-- Whose money the spend is. Each set of rules whole, in force from its revision until the next one's;
-- rule_count tells one that lost rows.
CREATE TABLE allocation_versions (
  revision INTEGER PRIMARY KEY,
  rule_count INTEGER NOT NULL
) STRICT;

-- level: the dimension that the rule names. share is in millionths; days count from 1970.
CREATE TABLE allocation_rules (
  revision INTEGER NOT NULL REFERENCES allocation_versions (revision),
  position INTEGER NOT NULL,
  level TEXT NOT NULL,
  value TEXT NOT NULL,
  share INTEGER NOT NULL,
  business_unit TEXT NOT NULL,
  cost_centre TEXT NOT NULL,
  from_day INTEGER NOT NULL,
  until_day INTEGER,
  note TEXT NOT NULL,
  PRIMARY KEY (revision, position)
) STRICT, WITHOUT ROWID;

-- What the provider's ids are called: kind is project, api_key, user, service_account or admin_api_key.
-- A row is never deleted; listed is 0 once the provider no longer lists the id. since: when what the
-- row says was first read. E-mail addresses stand there only where they were asked for.
CREATE TABLE names (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  since INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  name TEXT,
  project_id TEXT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  redacted_value TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER,
  archived_at INTEGER,
  email TEXT,
  first_seen_at INTEGER NOT NULL,
  seen_at INTEGER NOT NULL,
  last_used_at INTEGER,
  PRIMARY KEY (source_id, kind, id)
) STRICT, WITHOUT ROWID;

-- What a row of names said in [since, until_time).
CREATE TABLE name_history (
  source_id INTEGER NOT NULL REFERENCES sources (id),
  kind TEXT NOT NULL,
  id TEXT NOT NULL,
  since INTEGER NOT NULL,
  until_time INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  name TEXT,
  project_id TEXT NOT NULL,
  owner_kind TEXT NOT NULL,
  owner_id TEXT NOT NULL,
  redacted_value TEXT NOT NULL,
  status TEXT NOT NULL,
  created_at INTEGER,
  archived_at INTEGER,
  email TEXT,
  PRIMARY KEY (source_id, kind, id, since)
) STRICT, WITHOUT ROWID;
