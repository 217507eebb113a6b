//! Bounds: how much one connection, one address and the whole server may ask for.
//!
//! Nobody is refused for being quick, and nobody is locked out for sharing an address with somebody else:
//! who is over a budget waits.

mod address;
mod answers;
mod bucket;
mod failures;
mod files;

pub use self::{
    address::{ClientAddress, Network, NotANetwork, Peer, Source},
    answers::AnswerGuard,
    bucket::Bucket,
    failures::CodeGuard,
    files::raise_open_files,
};

/// The largest frame from a client, in bytes.
pub const MAX_FRAME: usize = 16 * 1024;
/// The largest body of a request, in bytes: one message.
pub const MAX_BODY: usize = crosstracks_protocol::wire::MAX_MESSAGE;

/// Commands a second that one connection may send for long, unless the operator says otherwise.
pub const COMMANDS_PER_SECOND: u32 = 10;
/// How many seconds' commands one connection may send at once.
const SECONDS_AT_ONCE: u32 = 3;

/// The most of each that the server takes.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Rooms that are open at once.
    pub rooms: usize,
    /// People in one room.
    pub people: usize,
    /// Connections at once; who comes after them waits to be accepted.
    pub connections: usize,
    /// Commands a second from one connection.
    pub commands: u32,
}

impl Limits {
    /// The budget of one connection: over it, its reader waits, which slows the sender.
    pub fn budget(&self) -> Bucket {
        Bucket::new(self.commands, self.commands.saturating_mul(SECONDS_AT_ONCE))
    }
}
