-- Roll-ups packed: many rows of one roll-up (the kinds of roll_ups) of one window in one row. packed is
-- JSON, [[series, usage_rows, metric, …], …] by series, metrics in the order of the columns of roll_ups,
-- null for what was not reported; what is left out at the end of a row was not reported either. block is
-- the series divided by 256. A window that was written before stays in roll_ups until it changes.
CREATE TABLE roll_up_blocks (
  kind {integer} NOT NULL,
  stream {integer} NOT NULL,
  window_start {integer} NOT NULL,
  block {integer} NOT NULL,
  packed {text} NOT NULL,
  PRIMARY KEY (kind, stream, window_start, block)
) {clustered};

-- PostgreSQL would try to compress each block, which takes longer than all the rest of writing it.
-- {only postgres}
ALTER TABLE roll_up_blocks ALTER COLUMN packed SET STORAGE EXTERNAL;
-- {end}
