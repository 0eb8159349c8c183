-- Who may do something alone, and until when: a name, as "source:openai", whoever has or had it last,
-- and a token that grows whenever the lease changes hands. given_back is 1 once its holder was done;
-- expires_at is then when that was.
CREATE TABLE leases (
  name {text} PRIMARY KEY,
  token {integer} NOT NULL,
  holder {text} NOT NULL,
  taken_at {integer} NOT NULL,
  expires_at {integer} NOT NULL,
  given_back {integer} NOT NULL
) {table};
