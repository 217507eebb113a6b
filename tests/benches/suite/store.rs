//! The store alone: one event for each commit, on the disk that the product's rooms are on.
//!
//! Commits come as seldom as votes do, and where votes are few there are as many: a processor that had nothing to do
//! sleeps, and waking it is part of what either takes; and of more commits the slowest is slower.

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
    log::{Append, Creation, EventLog, Json, NewRoom, Outcome, Row, SqliteLog},
};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::report::Series;

/// The most commits in a round.
const MOST: usize = 300;
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

    /// How long each commit took, in milliseconds, where so many come in so long a time.
    pub(crate) fn commits(&mut self, count: usize, time: Duration) -> Series {
        let pause = time.div_f64(count as f64);
        let mut commit = || {
            thread::sleep(pause);
            self.commit().as_secs_f64() * 1e3
        };
        (0..count.min(MOST)).map(|_| commit()).collect()
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
        body: Json::read(BODY.to_owned()).expect("the body is JSON"),
    }
}
