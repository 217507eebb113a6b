//! The events of one append, as one row keeps them.

use std::borrow::Cow;

use crosstracks_protocol::{
    command::CommandId,
    event::is_private,
    ids::{RoomId, Seq},
    stamp::Timestamp,
};
use rusqlite::{Connection, OptionalExtension, Result, Row as Record, params};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{
    Json, Row,
    chain::{self, Link},
};
use crate::log::{
    LogError,
    seal::{Place, Sealer},
};

/// The events of one append.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Events {
    /// The number of the last.
    pub(super) last: Seq,
    /// How many.
    pub(super) count: u64,
    /// When the last was decided.
    pub(super) at: Timestamp,
    /// Whether `body` is sealed: all of it, where any event tells what one person alone may see.
    pub(super) is_sealed: bool,
    /// A JSON array of [`Line`]s.
    pub(super) body: Vec<u8>,
}

/// One event, in the order of the fields. Its number follows from its place.
#[derive(Serialize, Deserialize)]
struct Line<'a>(
    /// How long before the last event of its append, in milliseconds.
    i64,
    /// Who caused it.
    #[serde(borrow)]
    Cow<'a, str>,
    /// The device and the number of the command behind it; none and 0 for what a timer did.
    #[serde(borrow)]
    Option<Cow<'a, str>>,
    u64,
    /// Its place among the events of its command.
    u16,
    /// What happened, the version of its shape, and the event.
    #[serde(borrow)]
    Cow<'a, str>,
    u16,
    #[serde(borrow)] &'a RawValue,
);

impl Events {
    /// Puts rows into one. None is made of none.
    ///
    /// # Errors
    /// Where they cannot be written or sealed.
    pub(super) fn of(room: &RoomId, rows: &[Row], sealer: Option<&Sealer>) -> Result<Option<Self>, LogError> {
        let Some(last) = rows.last() else { return Ok(None) };
        let lines: Vec<Line<'_>> = rows.iter().map(|row| Line::of(row, last.at)).collect();
        let mut events = Self {
            last: last.seq,
            count: rows.len() as u64,
            at: last.at,
            is_sealed: false,
            body: serde_json::to_vec(&lines)
                .map_err(|error| LogError::Refused(format!("events cannot be written: {error}").into()))?,
        };
        if let Some(sealer) = sealer.filter(|_| rows.iter().any(|row| is_private(&row.kind))) {
            events.body = sealer.seal(&Place::Append(room, events.last), events.body)?;
            events.is_sealed = true;
        }
        Ok(Some(events))
    }

    /// The number of the first.
    pub(super) fn first(&self) -> Seq {
        Seq(self.last.0.saturating_add(1).saturating_sub(self.count))
    }

    /// Makes the rows of it again.
    ///
    /// # Errors
    /// Where it was sealed with another key, or is not what was written.
    pub(super) fn rows(self, room: &RoomId, sealer: Option<&Sealer>) -> Result<Vec<Row>, LogError> {
        let (first, last, count, at) = (self.first(), self.last, self.count, self.at);
        let body = match (self.is_sealed, sealer) {
            (false, _) => self.body,
            (true, Some(sealer)) => sealer.open(&Place::Append(room, last), self.body)?,
            (true, None) => return Err(unreadable(room, last, "they are sealed, and there is no key")),
        };
        let lines: Vec<Line<'_>> =
            serde_json::from_slice(&body).map_err(|error| unreadable(room, last, &error.to_string()))?;
        if lines.len() as u64 != count {
            return Err(unreadable(room, last, "there are more or fewer than there should be"));
        }
        (first.0..).map(Seq).zip(lines).map(|(seq, line)| line.row(room, seq, at, sealer)).collect()
    }

    /// Writes it, with its link, as its room's last append, after another.
    pub(super) fn insert(
        &self,
        db: &Connection,
        room: &RoomId,
        previous: Option<i64>,
        link: &Link,
    ) -> Result<()> {
        db.prepare_cached(
            "INSERT INTO append (room, previous, seq, count, at, sealed, events, chain)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            room.as_str(),
            previous,
            self.last.0.cast_signed(),
            self.count.cast_signed(),
            self.at.0.cast_signed(),
            self.is_sealed,
            self.body,
            link,
        ])?;
        db.prepare_cached("UPDATE room SET head = ?2, last = ?3 WHERE id = ?1")?.execute(params![
            room.as_str(),
            self.last.0.cast_signed(),
            db.last_insert_rowid()
        ])?;
        Ok(())
    }

    /// A room's appends with events after `after`, in order, as many as hang together from its end; and the number of
    /// its last event.
    pub(super) fn read(db: &Connection, room: &RoomId, after: Seq) -> Result<(Vec<Self>, Seq)> {
        let at_once = db.unchecked_transaction()?;
        let mut found: Vec<Self> = Vec::new();
        let (head, mut next) = end_of(db, room)?.unwrap_or_default();
        let mut select = db.prepare_cached(
            "SELECT seq, count, at, sealed, events, previous FROM append
             WHERE id = ?1 AND room = ?2 AND seq > ?3 AND seq < ?4",
        )?;
        while let Some(id) = next {
            let before = found.last().map_or(i64::MAX, |events| events.last.0.cast_signed());
            let whose = params![id, room.as_str(), after.0.cast_signed(), before];
            let read = |record: &Record<'_>| Ok((Self::from(record)?, record.get(5)?));
            next = None;
            if let Some((events, previous)) = select.query_one(whose, read).optional()? {
                found.push(events);
                next = previous;
            }
        }
        found.reverse();
        drop(select);
        at_once.finish()?;
        Ok((found, head))
    }

    /// From the columns `seq, count, at, sealed, events`.
    pub(super) fn from(record: &Record<'_>) -> Result<Self> {
        let number = |column| record.get::<_, i64>(column).map(i64::cast_unsigned);
        Ok(Self {
            last: Seq(number(0)?),
            count: number(1)?,
            at: Timestamp(number(2)?),
            is_sealed: record.get(3)?,
            body: record.get(4)?,
        })
    }

    /// Its link in the room's chain, after another.
    pub(super) fn link(&self, before: &Link, room: &RoomId) -> Link {
        let numbers = [self.last.0, self.count, self.at.0, u64::from(self.is_sealed)];
        chain::link(before, room, numbers, &self.body)
    }
}

