//! Databases of every release open in this one.
//!
//! `golden/<version>/` holds a data folder as that release left it: the golden log of
//! `protocol/tests/golden/<version>/` in a sealed database, with its key and a credential of every kind. A folder is
//! never changed once its version is released.
//!
//! `UPDATE=1 cargo test -p crosstracks-server --test golden` writes the folder of the current version anew where the
//! golden log is another one than its database holds, and the version is unreleased; `protocol/tests/golden/main.rs`
//! says how that is known.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

/// The form in which golden logs are kept.
#[path = "../../protocol/tests/rooms/golden/kept.rs"]
#[allow(dead_code, reason = "they are written elsewhere")]
mod kept;

use std::{
    fs,
    path::{Path, PathBuf},
};

use crosstracks_protocol::{
    command::Actor,
    ids::{RoomId, Seq, TextId},
    stamp::Timestamp,
    view::Phase,
};
use crosstracks_server::{
    auth::{Credential, CredentialKind, TokenHash},
    by_hand::ByHand,
    log::{
        Append, Creation, EventLog, Fault, MemoryLog, NewRoom, Outcome, Row, SqliteLog, TextRow,
        verify_folder,
    },
};
use rusqlite::Connection;
use tempfile::{TempDir, tempdir};
use tokio::time::Instant;

use self::kept::{Kept, TextLine};

/// The version that these tests are of.
const CURRENT: &str = env!("CARGO_PKG_VERSION");
const CODE: &str = "ABCDEFG";
/// A text that was deleted before the release closed the database.
const ERASED: TextId = TextId(900_000);
/// What a data folder is moved with. The notes of what was erased stand in the database, too.
const FILES: [&str; 2] = ["crosstracks.db", "crosstracks.key"];

/// A golden log, as rows.
struct Golden {
    rows: Vec<Row>,
    texts: Vec<TextRow>,
    released: bool,
}

impl Golden {
    fn of(version: &str) -> Self {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../protocol/tests/golden").join(version);
        let mut rows: Vec<Row> = Vec::new();
        let kept = Kept::read(&folder);
        for line in kept.log {
            let actor = match &line.by {
                Actor::Facilitator(id) => format!("facilitator:{id}"),
                Actor::Participant(id) => format!("participant:{id}"),
                Actor::Server => "server".to_owned(),
            };
            let before = rows.last().filter(|before| line.command.is_some() && before.origin == line.command);
            let part = before.map_or(0, |before| before.part + 1);
            let (kind, body) = (line.kind.into(), line.body.into());
            let (seq, at, origin, version) = (line.seq, line.at, line.command, line.version);
            rows.push(Row { seq, at, actor, origin, part, kind, version, body });
        }
        let text = |line: TextLine| {
            let owner = line.owner.map(|owner| owner.to_string());
            TextRow { id: line.id, owner, body: line.body }
        };
        let texts = kept.texts.into_iter().map(text).collect();
        Self { rows, texts, released: folder.join("released").exists() }
    }
}

fn room() -> RoomId {
    "golden".into()
}

/// A credential of every kind, by hashes that stand in no release's way.
fn credentials() -> Vec<Credential> {
    let credential = |(n, kind): (u8, CredentialKind)| Credential {
        hash: TokenHash::from_bytes([n; 32]),
        room: room(),
        kind,
        subject: format!("subject-{}", kind.as_str()),
        expires_at: None,
    };
    (1..).zip(CredentialKind::ALL).map(credential).collect()
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn versions() -> Vec<String> {
    let entries = fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap());
    let folders = entries.filter(|entry| entry.path().is_dir());
    let mut versions: Vec<_> = folders.map(|entry| entry.file_name().into_string().unwrap()).collect();
    versions.sort();
    versions
}

/// A data folder of its own, for opening it changes it.
fn copy(version: &str) -> TempDir {
    let copy = tempdir().unwrap();
    for name in FILES {
        fs::copy(folder().join(version).join(name), copy.path().join(name)).unwrap();
    }
    copy
}

async fn rows(log: &impl EventLog) -> Vec<Row> {
    log.read(&room(), Seq(0)).await.unwrap()
}

/// Writes a data folder as this release does.
async fn write(golden: &Golden, to: &Path) {
    let made = tempdir().unwrap();
    let log = SqliteLog::open_sealed(made.path(), None).unwrap();
    let (first, rest) = golden.rows.split_at(2);
    let erased = TextRow { id: ERASED, owner: None, body: "Erased before this was closed.".into() };
    let new = NewRoom {
        id: room(),
        code: CODE.parse().unwrap(),
        opened_at: first[0].at,
        retention_days: 90,
        rows: first.to_vec(),
        texts: golden.texts.iter().cloned().chain([erased]).collect(),
        credentials: credentials(),
    };
    assert_eq!(log.create(new).await, Ok(Creation::Created));
    for rows in rest.chunks(100) {
        let mut append = Append::new(room(), Seq(rows[0].seq.0 - 1));
        append.rows = rows.to_vec();
        assert!(matches!(log.append(append).await, Outcome::Committed(_)));
    }
    let mut erase = Append::new(room(), golden.rows.last().unwrap().seq);
    erase.removed_texts = vec![ERASED];
    assert!(matches!(log.append(erase).await, Outcome::Committed(_)));
    // Closing writes all of it into the one file.
    drop(log);
    fs::create_dir_all(to).unwrap();
    for name in FILES {
        fs::copy(made.path().join(name), to.join(name)).unwrap();
    }
}

