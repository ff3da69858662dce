CREATE TABLE records (
    id INTEGER PRIMARY KEY,
    -- Keys are blobs of UTF-8: they compare byte by byte, and may hold any character.
    partition BLOB NOT NULL,
    key BLOB NOT NULL,
    value TEXT NOT NULL,
    etag TEXT NOT NULL,
    UNIQUE (partition, key)
) STRICT;