/// A room's last event and append, 0 and none where it has none; none at all where there is no such room. Unlike
/// [`chain::end_of`] it looks at nothing else: what is damaged is still read as far as it goes, and deleted.
pub(super) fn end_of(db: &Connection, room: &RoomId) -> Result<Option<(Seq, Option<i64>)>> {
    let mut select = db.prepare_cached("SELECT head, last FROM room WHERE id = ?1")?;
    let end = |record: &Record<'_>| Ok((Seq(record.get::<_, i64>(0)?.cast_unsigned()), record.get(1)?));
    select.query_one([room.as_str()], end).optional()
}

impl<'a> Line<'a> {
    fn of(row: &'a Row, last: Timestamp) -> Self {
        let before = last.0.wrapping_sub(row.at.0).cast_signed();
        let device = row.origin.as_ref().map(|origin| Cow::Borrowed(origin.device.as_str()));
        let counter = row.origin.as_ref().map_or(0, |origin| origin.counter);
        let (actor, kind) = (Cow::Borrowed(&*row.actor), Cow::Borrowed(&*row.kind));
        Self(before, actor, device, counter, row.part, kind, row.version, row.body.raw())
    }

    fn row(self, room: &RoomId, seq: Seq, last: Timestamp, sealer: Option<&Sealer>) -> Result<Row, LogError> {
        let Self(before, actor, device, counter, part, kind, version, body) = self;
        let body = match sealer {
            // A string is what 0.1.0 made of a private event.
            Some(sealer) if body.get().starts_with('"') => {
                let sealed = serde_json::from_str(body.get());
                let sealed = sealed.map_err(|error| unreadable(room, seq, &error.to_string()))?;
                let text = sealer.open_text(&Place::Event(room, seq), sealed)?;
                Json::read(text).map_err(|error| unreadable(room, seq, &error.to_string()))?
            }
            _ => body.to_owned().into(),
        };
        Ok(Row {
            seq,
            at: Timestamp(last.0.wrapping_sub(before.cast_unsigned())),
            actor: actor.into_owned(),
            origin: device.map(|device| CommandId { device: (*device).into(), counter }),
            part,
            kind: Cow::Owned(kind.into_owned()),
            version,
            body,
        })
    }
}

/// The rows after `after`, of what was read of a room.
///
/// # Errors
/// Where some are missing, or cannot be read.
pub(super) fn rows_after(
    (appends, head): (Vec<Events>, Seq),
    after: Seq,
    room: &RoomId,
    sealer: Option<&Sealer>,
) -> Result<Vec<Row>, LogError> {
    let (mut rows, mut last) = (Vec::new(), after);
    for events in appends {
        if events.first() > last.next() {
            return Err(unreadable(room, events.last, "others are missing before them"));
        }
        last = events.last;
        rows.extend(events.rows(room, sealer)?.into_iter().filter(|row| row.seq > after));
    }
    if last < head {
        return Err(unreadable(room, head, "they are missing"));
    }
    Ok(rows)
}

fn unreadable(room: &RoomId, last: Seq, why: &str) -> LogError {
    LogError::Read(format!("{room}: the events up to {} cannot be read: {why}", last.0).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Key;

    fn row(seq: u64, kind: &'static str) -> Row {
        Row {
            seq: Seq(seq),
            at: Timestamp(1_000 + 10 * seq),
            actor: format!("participant:p{seq}"),
            origin: seq.is_multiple_of(2).then(|| CommandId { device: "d1".into(), counter: seq }),
            part: u16::try_from(seq % 3).unwrap(),
            kind: kind.into(),
            version: 2,
            body: Json::read(format!(r#"{{"type":"{kind}","n":{seq}}}"#)).unwrap(),
        }
    }

    #[test]
    fn rows_are_read_as_they_were_put_in_and_sealed_where_any_is_private() {
        let room = RoomId::from("r");
        let sealer = Sealer::new(&Key::draw());
        let rows = [row(5, "started"), row(6, "voted"), row(7, "started")];
        for (rows, sealer, is_sealed) in
            [(&rows[..], None, false), (&rows, Some(&sealer), true), (&rows[..1], Some(&sealer), false)]
        {
            let events = Events::of(&room, rows, sealer).unwrap().unwrap();
            assert_eq!((events.first(), events.is_sealed), (Seq(5), is_sealed));
            let is_plain = events.body.windows(7).any(|window| window == b"started");
            assert_eq!(is_plain, !is_sealed);
            assert_eq!(events.clone().rows(&room, sealer).unwrap(), rows);
            let counted = Events { count: events.count + 1, ..events.clone() };
            assert!(counted.rows(&room, sealer).is_err());
            assert_eq!(events.rows(&room, None).is_err(), is_sealed, "without the key");
        }
        assert_eq!(Events::of(&room, &[], None), Ok(None));
        assert!(Json::read("{".to_owned()).is_err());
    }
}
