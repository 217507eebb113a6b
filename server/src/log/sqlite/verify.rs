//! Walks the database and says whether it is whole.

use std::collections::BTreeMap;

use crosstracks_protocol::ids::{RoomId, Seq};
use rusqlite::{Connection, Result, Row as Record};

use super::{
    chain::{Link, NOTHING},
    events::Events,
};

/// What there is, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many rooms.
    pub rooms: usize,
    /// How many events.
    pub events: u64,
    /// What is wrong: in each room the first append only, for all after it hang from it.
    pub faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The events of an append are not what was written, or those before them are gone.
    #[error("room {room}: {} not what was written, or others are missing before", events(*.first, *.last))]
    Events {
        /// The room.
        room: RoomId,
        /// The number of the first.
        first: u64,
        /// The number of the last.
        last: u64,
    },
    /// A room's last events are missing, or there are more than it knows of, or it does not lead to them.
    #[error(
        "room {room} does not lead to its last event: it knows of {head}, and {last} is the last there is"
    )]
    End {
        /// The room.
        room: RoomId,
        /// The last event that is there.
        last: u64,
        /// The one that the room knows of.
        head: u64,
    },
    /// The database itself.
    #[error("the database: {0}")]
    Database(String),
}

fn events(first: u64, last: u64) -> String {
    if first == last { format!("event {first} is") } else { format!("events {first} to {last} are") }
}

/// Looks at every room.
pub(super) fn verify(db: &Connection) -> Result<Verified> {
    let mut found = Verified::default();
    let mut check = db.prepare("PRAGMA integrity_check(100)")?;
    for line in check.query_map([], |row| row.get::<_, String>(0))? {
        let line = line?;
        if line != "ok" {
            found.faults.push(Fault::Database(line));
        }
    }
    let mut rooms = rooms(db)?;
    found.rooms = rooms.len();
    let mut appends = db.prepare(
        "SELECT seq, count, at, sealed, events, room, id, previous, chain FROM append ORDER BY id",
    )?;
    let mut records = appends.query([])?;
    while let Some(record) = records.next()? {
        let events = Events::from(record)?;
        let room = RoomId::new(record.get::<_, String>(5)?);
        found.events += events.count;
        let walk = rooms.entry(room.clone()).or_default();
        let is_next = events.first() == walk.last.next() && record.get::<_, Option<i64>>(7)? == walk.append;
        let chain: Link = record.get(8)?;
        if walk.is_whole && !(is_next && chain == events.link(&walk.chain, &room)) {
            walk.is_whole = false;
            found.faults.push(Fault::Events { room, first: events.first().0, last: events.last.0 });
        }
        (walk.last, walk.append, walk.chain) = (events.last, Some(record.get(6)?), chain);
    }
    for (room, walk) in rooms.into_iter().filter(|(_, walk)| walk.is_whole) {
        if walk.end != (walk.last, walk.append) {
            found.faults.push(Fault::End { room, last: walk.last.0, head: walk.end.0.0 });
        }
    }
    Ok(found)
}

/// How far a room has been walked.
struct Walk {
    /// The last event and append that the room knows of.
    end: (Seq, Option<i64>),
    last: Seq,
    append: Option<i64>,
    chain: Link,
    is_whole: bool,
}

impl Default for Walk {
    fn default() -> Self {
        Self { end: (Seq(0), None), last: Seq(0), append: None, chain: NOTHING, is_whole: true }
    }
}

fn rooms(db: &Connection) -> Result<BTreeMap<RoomId, Walk>> {
    let mut rooms = db.prepare("SELECT id, head, last FROM room")?;
    let room = |record: &Record<'_>| {
        let end = (Seq(record.get::<_, i64>(1)?.cast_unsigned()), record.get(2)?);
        Ok((RoomId::new(record.get::<_, String>(0)?), Walk { end, ..Walk::default() }))
    };
    rooms.query_map([], room)?.collect()
}
