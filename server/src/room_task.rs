//! One task per live room. It alone has the room: it drains its inbox, decides, applies, appends, and then publishes.

use std::{
    future::{poll_fn, ready},
    mem,
    pin::pin,
    sync::{Arc, Weak},
    time::Duration,
};

use crosstracks_protocol::{room::Room, stamp::Chance, wire::GoodbyeCode};
use thiserror::Error;
use tokio::{
    sync::{Semaphore, mpsc},
    task::yield_now,
    time::{Instant, sleep_until},
};
use tokio_util::sync::{CancellationToken, PollSemaphore};
use tracing::{error, info, warn};

pub mod by_hand;
mod clock;
mod gather;
mod hall;
mod handle;
mod live;
mod presence;
mod replies;
mod rows;
mod seat;
mod turn;

use self::{
    clock::RoomClock,
    gather::{BATCH, gather},
    handle::{Ask, Invited},
    live::Live,
};
pub(crate) use self::{
    handle::{Card, Gone, NotSeated, RoomHandle},
    replies::rejected,
    rows::{Unopenable, open, read, rows, text_row},
    seat::{MemberId, Seat},
};
use crate::{
    auth::RoomCode,
    clock as day,
    log::{EventLog, LogError, Outcome},
    outbox::{Drained, Goodbye},
    registry::Registry,
};

/// The most that waits for a room: beyond it, its senders wait.
const INBOX: usize = 1_024;
/// The most sockets that wait to be taken back.
const DRAINED: usize = 64;
/// So few hear the room's news at once: for them no turn is worth waiting for.
const FEW: usize = if cfg!(test) { 1 } else { 16 };
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
    live: Live,
    clock: RoomClock,
    inbox: mpsc::Receiver<Ask>,
    /// Sockets that were full, and are not any more.
    drained: mpsc::Receiver<(MemberId, Drained)>,
    /// Whose turn it is to write news.
    turns: PollSemaphore,
    log: Arc<dyn EventLog>,
    registry: Weak<Registry>,
    stop: CancellationToken,
}

impl RoomTask {
    /// A task for a room, to be run, and how to reach it. `turns` is shared by all rooms: one that has more than a
    /// little news takes a turn to write some of it, so that rooms with much to tell wait for each other, and nobody
    /// who asks for something waits for all of them.
    pub(crate) fn new(
        room: Room,
        code: RoomCode,
        log: Arc<dyn EventLog>,
        turns: Arc<Semaphore>,
        registry: Weak<Registry>,
        stop: CancellationToken,
    ) -> (RoomHandle, Self) {
        let (sender, inbox) = mpsc::channel(INBOX);
        let handle = RoomHandle::new(room.id().clone(), code, sender);
        let now = Instant::now();
        let clock = RoomClock::new(day::now(), room.at(), now);
        let (sender, drained) = mpsc::channel(DRAINED);
        let live = Live::new(room, sender, now);
        let turns = PollSemaphore::new(turns);
        (handle, Self { live, clock, inbox, drained, turns, log, registry, stop })
    }

    /// Lives the room's life.
    pub(crate) async fn run(mut self) {
        let id = self.live.room.id().clone();
        let ending = self.live_on().await;
        self.inbox.close();
        match ending {
            Ending::Stopped => self.live.say_goodbye(GoodbyeCode::Restarting),
            Ending::PutAway => info!(room = %id, "room put away"),
            Ending::Deleted => self.live.hall.dismiss_all(|| Goodbye::for_good(GoodbyeCode::BadToken)),
            Ending::Failed(failure) => {
                error!(room = %id, %failure, "room given up; it is opened again from its log");
                self.live.say_goodbye(GoodbyeCode::CannotKeep);
            }
        }
        if let Some(registry) = self.registry.upgrade() {
            registry.forget(&id);
        }
    }

