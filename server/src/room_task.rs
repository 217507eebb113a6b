//! One task per live room. It alone has the room: it drains its inbox, decides, applies, appends, and then publishes.

use std::{
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Weak},
    time::Duration,
};

use crosstracks_protocol::{room::Room, wire::GoodbyeCode};
use thiserror::Error;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

mod hall;
mod handle;
mod presence;
mod replies;
mod rows;
mod seat;
mod turn;

use self::{
    hall::Hall,
    handle::{Ask, Entrance, Invited},
    presence::Presence,
    turn::Turn,
};
pub(crate) use self::{
    handle::{Card, Gone, NotSeated, RoomHandle},
    replies::rejected,
    rows::{Unopenable, open, rows, text_row},
    seat::{MemberId, Seat},
};
use crate::{
    auth::RoomCode,
    clock,
    log::{EventLog, LogError, Outcome},
    outbox::{Drained, Goodbye},
    registry::Registry,
};

/// The most that waits for a room: beyond it, its senders wait.
const INBOX: usize = 1_024;
/// The most that is done in one batch.
const BATCH: usize = 512;
/// The most sockets that wait to be taken back.
const DRAINED: usize = 64;
/// How long a room that nobody is connected to stays live.
const IDLE: Duration = Duration::from_secs(120);
/// How often the time of day is looked at while something waits for a time of day.
const GLANCE: Duration = Duration::from_secs(1);
/// The least time between two looks.
const BLINK: Duration = Duration::from_millis(10);

/// Why a room's task gave up. The room is in its log, and is opened from there when somebody comes back.
#[derive(Debug, Error)]
enum Failure {
    #[error("somebody else appended to the room")]
    Conflict,
    #[error(transparent)]
    Log(LogError),
    #[error("an event could not be written: {0}")]
    Event(#[from] serde_json::Error),
    #[error("the room panicked")]
    Panicked,
}

/// How a room's task ends.
enum Ending {
    /// The server stops.
    Stopped,
    /// Nobody was there.
    PutAway,
    /// The room has been deleted.
    Deleted,
    /// It could not go on.
    Failed(Failure),
}

/// A live room.
pub(crate) struct RoomTask {
    room: Room,
    hall: Hall,
    presence: Presence,
    inbox: mpsc::Receiver<Ask>,
    /// Sockets that were full, and are not any more.
    drained: mpsc::Receiver<(MemberId, Drained)>,
    log: Arc<dyn EventLog>,
    registry: Weak<Registry>,
    stop: CancellationToken,
}

impl RoomTask {
    /// A task for a room, to be run, and how to reach it.
    pub(crate) fn new(
        room: Room,
        code: RoomCode,
        log: Arc<dyn EventLog>,
        registry: Weak<Registry>,
        stop: CancellationToken,
    ) -> (RoomHandle, Self) {
        let (sender, inbox) = mpsc::channel(INBOX);
        let handle = RoomHandle::new(room.id().clone(), code, sender);
        let presence = Presence::new(Instant::now());
        let (hall, drained) = {
            let (sender, drained) = mpsc::channel(DRAINED);
            (Hall::new(sender), drained)
        };
        (handle, Self { room, hall, presence, inbox, drained, log, registry, stop })
    }

    /// Lives the room's life.
    pub(crate) async fn run(mut self) {
        let id = self.room.id().clone();
        let ending = self.live().await;
        self.inbox.close();
        match ending {
            Ending::Stopped => self.say_goodbye(GoodbyeCode::Restarting),
            Ending::PutAway => info!(room = %id, "room put away"),
            Ending::Deleted => self.hall.dismiss_all(|| Goodbye::for_good(GoodbyeCode::BadToken)),
            Ending::Failed(failure) => {
                error!(room = %id, %failure, "room given up; it is opened again from its log");
                self.say_goodbye(GoodbyeCode::CannotKeep);
            }
        }
        if let Some(registry) = self.registry.upgrade() {
            registry.forget(&id);
        }
    }

    async fn live(&mut self) -> Ending {
        let stop = self.stop.clone();
        let mut asks = Vec::new();
        let mut empty_since = Instant::now();
        loop {
            let wake = self.wake(empty_since);
            tokio::select! {
                biased;
                () = stop.cancelled() => {
                    return self.last_turn(asks).await.map_or_else(Ending::Failed, |()| Ending::Stopped);
                }
                taken = self.inbox.recv_many(&mut asks, BATCH) => {
                    // The registry has gone, and so has everybody else.
                    if taken == 0 {
                        return Ending::PutAway;
                    }
                }
                Some((member, drained)) = self.drained.recv() => self.hall.drained(member, drained),
                () = tokio::time::sleep_until(wake) => {}
            }
            if asks.iter().any(|ask| matches!(ask, Ask::End)) {
                return Ending::Deleted;
            }
            if let Err(failure) = self.turn(mem::take(&mut asks)).await {
                return Ending::Failed(failure);
            }
            let now = Instant::now();
            if self.hall.len() > 0 {
                empty_since = now;
            } else if now >= empty_since + IDLE {
                if self.is_put_away() {
                    return Ending::PutAway;
                }
                empty_since = now;
            }
        }
    }

