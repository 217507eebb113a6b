//! A member's writing end. The room's task owns it, and never waits for it.
//!
//! What is pushed during a batch is written at its end, in one go. A socket takes it at once, or, while it takes
//! nothing, it waits here, within bounds. Whoever has no socket hears through a [`Mail`].

use bytes::Bytes;
use crosstracks_protocol::wire::{GoodbyeCode, ServerMessage};
use thiserror::Error;

mod mail;
mod socket;

pub(crate) use self::{
    mail::Mail,
    socket::{Drained, Draining, SocketEnd},
};
use crate::frame::{self, Frame};

/// The most frames that wait for one member.
const MAX_FRAMES: usize = 256;
/// The most bytes that wait for one member, beside a frame that is longer by itself.
const MAX_BYTES: usize = 256 * 1024;

/// Why a connection cannot go on, and when to come back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Goodbye {
    pub(crate) code: GoodbyeCode,
    pub(crate) retry_ms: Option<u64>,
}

impl Goodbye {
    /// A goodbye after which coming back does not help.
    pub(crate) fn for_good(code: GoodbyeCode) -> Self {
        Self { code, retry_ms: None }
    }

    /// A goodbye until later.
    pub(crate) fn until(code: GoodbyeCode, retry_ms: u64) -> Self {
        Self { code, retry_ms: Some(retry_ms) }
    }

    /// A room that went without a word had failed.
    fn unsaid() -> Self {
        Self::until(GoodbyeCode::CannotKeep, 5_000)
    }

    /// The message that says so.
    pub(crate) fn frame(self) -> Frame {
        let Self { code, retry_ms } = self;
        Frame::of(&ServerMessage::Goodbye { code, message: code.words().to_owned(), retry_ms })
    }

    /// The last that a socket is sent: the message, and the end.
    pub(crate) fn farewell(self) -> Vec<u8> {
        [self.frame().bytes(), frame::close(self.code.close_code()).as_slice()].concat()
    }
}

/// More waits for the member than may.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("too much waits for this connection")]
pub(crate) struct Lagged;

/// What waits for a member: within a batch, and for as long as its connection takes nothing.
type Waiting = Vec<Bytes>;

/// The room's end of a connection.
pub(crate) enum Outbox {
    /// A WebSocket, which the room writes to itself.
    Socket(SocketEnd),
    /// An event stream, which is written by the task that answers its request.
    Stream(Box<mail::StreamEnd>),
}

impl Outbox {
    /// Has a frame sent at the next [`flush`](Self::flush).
    pub(crate) fn push(&mut self, frame: &Frame) {
        match self {
            Self::Socket(socket) => socket.push(frame.bytes().clone()),
            Self::Stream(stream) => stream.push(frame.json()),
        }
    }

    /// Sends a frame at once, after what was pushed before.
    pub(crate) fn send(&mut self, frame: &Frame) -> Result<Sent, Lagged> {
        match self {
            Self::Socket(socket) => socket.send(frame.bytes()),
            Self::Stream(_) => {
                self.push(frame);
                self.flush()
            }
        }
    }

    /// Has bytes sent that are framed already: pings and pongs, which streams have no need of, and what a socket's
    /// reader answers by itself.
    pub(crate) fn push_framed(&mut self, bytes: Bytes) {
        if let Self::Socket(socket) = self {
            socket.push(bytes);
        }
    }

    /// Sends what was pushed. What the connection does not take now waits; if that is too much, says so.
    pub(crate) fn flush(&mut self) -> Result<Sent, Lagged> {
        match self {
            Self::Socket(socket) => socket.flush(),
            Self::Stream(stream) => stream.flush().map(|()| Sent::All),
        }
    }

    /// Takes back a socket that has drained.
    pub(crate) fn drained(&mut self, drained: Drained) {
        if let Self::Socket(socket) = self {
            socket.drained(drained);
        }
    }

    /// Sends what waits, and lets go of a connection that the other side has ended.
    pub(crate) fn hang_up(self) {
        if let Self::Socket(socket) = self {
            socket.hang_up();
        }
    }

    /// Sends what waits, then a goodbye, and ends the connection. Who lagged gets only the goodbye.
    pub(crate) fn close(self, goodbye: Goodbye) -> Option<Draining> {
        match self {
            Self::Socket(socket) => socket.close(goodbye),
            Self::Stream(stream) => {
                stream.close(goodbye);
                None
            }
        }
    }
}

/// How far a flush came.
pub(crate) enum Sent {
    /// Nothing waits.
    All,
    /// The rest is to be written by whoever has the time to wait for the socket.
    Some(Draining),
}
