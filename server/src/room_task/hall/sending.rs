//! What goes out: noted during a batch, and written at its end, each connection's in one go.

use std::{mem, time::Duration};

use bytes::Bytes;
use crosstracks_protocol::wire::ServerMessage;
use tokio::{sync::mpsc, task::yield_now, time::Instant};

use super::{Hall, Member, MemberId, Seat};
use crate::{
    frame::{self, Frame},
    outbox::{Drained, Draining, Goodbye, Lagged, Outbox, Sent},
};

/// How often sockets are tried: proxies cut one that is idle for 30 to 60 seconds.
const PING: Duration = Duration::from_secs(20);
/// After so many writes other rooms have a turn.
const BREATH: usize = 256;

impl Hall {
    /// Sends a frame to a connection.
    pub(in crate::room_task) fn send(&mut self, id: MemberId, frame: &Frame) {
        if let Some(member) = self.members.get_mut(&id) {
            // An answer comes after what it changed.
            if let Some(update) = self.to_all.as_ref().filter(|_| member.is_due()) {
                member.outbox.push(update);
                member.is_told = true;
            }
            member.outbox.push(frame);
            self.waiting.push(id);
        }
    }

    /// Sends a message to some.
    pub(in crate::room_task) fn send_to(&mut self, ids: Vec<MemberId>, message: &ServerMessage) {
        let frame = Frame::of(message);
        ids.into_iter().for_each(|id| self.send(id, &frame));
    }

    /// Sends a socket bytes that are framed already.
    pub(in crate::room_task) fn reply(&mut self, id: MemberId, bytes: Bytes) {
        if let Some(member) = self.members.get_mut(&id) {
            member.outbox.push_framed(bytes);
            self.waiting.push(id);
        }
    }

    /// Asks every socket whether it is there, if it is time.
    pub(in crate::room_task) fn ping(&mut self, now: Instant) {
        if now < self.ping_at {
            return;
        }
        self.ping_at = now + PING;
        let ping = Bytes::from(frame::ping());
        self.members.values_mut().for_each(|member| member.outbox.push_framed(ping.clone()));
        self.waiting = self.members.keys().copied().collect();
    }

    /// When it is next time for that.
    pub(in crate::room_task) fn ping_at(&self) -> Instant {
        self.ping_at
    }

    /// Writes what was sent, and returns those who are too far behind.
    pub(in crate::room_task) async fn flush(&mut self) -> Vec<MemberId> {
        let mut lagged = Vec::new();
        let Self { members, drained, waiting, to_all, .. } = self;
        let mut note = |id: MemberId, sent: Result<Sent, Lagged>| match sent {
            Ok(Sent::All) => {}
            Ok(Sent::Some(draining)) => drain(drained, id, draining),
            Err(Lagged) => lagged.push(id),
        };
        if let Some(frame) = to_all.take() {
            for (n, (id, member)) in members.iter_mut().filter(|(_, member)| member.is_due()).enumerate() {
                note(*id, member.outbox.send(&frame));
                breathe(n).await;
            }
        }
        for (n, id) in mem::take(waiting).into_iter().enumerate() {
            if let Some(member) = members.get_mut(&id) {
                member.is_told = false;
                note(id, member.outbox.flush());
            }
            breathe(n).await;
        }
        lagged
    }

    /// A socket has taken all that it was given: what came since can go.
    pub(in crate::room_task) fn drained(&mut self, id: MemberId, drained: Drained) {
        match self.members.get_mut(&id) {
            Some(member) => {
                member.outbox.drained(drained);
                self.waiting.push(id);
            }
            None => drained.part(),
        }
    }

    /// Says goodbye to a connection, and lets it go.
    pub(in crate::room_task) fn dismiss(&mut self, id: MemberId, goodbye: Goodbye) -> Option<Seat> {
        let Member { outbox, seat, .. } = self.leave(id)?;
        self.part(id, outbox, goodbye);
        Some(seat)
    }

    /// Says goodbye to everybody.
    pub(in crate::room_task) fn dismiss_all(&mut self, mut goodbye: impl FnMut() -> Goodbye) {
        for (id, member) in mem::take(&mut self.members) {
            self.part(id, member.outbox, goodbye());
        }
    }

    pub(super) fn part(&self, id: MemberId, outbox: Outbox, goodbye: Goodbye) {
        if let Some(draining) = outbox.close(goodbye) {
            drain(&self.drained, id, draining);
        }
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

/// Gives way now and then.
async fn breathe(n: usize) {
    if n % BREATH == BREATH - 1 {
        yield_now().await;
    }
}
