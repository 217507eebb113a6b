//! What is asked of the database, one function each.

use crosstracks_protocol::{
    ids::{RoomId, Seq, TextId},
    stamp::{DAY, Timestamp},
};
use rusqlite::{Connection, OptionalExtension, Result, Row as Record, params, types::Type};

use super::{Append, Creation, NewRoom, Outcome, RoomRecord, TextRow};
use super::{
    chain::{self, NOTHING},
    events::{Events, end_of},
};
use crate::auth::{Credential, CredentialKind, RoomCode, TokenHash};

/// Appends if the room's last event is the expected one. `events` are the rows of the append.
pub(super) fn append(db: &Connection, append: &Append, events: Option<&Events>) -> Result<Outcome> {
    let end = chain::end_of(db, &append.room)?;
    let (head, last, before) = end.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    if head != append.expected {
        return Ok(Outcome::Conflict { head });
    }
    if let Some(events) = events {
        events.insert(db, &append.room, last, &events.link(&before, &append.room))?;
    }
    insert_texts(db, &append.room, &append.texts)?;
    remove_texts(db, &append.room, &append.removed_texts)?;
    spend(db, &append.spent)?;
    issue(db, &append.credentials)?;
    for subject in &append.revoked {
        revoke(db, &append.room, subject)?;
    }
    Ok(Outcome::Committed(events.map_or(head, |events| events.last)))
}

pub(super) fn create(db: &Connection, new: &NewRoom, events: Option<&Events>) -> Result<Creation> {
    if find_code(db, &new.code)?.is_some() {
        return Ok(Creation::CodeTaken);
    }
    db.prepare_cached(
        "INSERT INTO room (id, code, opened_at, head, retention_days) VALUES (?1, ?2, ?3, 0, ?4)",
    )?
    .execute(params![
        new.id.as_str(),
        new.code.as_str(),
        number(new.opened_at.0),
        new.retention_days,
    ])?;
    if let Some(events) = events {
        events.insert(db, &new.id, None, &events.link(&NOTHING, &new.id))?;
    }
    insert_texts(db, &new.id, &new.texts)?;
    issue(db, &new.credentials)?;
    Ok(Creation::Created)
}

fn insert_texts(db: &Connection, room: &RoomId, texts: &[TextRow]) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO text (room, id, owner, body) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET owner = excluded.owner, body = excluded.body",
    )?;
    for text in texts {
        insert.execute(params![room.as_str(), number(text.id.0), text.owner, text.body])?;
    }
    Ok(())
}

fn remove_texts(db: &Connection, room: &RoomId, ids: &[TextId]) -> Result<()> {
    let mut remove = db.prepare_cached("DELETE FROM text WHERE room = ?1 AND id = ?2")?;
    let mut note = db.prepare_cached("INSERT INTO erased (room, text) VALUES (?1, ?2)")?;
    for id in ids {
        remove.execute(params![room.as_str(), number(id.0)])?;
        note.execute(params![room.as_str(), number(id.0)])?;
    }
    Ok(())
}

fn spend(db: &Connection, spent: &[TokenHash]) -> Result<()> {
    let mut spend = db.prepare_cached("DELETE FROM credential WHERE hash = ?1")?;
    for hash in spent {
        if spend.execute([hash.as_bytes()])? == 0 {
            return Err(rusqlite::Error::QueryReturnedNoRows);
        }
    }
    Ok(())
}

pub(super) fn texts(db: &Connection, room: &RoomId) -> Result<Vec<TextRow>> {
    let mut select = db.prepare_cached("SELECT id, owner, body FROM text WHERE room = ?1 ORDER BY id")?;
    let rows = select.query_map([room.as_str()], |row| {
        Ok(TextRow { id: TextId(unsigned(row, 0)?), owner: row.get(1)?, body: row.get(2)? })
    })?;
    rows.collect()
}

pub(super) fn room(db: &Connection, room: &RoomId) -> Result<Option<RoomRecord>> {
    let mut select = db.prepare_cached("SELECT code, opened_at, closed_at, head FROM room WHERE id = ?1")?;
    let read = |row: &Record<'_>| {
        let code: String = row.get(0)?;
        Ok(RoomRecord {
            code: code.parse::<RoomCode>().map_err(|error| unreadable(0, error))?,
            opened_at: Timestamp(unsigned(row, 1)?),
            closed_at: row.get::<_, Option<i64>>(2)?.map(|at| Timestamp(at.cast_unsigned())),
            head: Seq(unsigned(row, 3)?),
        })
    };
    select.query_one([room.as_str()], read).optional()
}

pub(super) fn find_code(db: &Connection, code: &RoomCode) -> Result<Option<RoomId>> {
    let mut select = db.prepare_cached("SELECT id FROM room WHERE code = ?1 AND closed_at IS NULL")?;
    select.query_one([code.as_str()], |row| Ok(RoomId::new(row.get::<_, String>(0)?))).optional()
}

pub(super) fn open_rooms(db: &Connection, since: Timestamp) -> Result<usize> {
    db.prepare_cached("SELECT count(*) FROM room WHERE closed_at IS NULL AND opened_at >= ?1")?
        .query_one([number(since.0)], |row| row.get::<_, u32>(0))
        .map(|count| count as usize)
}

pub(super) fn close_code(db: &Connection, room: &RoomId, at: Timestamp) -> Result<()> {
    db.prepare_cached("UPDATE room SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL")?
        .execute(params![room.as_str(), number(at.0)])?;
    Ok(())
}

/// The name of the key that rooms are sealed with.
pub(super) fn key_name(db: &Connection) -> Result<Option<String>> {
    db.query_one("SELECT key FROM seal", [], |row| row.get(0)).optional()
}

