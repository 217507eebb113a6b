-- The events of one append stand in one row: those of a room that votes come many at a time, and a row, an index entry
-- and a link for each of them cost several times what they say.
--
-- No index finds them. Rows stand in the order in which they came, from all rooms; each names the one before it in its
-- room, and the room its last. So a commit of many rooms writes to few pages, and a room is read from its end.
CREATE TABLE append (
    id       INTEGER PRIMARY KEY,
    room     TEXT NOT NULL,
    -- The append before it in its room.
    previous INTEGER,
    -- The number of its last event, and how many there are.
    seq      INTEGER NOT NULL,
    count    INTEGER NOT NULL,
    -- When the last was decided.
    at       INTEGER NOT NULL,
    -- Whether the events are sealed.
    sealed   INTEGER NOT NULL,
    events   BLOB NOT NULL,
    -- The append's link in its room's chain.
    chain    BLOB NOT NULL
) STRICT;

-- A room's last append.
ALTER TABLE room ADD COLUMN last INTEGER;
