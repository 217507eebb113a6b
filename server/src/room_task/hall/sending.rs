//! What goes out: noted during a batch, and written at its end, each connection's in one go.

use std::time::Duration;

use bytes::Bytes;
use crosstracks_protocol::wire::ServerMessage;
use tokio::{sync::mpsc, time::Instant};

use super::{Hall, MemberId, Seat, ears::Ear, news::News};
use crate::{
    frame::{self, Frame},
    outbox::{Drained, Draining, Goodbye, Lagged, Outbox, Sent},
};

/// How often sockets are tried: proxies cut one that is idle for 30 to 60 seconds.
const PING: Duration = Duration::from_secs(20);
/// After so many writes others have a turn.
const AT_ONCE: usize = 256;

impl Hall {
    /// Sends a frame to a connection.
    pub(in crate::room_task) fn send(&mut self, id: MemberId, frame: &Frame) {
        let Self { members, ears, waiting, news, .. } = self;
        if let Some(ear) = ears.of(members, id) {
            // An answer comes after what it changed.
            catch_up(news, waiting, ear);
            ear.outbox.push(frame);
            wait(waiting, ear);
        }
    }

    /// Sends a connection what changed for it, which holds the news up to a number.
    pub(super) fn update(&mut self, id: MemberId, frame: &Frame, heard: u64) {
        let Self { members, ears, waiting, news, .. } = self;
        if let Some(ear) = ears.of(members, id) {
            catch_up(news, waiting, ear);
            ear.heard = heard;
            ear.outbox.push(frame);
            wait(waiting, ear);
        }
    }

    /// Sends a message to some.
    pub(in crate::room_task) fn send_to(&mut self, ids: Vec<MemberId>, message: &ServerMessage) {
        let frame = Frame::of(message);
        ids.into_iter().for_each(|id| self.send(id, &frame));
    }

    /// Sends a socket bytes that are framed already.
    pub(in crate::room_task) fn reply(&mut self, id: MemberId, bytes: Bytes) {
        if let Some(ear) = self.ears.of(&self.members, id) {
            ear.outbox.push_framed(bytes);
            wait(&mut self.waiting, ear);
        }
    }

    /// Asks every socket whether it is there, if it is time.
    pub(in crate::room_task) fn ping(&mut self, now: Instant) {
        if now < self.ping_at {
            return;
        }
        self.ping_at = now + PING;
        let ping = Bytes::from(frame::ping());
        for ear in self.ears.iter_mut() {
            ear.outbox.push_framed(ping.clone());
            wait(&mut self.waiting, ear);
        }
    }

    /// When it is next time for that.
    pub(in crate::room_task) fn ping_at(&self) -> Instant {
        self.ping_at
    }

    /// Whether something waits that was sent to some.
    pub(in crate::room_task) fn has_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }

    /// Whether not everybody has been sent the room's news.
    pub(in crate::room_task) fn has_news(&self) -> bool {
        self.news.is_under_way()
    }

    /// Writes some of what was sent to some. Returns those who are too far behind.
    pub(in crate::room_task) fn write(&mut self) -> Vec<MemberId> {
        let mut lagged = Vec::new();
        let Self { members, ears, drained, waiting, .. } = self;
        for id in waiting.drain(..waiting.len().min(AT_ONCE)) {
            if let Some(ear) = ears.of(members, id) {
                ear.is_waiting = false;
                note(drained, &mut lagged, id, ear.outbox.flush());
            }
        }
        lagged
    }

    /// Takes a step at telling everybody the news, a short one if somebody asks for something. Returns those who are too
    /// far behind.
    pub(in crate::room_task) fn tell(&mut self, is_asked: impl Fn() -> bool) -> Vec<MemberId> {
        let mut lagged = Vec::new();
        let Self { ears, drained, news, .. } = self;
        news.step(ears, is_asked, |id, sent| note(drained, &mut lagged, id, sent));
        lagged
    }

    /// A socket has taken all that it was given: what came since can go.
    pub(in crate::room_task) fn drained(&mut self, id: MemberId, drained: Drained) {
        match self.ears.of(&self.members, id) {
            Some(ear) => {
                ear.outbox.drained(drained);
                wait(&mut self.waiting, ear);
            }
            None => drained.part(),
        }
    }

    /// Says goodbye to a connection, and lets it go.
    pub(in crate::room_task) fn dismiss(&mut self, id: MemberId, goodbye: Goodbye) -> Option<Seat> {
        let (seat, outbox) = self.leave(id)?;
        self.part(id, outbox, goodbye);
        Some(seat)
    }

    /// Says goodbye to everybody.
    pub(in crate::room_task) fn dismiss_all(&mut self, mut goodbye: impl FnMut() -> Goodbye) {
        self.members.clear();
        for Ear { id, outbox, .. } in self.ears.take_all() {
            self.part(id, outbox, goodbye());
        }
    }

    pub(super) fn part(&self, id: MemberId, outbox: Outbox, goodbye: Goodbye) {
        if let Some(draining) = outbox.close(goodbye) {
            drain(&self.drained, id, draining);
        }
    }
}

/// Has somebody sent the news that they have missed.
pub(super) fn catch_up(news: &News, waiting: &mut Vec<MemberId>, ear: &mut Ear) {
    for frame in news.missed(ear) {
        ear.outbox.push(frame);
        wait(waiting, ear);
    }
}

/// Has a writing end flushed once the batch is done.
fn wait(waiting: &mut Vec<MemberId>, ear: &mut Ear) {
    if !std::mem::replace(&mut ear.is_waiting, true) {
        waiting.push(ear.id);
    }
}

/// Notes how a connection took what it was sent.
fn note(
    room: &mpsc::Sender<(MemberId, Drained)>,
    lagged: &mut Vec<MemberId>,
    id: MemberId,
    sent: Result<Sent, Lagged>,
) {
    match sent {
        Ok(Sent::All) => {}
        Ok(Sent::Some(draining)) => drain(room, id, draining),
        Err(Lagged) => lagged.push(id),
    }
}

/// Waits for a full socket elsewhere.
fn drain(room: &mpsc::Sender<(MemberId, Drained)>, id: MemberId, draining: Draining) {
    let room = room.clone();
    tokio::spawn(async move {
        if let Some(drained) = draining.run().await
            && let Err(late) = room.send((id, drained)).await
        {
            late.0.1.part();
        }
    });
}
