//! Cuts the power at writes and syncs of the log, and has any call to the disk fail: whatever is left, all that was
//! acknowledged is there once, what was deleted is not, and the chains are whole. After a sync that failed nothing is
//! acknowledged any more: its writes may be gone though they can still be read.
//!
//! `CROSSTRACKS_CUTS` says how many cuts, `CROSSTRACKS_SEED` where to begin.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
};

use crosstracks_faulty_disk::{Disk, Files, Leaves, Watch};
use crosstracks_protocol::{
    command::CommandId,
    ids::{RoomId, Seq, TextId},
    stamp::{Chance, Timestamp},
};
use crosstracks_server::{
    auth::RoomCode,
    log::{
        Append, Creation, EventLog, Json, LogError, NewRoom, Outcome, Row, SqliteLog, TextRow, verify_folder,
    },
};
use futures_util::{FutureExt, future::join_all};
use tempfile::TempDir;

const ROOMS: [(&str, &str); 3] = [("r1", "ABCDEFG"), ("r2", "BCDEFGH"), ("r3", "CDEFGHJ")];

/// In memory where there is such a folder: the disk that matters is the one in front of it.
fn folder() -> TempDir {
    let shm = Path::new("/dev/shm");
    if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap()
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect("a number"))
}

/// What the log was asked, and what it said.
#[derive(Default)]
struct Book {
    /// Every row that was handed in, in order.
    rows: BTreeMap<RoomId, Vec<Row>>,
    /// Every text that was handed in and not asked to be deleted.
    texts: BTreeMap<(RoomId, TextId), String>,
    /// With how many changes on disk something was acknowledged: a room's last event, and texts added and deleted.
    acknowledged: Vec<(usize, Append)>,
    created: Vec<(usize, RoomId)>,
    stopped: Option<LogError>,
}

