//! Databases of 0.1.0, in which every event had a row and a link of its own, and a private one was sealed alone.

use crosstracks_protocol::{
    command::CommandId,
    ids::{RoomId, Seq},
    stamp::Timestamp,
};
use rusqlite::{Connection, Result, Row as Record};
use rusqlite_migration::{HookError, HookResult};
use serde_json::value::to_raw_value;
use sha2::{Digest, Sha256};

use super::{
    Json, Row,
    chain::{Link, NOTHING},
    events::Events,
};

/// How a sealed body began.
const SEALED: &str = "sealed.";

/// Makes an append of each event. One that was not as it had been written before is not taken for whole now: its link
/// stays wrong.
pub(super) fn bring_over(db: &Connection) -> HookResult {
    let mut rooms = db.prepare("SELECT id FROM room ORDER BY id")?;
    let rooms: Vec<RoomId> =
        rooms.query_map([], |record| Ok(RoomId::new(record.get::<_, String>(0)?)))?.collect::<Result<_>>()?;
    for room in &rooms {
        let mut select = db.prepare_cached(
            "SELECT seq, at, actor, device, counter, part, kind, version, body, chain
             FROM event WHERE room = ?1 ORDER BY seq",
        )?;
        let mut records = select.query([room.as_str()])?;
        let (mut was, mut is, mut last) = (NOTHING, NOTHING, None);
        while let Some(record) = records.next()? {
            let text: String = record.get(8)?;
            let body = match text.starts_with(SEALED) {
                true => to_raw_value(&text).map(Json::from),
                false => Json::read(text.clone()),
            };
            let row = event(record, body.map_err(refused)?)?;
            let chain: Option<Link> = record.get(9)?;
            let is_whole = match chain {
                Some(chain) => chain == link(&was, room, &row, &text),
                // From before there were links.
                None => was == NOTHING,
            };
            was = chain.unwrap_or(was);
            let events = Events::of(room, &[row], None).map_err(refused)?;
            if let Some(events) = events {
                is = if is_whole { events.link(&is, room) } else { was };
                events.insert(db, room, last, &is)?;
                last = Some(db.last_insert_rowid());
            }
        }
    }
    db.execute_batch("DROP TABLE event")?;
    Ok(())
}

fn refused(error: impl std::fmt::Display) -> HookError {
    HookError::Hook(error.to_string())
}

fn event(record: &Record<'_>, body: Json) -> Result<Row> {
    let number = |column| record.get::<_, i64>(column).map(i64::cast_unsigned);
    let device: Option<String> = record.get(3)?;
    let origin = match device {
        Some(device) => Some(CommandId { device: device.as_str().into(), counter: number(4)? }),
        None => None,
    };
    Ok(Row {
        seq: Seq(number(0)?),
        at: Timestamp(number(1)?),
        actor: record.get(2)?,
        origin,
        part: record.get(5)?,
        kind: record.get::<_, String>(6)?.into(),
        version: record.get(7)?,
        body,
    })
}

/// The link of an event, whose body was this text.
fn link(before: &Link, room: &RoomId, row: &Row, body: &str) -> Link {
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
    add(body.as_bytes());
    hash.finalize().into()
}
