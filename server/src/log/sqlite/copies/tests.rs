//! Rooms that are looked over, copied and put back.

use crosstracks_protocol::{
    command::CommandId,
    ids::{RoomId, Seq, TextId},
    stamp::Timestamp,
};
use rusqlite::params;
use tempfile::{TempDir, tempdir};

use super::*;
use crate::log::{
    Append, Creation, EventLog, Json, LogError, NewRoom, Outcome, Row, SqliteLog, TextRow, sqlite::Fault,
};

const ROOM: &str = "r";
const TYPED: &str = "an unmistakable sentence";

fn row(seq: u64) -> Row {
    Row {
        seq: Seq(seq),
        at: Timestamp(1_000 + seq),
        actor: "participant:p1".to_owned(),
        origin: seq.is_multiple_of(2).then(|| CommandId { device: "d1".into(), counter: seq }),
        part: 0,
        kind: if seq.is_multiple_of(3) { "voted".into() } else { "help_asked".into() },
        version: 1,
        body: Json::read(format!(r#"{{"n":{seq}}}"#)).unwrap(),
    }
}

/// Six events and two texts.
async fn filled() -> (TempDir, SqliteLog) {
    let folder = tempdir().unwrap();
    let log = SqliteLog::open_sealed(folder.path(), None).unwrap();
    for (id, code) in [(ROOM, "ABCDEFG"), ("other", "BCDEFGH")] {
        let text = |id| TextRow { id: TextId(id), owner: None, body: format!("{TYPED} {id}") };
        let new = NewRoom {
            id: id.into(),
            code: code.parse().unwrap(),
            opened_at: Timestamp(1),
            retention_days: 90,
            rows: vec![row(1), row(2)],
            texts: vec![text(1), text(2)],
            credentials: vec![],
        };
        assert_eq!(log.create(new).await, Ok(Creation::Created));
    }
    append(&log, 2, (3..=5).map(row).collect(), &[]).await;
    append(&log, 5, vec![row(6)], &[]).await;
    (folder, log)
}

async fn append(log: &impl EventLog, expected: u64, rows: Vec<Row>, removed: &[u64]) {
    let mut append = Append::new(ROOM.into(), Seq(expected));
    (append.rows, append.removed_texts) = (rows, removed.iter().map(|id| TextId(*id)).collect());
    assert!(matches!(log.append(append).await, Outcome::Committed(_)));
}

async fn texts(folder: &Path, room: &str) -> Vec<u64> {
    let log = SqliteLog::open_sealed(folder, None).unwrap();
    log.texts(&RoomId::from(room)).await.unwrap().into_iter().map(|text| text.id.0).collect()
}

#[tokio::test]
async fn what_was_written_is_whole_and_the_first_event_that_changed_is_named() {
    let (folder, log) = filled().await;
    let verified = verify_folder(folder.path()).unwrap();
    assert_eq!((verified.rooms, verified.events), (2, 8));
    assert_eq!(verified.faults, []);
    drop(log);

    let at = |first, last| Fault::Events { room: ROOM.into(), first, last };
    for (harm, fault) in [
        ("UPDATE append SET events = x'5b5d' WHERE room = 'r' AND seq = 2", at(1, 2)),
        ("UPDATE append SET events = substr(events, 2) WHERE room = 'r' AND seq = 5", at(3, 5)),
        ("UPDATE append SET at = at + 1 WHERE room = 'r' AND seq = 6", at(6, 6)),
        ("UPDATE append SET count = 2 WHERE room = 'r' AND seq = 5", at(4, 5)),
        ("UPDATE append SET sealed = 0 WHERE room = 'r' AND seq = 6", at(6, 6)),
        ("UPDATE append SET chain = zeroblob(32) WHERE room = 'r' AND seq = 5", at(3, 5)),
        ("DELETE FROM append WHERE room = 'r' AND seq = 5", at(6, 6)),
        (
            "DELETE FROM append WHERE room = 'r' AND seq = 6",
            Fault::End { room: ROOM.into(), last: 5, head: 6 },
        ),
        ("UPDATE append SET room = 'r', seq = 7, count = 1 WHERE room = 'other' AND seq = 2", at(7, 7)),
        ("UPDATE append SET previous = NULL WHERE room = 'r' AND seq = 6", at(6, 6)),
        ("UPDATE room SET last = NULL WHERE id = 'r'", Fault::End { room: ROOM.into(), last: 6, head: 6 }),
        // One's answers under another's number.
        (
            "UPDATE append SET events = (SELECT events FROM append WHERE room = 'r' AND seq = 5)
             WHERE room = 'r' AND seq = 6",
            at(6, 6),
        ),
    ] {
        let db = Connection::open(folder.path().join(disk::DATABASE)).unwrap();
        db.execute_batch("BEGIN").unwrap();
        assert!(db.execute(harm, []).unwrap() > 0, "{harm}");
        assert!(verify(&db).unwrap().faults.contains(&fault), "{harm}: {:?}", verify(&db));
        db.execute_batch("ROLLBACK").unwrap();
    }
}

#[tokio::test]
async fn what_is_whole_is_found_whole_while_it_grows() {
    let (folder, log) = filled().await;
    let path = folder.path().to_owned();
    let looks =
        std::thread::spawn(move || (0..100).flat_map(|_| verify_folder(&path).unwrap().faults).collect());
    let mut head = 6;
    while !looks.is_finished() {
        append(&log, head, vec![row(head + 1)], &[]).await;
        head += 1;
    }
    let faults: Vec<Fault> = looks.join().unwrap();
    assert_eq!(faults, []);
}

#[tokio::test]
async fn a_room_that_lacks_events_is_not_read_as_if_they_were_all_and_is_deleted_with_them() {
    for harm in [
        "DELETE FROM append WHERE room = 'r' AND seq = 6",
        "DELETE FROM append WHERE room = 'r' AND seq = 5",
        "DELETE FROM append WHERE room = 'r' AND seq = 2",
        "UPDATE append SET previous = id WHERE room = 'r' AND seq = 5",
        "UPDATE room SET last = (SELECT min(id) FROM append WHERE room = 'other') WHERE id = 'r'",
        "UPDATE room SET last = NULL WHERE id = 'r'",
    ] {
        let (folder, log) = filled().await;
        drop(log);
        let db = Connection::open(folder.path().join(disk::DATABASE)).unwrap();
        assert_eq!(db.execute(harm, []).unwrap(), 1, "{harm}");
        let log = SqliteLog::open_sealed(folder.path(), None).unwrap();
        let read = log.read(&ROOM.into(), Seq(0)).await;
        assert!(matches!(read, Err(LogError::Read(_))), "{harm}: {read:?}");
        assert_eq!(log.purge(&ROOM.into()).await, Ok(true));
        assert_eq!(log.read(&"other".into(), Seq(0)).await.unwrap().len(), 2);
        let left = "SELECT count(*) FROM append WHERE room = 'r'";
        assert_eq!(db.query_one(left, [], |row| row.get::<_, i64>(0)).unwrap(), 0, "{harm}");
    }
}

#[tokio::test]
async fn a_copy_made_while_rooms_are_used_is_whole_and_opens_with_the_key() {
    let (folder, log) = filled().await;
    let elsewhere = tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    let copied = back_up(folder.path(), &copy).unwrap();
    assert_eq!((copied.rooms, copied.events), (2, 8));
    append(&log, 6, vec![row(7)], &[]).await;
    let bytes = fs::read(&copy).unwrap();
    assert!(!bytes.windows(TYPED.len()).any(|window| window == TYPED.as_bytes()));
    assert!(matches!(back_up(folder.path(), &copy), Err(CopyError::File { .. })), "nothing is written over");

    let new = elsewhere.path().join("data");
    let restored = restore(&copy, &new, None).unwrap();
    assert_eq!((restored.verified, restored.erased_again), (copied, 0));
    fs::copy(folder.path().join(disk::KEY), new.join(disk::KEY)).unwrap();
    let back = SqliteLog::open_sealed(&new, None).unwrap();
    assert_eq!(back.read(&ROOM.into(), Seq(0)).await.unwrap(), (1..=6).map(row).collect::<Vec<_>>());
    assert_eq!(back.texts(&ROOM.into()).await.unwrap()[0].body, format!("{TYPED} 1"));
    // It goes on from there.
    append(&back, 6, vec![row(7)], &[]).await;
    drop(back);
    assert_eq!(verify_folder(&new).unwrap().faults, []);
    assert!(matches!(restore(&copy, &new, None), Err(CopyError::HasRooms(_))));
}

#[tokio::test]
async fn what_was_deleted_after_a_copy_stays_deleted_when_it_is_put_back() {
    let (folder, log) = filled().await;
    let elsewhere = tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    back_up(folder.path(), &copy).unwrap();
    append(&log, 6, vec![], &[2]).await;
    log.ready().await.unwrap();
    drop(log);
    assert_eq!(texts(folder.path(), ROOM).await, [1]);

    // Into the same folder: its own notes tell.
    fs::remove_file(folder.path().join(disk::DATABASE)).unwrap();
    assert_eq!(restore(&copy, folder.path(), None).unwrap().erased_again, 1);
    assert_eq!(texts(folder.path(), ROOM).await, [1]);
    assert_eq!(texts(folder.path(), "other").await, [1, 2]);

    // Deletions after that are noted too, though the copy's own list was shorter.
    let log = SqliteLog::open_sealed(folder.path(), None).unwrap();
    append(&log, 6, vec![], &[1]).await;
    log.ready().await.unwrap();
    drop(log);
    let notes = folder.path().join(erased::FILE);

    // Into another folder: with those notes.
    let new = elsewhere.path().join("data");
    assert_eq!(restore(&copy, &new, Some(&notes)).unwrap().erased_again, 2);
    fs::copy(folder.path().join(disk::KEY), new.join(disk::KEY)).unwrap();
    assert_eq!(texts(&new, ROOM).await, [] as [u64; 0]);
}

#[tokio::test]
async fn a_deletion_that_was_not_noted_before_a_crash_is_noted_at_the_next_start() {
    let (folder, log) = filled().await;
    append(&log, 6, vec![], &[2]).await;
    drop(log);
    let notes = folder.path().join(erased::FILE);
    let noted = fs::read_to_string(&notes).unwrap();
    assert_eq!(noted, "1 r 2\n");
    for left in ["", "1 r"] {
        fs::write(&notes, left).unwrap();
        drop(SqliteLog::open_sealed(folder.path(), None).unwrap());
        assert_eq!(fs::read_to_string(&notes).unwrap(), noted);
    }
}

#[tokio::test]
async fn a_copy_that_is_not_whole_is_not_put_back() {
    let (folder, _log) = filled().await;
    let elsewhere = tempdir().unwrap();
    let (copy, new) = (elsewhere.path().join("copy"), elsewhere.path().join("data"));
    back_up(folder.path(), &copy).unwrap();
    let db = Connection::open(&copy).unwrap();
    db.execute("UPDATE append SET events = x'5b5d' WHERE room = ?1 AND seq = 5", params![ROOM]).unwrap();
    drop(db);
    let refused = restore(&copy, &new, None).unwrap_err();
    assert!(matches!(refused, CopyError::Damaged { faults: 1, .. }), "{refused}");
    assert!(!new.join(disk::DATABASE).exists());
    assert!(restore(&elsewhere.path().join("none"), &new, None).is_err());
    let empty = elsewhere.path().join("empty");
    fs::write(&empty, "").unwrap();
    assert!(matches!(restore(&empty, &new, None), Err(CopyError::NoRooms(_))));
    assert!(!new.join(disk::DATABASE).exists());
    assert!(matches!(verify_folder(&new), Err(CopyError::NoRooms(_))));
}
