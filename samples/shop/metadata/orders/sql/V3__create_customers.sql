CREATE TABLE customers (
    id         INTEGER PRIMARY KEY,
    email      TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    country    TEXT NOT NULL REFERENCES countries (alpha2),
    created_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
