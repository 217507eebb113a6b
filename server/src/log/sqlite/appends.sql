-- The events of one append stand in one row: those of a room that votes come many at a time, and a row, an index entry
-- and a link for each of them cost several times what they say. Written together they fill one page, not nine.
CREATE TABLE append (
    id     INTEGER PRIMARY KEY,
    room   TEXT NOT NULL REFERENCES room (id) ON DELETE CASCADE,
    -- The number of its last event, and how many there are.
    seq    INTEGER NOT NULL,
    count  INTEGER NOT NULL,
    -- When the last was decided.
    at     INTEGER NOT NULL,
    -- Whether the events are sealed.
    sealed INTEGER NOT NULL,
    events BLOB NOT NULL,
    -- The append's link in its room's chain.
    chain  BLOB NOT NULL,
    UNIQUE (room, seq)
) STRICT;
