-- {only postgres}
DROP FUNCTION ledger_empty_month(BIGINT, TEXT[], BIGINT[], BIGINT[]);
-- {end}
