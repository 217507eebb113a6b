//! A room's chain: each append's link is a hash over the append as it lies in the database and the link before it, so
//! that a row that was damaged, changed, swapped or taken out shows, and where.
//!
//! What is sealed is hashed as sealed: no key is needed to look.

use crosstracks_protocol::ids::RoomId;
use rusqlite::{Connection, Result};
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

/// The link of an append that is there.
pub(super) fn of(db: &Connection, append: i64) -> Result<Link> {
    db.prepare_cached("SELECT chain FROM append WHERE id = ?1")?.query_one([append], |row| row.get(0))
}
