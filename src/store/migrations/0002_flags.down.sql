-- Without flags: what was set is gone, and so is its history.
DROP TABLE flag_changes;
