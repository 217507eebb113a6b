//! What a log on a disk does that one in memory cannot.

use super::*;
use crate::log::TextRow;
use crosstracks_protocol::ids::TextId;

fn new_room(id: &str, code: &str) -> NewRoom {
    NewRoom {
        id: id.into(),
        code: code.parse().unwrap(),
        opened_at: Timestamp(1),
        retention_days: 90,
        rows: vec![],
        texts: vec![],
        credentials: vec![],
    }
}

fn text(id: u64, body: &str) -> TextRow {
    TextRow { id: TextId(id), owner: None, body: body.to_owned() }
}

/// A disk that is full, by way of SQLite's own limit.
#[tokio::test]
async fn a_failed_commit_stops_the_log_and_loses_nothing_that_was_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let full = |db: &Connection| {
        db.pragma_update(None, "max_page_count", 40)?;
        Ok(None)
    };
    let log = SqliteLog::open_with(folder.path(), full).unwrap();
    assert_eq!(log.create(new_room("r", "ABCDEFG")).await, Ok(Creation::Created));

    let mut acknowledged = 0;
    let error = loop {
        let mut append = Append::new("r".into(), Seq(0));
        append.texts = vec![text(acknowledged + 1, &"x".repeat(3000))];
        match log.append(append).await {
            Outcome::Committed(Seq(0)) => acknowledged += 1,
            Outcome::Unknown(error) => break error,
            other => panic!("{other:?}"),
        }
    };

    assert!(acknowledged > 0);
    assert!(matches!(&error, LogError::Stopped(why) if why.contains("full")), "{error}");
    assert_eq!(log.failed().await, error);
    assert_eq!(log.ready().await, Err(error.clone()));
    assert_eq!(log.append(Append::new("r".into(), Seq(0))).await, Outcome::Unknown(error));
    drop(log);
    let log = SqliteLog::open(folder.path()).unwrap();
    assert_eq!(log.texts(&"r".into()).await.unwrap().len() as u64, acknowledged);
}

#[tokio::test]
async fn a_deleted_text_is_in_no_file_afterwards() {
    const CANARY: &str = "an unmistakable sentence that somebody typed";
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    let found = || {
        let files = std::fs::read_dir(folder.path()).unwrap().map(|file| file.unwrap().path());
        files.filter(|path| contains(&std::fs::read(path).unwrap(), CANARY.as_bytes())).count()
    };
    assert_eq!(log.create(new_room("r", "ABCDEFG")).await, Ok(Creation::Created));
    let mut add = Append::new("r".into(), Seq(0));
    add.texts = vec![text(1, CANARY)];
    assert_eq!(log.append(add).await, Outcome::Committed(Seq(0)));
    assert!(found() > 0, "else the test sees nothing");

    let mut remove = Append::new("r".into(), Seq(0));
    remove.removed_texts = vec![TextId(1)];
    assert_eq!(log.append(remove).await, Outcome::Committed(Seq(0)));
    // The writer empties the WAL once nothing waits for it.
    for _ in 0..100 {
        log.ready().await.unwrap();
        if found() == 0 {
            return;
        }
    }
    panic!("it is still there");
}

fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}

/// Another program took a row out. That is its room's misfortune, and no other's.
#[tokio::test]
async fn a_room_whose_last_append_is_missing_takes_no_more_and_others_go_on() {
    let folder = tempfile::tempdir().unwrap();
    let log = SqliteLog::open(folder.path()).unwrap();
    let started = |room: &str, seq: u64| {
        let (at, actor, body) = (Timestamp(1), "server".to_owned(), Json::read("{}".to_owned()).unwrap());
        let (origin, part, kind, version) = (None, 0, "started".into(), 1);
        let row = Row { seq: Seq(seq), at, actor, origin, part, kind, version, body };
        Append { rows: vec![row], ..Append::new(room.into(), Seq(seq - 1)) }
    };
    for (room, code) in [("r", "ABCDEFG"), ("s", "BCDEFGH")] {
        assert_eq!(log.create(new_room(room, code)).await, Ok(Creation::Created));
        assert_eq!(log.append(started(room, 1)).await, Outcome::Committed(Seq(1)));
    }
    let other = Connection::open(folder.path().join("crosstracks.db")).unwrap();
    other.execute("DELETE FROM append WHERE room = 'r'", []).unwrap();

    let outcome = log.append(started("r", 2)).await;
    assert!(matches!(outcome, Outcome::Unknown(LogError::Refused(_))), "{outcome:?}");
    assert_eq!(log.append(started("s", 2)).await, Outcome::Committed(Seq(2)));
}

#[tokio::test]
async fn a_second_log_on_the_same_folder_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let _log = SqliteLog::open(folder.path()).unwrap();
    assert!(matches!(SqliteLog::open(folder.path()), Err(OpenError::InUse(_))));
}
