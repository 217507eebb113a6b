//! What every request may use.

use std::sync::Arc;

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    config::Config,
    http::{Origins, Site},
    limits::{AnswerGuard, CodeGuard},
    log::EventLog,
    packs::Packs,
    past::Past,
    registry::Registry,
    stream::Streams,
};

/// A running server's parts.
pub struct App {
    /// How it was asked to run.
    pub config: Config,
    /// What rooms can be opened with.
    pub packs: Packs,
    /// Where rooms are kept.
    pub log: Arc<dyn EventLog>,
    /// The rooms that are live.
    pub(crate) rooms: Arc<Registry>,
    /// The rooms whose session has ended.
    pub(crate) past: Past,
    /// The connections that are no sockets.
    pub(crate) streams: Streams,
    /// Where people reach it.
    pub site: Site,
    /// Which pages may talk to it.
    pub origins: Origins,
    /// Slows down those who guess codes.
    pub codes: CodeGuard,
    /// Bounds the answers of people without a way back.
    pub unlinked: AnswerGuard,
    /// Cancelled when the server is to stop: every connection then says goodbye.
    pub stop: CancellationToken,
    /// Everything that must end before the process does.
    pub tasks: TaskTracker,
}
