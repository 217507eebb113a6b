//! A log in memory that can be told to wait with an append, or to fail it.

use std::sync::{Arc, Mutex};

use crosstracks_protocol::{
    ids::{RoomId, Seq},
    stamp::Timestamp,
};
use crosstracks_server::{
    auth::{Credential, RoomCode, TokenHash},
    log::{Append, Creation, EventLog, LogError, MemoryLog, NewRoom, Outcome, RoomRecord, Row, TextRow},
};
use futures_util::{FutureExt, future::BoxFuture};
use tokio::sync::Semaphore;

/// What becomes of the next append.
#[derive(Debug, Clone)]
pub(crate) enum Fate {
    /// It is never written.
    Lost(Outcome),
    /// It is written, and that is not known.
    Doubtful,
}

/// The log.
pub(crate) struct Gate {
    within: MemoryLog,
    open: Semaphore,
    arrived: Semaphore,
    fate: Mutex<Option<Fate>>,
}

/// More appends than any test makes.
const ALWAYS: usize = 1_000_000;

impl Gate {
    /// A log that does what it is asked.
    pub(crate) fn new() -> Arc<Self> {
        Arc::new(Self {
            within: MemoryLog::default(),
            open: Semaphore::new(ALWAYS),
            arrived: Semaphore::new(0),
            fate: Mutex::new(None),
        })
    }

    /// From now on appends wait.
    pub(crate) fn shut(&self) {
        self.open.forget_permits(ALWAYS);
    }

    /// Waits until an append waits.
    pub(crate) async fn reached(&self) {
        self.arrived.acquire().await.unwrap().forget();
    }

    /// Lets everything through.
    pub(crate) fn release(&self) {
        self.open.add_permits(ALWAYS);
    }

    /// Says what becomes of the next append.
    pub(crate) fn doom(&self, fate: Fate) {
        *self.fate.lock().unwrap() = Some(fate);
    }

    /// The kinds of a room's events.
    pub(crate) async fn kinds(&self, room: &str) -> Vec<String> {
        let rows = self.within.read(&room.into(), Seq(0)).await.unwrap();
        rows.into_iter().map(|row| row.kind.into_owned()).collect()
    }
}

impl EventLog for Gate {
    fn append(&self, append: Append) -> BoxFuture<'_, Outcome> {
        async move {
            if self.open.available_permits() == 0 {
                self.arrived.add_permits(1);
            }
            self.open.acquire().await.unwrap().forget();
            let fate = self.fate.lock().unwrap().take();
            match fate {
                None => self.within.append(append).await,
                Some(Fate::Lost(outcome)) => outcome,
                Some(Fate::Doubtful) => {
                    let written = self.within.append(append).await;
                    assert!(matches!(written, Outcome::Committed(_)));
                    Outcome::Unknown(LogError::Stopped("the line broke".into()))
                }
            }
        }
        .boxed()
    }

    fn read<'a>(&'a self, room: &'a RoomId, after: Seq) -> BoxFuture<'a, Result<Vec<Row>, LogError>> {
        self.within.read(room, after)
    }

    fn texts<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Vec<TextRow>, LogError>> {
        self.within.texts(room)
    }

    fn create(&self, room: NewRoom) -> BoxFuture<'_, Result<Creation, LogError>> {
        self.within.create(room)
    }

    fn room<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<Option<RoomRecord>, LogError>> {
        self.within.room(room)
    }

    fn find_code<'a>(&'a self, code: &'a RoomCode) -> BoxFuture<'a, Result<Option<RoomId>, LogError>> {
        self.within.find_code(code)
    }

    fn open_rooms(&self, since: Timestamp) -> BoxFuture<'_, Result<usize, LogError>> {
        self.within.open_rooms(since)
    }

    fn close_code<'a>(&'a self, room: &'a RoomId, at: Timestamp) -> BoxFuture<'a, Result<(), LogError>> {
        self.within.close_code(room, at)
    }

    fn due(&self, at: Timestamp) -> BoxFuture<'_, Result<Vec<RoomId>, LogError>> {
        self.within.due(at)
    }

    fn purge<'a>(&'a self, room: &'a RoomId) -> BoxFuture<'a, Result<bool, LogError>> {
        self.within.purge(room)
    }

    fn issue(&self, credentials: Vec<Credential>) -> BoxFuture<'_, Result<(), LogError>> {
        self.within.issue(credentials)
    }

    fn issue_only(&self, credential: Credential, replace: bool) -> BoxFuture<'_, Result<bool, LogError>> {
        self.within.issue_only(credential, replace)
    }

    fn find(&self, hash: TokenHash, at: Timestamp) -> BoxFuture<'_, Result<Option<Credential>, LogError>> {
        self.within.find(hash, at)
    }

    fn exchange(
        &self,
        spent: TokenHash,
        at: Timestamp,
        issued: Vec<Credential>,
    ) -> BoxFuture<'_, Result<bool, LogError>> {
        self.within.exchange(spent, at, issued)
    }

    fn revoke<'a>(&'a self, room: &'a RoomId, subject: &'a str) -> BoxFuture<'a, Result<usize, LogError>> {
        self.within.revoke(room, subject)
    }

    fn ready(&self) -> BoxFuture<'_, Result<(), LogError>> {
        self.within.ready()
    }

    fn failed(&self) -> BoxFuture<'_, LogError> {
        self.within.failed()
    }
}
