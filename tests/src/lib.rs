//! What the tests of the whole share: a server as a process of its own, and clients that speak to it as any
//! stranger would, by PROTOCOL.md. The tests are in `tests/`.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::time::Duration;

mod browser;
mod connection;
mod desk;
mod ear;
mod http;
mod process;
mod raw;
mod relay;
mod siege;
pub mod simulation;

pub use self::{
    browser::node,
    connection::Connection,
    desk::Desk,
    ear::Ear,
    http::{Answer, Download, Http},
    process::Server,
    raw::{Heard, Raw, RawFrame},
    relay::{Ledger, Relay, Sent},
    siege::{Attackers, Siege, round_trips},
};

/// Far longer than anything here takes: what has not come by then does not come.
pub const LONG: Duration = Duration::from_secs(60);
