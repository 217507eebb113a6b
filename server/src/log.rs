//! The log is the room: what every engine that keeps it must do.
//!
//! An append has three outcomes and no fourth; see [`Outcome`]. One suite of tests
//! (`tests/log_contract.rs`) holds every engine to this contract.

use std::{borrow::Cow, sync::Arc};

use crosstracks_protocol::{
    command::CommandId,
    ids::{RoomId, Seq, TextId},
    stamp::Timestamp,
};
use futures_util::future::BoxFuture;
use serde::Serialize;
use serde_json::value::RawValue;
use thiserror::Error;

use crate::auth::{Credential, RoomCode, TokenHash};

mod memory;
mod seal;
mod sqlite;

pub use self::{
    memory::MemoryLog,
    seal::{Key, KeyError},
    sqlite::{CopyError, Fault, OpenError, Restored, SqliteLog, Verified, back_up, restore, verify_folder},
};

/// One event as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its number in the room, from 1, without gaps.
    pub seq: Seq,
    /// When it was decided.
    pub at: Timestamp,
    /// Who caused it, as the room names them.
    pub actor: String,
    /// The command behind it; none for what a timer did.
    pub origin: Option<CommandId>,
    /// Its place among the events of its command, from 0.
    pub part: u16,
    /// What happened.
    pub kind: Cow<'static, str>,
    /// The version of the body's shape.
    pub version: u16,
    /// The event, without names and typed texts.
    pub body: Json,
}

/// A text that is JSON: nobody needs to look at it again to know.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Json(Box<RawValue>);

impl Json {
    /// Looks whether a text is JSON.
    ///
    /// # Errors
    /// Where it is not.
    pub fn read(text: String) -> Result<Self, serde_json::Error> {
        RawValue::from_string(text).map(Self)
    }

    fn raw(&self) -> &RawValue {
        &self.0
    }

    /// The text.
    pub fn text(&self) -> &str {
        self.0.get()
    }
}

impl From<Box<RawValue>> for Json {
    fn from(value: Box<RawValue>) -> Self {
        Self(value)
    }
}

impl PartialEq for Json {
    fn eq(&self, other: &Self) -> bool {
        self.text() == other.text()
    }
}

impl Eq for Json {}

/// A name or a typed text, kept beside the log so that it can be deleted.
#[derive(Clone, PartialEq, Eq)]
pub struct TextRow {
    /// What the log calls it.
    pub id: TextId,
    /// Whose it is, where it is somebody's.
    pub owner: Option<String>,
    /// The text.
    pub body: String,
}

impl std::fmt::Debug for TextRow {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("TextRow").field("id", &self.id).finish_non_exhaustive()
    }
}

/// What one room wants made durable, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The room.
    pub room: RoomId,
    /// The number of the last event that the room knows of.
    pub expected: Seq,
    /// The events, numbered on from `expected`.
    pub rows: Vec<Row>,
    /// Texts that the events refer to.
    pub texts: Vec<TextRow>,
    /// Texts to be deleted for good.
    pub removed_texts: Vec<TextId>,
    /// Credentials that come into force with the events.
    pub credentials: Vec<Credential>,
    /// Single-use credentials that are spent by it. If one of them is not there, nothing is written.
    pub spent: Vec<TokenHash>,
    /// Those of whose credentials none is in force afterwards.
    pub revoked: Vec<String>,
}

impl Append {
    /// An append of nothing, to be filled.
    pub fn new(room: RoomId, expected: Seq) -> Self {
        Self {
            room,
            expected,
            rows: vec![],
            texts: vec![],
            removed_texts: vec![],
            credentials: vec![],
            spent: vec![],
            revoked: vec![],
        }
    }

    /// The number of the room's last event once this is committed, or what is wrong with the numbers.
    fn head(&self) -> Result<Seq, LogError> {
        head(self.expected, &self.rows)
    }
}

fn head(expected: Seq, rows: &[Row]) -> Result<Seq, LogError> {
    let mut last = expected;
    for row in rows {
        if row.seq != last.next() {
            return Err(LogError::refused("events are not numbered in order"));
        }
        last = row.seq;
    }
    Ok(last)
}

/// What became of an append.
#[must_use]
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Durable. The number is that of the room's last event.
    Committed(Seq),
    /// Nothing was written: the room's last event is another one than expected.
    Conflict {
        /// The number of the room's last event.
        head: Seq,
    },
    /// Not known to be durable: tell nobody of it, and read the log again.
    Unknown(LogError),
}