    /// When there is next something to do of its own accord.
    fn wake(&self, empty_since: Instant) -> Instant {
        let now = Instant::now();
        let deadline = self.room.deadline().map(|deadline| {
            let left = Duration::from_millis(deadline.since(clock::now()));
            now + left.clamp(BLINK, GLANCE)
        });
        let idle = if self.hall.len() == 0 { empty_since + IDLE } else { now + IDLE };
        let ping = (self.hall.len() > 0).then(|| self.hall.ping_at());
        deadline.into_iter().chain(self.presence.due(&self.hall)).chain(ping).fold(idle, Instant::min)
    }

    /// Leaves the registry, if nobody holds the room and nothing waits for it.
    fn is_put_away(&self) -> bool {
        let is_quiet = || self.inbox.is_empty();
        self.registry.upgrade().is_none_or(|registry| registry.put_away(self.room.id(), is_quiet))
    }

    /// What was asked before the server stopped is still done.
    async fn last_turn(&mut self, mut asks: Vec<Ask>) -> Result<(), Failure> {
        self.inbox.close();
        while let Some(ask) = self.inbox.recv().await {
            asks.push(ask);
        }
        self.turn(asks).await
    }

    /// One batch. Newcomers are shown the room as it was before it, because what it does is not durable yet;
    /// those who leave get their answers first.
    async fn turn(&mut self, asks: Vec<Ask>) -> Result<(), Failure> {
        let (mut deeds, mut rest) = (Vec::new(), Vec::new());
        for ask in asks {
            match ask {
                Ask::Enter(entrance) => guard(|| self.enter(*entrance))?,
                Ask::Do { .. } | Ask::Join { .. } => deeds.push(ask),
                Ask::Facilitate(invited) => deeds.extend(self.invited(invited).await),
                ask => rest.push(ask),
            }
        }
        let turn = guard(|| self.decide(deeds))??;
        let Turn { append, touched, ended, answers } = turn;
        let has_changed = !append.rows.is_empty();
        if has_changed || !append.credentials.is_empty() {
            match self.log.append(append).await {
                Outcome::Committed(_) => {}
                Outcome::Conflict { .. } => return Err(Failure::Conflict),
                Outcome::Unknown(error) => return Err(Failure::Log(error)),
            }
        }
        guard(|| {
            if has_changed {
                let moved = self.hall.publish(&self.room, &touched);
                self.presence.moved(&self.hall, moved);
            }
            answers.into_iter().for_each(|answer| self.answer(answer));
            rest.into_iter().for_each(|ask| self.attend(ask));
            let now = Instant::now();
            self.presence.tell(&mut self.hall, now);
            self.hall.ping(now);
        })?;
        let lagged = self.hall.flush().await;
        guard(|| self.let_lag(lagged))?;
        if ended {
            self.free_code().await;
        }
        Ok(())
    }

    /// Lets on only who has an invitation that is in force: this task alone spends those of its room.
    async fn invited(&self, invited: Invited) -> Option<Ask> {
        match self.log.find(invited.invitation, clock::now()).await {
            Ok(Some(_)) => return Some(Ask::Facilitate(invited)),
            // Who asked and went away needs no answer.
            Ok(None) => _ = invited.reply.send(Err(NotSeated::Spent)),
            Err(error) => warn!(room = %self.room.id(), %error, "an invitation cannot be looked up"),
        }
        None
    }

    fn decide(&mut self, deeds: Vec<Ask>) -> Result<Turn, Failure> {
        let now = clock::now();
        let mut turn = Turn::new(&self.room);
        turn.expire(&mut self.room, now)?;
        for deed in deeds {
            turn.add(&mut self.room, &self.hall, deed, now)?;
        }
        Ok(turn)
    }

    fn enter(&mut self, entrance: Entrance) {
        let id = entrance.id;
        if self.hall.enter(&self.room, clock::now(), entrance) {
            self.presence.entered(&mut self.hall, id);
        }
        if let Some(oldest) = self.hall.crowded_out(id) {
            self.let_go(oldest, Goodbye::for_good(GoodbyeCode::Crowded));
        }
    }

    /// The session is over: its code may be another's.
    async fn free_code(&self) {
        if let Err(error) = self.log.close_code(self.room.id(), self.room.at()).await {
            warn!(room = %self.room.id(), %error, "the room's code is not free yet");
        }
    }
}

/// A mistake in a room's rules costs that room a reopening, and no other room anything.
fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| Failure::Panicked)
}

#[cfg(test)]
mod tests;
