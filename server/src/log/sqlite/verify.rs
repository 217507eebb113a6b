//! Walks the database and says whether it is whole.

use crosstracks_protocol::ids::{RoomId, Seq};
use rusqlite::{Connection, Result, Row as Record};

use super::chain::{self, Link, NOTHING};

/// What there is, and what is wrong with it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Verified {
    /// How many rooms.
    pub rooms: usize,
    /// How many events.
    pub events: u64,
    /// How many of those are from before there were chains, and cannot be told from changed ones.
    pub unchained: u64,
    /// What is wrong: in each room the first event only, for all after it hang from it.
    pub faults: Vec<Fault>,
}

/// Something that is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// An event is not what was written, or the one before it is gone.
    #[error("room {room}: event {seq} is not what was written, or another is missing before it")]
    Event {
        /// The room.
        room: RoomId,
        /// The event's number.
        seq: u64,
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
    let mut events = db.prepare_cached(
        "SELECT seq, at, actor, device, counter, part, kind, version, body, chain
         FROM event WHERE room = ?1 ORDER BY seq",
    )?;
    let mut rows = events.query([room.as_str()])?;
    let (mut last, mut before, mut whole) = (0, NOTHING, true);
    while let Some(record) = rows.next()? {
        found.events += 1;
        let chain: Option<Link> = record.get(9)?;
        let row = super::statements::event(record)?;
        let is_next = row.seq == Seq(last + 1);
        let is_linked = match chain {
            Some(chain) => chain == chain::link(&before, room, &row),
            // Before the first link there may be events without any; after it, never.
            None => before == NOTHING,
        };
        found.unchained += u64::from(chain.is_none());
        if whole && !(is_next && is_linked) {
            found.faults.push(Fault::Event { room: room.clone(), seq: row.seq.0 });
            whole = false;
        }
        (last, before) = (row.seq.0, chain.unwrap_or(before));
    }
    if whole && last != head {
        found.faults.push(Fault::End { room: room.clone(), last, head });
    }
    Ok(())
}