/// Opens a copy of a version's folder, written anew where that is asked for and due.
async fn open(version: &str) -> (TempDir, SqliteLog) {
    let copy = copy(version);
    let log = SqliteLog::open_sealed(copy.path(), None).unwrap();
    (copy, log)
}

async fn update() {
    let golden = Golden::of(CURRENT);
    if std::env::var_os("UPDATE").is_none() || golden.released {
        return;
    }
    let is_current = versions().iter().any(|version| version == CURRENT) && {
        let (_copy, log) = open(CURRENT).await;
        rows(&log).await == golden.rows && log.texts(&room()).await.as_ref() == Ok(&golden.texts)
    };
    if !is_current {
        write(&golden, &folder().join(CURRENT)).await;
    }
}

#[tokio::test]
async fn the_databases_of_every_release_open_in_this_one() {
    fs::create_dir_all(folder()).unwrap();
    update().await;
    let versions = versions();
    assert!(versions.iter().any(|version| version == CURRENT), "run with UPDATE=1 for {CURRENT}");
    for version in versions {
        let golden = Golden::of(&version);
        let (copy, log) = open(&version).await;
        let kept = rows(&log).await;
        for (kept, written) in kept.iter().zip(&golden.rows) {
            assert_eq!(kept, written, "{version}");
        }
        assert_eq!(kept.len(), golden.rows.len(), "{version}");
        assert_eq!(log.texts(&room()).await.as_ref(), Ok(&golden.texts), "{version}");
        let record = log.room(&room()).await.unwrap().unwrap();
        assert_eq!((record.code.as_str(), record.head), (CODE, golden.rows.last().unwrap().seq), "{version}");
        for credential in credentials() {
            let found = log.find(credential.hash, Timestamp(0)).await.unwrap();
            assert_eq!(found.as_ref(), Some(&credential), "{version}");
        }
        opens(kept, log.texts(&room()).await.unwrap()).await;
        drop(log);

        // What opening it may have done to its shape left every event as it was written.
        let verified = verify_folder(copy.path()).unwrap();
        assert_eq!(verified.rooms, 1, "{version}");
        assert_eq!(verified.events, golden.rows.len() as u64, "{version}");
        assert_eq!(verified.faults, [], "{version}");
        is_sealed(copy.path(), &golden, &version);
    }
}

/// 0.1.0 linked every event: bringing its database over makes nothing whole that was not.
#[tokio::test]
async fn an_event_that_was_changed_before_an_update_is_named_after_it() {
    for (harm, seq) in [
        ("UPDATE event SET actor = 'participant:p0' WHERE seq = 30", 30),
        ("DELETE FROM event WHERE seq = 30", 31),
    ] {
        let copy = copy("0.1.0");
        let db = Connection::open(copy.path().join(FILES[0])).unwrap();
        assert_eq!(db.execute(harm, []).unwrap(), 1);
        drop(db);
        drop(SqliteLog::open_sealed(copy.path(), None).unwrap());
        let faults = verify_folder(copy.path()).unwrap().faults;
        assert_eq!(faults, [Fault::Events { room: room(), first: seq, last: seq }]);
    }
}

/// The room itself opens from what was read: what it is then, `protocol/tests/golden` holds it to. From memory, for a
/// room that is driven by hand waits for no disk.
async fn opens(rows: Vec<Row>, texts: Vec<TextRow>) {
    let log = MemoryLog::default();
    let code = CODE.parse().unwrap();
    let (opened_at, retention_days, credentials) = (rows[0].at, 90, vec![]);
    let new = NewRoom { id: room(), code, opened_at, retention_days, rows, texts, credentials };
    assert_eq!(log.create(new).await, Ok(Creation::Created));
    let opened = ByHand::open(&log, &room(), 1, (Timestamp(0), Instant::now())).unwrap();
    assert_eq!(opened.room().phase(), Phase::Closed);
}

/// No text and no private answer stands in the file.
fn is_sealed(folder: &Path, golden: &Golden, version: &str) {
    let bytes = fs::read(folder.join(FILES[0])).unwrap();
    let has = |words: &str| bytes.windows(words.len()).any(|window| window == words.as_bytes());
    assert!(has("room_opened"), "else the test sees nothing");
    for text in golden.texts.iter().filter(|text| text.body.len() >= 12) {
        assert!(!has(&text.body), "{version}: {}", text.body);
    }
    let vote = golden.rows.iter().find(|row| row.kind == "voted").unwrap();
    assert!(!has(vote.body.text()), "{version}");
}
