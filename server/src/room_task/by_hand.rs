//! A room driven by hand: no runtime, no sockets, no clock and no chance but what is handed in.
//!
//! For simulations and rigs: it decides, keeps and shows with the same code as a room's task, and the same calls make
//! the same bytes. The log is handed in too, and what it is asked to keep comes back as an [`Append`].

use std::collections::BTreeMap;

use bytes::Bytes;
use crosstracks_protocol::{
    event::Entry,
    ids::{DeviceId, FacilitatorId, ParticipantId, RoomId},
    rejection::Rejection,
    room::{NewText, Newcomer, Room},
    stamp::{Chance, Timestamp},
    wire::{ClientMessage, GoodbyeCode},
};
use futures_util::FutureExt;
use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{
    BATCH, DRAINED, RoomClock,
    handle::{Ask, Entrance, Joined},
    live::{Begun, Live},
    rows,
    seat::{MemberId, Seat},
};
use crate::{
    auth::{RoomCode, TokenHash},
    log::{Append, EventLog, NewRoom, Row},
    outbox::{Goodbye, Mail, Outbox},
};

/// A room's first entries and texts, as a log opens it with.
///
/// # Errors
/// [`GivenUp`] if an event cannot be written.
pub fn new_room(
    code: RoomCode,
    id: RoomId,
    entries: &[Entry],
    texts: Vec<NewText>,
) -> Result<NewRoom, GivenUp> {
    let first = entries.first().map_or(Timestamp(0), |entry| entry.at);
    Ok(NewRoom {
        id,
        code,
        opened_at: first,
        retention_days: 90,
        rows: rows::rows(entries).map_err(|error| GivenUp(error.to_string()))?,
        texts: texts.into_iter().map(rows::text_row).collect(),
        credentials: vec![],
    })
}

/// The entry that a log keeps as this row.
///
/// # Errors
/// [`GivenUp`] if it cannot be read.
pub fn entry(row: Row) -> Result<Entry, GivenUp> {
    rows::entry(row).map_err(|error| GivenUp(error.to_string()))
}

/// For whom a connection speaks.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum As {
    /// Somebody who takes part.
    Participant(ParticipantId),
    /// Somebody who facilitates.
    Facilitator(FacilitatorId),
    /// The projector.
    Display,
}

/// Why a room that is driven by hand cannot go on: what a room's task would give up for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the room was given up: {0}")]
pub struct GivenUp(String);

/// What a connection was sent.
#[derive(Debug, Default)]
pub struct Sent {
    /// The messages, as JSON.
    pub messages: Vec<Bytes>,
    /// The end of the connection, after them; with when to come back, if that helps.
    pub goodbye: Option<(GoodbyeCode, Option<u64>)>,
}

/// Somebody who asked to be let in, and waits for the answer.
pub struct AtTheDoor(oneshot::Receiver<Result<Joined, Rejection>>);

impl AtTheDoor {
    /// The answer, once there is one.
    pub fn answer(&mut self) -> Option<Result<ParticipantId, Rejection>> {
        self.0.try_recv().ok().map(|answer| answer.map(|joined| joined.participant))
    }
}

/// A live room.
pub struct ByHand {
    live: Live,
    clock: RoomClock,
    chance: Chance,
    asks: Vec<Ask>,
    begun: Option<Begun>,
    mails: BTreeMap<MemberId, Mail>,
    members: u64,
    _drained: mpsc::Receiver<(MemberId, crate::outbox::Drained)>,
}

impl ByHand {
    /// Opens a room from a log that answers at once.
    ///
    /// # Errors
    /// [`GivenUp`] with why the log is no room.
    pub fn open(
        log: &dyn EventLog,
        room: &RoomId,
        seed: u64,
        (day, now): (Timestamp, Instant),
    ) -> Result<Self, GivenUp> {
        crate::planted::begin();
        let opened = rows::open(log, room).now_or_never().ok_or_else(|| GivenUp("the log waits".into()))?;
        let (room, _) = opened.map_err(|error| GivenUp(error.to_string()))?;
        let clock = RoomClock::new(day, room.at(), now);
        let (sender, drained) = mpsc::channel(DRAINED);
        Ok(Self {
            live: Live::new(room, sender, now),
            clock,
            chance: Chance::new(seed),
            asks: Vec::new(),
            begun: None,
            mails: BTreeMap::new(),
            members: 0,
            _drained: drained,
        })
    }

