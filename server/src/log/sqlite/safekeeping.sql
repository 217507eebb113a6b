-- Each event's link in its room's chain. Events from before there were chains have none.
ALTER TABLE event ADD COLUMN chain BLOB;

-- How many days after its end, or after its last event where nobody ended it, a room is deleted with all that is in it.
ALTER TABLE room ADD COLUMN retention_days INTEGER NOT NULL DEFAULT 90;

-- What was deleted for good: a text, or where none is named the whole room. An older copy of the database that is
-- put back must not bring it back.
CREATE TABLE erased (
    id   INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    text INTEGER
) STRICT;
