-- Keys of providers, sealed: the bytes open with the key-encryption key that kek_id names, which is
-- kept elsewhere, and only in their own row. state is 'active' (pulls use it; one a source), 'spare'
-- (takes over), 'auth_failed' (the provider refused it), 'disabled' (by a person) or 'revoked' (taken
-- out for good: sealed is empty, the row stays so that the id is never given again). last_four is ''
-- of a key too short to show any of. project_ids are those that it was seen to read, separated by
-- commas; times are 0 where it never was.
CREATE TABLE provider_keys (
  id {integer} PRIMARY KEY,
  team {text} NOT NULL,
  source {text} NOT NULL,
  provider {text} NOT NULL,
  label {text} NOT NULL,
  state {text} NOT NULL,
  state_reason {text} NOT NULL,
  state_at {integer} NOT NULL,
  sealed {bytes} NOT NULL,
  version {integer} NOT NULL,
  kek_id {text} NOT NULL,
  last_four {text} NOT NULL,
  organisation {text} NOT NULL,
  project_ids {text} NOT NULL,
  added_at {integer} NOT NULL,
  added_by {text} NOT NULL,
  used_at {integer} NOT NULL,
  checked_at {integer} NOT NULL
) {table};
CREATE UNIQUE INDEX provider_keys_active ON provider_keys (source) WHERE state = 'active';