    /// Brings a connection in, and names it.
    pub fn enter(&mut self, seat: As, device: DeviceId) -> u64 {
        let (outbox, mail): (Outbox, Mail) = Mail::new();
        let seat = match seat {
            As::Participant(who) => Seat::Participant(who),
            As::Facilitator(who) => Seat::Facilitator(who),
            As::Display => Seat::Display,
        };
        let id = MemberId(self.members);
        self.members += 1;
        self.mails.insert(id, mail);
        self.asks.push(Ask::Enter(Box::new(Entrance { id, seat, device, outbox, next: None })));
        id.0
    }

    /// Takes a message of a connection. A hello or a ping is none of the room's.
    pub fn hear(&mut self, connection: u64, message: ClientMessage) {
        let member = MemberId(connection);
        match message {
            ClientMessage::Command { id, expected, command } => {
                self.asks.push(Ask::Do { member, id, expected, command });
            }
            ClientMessage::Writing { sheet } => self.asks.push(Ask::Writing { member, sheet }),
            ClientMessage::Hello { .. } | ClientMessage::Ping {} => {}
        }
    }

    /// Says that a connection is gone.
    pub fn leave(&mut self, connection: u64) {
        self.mails.remove(&MemberId(connection));
        self.asks.push(Ask::Leave(MemberId(connection)));
    }

    /// Lets somebody in at the door.
    pub fn join(&mut self, newcomer: Newcomer, token: TokenHash) -> AtTheDoor {
        let (reply, answer) = oneshot::channel();
        self.asks.push(Ask::Join { newcomer, token, reply });
        AtTheDoor(answer)
    }

    /// Whether something waits to be done at this instant.
    pub fn is_due(&self, now: Instant) -> bool {
        !self.asks.is_empty()
            || self.live.room.deadline().is_some_and(|deadline| deadline <= self.clock.at(now))
            || self.live.presence.due(&self.live.hall).is_some_and(|due| due <= now)
    }

    /// Begins a turn with all that waits, and says what must be durable before [`finish`](Self::finish).
    ///
    /// # Errors
    /// [`GivenUp`] where a room's task would give up.
    pub fn begin(&mut self, now: Instant) -> Result<Option<Append>, GivenUp> {
        let asks = self.asks.drain(..self.asks.len().min(BATCH)).collect();
        let chance = Chance::new(self.chance.draw());
        let begun = self.live.begin(asks, (self.clock.at(now), now), chance);
        let begun = self.begun.insert(begun.map_err(|failure| GivenUp(failure.to_string()))?);
        Ok(begun.turn.take_append())
    }

    /// Ends the turn: what it changed is durable.
    ///
    /// # Errors
    /// [`GivenUp`] where a room's task would give up.
    pub fn finish(&mut self, now: Instant) -> Result<(), GivenUp> {
        let Some(begun) = self.begun.take() else { return Ok(()) };
        let given_up = |failure: super::Failure| GivenUp(failure.to_string());
        self.live.finish(begun, now).map_err(given_up)?;
        self.live.write_all(now).map_err(given_up)
    }

    /// What was sent on a connection since it was last asked.
    pub fn sent(&mut self, connection: u64) -> Sent {
        let mut sent = Sent::default();
        if let Some(mail) = self.mails.get_mut(&MemberId(connection)) {
            let mut goodbye = None;
            while goodbye.is_none() {
                let Some(next) = mail.next(&mut sent.messages).now_or_never() else { break };
                goodbye = next;
            }
            sent.goodbye = goodbye.map(|Goodbye { code, retry_ms }| (code, retry_ms));
        }
        sent
    }

    /// The room as it is in memory, some of which may not be durable yet.
    pub fn room(&self) -> &Room {
        &self.live.room
    }
}