pub(super) fn name_key(db: &Connection, name: &str) -> Result<()> {
    db.execute("INSERT INTO seal (key) VALUES (?1)", [name])?;
    Ok(())
}

pub(super) fn due(db: &Connection, at: Timestamp) -> Result<Vec<RoomId>> {
    let mut select = db.prepare_cached(
        "SELECT room.id FROM room LEFT JOIN append ON append.id = room.last
         WHERE COALESCE(closed_at, append.at, opened_at) + retention_days * ?2 <= ?1 ORDER BY room.id",
    )?;
    let rooms = select.query_map(params![number(at.0), number(DAY)], |row| row.get::<_, String>(0))?;
    rooms.map(|id| id.map(RoomId::new)).collect()
}

pub(super) fn purge(db: &Connection, room: &RoomId) -> Result<bool> {
    let was_there = delete(db, room)?;
    if was_there {
        db.prepare_cached("INSERT INTO erased (room) VALUES (?1)")?.execute([room.as_str()])?;
    }
    Ok(was_there)
}

/// Deletes a room with all that is in it.
pub(super) fn delete(db: &Connection, room: &RoomId) -> Result<bool> {
    // So many events are there before what was deleted.
    let (Seq(mut before), mut next) = end_of(db, room)?.unwrap_or_default();
    let mut delete =
        db.prepare_cached("DELETE FROM append WHERE id = ?1 AND room = ?2 RETURNING previous, seq - count")?;
    while let Some(id) = next {
        let read = |row: &Record<'_>| Ok((row.get(0)?, unsigned(row, 1)?));
        let Some(gone) = delete.query_one(params![id, room.as_str()], read).optional()? else { break };
        (next, before) = gone;
    }
    // What a damaged database does not lead to is looked for.
    if before != 0 {
        db.execute("DELETE FROM append WHERE room = ?1", [room.as_str()])?;
    }
    Ok(db.prepare_cached("DELETE FROM room WHERE id = ?1")?.execute([room.as_str()])? > 0)
}

pub(super) fn issue(db: &Connection, credentials: &[Credential]) -> Result<()> {
    let mut insert = db.prepare_cached(
        "INSERT INTO credential (hash, room, kind, subject, expires_at) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for credential in credentials {
        insert.execute(params![
            credential.hash.as_bytes(),
            credential.room.as_str(),
            credential.kind.as_str(),
            credential.subject,
            credential.expires_at.map(|end| number(end.0)),
        ])?;
    }
    Ok(())
}

pub(super) fn issue_only(db: &Connection, credential: &Credential, replace: bool) -> Result<bool> {
    let whose = [credential.room.as_str(), credential.subject.as_str(), credential.kind.as_str()];
    let there = db
        .prepare_cached("SELECT hash FROM credential WHERE room = ?1 AND subject = ?2 AND kind = ?3")?
        .query_one(whose, |row| row.get::<_, [u8; 32]>(0))
        .optional()?;
    match there {
        Some(hash) if hash == *credential.hash.as_bytes() => return Ok(true),
        Some(_) if !replace => return Ok(false),
        Some(hash) => _ = db.prepare_cached("DELETE FROM credential WHERE hash = ?1")?.execute([hash])?,
        None => {}
    }
    issue(db, std::slice::from_ref(credential))?;
    Ok(true)
}

pub(super) fn find(db: &Connection, hash: &TokenHash, at: Timestamp) -> Result<Option<Credential>> {
    let mut select =
        db.prepare_cached("SELECT room, kind, subject, expires_at FROM credential WHERE hash = ?1")?;
    let read = |row: &Record<'_>| {
        let kind: String = row.get(1)?;
        Ok(Credential {
            hash: *hash,
            room: RoomId::new(row.get::<_, String>(0)?),
            kind: CredentialKind::from_stored(&kind).ok_or_else(|| unreadable(1, UnknownKind))?,
            subject: row.get(2)?,
            expires_at: row.get::<_, Option<i64>>(3)?.map(|end| Timestamp(end.cast_unsigned())),
        })
    };
    let found = select.query_one([hash.as_bytes()], read).optional()?;
    Ok(found.filter(|credential| !credential.is_expired(at)))
}

pub(super) fn exchange(
    db: &Connection,
    spent: &TokenHash,
    at: Timestamp,
    issued: &[Credential],
) -> Result<bool> {
    let mut spend = db.prepare_cached(
        "DELETE FROM credential WHERE hash = ?1 AND (expires_at IS NULL OR expires_at > ?2)",
    )?;
    let was_in_force = spend.execute(params![spent.as_bytes(), number(at.0)])? == 1;
    if was_in_force {
        issue(db, issued)?;
    }
    Ok(was_in_force)
}

pub(super) fn revoke(db: &Connection, room: &RoomId, subject: &str) -> Result<usize> {
    db.prepare_cached("DELETE FROM credential WHERE room = ?1 AND subject = ?2")?
        .execute([room.as_str(), subject])
}

/// SQLite's integers are signed: an unsigned one keeps its bits. Those that are ordered stay far below 2^63.
fn number(value: u64) -> i64 {
    value.cast_signed()
}

fn unsigned(row: &Record<'_>, column: usize) -> Result<u64> {
    Ok(row.get::<_, i64>(column)?.cast_unsigned())
}

fn unreadable(column: usize, error: impl std::error::Error + Send + Sync + 'static) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(error))
}

#[derive(Debug, thiserror::Error)]
#[error("a kind of credential that this version does not know")]
struct UnknownKind;
