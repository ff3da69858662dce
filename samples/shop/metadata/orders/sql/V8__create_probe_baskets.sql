-- Baskets that nobody buys: the same every day, so that a change of their prices has one cause.
CREATE TABLE probe_baskets (
    id       TEXT NOT NULL PRIMARY KEY,
    country  TEXT NOT NULL REFERENCES countries (alpha2),
    category TEXT NOT NULL,
    currency TEXT NOT NULL REFERENCES currencies (code),
    net      INTEGER NOT NULL
);
