-- Each event's link in its room's chain. Events from before there were chains have none.
ALTER TABLE event ADD COLUMN chain BLOB;

-- When a room is deleted, with all that is in it.
ALTER TABLE room ADD COLUMN keep_until INTEGER;

-- What was deleted for good: a text, or where none is named the whole room. An older copy of the database that is
-- put back must not bring it back.
CREATE TABLE erased (
    id   INTEGER PRIMARY KEY,
    room TEXT NOT NULL,
    text INTEGER
) STRICT;
