//! A room's chain: each event's link is a hash over the event as it lies in the database and the link before it, so
//! that a row that was damaged, changed, swapped or taken out shows, and where.
//!
//! What is sealed is hashed as sealed: no key is needed to look.

use crosstracks_protocol::ids::{RoomId, Seq};
use rusqlite::{Connection, OptionalExtension, Result};
use sha2::{Digest, Sha256};

use super::Row;

/// An event's link.
pub(super) type Link = [u8; 32];

/// What stands before the first event.
pub(super) const NOTHING: Link = [0; 32];

/// The link of an event.
pub(super) fn link(before: &Link, room: &RoomId, row: &Row) -> Link {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_be_bytes());
        hash.update(bytes);
    };
    add(before);
    add(room.as_str().as_bytes());
    for number in [row.seq.0, row.at.0, u64::from(row.part), u64::from(row.version)] {
        add(&number.to_be_bytes());
    }
    add(row.actor.as_bytes());
    match &row.origin {
        Some(origin) => {
            add(origin.device.as_str().as_bytes());
            add(&origin.counter.to_be_bytes());
        }
        None => add(&[]),
    }
    add(row.kind.as_bytes());
    add(row.body.as_bytes());
    hash.finalize().into()
}

/// The link that the next event follows; [`NOTHING`] in a room without any.
pub(super) fn last(db: &Connection, room: &RoomId, head: Seq) -> Result<Link> {
    let mut select = db.prepare_cached("SELECT chain FROM event WHERE room = ?1 AND seq = ?2")?;
    let found = select
        .query_one((room.as_str(), head.0.cast_signed()), |row| row.get::<_, Option<Link>>(0))
        .optional()?;
    Ok(found.flatten().unwrap_or(NOTHING))
}
