//! A room's entries as the log keeps them, and a room from its log.

use std::{
    borrow::Cow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crosstracks_protocol::{
    command::Actor,
    event::{Entry, Event, UnreadableEvent},
    ids::{FacilitatorId, ParticipantId, RoomId, Seq, is_id},
    room::{NewText, NotARoom, Room, texts::Texts},
};
use thiserror::Error;

use crate::log::{EventLog, LogError, RoomRecord, Row, TextRow};

/// Why a room cannot be opened from its log.
#[derive(Debug, Error)]
pub(crate) enum Unopenable {
    /// There is no such room.
    #[error("there is no such room")]
    None,
    /// The log cannot be read.
    #[error(transparent)]
    Log(#[from] LogError),
    /// An event cannot be read.
    #[error("entry {seq}: {source}")]
    Event {
        /// Its number.
        seq: u64,
        /// What is wrong with it.
        source: UnreadableEvent,
    },
    /// Who caused an event cannot be read.
    #[error("entry {0} is of nobody")]
    Actor(u64),
    /// The events make no room.
    #[error(transparent)]
    Room(#[from] NotARoom),
    /// Replaying the events panicked.
    #[error("replaying the room's log panicked")]
    Panicked,
}

/// Reads a room from its log.
pub(crate) async fn open(log: &dyn EventLog, id: &RoomId) -> Result<(Room, RoomRecord), Unopenable> {
    let record = log.room(id).await?.ok_or(Unopenable::None)?;
    let (entries, texts) = read(log, id).await?;
    let replayed = catch_unwind(AssertUnwindSafe(|| Room::replay(entries, texts)));
    let room = replayed.map_err(|_| Unopenable::Panicked)??;
    Ok((room.with_code(record.code.as_str()), record))
}

/// Reads all entries of a room, and its texts as they are now.
pub(crate) async fn read(log: &dyn EventLog, id: &RoomId) -> Result<(Vec<Entry>, Texts), Unopenable> {
    let rows = log.read(id, Seq(0)).await?;
    let entries = rows.into_iter().map(entry).collect::<Result<_, _>>()?;
    let kept =
        |text: TextRow| NewText { id: text.id, owner: text.owner.map(ParticipantId::new), body: text.body };
    let texts = log.texts(id).await?.into_iter().map(kept).collect();
    Ok((entries, texts))
}

/// The rows for the entries of one decision.
pub(crate) fn rows(entries: &[Entry]) -> Result<Vec<Row>, serde_json::Error> {
    let row = |(part, entry): (u16, &Entry)| {
        let (kind, version, body) = entry.event.write()?;
        Ok(Row {
            seq: entry.seq,
            at: entry.at,
            actor: actor_text(&entry.by),
            origin: entry.command.clone(),
            part,
            kind: Cow::Owned(kind),
            version,
            body: body.into(),
        })
    };
    (0..).zip(entries).map(row).collect()
}

/// A text as it is kept beside the log.
pub(crate) fn text_row(text: NewText) -> TextRow {
    TextRow { id: text.id, owner: text.owner.map(|owner| owner.to_string()), body: text.body }
}

/// The entry that is kept as a row.
pub(crate) fn entry(row: Row) -> Result<Entry, Unopenable> {
    let seq = row.seq;
    let event = Event::read(&row.kind, row.version, row.body.text())
        .map_err(|source| Unopenable::Event { seq: seq.0, source })?;
    let by = actor(&row.actor).ok_or(Unopenable::Actor(seq.0))?;
    Ok(Entry { seq, at: row.at, by, command: row.origin, event })
}

fn actor_text(actor: &Actor) -> String {
    match actor {
        Actor::Facilitator(id) => format!("facilitator:{id}"),
        Actor::Participant(id) => format!("participant:{id}"),
        Actor::Server => "server".to_owned(),
    }
}

fn actor(text: &str) -> Option<Actor> {
    match text.split_once(':') {
        Some(("facilitator", id)) if is_id(id) => Some(Actor::Facilitator(FacilitatorId::new(id))),
        Some(("participant", id)) if is_id(id) => Some(Actor::Participant(ParticipantId::new(id))),
        None if text == "server" => Some(Actor::Server),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_read_as_it_was_written() {
        for by in [Actor::Facilitator("f1".into()), Actor::Participant("p1".into()), Actor::Server] {
            assert_eq!(actor(&actor_text(&by)), Some(by));
        }
        for text in ["", "server:x", "participant:", "participant", "someone:p1", "facilitator:a b"] {
            assert_eq!(actor(text), None, "{text:?}");
        }
    }
}
