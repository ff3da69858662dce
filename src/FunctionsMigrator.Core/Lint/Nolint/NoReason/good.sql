-- fm:nolint LINT102 exported to the archive in October, ticket CHG0012345
DROP TABLE order_archive;
