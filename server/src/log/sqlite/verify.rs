//! Walks the database and says whether it is whole.

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
    /// A room's last events are missing, or there are more than it knows of.
    #[error("room {room}: the last event is {last}, and should be {head}")]
    End {
        /// The room.
        room: RoomId,
        /// The last event that is there.
        last: u64,
        /// The one that should be.
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
    let mut rooms = db.prepare("SELECT id, head FROM room ORDER BY id")?;
    let read = |row: &Record<'_>| Ok((RoomId::new(row.get::<_, String>(0)?), row.get::<_, i64>(1)?));
    for room in rooms.query_map([], read)? {
        let (room, head) = room?;
        found.rooms += 1;
        walk(db, &room, head.cast_unsigned(), &mut found)?;
    }
    Ok(found)
}

fn walk(db: &Connection, room: &RoomId, head: u64, found: &mut Verified) -> Result<()> {
    let mut appends = db.prepare_cached(
        "SELECT seq, count, at, sealed, events, chain FROM append WHERE room = ?1 ORDER BY seq",
    )?;
    let mut records = appends.query([room.as_str()])?;
    let (mut last, mut before, mut whole) = (0, NOTHING, true);
    while let Some(record) = records.next()? {
        let events = Events::from(record)?;
        let chain: Link = record.get(5)?;
        found.events += events.count;
        let is_next = events.first() == Seq(last).next();
        if whole && !(is_next && chain == events.link(&before, room)) {
            let (first, last) = (events.first().0, events.last.0);
            found.faults.push(Fault::Events { room: room.clone(), first, last });
            whole = false;
        }
        (last, before) = (events.last.0, chain);
    }
    if whole && last != head {
        found.faults.push(Fault::End { room: room.clone(), last, head });
    }
    Ok(())
}
