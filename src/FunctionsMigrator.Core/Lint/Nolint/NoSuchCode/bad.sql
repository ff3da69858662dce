-- fm:nolint LINT120 exported to the archive in October
DROP TABLE order_archive;
-- gives: LINT002, LINT102
