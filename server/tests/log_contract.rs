//! What every engine of the log must do, checked on each of them.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::sync::Arc;

use crosstracks_protocol::{
    command::CommandId,
    ids::{RoomId, Seq, TextId},
    stamp::Timestamp,
};
use crosstracks_server::{
    auth::{Credential, CredentialKind, RoomCode, Token},
    log::{Append, Creation, EventLog, Json, LogError, MemoryLog, NewRoom, Outcome, Row, SqliteLog, TextRow},
};

/// An engine that can be stopped and started again.
trait Engine: Default {
    fn open(&self) -> Arc<dyn EventLog>;
}

#[derive(Default)]
struct Memory(Arc<MemoryLog>);

impl Engine for Memory {
    fn open(&self) -> Arc<dyn EventLog> {
        self.0.clone()
    }
}

struct Sqlite(tempfile::TempDir);

impl Default for Sqlite {
    fn default() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Engine for Sqlite {
    fn open(&self) -> Arc<dyn EventLog> {
        Arc::new(SqliteLog::open(self.0.path()).unwrap())
    }
}

struct Sealed(tempfile::TempDir);

impl Default for Sealed {
    fn default() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Engine for Sealed {
    fn open(&self) -> Arc<dyn EventLog> {
        Arc::new(SqliteLog::open_sealed(self.0.path(), None).unwrap())
    }
}

macro_rules! contract {
    ($($rule:ident;)*) => {
        mod memory { $(#[tokio::test(flavor = "multi_thread")] async fn $rule() { super::$rule(super::Memory::default()).await })* }
        mod sqlite { $(#[tokio::test(flavor = "multi_thread")] async fn $rule() { super::$rule(super::Sqlite::default()).await })* }
        mod sealed { $(#[tokio::test(flavor = "multi_thread")] async fn $rule() { super::$rule(super::Sealed::default()).await })* }
    };
}

contract! {
    what_is_appended_is_read_back;
    what_is_committed_is_there_after_a_restart;
    an_append_on_an_old_head_conflicts_and_writes_nothing;
    a_refused_append_does_not_harm_the_others;
    events_out_of_order_are_refused;
    an_append_to_no_room_is_refused;
    concurrent_writers_leave_no_gap;
    many_rooms_at_once_stay_apart;
    texts_are_replaced_and_deleted;
    a_code_is_for_one_open_room;
    a_room_that_cannot_be_opened_leaves_nothing;
    credentials_come_with_their_event_or_not_at_all;
    a_credential_is_spent_with_the_event_or_not_at_all;
    a_credential_ends_at_its_time;
    of_two_who_spend_a_credential_one_gets_it;
    of_some_credentials_a_subject_has_one;
    revoking_ends_all_credentials_of_one_person_in_one_room;
    an_append_that_revokes_does_so_with_its_events;
    a_room_is_due_at_its_date_and_purged_whole;
    a_healthy_log_is_ready;
}

fn row(seq: u64, counter: u64) -> Row {
    Row {
        seq: Seq(seq),
        at: Timestamp(1_000 + seq),
        actor: "p1".to_owned(),
        origin: Some(CommandId { device: "d1".into(), counter }),
        part: 0,
        kind: "voted".into(),
        version: 1,
        body: Json::read(format!(r#"{{"n":{seq}}}"#)).unwrap(),
    }
}

fn append(room: &RoomId, expected: u64, rows: Vec<Row>) -> Append {
    Append { rows, ..Append::new(room.clone(), Seq(expected)) }
}

fn text(id: u64, body: &str) -> TextRow {
    TextRow { id: TextId(id), owner: Some("p1".to_owned()), body: body.to_owned() }
}

fn code(text: &str) -> RoomCode {
    text.parse().unwrap()
}

fn new_room(id: &RoomId, code: RoomCode) -> NewRoom {
    let opened_at = Timestamp(1_000);
    NewRoom {
        id: id.clone(),
        code,
        opened_at,
        retention_days: 2,
        rows: vec![],
        texts: vec![],
        credentials: vec![],
    }
}

fn credential(room: &RoomId, subject: &str) -> Credential {
    Credential {
        hash: Token::draw().hash(),
        room: room.clone(),
        kind: CredentialKind::Participant,
        subject: subject.to_owned(),
        expires_at: None,
    }
}

async fn room(log: &dyn EventLog, id: &str) -> RoomId {
    let id = RoomId::from(id);
    assert_eq!(log.create(new_room(&id, RoomCode::draw())).await, Ok(Creation::Created));
    id
}

async fn seqs(log: &dyn EventLog, room: &RoomId) -> Vec<u64> {
    log.read(room, Seq(0)).await.unwrap().iter().map(|row| row.seq.0).collect()
}

fn assert_refused(outcome: &Outcome) {
    assert!(matches!(outcome, Outcome::Unknown(LogError::Refused(_))), "{outcome:?}");
}

async fn what_is_appended_is_read_back(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    let by_timer = Row { origin: None, actor: String::new(), ..row(3, 0) };
    let second_part = Row { part: 1, ..row(2, 1) };
    let rows = vec![row(1, 1), second_part, by_timer];
    assert_eq!(log.append(append(&room, 0, rows.clone())).await, Outcome::Committed(Seq(3)));
    assert_eq!(log.read(&room, Seq(0)).await.unwrap(), rows);
    assert_eq!(log.read(&room, Seq(1)).await.unwrap(), rows[1..]);
    assert_eq!(log.read(&room, Seq(3)).await.unwrap(), []);
    assert_eq!(log.read(&"other".into(), Seq(0)).await.unwrap(), []);
    assert_eq!(log.room(&room).await.unwrap().unwrap().head, Seq(3));
}

async fn what_is_committed_is_there_after_a_restart(engine: impl Engine) {
    let log = engine.open();
    let id = RoomId::from("r");
    let key = credential(&id, "p1");
    let first = NewRoom {
        rows: vec![row(1, 1)],
        texts: vec![text(u64::MAX, "a name, ä ü 🙂")],
        credentials: vec![key.clone()],
        ..new_room(&id, code("ABCDEFG"))
    };
    assert_eq!(log.create(first).await, Ok(Creation::Created));
    assert_eq!(log.append(append(&id, 1, vec![row(2, 2)])).await, Outcome::Committed(Seq(2)));
    drop(log);

    let log = engine.open();
    let record = log.room(&id).await.unwrap().unwrap();
    assert_eq!((record.code, record.opened_at, record.head), (code("ABCDEFG"), Timestamp(1_000), Seq(2)));
    assert_eq!(seqs(&*log, &id).await, [1, 2]);
    assert_eq!(log.texts(&id).await.unwrap(), [text(u64::MAX, "a name, ä ü 🙂")]);
    assert_eq!(log.find(key.hash, Timestamp(0)).await, Ok(Some(key)));
    assert_eq!(log.find_code(&code("abc-defg")).await, Ok(Some(id.clone())));
    assert_eq!(log.append(append(&id, 2, vec![row(3, 3)])).await, Outcome::Committed(Seq(3)));
}

async fn an_append_on_an_old_head_conflicts_and_writes_nothing(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    assert_eq!(log.append(append(&room, 0, vec![row(1, 1)])).await, Outcome::Committed(Seq(1)));
    for expected in [0, 2] {
        let stale = Append {
            texts: vec![text(1, "x")],
            credentials: vec![credential(&room, "p1")],
            ..append(&room, expected, vec![row(expected + 1, 2)])
        };
        let hash = stale.credentials[0].hash;
        assert_eq!(log.append(stale).await, Outcome::Conflict { head: Seq(1) });
        assert_eq!(log.find(hash, Timestamp(0)).await, Ok(None));
    }
    assert_eq!(seqs(&*log, &room).await, [1]);
    assert_eq!(log.texts(&room).await.unwrap(), []);
}

async fn a_refused_append_does_not_harm_the_others(engine: impl Engine) {
    let log = engine.open();
    let (a, b, c) = (room(&*log, "a").await, room(&*log, "b").await, room(&*log, "c").await);
    assert_eq!(log.append(append(&b, 0, vec![row(1, 1)])).await, Outcome::Committed(Seq(1)));
    let spent_before = Append { spent: vec![Token::draw().hash()], ..append(&b, 1, vec![row(2, 2)]) };
    let (first, refused, stale, last) = tokio::join!(
        log.append(append(&a, 0, vec![row(1, 1)])),
        log.append(spent_before),
        log.append(append(&b, 0, vec![row(1, 3)])),
        log.append(append(&c, 0, vec![row(1, 1)])),
    );
    assert_eq!((first, last), (Outcome::Committed(Seq(1)), Outcome::Committed(Seq(1))));
    assert_refused(&refused);
    assert_eq!(stale, Outcome::Conflict { head: Seq(1) });
    assert_eq!(log.room(&b).await.unwrap().unwrap().head, Seq(1));
    assert_eq!(seqs(&*log, &b).await, [1]);
}

async fn events_out_of_order_are_refused(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    for rows in [vec![row(2, 1)], vec![row(0, 1)], vec![row(1, 1), row(3, 2)], vec![row(1, 1), row(1, 2)]] {
        assert_refused(&log.append(append(&room, 0, rows)).await);
    }
    assert_eq!(seqs(&*log, &room).await, [0; 0]);
}

async fn an_append_to_no_room_is_refused(engine: impl Engine) {
    let log = engine.open();
    assert_refused(&log.append(append(&"r".into(), 0, vec![row(1, 1)])).await);
    assert_eq!(log.room(&"r".into()).await, Ok(None));
}

async fn concurrent_writers_leave_no_gap(engine: impl Engine) {
    const WRITERS: u64 = 8;
    const EACH: u64 = 25;
    let log = engine.open();
    let room = room(&*log, "r").await;
    let writers = (0..WRITERS).map(|writer| {
        let (log, room) = (Arc::clone(&log), room.clone());
        tokio::spawn(async move {
            let mut head = 0;
            for n in 0..EACH {
                loop {
                    let rows = vec![row(head + 1, writer * EACH + n)];
                    match log.append(append(&room, head, rows)).await {
                        Outcome::Committed(seq) => break head = seq.0,
                        Outcome::Conflict { head: actual } => head = actual.0,
                        Outcome::Unknown(error) => panic!("{error}"),
                    }
                }
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let rows = log.read(&room, Seq(0)).await.unwrap();
    let all = WRITERS * EACH;
    assert_eq!(rows.iter().map(|row| row.seq.0).collect::<Vec<_>>(), (1..=all).collect::<Vec<_>>());
    let commands: std::collections::BTreeSet<_> = rows.into_iter().map(|row| row.origin).collect();
    assert_eq!(commands.len() as u64, all);
}

async fn many_rooms_at_once_stay_apart(engine: impl Engine) {
    // More rooms than one transaction takes.
    const ROOMS: u64 = 700;
    let log = engine.open();
    let mut tasks = tokio::task::JoinSet::new();
    for n in 0..ROOMS {
        let log = Arc::clone(&log);
        tasks.spawn(async move {
            let room = room(&*log, &format!("r{n}")).await;
            let with_text =
                Append { texts: vec![text(1, &n.to_string())], ..append(&room, 0, vec![row(1, 1)]) };
            assert_eq!(log.append(with_text).await, Outcome::Committed(Seq(1)));
        });
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    for n in [0, 350, ROOMS - 1] {
        let room = RoomId::from(format!("r{n}").as_str());
        assert_eq!(seqs(&*log, &room).await, [1]);
        assert_eq!(log.texts(&room).await.unwrap(), [text(1, &n.to_string())]);
    }
    assert_eq!(log.open_rooms(Timestamp(0)).await, Ok(700));
}

async fn texts_are_replaced_and_deleted(engine: impl Engine) {
    let log = engine.open();
    let (room, other) = (room(&*log, "r").await, room(&*log, "other").await);
    let texts = vec![text(1, "one"), text(2, "two"), text(3, "three")];
    for room in [&room, &other] {
        let add = Append { texts: texts.clone(), ..append(room, 0, vec![row(1, 1)]) };
        assert_eq!(log.append(add).await, Outcome::Committed(Seq(1)));
    }
    let change = Append {
        texts: vec![text(2, "deux")],
        removed_texts: vec![TextId(1), TextId(9)],
        ..append(&room, 1, vec![row(2, 2)])
    };
    assert_eq!(log.append(change).await, Outcome::Committed(Seq(2)));
    assert_eq!(log.texts(&room).await.unwrap(), [text(2, "deux"), text(3, "three")]);
    assert_eq!(log.texts(&other).await.unwrap(), texts);
}

async fn a_code_is_for_one_open_room(engine: impl Engine) {
    let log = engine.open();
    let (a, b, shared) = (RoomId::from("a"), RoomId::from("b"), code("ABCDEFG"));
    assert_eq!(log.create(new_room(&a, shared)).await, Ok(Creation::Created));
    assert_eq!(log.create(new_room(&b, shared)).await, Ok(Creation::CodeTaken));
    assert_eq!(log.room(&b).await, Ok(None));

    log.close_code(&a, Timestamp(5_000)).await.unwrap();
    log.close_code(&a, Timestamp(6_000)).await.unwrap();
    assert_eq!(log.room(&a).await.unwrap().unwrap().closed_at, Some(Timestamp(5_000)));
    assert_eq!((log.find_code(&shared).await, log.open_rooms(Timestamp(0)).await), (Ok(None), Ok(0)));
    assert_eq!(log.create(new_room(&b, shared)).await, Ok(Creation::Created));
    assert_eq!(
        (log.find_code(&shared).await, log.open_rooms(Timestamp(0)).await),
        (Ok(Some(b.clone())), Ok(1))
    );
    let later = log.room(&b).await.unwrap().unwrap().opened_at.plus(1);
    assert_eq!(log.open_rooms(later).await, Ok(0), "one that was opened long ago does not count for ever");
    // What happened in the closed room can still be written down.
    assert_eq!(log.append(append(&a, 0, vec![row(1, 1)])).await, Outcome::Committed(Seq(1)));
}

async fn a_room_that_cannot_be_opened_leaves_nothing(engine: impl Engine) {
    let log = engine.open();
    let a = room(&*log, "a").await;
    assert!(log.create(new_room(&a, code("BCDEFGH"))).await.is_err(), "its id is taken");
    let foreign = credential(&"nowhere".into(), "p1");
    let b = NewRoom { credentials: vec![foreign.clone()], ..new_room(&"b".into(), code("BCDEFGH")) };
    assert!(log.create(b).await.is_err());
    assert_eq!(log.room(&"b".into()).await, Ok(None));
    assert_eq!(log.find(foreign.hash, Timestamp(0)).await, Ok(None));
    assert_eq!(log.find_code(&code("BCDEFGH")).await, Ok(None));
}

async fn credentials_come_with_their_event_or_not_at_all(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    let key = credential(&room, "p1");
    let join = Append { credentials: vec![key.clone()], ..append(&room, 0, vec![row(1, 1)]) };
    assert_eq!(log.append(join).await, Outcome::Committed(Seq(1)));
    assert_eq!(log.find(key.hash, Timestamp(0)).await, Ok(Some(key.clone())));

    let twice = Append { credentials: vec![key], ..append(&room, 1, vec![row(2, 2)]) };
    assert_refused(&log.append(twice).await);
    assert_eq!(seqs(&*log, &room).await, [1]);
}

async fn a_credential_is_spent_with_the_event_or_not_at_all(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    let invitation = credential(&room, "f1");
    log.issue(vec![invitation.clone()]).await.unwrap();
    let spend = |expected: u64, key: &Credential| Append {
        spent: vec![invitation.hash],
        credentials: vec![key.clone()],
        ..append(&room, expected, vec![row(expected + 1, expected + 1)])
    };
    let (one, two) = (credential(&room, "f2"), credential(&room, "f3"));
    assert_eq!(log.append(spend(7, &one)).await, Outcome::Conflict { head: Seq(0) });
    assert_eq!(log.find(invitation.hash, Timestamp(0)).await, Ok(Some(invitation.clone())));
    assert_eq!(log.append(spend(0, &one)).await, Outcome::Committed(Seq(1)));
    assert_eq!(log.find(invitation.hash, Timestamp(0)).await, Ok(None));
    assert_refused(&log.append(spend(1, &two)).await);
    assert_eq!(log.find(two.hash, Timestamp(0)).await, Ok(None));
    assert_eq!(seqs(&*log, &room).await, [1]);
}

async fn a_credential_ends_at_its_time(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    let key = Credential { expires_at: Some(Timestamp(100)), ..credential(&room, "p1") };
    log.issue(vec![key.clone()]).await.unwrap();
    assert_eq!(log.find(key.hash, Timestamp(99)).await, Ok(Some(key.clone())));
    assert_eq!(log.find(key.hash, Timestamp(100)).await, Ok(None));
    assert_eq!(log.exchange(key.hash, Timestamp(100), vec![credential(&room, "p1")]).await, Ok(false));
}

async fn of_two_who_spend_a_credential_one_gets_it(engine: impl Engine) {
    let log = engine.open();
    let room = room(&*log, "r").await;
    let way_in = Credential { kind: CredentialKind::WayIn, ..credential(&room, "p1") };
    log.issue(vec![way_in.clone()]).await.unwrap();
    let (one, two) = (credential(&room, "p1"), credential(&room, "p1"));
    let (first, second) = tokio::join!(
        log.exchange(way_in.hash, Timestamp(0), vec![one.clone()]),
        log.exchange(way_in.hash, Timestamp(0), vec![two.clone()]),
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert!(first != second);
    assert_eq!(log.find(one.hash, Timestamp(0)).await.unwrap().is_some(), first);
    assert_eq!(log.find(two.hash, Timestamp(0)).await.unwrap().is_some(), second);
    assert_eq!(log.find(way_in.hash, Timestamp(0)).await, Ok(None));
}

async fn of_some_credentials_a_subject_has_one(engine: impl Engine) {
    let log = engine.open();
    let (room, other) = (room(&*log, "r").await, room(&*log, "other").await);
    let code =
        |room: &RoomId, subject| Credential { kind: CredentialKind::Return, ..credential(room, subject) };
    let (first, second) = (code(&room, "p1"), code(&room, "p1"));
    log.issue(vec![credential(&room, "p1")]).await.unwrap();
    assert_eq!(log.issue_only(first.clone(), false).await, Ok(true));
    assert_eq!(log.issue_only(first.clone(), false).await, Ok(true), "it stands");
    assert_eq!(log.issue_only(second.clone(), false).await, Ok(false));
    assert_eq!(log.find(second.hash, Timestamp(0)).await, Ok(None));
    for apart in [code(&room, "p2"), code(&other, "p1")] {
        assert_eq!(log.issue_only(apart.clone(), false).await, Ok(true));
        assert_eq!(log.find(apart.hash, Timestamp(0)).await, Ok(Some(apart)));
    }
    assert_eq!(log.find(first.hash, Timestamp(0)).await, Ok(Some(first.clone())));

    assert_eq!(log.issue_only(second.clone(), true).await, Ok(true));
    assert_eq!(log.find(first.hash, Timestamp(0)).await, Ok(None));
    assert_eq!(log.find(second.hash, Timestamp(0)).await, Ok(Some(second.clone())));
    let stolen = Credential { hash: second.hash, ..code(&room, "p3") };
    assert!(log.issue_only(stolen, true).await.is_err(), "it is somebody else's");
    assert_eq!(log.find(second.hash, Timestamp(0)).await, Ok(Some(second)));
    assert_eq!(log.ready().await, Ok(()));
}

async fn revoking_ends_all_credentials_of_one_person_in_one_room(engine: impl Engine) {
    let log = engine.open();
    let (room, other) = (room(&*log, "r").await, room(&*log, "other").await);
    let keys =
        [credential(&room, "p1"), credential(&room, "p1"), credential(&room, "p2"), credential(&other, "p1")];
    log.issue(keys.to_vec()).await.unwrap();
    assert_eq!(log.revoke(&room, "p1").await, Ok(2));
    let mut left = vec![];
    for key in &keys {
        left.push(log.find(key.hash, Timestamp(0)).await.unwrap().is_some());
    }
    assert_eq!(left, [false, false, true, true]);
}

async fn an_append_that_revokes_does_so_with_its_events(engine: impl Engine) {
    let log = engine.open();
    let (room, other) = (room(&*log, "r").await, room(&*log, "other").await);
    let keys = [credential(&room, "p1"), credential(&room, "p2"), credential(&other, "p1")];
    log.issue(keys.to_vec()).await.unwrap();
    let erase = |expected| Append {
        revoked: vec!["p1".to_owned()],
        ..append(&room, expected, vec![row(expected + 1, expected + 1)])
    };
    let in_force = async || {
        let mut there = vec![];
        for key in &keys {
            there.push(log.find(key.hash, Timestamp(0)).await.unwrap().is_some());
        }
        there
    };
    assert_eq!(log.append(erase(3)).await, Outcome::Conflict { head: Seq(0) });
    assert_eq!(in_force().await, [true, true, true]);
    assert_eq!(log.append(erase(0)).await, Outcome::Committed(Seq(1)));
    assert_eq!(in_force().await, [false, true, true]);
}

async fn a_room_is_due_at_its_date_and_purged_whole(engine: impl Engine) {
    const DAYS: u64 = 2 * 24 * 60 * 60 * 1_000;
    let log = engine.open();
    let unused = room(&*log, "unused").await;
    let other = NewRoom { opened_at: Timestamp(9_000), ..new_room(&"used".into(), code("BCDEFGH")) };
    assert_eq!(log.create(other).await, Ok(Creation::Created));
    let used = RoomId::from("used");
    let key = credential(&used, "p1");
    let last = Append {
        texts: vec![text(1, "a")],
        credentials: vec![key.clone()],
        ..append(&used, 0, vec![row(1, 1)])
    };
    assert_eq!(log.append(last).await, Outcome::Committed(Seq(1)));
    let at = row(1, 1).at;

    let due = async |at: u64| log.due(Timestamp(at + DAYS)).await.unwrap();
    assert_eq!(due(999).await, []);
    assert_eq!(due(1_000).await, std::slice::from_ref(&unused));
    assert_eq!(due(at.0).await, [unused.clone(), used.clone()]);
    log.close_code(&used, at.plus(7)).await.unwrap();
    assert_eq!(due(at.0 + 6).await, std::slice::from_ref(&unused));
    assert_eq!(due(at.0 + 7).await, [unused.clone(), used.clone()]);

    assert_eq!(log.purge(&used).await, Ok(true));
    assert_eq!(log.purge(&used).await, Ok(false));
    assert_eq!(log.room(&used).await, Ok(None));
    assert_eq!(log.read(&used, Seq(0)).await, Ok(vec![]));
    assert_eq!(log.texts(&used).await, Ok(vec![]));
    assert_eq!(log.find(key.hash, Timestamp(0)).await, Ok(None));
    assert_refused(&log.append(append(&used, 1, vec![row(2, 2)])).await);
    assert!(log.room(&unused).await.unwrap().is_some());
    assert_eq!(due(at.0 + 7).await, [unused]);
}

async fn a_healthy_log_is_ready(engine: impl Engine) {
    let log = engine.open();
    assert_eq!(log.ready().await, Ok(()));
    let failed = log.failed();
    let still_well = std::future::ready("well");
    tokio::select! {
        biased;
        error = failed => panic!("{error}"),
        _ = still_well => {}
    }
}