impl Book {
    /// An append for a room, of some rows and texts, which now and then deletes an earlier text.
    fn next(&mut self, room: &RoomId, chance: &mut Chance) -> Append {
        let rows = self.rows.entry(room.clone()).or_default();
        let head = rows.len() as u64;
        let mut append = Append::new(room.clone(), Seq(head));
        for n in 1..=1 + chance.below(3) as u64 {
            let body = format!(r#"{{"n":{},"x":"{}"}}"#, head + n, "x".repeat(chance.below(600)));
            let origin = CommandId { device: "d".into(), counter: head };
            append.rows.push(Row {
                seq: Seq(head + n),
                at: Timestamp(1_000 + head + n),
                actor: "server".into(),
                origin: Some(origin),
                part: u16::try_from(n - 1).unwrap(),
                kind: "tested".into(),
                version: 1,
                body: Json::read(body).unwrap(),
            });
            let body = format!("text {} of {room}, {}", head + n, "y".repeat(chance.below(900)));
            self.texts.insert((room.clone(), TextId(head + n)), body.clone());
            append.texts.push(TextRow { id: TextId(head + n), owner: None, body });
        }
        rows.extend(append.rows.iter().cloned());
        if chance.below(6) == 0 && head > 0 {
            let gone = TextId(1 + chance.below(head as usize) as u64);
            self.texts.remove(&(room.clone(), gone));
            append.removed_texts.push(gone);
        }
        append
    }

    /// Holds a log against what had been acknowledged when there were so many changes.
    async fn is_kept(&self, folder: &Path, changes: usize, at: &str) {
        let log = SqliteLog::open(folder).unwrap_or_else(|error| panic!("it does not open {at}: {error}"));
        for (_, room) in self.created.iter().filter(|(then, _)| *then <= changes) {
            assert!(log.room(room).await.unwrap().is_some(), "{room} is gone {at}");
        }
        for (room, submitted) in &self.rows {
            let rows = log.read(room, Seq(0)).await.unwrap();
            assert!(submitted.starts_with(&rows), "{room} holds something else than was written {at}");
            let texts = log.texts(room).await.unwrap();
            let texts: BTreeMap<TextId, String> =
                texts.into_iter().map(|text| (text.id, text.body)).collect();
            let of_room =
                self.acknowledged.iter().filter(|(then, append)| *then <= changes && append.room == *room);
            let mut deleted = BTreeSet::new();
            for (_, append) in of_room {
                let head = append.rows.last().unwrap().seq.0;
                assert!(
                    rows.len() as u64 >= head,
                    "{room}: {head} was acknowledged, {} are there {at}",
                    rows.len()
                );
                deleted.extend(&append.removed_texts);
            }
            for text in &deleted {
                assert!(!texts.contains_key(text), "{room}: {text:?} was deleted, and is there {at}");
            }
            for row in &rows {
                let text = TextId(row.seq.0);
                let kept = self.texts.get(&(room.clone(), text));
                assert!(kept.is_none() || texts.get(&text) == kept, "{room}: {text:?} is not there {at}");
            }
        }
        drop(log);
        let verified = verify_folder(folder).unwrap();
        assert_eq!(verified.faults, [], "{at}");
    }
}

/// Opens a log and writes to it, from several rooms at once, until it has done all or stopped.
async fn works(folder: &Path, disk: &Disk, rounds: usize, chance: &mut Chance) -> Book {
    let mut book = Book::default();
    let log = match SqliteLog::open(folder) {
        Ok(log) => log,
        Err(_) => return book,
    };
    let rooms = ROOMS.map(|(id, code)| (RoomId::from(id), code.parse::<RoomCode>().unwrap()));
    for (id, code) in &rooms {
        let new = NewRoom {
            id: id.clone(),
            code: *code,
            opened_at: Timestamp(1),
            retention_days: 90,
            rows: vec![],
            texts: vec![],
            credentials: vec![],
        };
        match log.create(new).await {
            Ok(created) => {
                assert_eq!(created, Creation::Created);
                book.created.push((disk.changes(), id.clone()));
            }
            Err(error) => book.stopped = Some(error),
        }
    }
    for _ in 0..rounds {
        let some: Vec<_> = rooms.iter().filter(|_| chance.below(3) > 0).collect();
        let appends: Vec<_> = some.into_iter().map(|(room, _)| book.next(room, chance)).collect();
        let ask =
            |append: Append| log.append(append.clone()).map(|outcome| (disk.changes(), append, outcome));
        for (changes, append, outcome) in join_all(appends.into_iter().map(ask)).await {
            match outcome {
                Outcome::Committed(_) => {
                    assert!(book.stopped.is_none(), "it went on after {:?}", book.stopped);
                    book.acknowledged.push((changes, append));
                }
                Outcome::Unknown(error) => book.stopped = Some(error),
                Outcome::Conflict { head } => panic!("{append:?} met {head:?}"),
            }
        }
        if book.stopped.is_some() {
            assert!(log.failed().now_or_never().is_some(), "it failed and did not stop: {:?}", book.stopped);
            break;
        }
    }
    book
}

fn write_down(folder: &Path, files: &Files) {
    for (name, bytes) in files {
        fs::write(folder.join(&**name), bytes).unwrap();
    }
}

async fn cut(book: &Book, disk: &Disk, changes: usize, leaves: Leaves, seed: u64) {
    let left = folder();
    write_down(left.path(), &disk.after_cut(changes, leaves, &mut Chance::new(seed)));
    let at = format!("after change {changes} with {leaves:?}, CROSSTRACKS_SEED={seed}");
    book.is_kept(left.path(), changes, &at).await;
}

#[tokio::test]
async fn a_power_cut_at_any_write_loses_nothing_that_was_acknowledged() {
    let cuts = number("CROSSTRACKS_CUTS").unwrap_or(400) as usize;
    let first = number("CROSSTRACKS_SEED").unwrap_or(1);
    // As many points as there are in a log, where so many are asked for; else some of them.
    let (mut done, mut acknowledged, mut seed) = (0, 0, first);
    while done < cuts {
        let (home, mut chance) = (folder(), Chance::new(seed));
        let disk = Watch::over(home.path());
        let book = works(home.path(), &disk, 40, &mut chance).await;
        assert!(book.stopped.is_none() && book.acknowledged.len() > 40, "{:?}", book.stopped);
        let points = (0..=disk.changes()).flat_map(|changes| Leaves::ALL.map(|leaves| (changes, leaves)));
        let mut points: Vec<_> = points.collect();
        chance.shuffle(&mut points);
        let some = points.len().min((cuts - done).min(if cuts > 1_000 { usize::MAX } else { 100 }));
        for (changes, leaves) in points.into_iter().take(some) {
            cut(&book, &disk, changes, leaves, seed).await;
        }
        done += some;
        acknowledged += book.acknowledged.len();
        seed += 1;
    }
    println!(
        "{done} power cuts in {} logs with {acknowledged} acknowledged appends: nothing lost",
        seed - first
    );
}

#[tokio::test]
async fn any_call_to_the_disk_may_fail_and_nothing_that_was_acknowledged_is_lost() {
    const ROUNDS: usize = 5;
    let seed = number("CROSSTRACKS_SEED").unwrap_or(1);
    let calls = {
        let home = folder();
        let disk = Watch::over(home.path());
        works(home.path(), &disk, ROUNDS, &mut Chance::new(seed)).await;
        disk.calls()
    };
    let (mut stopped, mut unopened) = (0, 0);
    for call in 1..=calls {
        let home = folder();
        let disk = Watch::over(home.path());
        disk.fails_at(call, call % 2 == 0);
        let book = works(home.path(), &disk, ROUNDS, &mut Chance::new(seed)).await;
        if let Some(lost) = disk.lost() {
            let after = book.acknowledged.iter().filter(|(changes, _)| *changes >= lost).count();
            assert_eq!(
                after, 0,
                "acknowledged after a sync had failed at call {call}, CROSSTRACKS_SEED={seed}"
            );
        }
        stopped += usize::from(book.stopped.is_some());
        unopened += usize::from(book.created.is_empty());
        for leaves in [Leaves::Nothing, Leaves::Everything] {
            cut(&book, &disk, disk.changes(), leaves, call).await;
        }
    }
    println!("{calls} calls, each failing once: {stopped} stopped the log, {unopened} kept it from opening");
    assert!(stopped > 20, "{stopped}");
}
