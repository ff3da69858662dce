-- fm:nolint LINT102
DROP TABLE order_archive;
-- gives: LINT001, LINT102
