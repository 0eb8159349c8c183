-- An empty database again, as if no ledger had ever been in it.
DROP TABLE name_history;
DROP TABLE names;
DROP TABLE allocation_rules;
DROP TABLE allocation_versions;
DROP TABLE bill_records;
DROP TABLE parity_records;
DROP TABLE run_issues;
DROP TABLE run_chunks;
DROP TABLE runs;
DROP TABLE archive;
DROP TABLE roll_ups;
DROP TABLE unknown_metrics_history;
DROP TABLE unknown_metrics;
DROP TABLE costs_history;
DROP TABLE costs;
DROP TABLE service_usage_history;
DROP TABLE service_usage;
DROP TABLE usage_history;
DROP TABLE usage;
DROP TABLE window_history;
DROP TABLE windows;
DROP TABLE revisions;
DROP TABLE series_values;
DROP TABLE series;
DROP TABLE streams;
DROP TABLE source_projects;
DROP TABLE sources;
DROP TABLE schema_migrations;

-- {only sqlite}
PRAGMA application_id = 0;
-- {end}
-- {only postgres}
DROP FUNCTION IF EXISTS ledger_make_month(BIGINT);
DROP FUNCTION IF EXISTS ledger_rewrite_names();
-- {end}
