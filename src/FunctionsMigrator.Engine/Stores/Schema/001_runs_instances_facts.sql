-- One row a run: an instance without a parent, with all its descendants. Instants are UTC ticks (100 ns since 0001-01-01).
CREATE TABLE runs (
    root       TEXT PRIMARY KEY,
    owner      TEXT,                        -- who runs it; NULL when nobody
    fence      INTEGER NOT NULL DEFAULT 0,  -- raised by every lease, checked by every append
    expires_at INTEGER NOT NULL DEFAULT 0,  -- when the owner's time is over
    due_at     INTEGER NOT NULL,            -- when it wants to be run: 0 at once, the largest integer never
    rings      INTEGER NOT NULL DEFAULT 0,  -- rings of any bell of the run, ever
    heard      INTEGER NOT NULL DEFAULT 0,  -- rings that were looked at before it rested
    ended_at   INTEGER                      -- NULL while it is open
) STRICT, WITHOUT ROWID;

CREATE INDEX runs_open ON runs (due_at, root) WHERE ended_at IS NULL;
CREATE INDEX runs_ended ON runs (ended_at) WHERE ended_at IS NOT NULL;

-- What the facts of an instance amount to.
CREATE TABLE instances (
    id       TEXT PRIMARY KEY,
    root     TEXT NOT NULL REFERENCES runs (root),
    parent   TEXT,
    workflow TEXT NOT NULL,
    version  INTEGER NOT NULL,
    state    TEXT NOT NULL,
    facts    INTEGER NOT NULL,
    status   TEXT,
    output   TEXT,
    problem  TEXT,
    rang     INTEGER NOT NULL DEFAULT 0     -- 1 when the bell rang since it was last used up
) STRICT, WITHOUT ROWID;

CREATE INDEX instances_of_run ON instances (root);

CREATE TABLE facts (
    instance TEXT NOT NULL,
    position INTEGER NOT NULL,
    body     TEXT NOT NULL,
    PRIMARY KEY (instance, position)
) STRICT, WITHOUT ROWID;
