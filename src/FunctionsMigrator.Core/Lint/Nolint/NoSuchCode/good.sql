-- fm:nolint LINT102 exported to the archive in October
DROP TABLE order_archive;
