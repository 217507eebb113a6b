//! The store alone: one event for each commit, on the disk that the product's rooms are on.
//!
//! Commits come as seldom as votes do where few people vote: a processor that had nothing to do sleeps, and waking it
//! is part of what either takes.

use std::{
    borrow::Cow,
    thread,
    time::{Duration, Instant},
};

use crosstracks_protocol::{
    ids::{RoomId, Seq},
    stamp::Timestamp,
};
use crosstracks_server::{
    auth::RoomCode,
    log::{Append, Creation, EventLog, NewRoom, Outcome, Row, SqliteLog},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::report::Series;

/// Commits in a round, and the time between two.
const COMMITS: usize = 300;
const PAUSE: Duration = Duration::from_millis(10);
/// As long as a vote.
const BODY: &str =
    r#"{"type":"voted","participant":"p0123456789abcdef","quote":"quote-1","choice":["service"]}"#;

/// A log with a room to append to.
pub(crate) struct Store {
    runtime: Runtime,
    log: SqliteLog,
    room: RoomId,
    head: Seq,
    _folder: TempDir,
}

impl Store {
    pub(crate) fn open() -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let log = SqliteLog::open_sealed(&folder.path().join("data"), None).unwrap();
        let room = RoomId::new("measured");
        let new = NewRoom {
            id: room.clone(),
            code: RoomCode::draw(),
            opened_at: Timestamp(0),
            retention_days: 90,
            rows: vec![row(Seq(1))],
            texts: vec![],
            credentials: vec![],
        };
        assert_eq!(runtime.block_on(log.create(new)).unwrap(), Creation::Created);
        Self { runtime, log, room, head: Seq(1), _folder: folder }
    }

    /// How long each of a number of commits took, in milliseconds.
    pub(crate) fn commits(&mut self) -> Series {
        let mut commit = || {
            thread::sleep(PAUSE);
            self.commit().as_secs_f64() * 1e3
        };
        (0..COMMITS).map(|_| commit()).collect()
    }

    fn commit(&mut self) -> Duration {
        let next = self.head.next();
        let append = Append { rows: vec![row(next)], ..Append::new(self.room.clone(), self.head) };
        let start = Instant::now();
        let outcome = self.runtime.block_on(self.log.append(append));
        let took = start.elapsed();
        assert_eq!(outcome, Outcome::Committed(next));
        self.head = next;
        took
    }
}

fn row(seq: Seq) -> Row {
    Row {
        seq,
        at: Timestamp(0),
        actor: "p0123456789abcdef".to_owned(),
        origin: None,
        part: 0,
        kind: Cow::Borrowed("voted"),
        version: 1,
        body: BODY.to_owned(),
    }
}
