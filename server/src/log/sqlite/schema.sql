CREATE TABLE room (
    id        TEXT PRIMARY KEY,
    code      TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    closed_at INTEGER,
    head      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A code belongs to one open room; when that is closed, another may have it.
CREATE UNIQUE INDEX room_by_code ON room (code) WHERE closed_at IS NULL;

CREATE TABLE event (
    room    TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    seq     INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    actor   TEXT NOT NULL,
    device  TEXT,
    counter INTEGER,
    part    INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    version INTEGER NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (room, seq)
) STRICT, WITHOUT ROWID;

-- The room refuses a command that it has had; this is the net beneath it.
CREATE UNIQUE INDEX event_by_command ON event (room, actor, device, counter, part) WHERE device IS NOT NULL;

-- Names and typed texts: all that is personal, where it can be deleted.
CREATE TABLE text (
    room  TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    id    INTEGER NOT NULL,
    owner TEXT,
    body  TEXT NOT NULL,
    PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
    hash       BLOB PRIMARY KEY,
    room       TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    kind       TEXT NOT NULL,
    subject    TEXT NOT NULL,
    expires_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX credential_by_subject ON credential (room, subject);
