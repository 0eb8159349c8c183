-- Teams: a source, an account, a token and a run are of one. Every database has the first.
CREATE TABLE teams (
  id {integer} PRIMARY KEY,
  name {text} NOT NULL UNIQUE,
  created_at {integer} NOT NULL
) {table};
INSERT INTO teams (id, name, created_at) VALUES (1, 'default', 0);
ALTER TABLE sources ADD COLUMN team_id {integer} NOT NULL DEFAULT 1;
ALTER TABLE runs ADD COLUMN team_id {integer} NOT NULL DEFAULT 1;

-- Who may ask the service. password_hash is a PHC string of Argon2id, '' until a password was set;
-- disabled_at is 0 for one that may come in.
CREATE TABLE accounts (
  id {integer} PRIMARY KEY,
  team_id {integer} NOT NULL REFERENCES teams (id),
  name {text} NOT NULL UNIQUE,
  role {text} NOT NULL,
  password_hash {text} NOT NULL,
  created_at {integer} NOT NULL,
  last_login_at {integer} NOT NULL,
  last_login_address {text} NOT NULL,
  disabled_at {integer} NOT NULL
) {table};

-- What lets somebody set a password, once. account_id is NULL for the link that makes the first
-- owner. hash is the SHA-256 of the code, here and below.
CREATE TABLE account_links (
  hash {bytes} PRIMARY KEY,
  team_id {integer} NOT NULL REFERENCES teams (id),
  account_id {integer} REFERENCES accounts (id),
  expires_at {integer} NOT NULL
) {table};

CREATE TABLE sessions (
  id {integer} PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  account_id {integer} NOT NULL REFERENCES accounts (id),
  created_at {integer} NOT NULL,
  used_at {integer} NOT NULL,
  address {text} NOT NULL
) {table};

-- sources: names, one a line; '' for all. expires_at is 0 for never.
CREATE TABLE api_tokens (
  id {integer} PRIMARY KEY,
  hash {bytes} NOT NULL UNIQUE,
  account_id {integer} NOT NULL REFERENCES accounts (id),
  name {text} NOT NULL,
  role {text} NOT NULL,
  sources {text} NOT NULL,
  created_at {integer} NOT NULL,
  expires_at {integer} NOT NULL,
  used_at {integer} NOT NULL
) {table};

-- What was changed, by whom: append-only. hash is the BLAKE2b-256 of the entry with the hash of the one
-- before it, which is NULL for the first.
CREATE TABLE audit_entries (
  id {integer} PRIMARY KEY,
  team_id {integer} NOT NULL,
  at {integer} NOT NULL,
  actor {text} NOT NULL,
  address {text} NOT NULL,
  action {text} NOT NULL,
  target {text} NOT NULL,
  detail {text} NOT NULL,
  outcome {text} NOT NULL,
  previous {bytes},
  hash {bytes} NOT NULL
) {table};

-- The newest entry, so that a log that was cut short is known. One row.
CREATE TABLE audit_head (
  id {integer} PRIMARY KEY,
  entry_id {integer} NOT NULL,
  hash {bytes} NOT NULL
) {table};
