-- Events in the order in which they come, from all rooms: a commit adds to the last pages alone. They are found by
-- their room through an index whose entries are short; before, a search met whole events, packs included.
--
-- That a command takes effect once is the room's to see to, and it stands in its log; the index that checked it
-- once more cost as much as the event itself.
CREATE TABLE event_in_order (
    id      INTEGER PRIMARY KEY,
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
    UNIQUE (room, seq)
) STRICT;

INSERT INTO event_in_order (room, seq, at, actor, device, counter, part, kind, version, body)
SELECT room, seq, at, actor, device, counter, part, kind, version, body FROM event ORDER BY room, seq;

DROP TABLE event;
ALTER TABLE event_in_order RENAME TO event;