    async fn live_on(&mut self) -> Ending {
        let stop = self.stop.clone();
        let mut stopped = pin!(stop.cancelled());
        let mut asks = Vec::new();
        let mut empty_since = Instant::now();
        let mut sleep = pin!(sleep_until(self.wake(empty_since)));
        loop {
            let wake = self.wake(empty_since);
            if sleep.deadline() != wake {
                sleep.as_mut().reset(wake);
            }
            tokio::select! {
                biased;
                () = &mut stopped => {
                    return self.last_turn(asks).await.map_or_else(Ending::Failed, |()| Ending::Stopped);
                }
                // Who was too far behind was let go, and somebody else moved up.
                () = ready(()), if self.live.hall.has_waiting() => {}
                // Steps of the news and what is asked take turns, so that neither keeps the other waiting.
                turn = poll_fn(|context| self.turns.poll_acquire(context)), if self.live.hall.has_news() => {
                    if let Err(failure) = self.live.tell(Instant::now(), || !self.inbox.is_empty()) {
                        return Ending::Failed(failure);
                    }
                    // Others are answered before the next room has its turn.
                    yield_now().await;
                    drop(turn);
                    if self.inbox.is_empty() {
                        continue;
                    }
                }
                taken = self.inbox.recv_many(&mut asks, BATCH) => {
                    // The registry has gone, and so has everybody else.
                    if taken == 0 {
                        return Ending::PutAway;
                    }
                }
                Some((member, drained)) = self.drained.recv() => self.live.hall.drained(member, drained),
                () = &mut sleep => {}
            }
            gather(&mut self.inbox, &mut asks).await;
            if asks.iter().any(|ask| matches!(ask, Ask::End)) {
                return Ending::Deleted;
            }
            if let Err(failure) = self.turn(mem::take(&mut asks)).await {
                return Ending::Failed(failure);
            }
            let now = Instant::now();
            if self.live.hall.len() > 0 {
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
        let deadline = self.live.room.deadline().map(|deadline| {
            let left = Duration::from_millis(deadline.since(self.clock.at(now)));
            now + left.clamp(BLINK, GLANCE)
        });
        let idle = if self.live.hall.len() == 0 { empty_since + IDLE } else { now + IDLE };
        let ping = (self.live.hall.len() > 0).then(|| self.live.hall.ping_at());
        deadline
            .into_iter()
            .chain(self.live.presence.due(&self.live.hall))
            .chain(ping)
            .fold(idle, Instant::min)
    }

    /// Leaves the registry, if nobody holds the room and nothing waits for it.
    fn is_put_away(&self) -> bool {
        let is_quiet = || self.inbox.is_empty();
        self.registry.upgrade().is_none_or(|registry| registry.put_away(self.live.room.id(), is_quiet))
    }

    /// What was asked before the server stopped is still done.
    async fn last_turn(&mut self, mut asks: Vec<Ask>) -> Result<(), Failure> {
        self.inbox.close();
        while let Some(ask) = self.inbox.recv().await {
            asks.push(ask);
        }
        self.turn(asks).await?;
        self.live.write_all(Instant::now())
    }

    /// One batch: decided, made durable, and then told.
    async fn turn(&mut self, asks: Vec<Ask>) -> Result<(), Failure> {
        let asks = self.without_uninvited(asks).await;
        let chance = Chance::new(rand::random());
        let is_in_line = self.live.hall.has_news();
        let now = Instant::now();
        let mut begun = self.live.begin(asks, (self.clock.at(now), now), chance)?;
        let ended = begun.turn.ended;
        if let Some(append) = begun.turn.take_append() {
            match self.log.append(append).await {
                Outcome::Committed(_) => {}
                Outcome::Conflict { .. } => return Err(Failure::Conflict),
                Outcome::Unknown(error) => return Err(Failure::Log(error)),
            }
        }
        self.live.finish(begun, Instant::now())?;
        self.live.write(Instant::now())?;
        while self.live.hall.has_waiting() {
            yield_now().await;
            self.live.write(Instant::now())?;
        }
        // A room that stands in line waits for its turn: one that it never took would be lost to all.
        if !is_in_line && self.live.hall.len() <= FEW {
            self.live.tell(Instant::now(), || false)?;
        }
        if ended {
            self.free_code().await;
        }
        Ok(())
    }

    async fn without_uninvited(&self, asks: Vec<Ask>) -> Vec<Ask> {
        // Hardly ever is there an invitation in a batch.
        if !asks.iter().any(|ask| matches!(ask, Ask::Facilitate(_))) {
            return asks;
        }
        let mut ready = Vec::with_capacity(asks.len());
        for ask in asks {
            match ask {
                Ask::Facilitate(invited) => ready.extend(self.invited(invited).await),
                ask => ready.push(ask),
            }
        }
        ready
    }

    /// Lets on only who has an invitation that is in force: this task alone spends those of its room.
    async fn invited(&self, invited: Invited) -> Option<Ask> {
        match self.log.find(invited.invitation, day::now()).await {
            Ok(Some(_)) => return Some(Ask::Facilitate(invited)),
            // Who asked and went away needs no answer.
            Ok(None) => _ = invited.reply.send(Err(NotSeated::Spent)),
            Err(error) => warn!(room = %self.live.room.id(), %error, "an invitation cannot be looked up"),
        }
        None
    }

    /// The session is over: its code may be another's.
    async fn free_code(&self) {
        if let Err(error) = self.log.close_code(self.live.room.id(), self.live.room.at()).await {
            warn!(room = %self.live.room.id(), %error, "the room's code is not free yet");
        }
    }
}

#[cfg(test)]
mod tests;
