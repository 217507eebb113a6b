//! The writing half of a WebSocket's connection, and what waits for it.
//!
//! The room's task writes without waiting. What a socket does not take goes to a task of its own, which has the
//! time, and gives the half back when it is done: there is one only for as long as a socket is full.

use std::{io, mem, time::Duration};

use bytes::{Bytes, BytesMut};
use crosstracks_protocol::wire::GoodbyeCode;
use rustix::{
    io::Errno,
    net::{SendFlags, send},
};
use tokio::{io::AsyncWriteExt, net::tcp::OwnedWriteHalf, sync::oneshot, time::timeout};
use tracing::debug;

use super::{Goodbye, Lagged, MAX_BYTES, MAX_FRAMES, Sent, Waiting};
use crate::planted::{self, Bug};

/// A socket that takes nothing for so long is dead.
const DEAD: Duration = Duration::from_secs(45);
/// How long a goodbye may take.
const GOODBYE_TIME: Duration = Duration::from_secs(3);

/// The room's end of a socket.
pub(crate) struct SocketEnd {
    line: Line,
    waiting: Waiting,
    /// How many bytes wait. They are not counted anew for each frame: a room may have many sockets that are full.
    held: usize,
    /// Tells the task that reads that this is over.
    end: Option<oneshot::Sender<Goodbye>>,
}

enum Line {
    /// It can be written to.
    Free(OwnedWriteHalf),
    /// Somebody else writes what it did not take. To them goes a goodbye.
    Full(oneshot::Sender<Bytes>),
    /// It is not there any more; whoever reads from it will say so.
    Gone,
}

impl SocketEnd {
    /// The room's end, and what tells its reader that the room has let go of it.
    pub(crate) fn new(half: OwnedWriteHalf) -> (Self, oneshot::Receiver<Goodbye>) {
        let (end, ended) = oneshot::channel();
        (Self { line: Line::Free(half), waiting: Waiting::new(), held: 0, end: Some(end) }, ended)
    }

    pub(super) fn push(&mut self, bytes: Bytes) {
        self.held += bytes.len();
        self.waiting.push(bytes);
    }

    fn take_waiting(&mut self) -> Waiting {
        self.held = 0;
        mem::take(&mut self.waiting)
    }

    /// Writes, from where the bytes lie: most of what is sent is one frame that many share.
    pub(super) fn send(&mut self, bytes: &Bytes) -> Result<Sent, Lagged> {
        match &self.line {
            Line::Free(half) if self.waiting.is_empty() => match write(half, bytes) {
                Ok(written) if written == bytes.len() => Ok(Sent::All),
                Ok(written) => Ok(self.drain(bytes.slice(written..))),
                Err(error) => Ok(self.lose(&error)),
            },
            _ => {
                self.push(bytes.clone());
                self.flush()
            }
        }
    }

    pub(super) fn flush(&mut self) -> Result<Sent, Lagged> {
        match &self.line {
            _ if self.waiting.is_empty() => Ok(Sent::All),
            Line::Free(_) => {
                let joined = join(self.take_waiting());
                self.send(&joined)
            }
            Line::Full(_) if self.is_too_much() => Err(Lagged),
            Line::Full(_) => Ok(Sent::All),
            Line::Gone => {
                self.take_waiting();
                Ok(Sent::All)
            }
        }
    }

    /// Has somebody else write the rest.
    fn drain(&mut self, rest: Bytes) -> Sent {
        let (farewell, to_say) = oneshot::channel();
        match mem::replace(&mut self.line, Line::Full(farewell)) {
            Line::Free(half) => Sent::Some(Draining { half, rest, to_say }),
            line => {
                self.line = line;
                Sent::All
            }
        }
    }

    fn lose(&mut self, error: &io::Error) -> Sent {
        debug!(%error, "a socket cannot be written to");
        self.line = Line::Gone;
        Sent::All
    }

    fn is_too_much(&self) -> bool {
        if planted::is(Bug::UnboundedOutbox) {
            return false;
        }
        self.waiting.len() > MAX_FRAMES || (self.waiting.len() > 1 && self.held > MAX_BYTES)
    }

