//! A live room without its surroundings: no runtime, no log, and no clock or chance but what is handed in.
//!
//! One turn is [`begin`](Live::begin), an append by whoever drives the room, and then [`finish`](Live::finish): what
//! is not durable is told to nobody. The task drives it with the server's log and clock, simulations with theirs.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crosstracks_protocol::{
    room::Room,
    stamp::{Chance, Timestamp},
    wire::GoodbyeCode,
};
use tokio::{sync::mpsc, time::Instant};

use super::{
    Failure,
    hall::Hall,
    handle::{Ask, Entrance},
    presence::Presence,
    seat::MemberId,
    turn::Turn,
};
use crate::{
    outbox::{Drained, Goodbye},
    planted::{self, Bug},
};

/// A room, those connected to it, and what they know of each other.
pub(super) struct Live {
    pub(super) room: Room,
    pub(super) hall: Hall,
    pub(super) presence: Presence,
}

/// The time of day by the room's clock, and the instant.
pub(super) type Moment = (Timestamp, Instant);

/// A turn that waits until what it changed is durable.
pub(super) struct Begun {
    /// What was decided.
    pub(super) turn: Turn,
    /// What changes nothing that is kept: those who leave get their answers first.
    rest: Vec<Ask>,
}

impl Live {
    /// A room that nobody is connected to. Sockets that were full come back through `drained`.
    pub(super) fn new(room: Room, drained: mpsc::Sender<(MemberId, Drained)>, now: Instant) -> Self {
        Self { room, hall: Hall::new(drained, now), presence: Presence::new(now) }
    }

    /// Begins a turn. Newcomers are shown the room as it was before it, because what it does is not durable yet.
    pub(super) fn begin(
        &mut self,
        mut asks: Vec<Ask>,
        (at, now): Moment,
        chance: Chance,
    ) -> Result<Begun, Failure> {
        for ask in asks.extract_if(.., |ask| matches!(ask, Ask::Enter(_))) {
            if let Ask::Enter(entrance) = ask {
                guard(|| self.enter(*entrance, (at, now)))?;
            }
        }
        let (mut turn, rest) = guard(|| self.decide(asks, at, chance))??;
        if planted::is(Bug::AckBeforeCommit) {
            std::mem::take(&mut turn.answers).into_iter().for_each(|answer| self.answer(answer, now));
            self.write_all(now)?;
        }
        Ok(Begun { turn, rest })
    }

    /// Ends a turn whose changes are durable: everybody is shown and told what it came to.
    pub(super) fn finish(&mut self, begun: Begun, now: Instant) -> Result<(), Failure> {
        let Begun { turn, rest } = begun;
        guard(|| {
            if turn.has_changed() {
                let moved = self.hall.publish(&self.room, &turn.touched);
                self.presence.moved(&self.hall, moved);
            }
            turn.answers.into_iter().for_each(|answer| self.answer(answer, now));
            rest.into_iter().for_each(|ask| self.attend(ask, now));
            self.presence.tell(&mut self.hall, now);
            self.hall.ping(now);
        })
    }

    /// Writes some of what was sent to some, and lets go of those who are too far behind.
    pub(super) fn write(&mut self, now: Instant) -> Result<(), Failure> {
        self.send(now, Hall::write)
    }

    /// Takes a step at telling everybody the room's news, a short one if somebody asks for something.
    pub(super) fn tell(&mut self, now: Instant, is_asked: impl Fn() -> bool) -> Result<(), Failure> {
        self.send(now, |hall| hall.tell(is_asked))
    }

    /// Writes all that was sent, without giving way.
    pub(super) fn write_all(&mut self, now: Instant) -> Result<(), Failure> {
        while self.hall.has_waiting() || self.hall.has_news() {
            self.write(now)?;
            self.tell(now, || false)?;
        }
        Ok(())
    }

    fn send(&mut self, now: Instant, work: impl FnOnce(&mut Hall) -> Vec<MemberId>) -> Result<(), Failure> {
        guard(|| {
            let lagged = work(&mut self.hall);
            self.let_lag(lagged, now);
        })
    }

    /// Does what changes something that is kept, and gives back the rest.
    fn decide(
        &mut self,
        asks: Vec<Ask>,
        now: Timestamp,
        chance: Chance,
    ) -> Result<(Turn, Vec<Ask>), Failure> {
        let (mut turn, mut rest) = (Turn::new(&self.room, chance), Vec::new());
        turn.expire(&mut self.room, now)?;
        for ask in asks {
            rest.extend(turn.add(&mut self.room, &self.hall, ask, now)?);
        }
        Ok((turn, rest))
    }

    fn enter(&mut self, entrance: Entrance, (at, now): Moment) {
        let id = entrance.id;
        if self.hall.enter(&self.room, at, entrance) {
            self.presence.entered(&mut self.hall, id);
        }
        if let Some(oldest) = self.hall.crowded_out(id) {
            self.let_go(oldest, Goodbye::for_good(GoodbyeCode::Crowded), now);
        }
    }
}

/// A mistake in a room's rules costs that room a reopening, and no other room anything.
pub(super) fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Failure::Panicked)
}
