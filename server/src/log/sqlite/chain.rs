//! A room's chain: each append's link is a hash over the append as it lies in the database and the link before it, so
//! that a row that was damaged, changed, swapped or taken out shows, and where.
//!
//! What is sealed is hashed as sealed: no key is needed to look.

use crosstracks_protocol::ids::{RoomId, Seq};
use rusqlite::{Connection, Error, OptionalExtension, Result, Row as Record};
use sha2::{Digest, Sha256};

/// An append's link.
pub(super) type Link = [u8; 32];

/// What stands before the first append.
pub(super) const NOTHING: Link = [0; 32];

/// The link of an append: of its numbers and its events, as they lie there.
pub(super) fn link(before: &Link, room: &RoomId, numbers: [u64; 4], events: &[u8]) -> Link {
    let mut hash = Sha256::new();
    hash.update(before);
    hash.update((room.as_str().len() as u64).to_be_bytes());
    hash.update(room.as_str());
    numbers.iter().for_each(|number| hash.update(number.to_be_bytes()));
    hash.update(events);
    hash.finalize().into()
}

/// Where a room's chain ends: its last event, its last append, and that one's link. None where there is no such room, or
/// its last append is missing.
pub(super) fn end_of(db: &Connection, room: &RoomId) -> Result<Option<(Seq, Option<i64>, Link)>> {
    let mut select = db.prepare_cached(
        "SELECT head, last, chain FROM room LEFT JOIN append ON append.id = room.last WHERE room.id = ?1",
    )?;
    let end = |record: &Record<'_>| {
        let (last, link): (Option<i64>, Option<Link>) = (record.get(1)?, record.get(2)?);
        let link = match last {
            Some(_) => link.ok_or(Error::QueryReturnedNoRows)?,
            None => NOTHING,
        };
        Ok((Seq(record.get::<_, i64>(0)?.cast_unsigned()), last, link))
    };
    select.query_one([room.as_str()], end).optional()
}
