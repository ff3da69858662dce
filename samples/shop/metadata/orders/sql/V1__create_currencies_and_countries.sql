CREATE TABLE currencies (
    code        TEXT NOT NULL PRIMARY KEY,
    numeric     TEXT NOT NULL UNIQUE,
    minor_units INTEGER,
    name        TEXT NOT NULL,
    fund        INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE countries (
    alpha2  TEXT NOT NULL PRIMARY KEY,
    alpha3  TEXT NOT NULL UNIQUE,
    numeric TEXT NOT NULL UNIQUE,
    name    TEXT NOT NULL
);
