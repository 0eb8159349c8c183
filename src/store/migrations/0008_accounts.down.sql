-- Without accounts: who may ask, and what was changed, is gone. Sources stay, all of one team.
DROP TABLE audit_head;
DROP TABLE audit_entries;
DROP TABLE api_tokens;
DROP TABLE sessions;
DROP TABLE account_links;
DROP TABLE accounts;
ALTER TABLE runs DROP COLUMN team_id;
ALTER TABLE sources DROP COLUMN team_id;
DROP TABLE teams;