/// Why the log did not do what it was asked.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum LogError {
    /// The log failed and has stopped; the process must recover from disk.
    #[error("the log has stopped: {0}")]
    Stopped(Arc<str>),
    /// This request broke a rule of the log. Nothing of it was written, and the log goes on.
    #[error("the log refused a request: {0}")]
    Refused(Arc<str>),
    /// Reading failed.
    #[error("the log could not be read: {0}")]
    Read(Arc<str>),
}

impl LogError {
    fn refused(why: &str) -> Self {
        Self::Refused(why.into())
    }
}

/// A room to be opened, with what must be true of it from its first moment.
#[derive(Debug, Clone)]
pub struct NewRoom {
    /// Its id.
    pub id: RoomId,
    /// The code that people join by.
    pub code: RoomCode,
    /// When it is opened.
    pub opened_at: Timestamp,
    /// How many days it is kept after its end, or after its last event where nobody ends it.
    pub retention_days: u16,
    /// Its first events, numbered from 1.
    pub rows: Vec<Row>,
    /// Texts that those refer to.
    pub texts: Vec<TextRow>,
    /// The first ways in.
    pub credentials: Vec<Credential>,
}

/// What became of a request to open a room.
#[must_use]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Creation {
    /// The room is there.
    Created,
    /// Another open room has that code: draw another one.
    CodeTaken,
}

/// A room as the log knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRecord {
    /// Its code; another room may have the same one once this is closed.
    pub code: RoomCode,
    /// When it was opened.
    pub opened_at: Timestamp,
    /// When its code stopped working, if it did.
    pub closed_at: Option<Timestamp>,
    /// The number of its last event.
    pub head: Seq,
}

/// An engine that keeps rooms. What it says it has done is on disk.
pub trait EventLog: Send + Sync + 'static {
    /// Appends if the room's last event is the expected one.
    fn append(&self, append: Append) -> BoxFuture<'_, Outcome>;

    /// All events of a room from the one after `after`.
    fn read<'a>(&'a self, room: &'a RoomId, after: Seq) -> BoxFuture<'a, Result<Vec<Row>, LogError>>;

    /// Every text of a room that has not been deleted, by id.
    fn texts<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Vec<TextRow>, LogError>>;

    /// Opens a room.
    fn create(&self, room: NewRoom) -> BoxFuture<'_, Result<Creation, LogError>>;

    /// What is known of a room, if there is one.
    fn room<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Option<RoomRecord>, LogError>>;

    /// The open room with this code.
    fn find_code<'a>(&'a self, code: &'a RoomCode) -> BoxFuture<'a, Result<Option<RoomId>, LogError>>;

    /// How many of the rooms opened since a moment are still open. Those that nobody ended do not count for ever.
    fn open_rooms(&self, since: Timestamp) -> BoxFuture<'_, Result<usize, LogError>>;

    /// Frees a room's code. Doing it again changes nothing.
    fn close_code<'a>(&'a self, room: &'a RoomId, at: Timestamp) -> BoxFuture<'a, Result<(), LogError>>;

    /// The rooms that are kept no longer.
    fn due(&self, at: Timestamp) -> BoxFuture<'_, Result<Vec<RoomId>, LogError>>;

    /// Deletes a room with all that is in it, credentials included. Says whether it was there.
    fn purge<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<bool, LogError>>;

    /// Puts credentials in force.
    fn issue(&self, credentials: Vec<Credential>) -> BoxFuture<'_, Result<(), LogError>>;

    /// Puts a credential in force of which its subject has one in the room at most. Where another of its kind
    /// is in force, that is replaced if `replace` says so, and stands otherwise. Says whether this one is in
    /// force now.
    fn issue_only(&self, credential: Credential, replace: bool) -> BoxFuture<'_, Result<bool, LogError>>;

    /// The credential with this hash, if it is in force.
    fn find(&self, hash: TokenHash, at: Timestamp) -> BoxFuture<'_, Result<Option<Credential>, LogError>>;

    /// Spends a single-use credential and issues others in its place, both or neither.
    ///
    /// Says `false`, and issues nothing, if it was not in force: of two who spend it, one gets it.
    fn exchange(
        &self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> BoxFuture<'_, Result<bool, LogError>>;

    /// Puts all credentials of somebody in a room out of force, and says how many those were.
    fn revoke<'a>(&'a self, room: &'a RoomId, subject: &'a str) -> BoxFuture<'a, Result<usize, LogError>>;

    /// Whether the log takes appends now.
    fn ready(&self) -> BoxFuture<'_, Result<(), LogError>>;

    /// Waits until the log has failed for good. The process should then end, so that it recovers from disk.
    fn failed(&self) -> BoxFuture<'_, LogError>;
}