    /// Takes back the half of a socket that has drained.
    pub(crate) fn drained(&mut self, drained: Drained) {
        self.line = drained.half.map_or(Line::Gone, Line::Free);
    }

    /// Sends what waits, and lets go: nobody listens for a goodbye.
    pub(super) fn hang_up(mut self) {
        self.end = None;
        let _ = self.flush();
    }

    /// Sends what waits and a goodbye, and lets go. What the socket does not take now is for somebody else to write.
    pub(super) fn close(mut self, goodbye: Goodbye) -> Option<Draining> {
        self.part(goodbye)
    }

    fn part(&mut self, goodbye: Goodbye) -> Option<Draining> {
        if let Some(end) = self.end.take() {
            // Who reads may be gone already.
            let _ = end.send(goodbye);
        }
        let mut last = self.take_waiting();
        if goodbye.code == GoodbyeCode::Lagged {
            last.clear();
        }
        last.push(goodbye.farewell().into());
        let mut last = join(last);
        match mem::replace(&mut self.line, Line::Gone) {
            Line::Free(half) => {
                let written = write(&half, &last).ok()?;
                let rest = last.split_off(written);
                (!rest.is_empty()).then(|| Draining { half, rest, to_say: oneshot::channel().1 })
            }
            Line::Full(farewell) => {
                // They gave up on a socket that is dead.
                let _ = farewell.send(last);
                None
            }
            Line::Gone => None,
        }
    }
}

/// A room that went without a word had failed.
impl Drop for SocketEnd {
    fn drop(&mut self) {
        if self.end.is_some() {
            // There is nobody left who would wait for the socket.
            let _ = self.part(Goodbye::unsaid());
        }
    }
}

/// All in one piece.
fn join(mut all: Waiting) -> Bytes {
    if all.len() < 2 {
        return all.pop().unwrap_or_default();
    }
    let mut joined = BytesMut::with_capacity(all.iter().map(Bytes::len).sum());
    all.iter().for_each(|bytes| joined.extend_from_slice(bytes));
    joined.freeze()
}

/// Writes as much as the socket takes now, and says how much that is. An error means that it is gone.
fn write(half: &OwnedWriteHalf, bytes: &[u8]) -> io::Result<usize> {
    let mut written = 0;
    while written < bytes.len() {
        // Straight to the system: that a socket takes nothing is rare, and nothing else needs to be looked up for it.
        match send(half.as_ref(), &bytes[written..], SendFlags::NOSIGNAL | SendFlags::DONTWAIT) {
            Ok(length) => written += length,
            Err(Errno::WOULDBLOCK) => break,
            Err(Errno::INTR) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(written)
}

/// What a full socket has yet to take.
pub(crate) struct Draining {
    half: OwnedWriteHalf,
    rest: Bytes,
    to_say: oneshot::Receiver<Bytes>,
}

/// A socket that has taken all of it; or none, if it is gone.
pub(crate) struct Drained {
    half: Option<OwnedWriteHalf>,
    to_say: oneshot::Receiver<Bytes>,
}

impl Draining {
    /// Writes until it is done, or until the socket is dead. If the room says goodbye meanwhile, that comes last.
    pub(crate) async fn run(mut self) -> Option<Drained> {
        let write = timeout(DEAD, self.half.write_all(&self.rest));
        tokio::pin!(write);
        let farewell = tokio::select! {
            biased;
            written = &mut write => {
                let is_there = matches!(written, Ok(Ok(())));
                let Self { half, to_say, .. } = self;
                return Some(Drained { half: is_there.then_some(half), to_say });
            }
            // The room has gone without a word to this one.
            farewell = &mut self.to_say => farewell.unwrap_or_default(),
        };
        let written = timeout(GOODBYE_TIME, write).await;
        if matches!(written, Ok(Ok(Ok(())))) {
            let _ = timeout(GOODBYE_TIME, self.half.write_all(&farewell)).await;
        }
        None
    }
}

impl Drained {
    /// The room has let go of the member in the meantime: says its goodbye, if there was one.
    pub(crate) fn part(mut self) {
        if let (Some(half), Ok(farewell)) = (self.half, self.to_say.try_recv()) {
            // It has just drained, and a goodbye is short.
            let _ = write(&half, &farewell);
        }
    }
}

#[cfg(test)]
mod tests;
