//! Rooms that this release cannot read: an event that a later one wrote refuses its whole room, to everybody and in
//! plain words, and changes nothing. Skipping it would make another room of it.

use std::{path::Path, sync::Arc};

use crosstracks_protocol::ids::Seq;
use crosstracks_server::{
    auth::Token,
    clock,
    log::{Append, EventLog, Json, Outcome, Row, SqliteLog, verify_folder},
};
use rusqlite::{Connection, OpenFlags, types::Value as Cell};
use serde_json::{Value, json};

use super::client::World;

/// What a later release might write: a kind that there is none of, and one that there is in another shape.
const LATER: [(&str, u16); 2] = [("table_danced", 1), ("help_asked", 2)];

/// All that a database holds, a text for each row of each table.
fn contents(folder: &Path) -> Vec<String> {
    let db =
        Connection::open_with_flags(folder.join("crosstracks.db"), OpenFlags::SQLITE_OPEN_READ_ONLY).unwrap();
    let mut tables = db.prepare("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> =
        tables.query_map([], |row| row.get(0)).unwrap().map(|name| name.unwrap()).collect();
    let mut all = Vec::new();
    for table in tables {
        let mut rows = db.prepare(&format!("SELECT * FROM {table}")).unwrap();
        let columns = rows.column_count();
        let text = |row: &rusqlite::Row<'_>| {
            let cells: rusqlite::Result<Vec<Cell>> = (0..columns).map(|column| row.get(column)).collect();
            Ok(format!("{table} {:?}", cells?))
        };
        all.extend(rows.query_map([], text).unwrap().map(|row| row.unwrap()));
    }
    all
}

/// The ways to ask for a room, each answered with its status and code.
async fn asked(world: &World, room: &Value, ann: &Value) -> Vec<(&'static str, u16, Value)> {
    let code = room["code"].as_str().unwrap();
    let card = json!({ "code": code, "name": "Ben", "service": "gp", "modality": "in_room" });
    let desk = room["facilitator"].as_str();
    let id = room["room"].as_str().unwrap();
    let words = Token::draw().reveal();
    let mut answers = Vec::new();
    for (way, (status, body)) in [
        ("look", world.get(&format!("/api/rooms/{code}")).await),
        ("join", world.post("/api/join", None, &card).await),
        ("link", world.post("/api/links", desk, &json!({ "kind": "invite" })).await),
        (
            "return code",
            world.post("/api/return-code", ann["token"].as_str(), &json!({ "token": words })).await,
        ),
        ("follow-up", world.get(&format!("/api/follow-up/{id}")).await),
    ] {
        answers.push((way, status, body));
    }
    for (way, token) in [("desk", &room["facilitator"]), ("wall", &room["display"]), ("seat", &ann["token"])]
    {
        let hello = json!({ "type": "hello", "token": token, "device": "d1" });
        answers.push((way, 0, world.first(hello).await));
    }
    let next = Token::draw().reveal();
    let hello = json!({ "type": "hello", "token": ann["token"], "next": next, "device": "d1" });
    answers.push(("seat with a new token", 0, world.first(hello).await));
    answers
}

#[tokio::test]
async fn a_room_of_a_later_release_is_refused_and_left_as_it_is_and_others_go_on() {
    for (kind, version) in LATER {
        let folder = tempfile::tempdir().unwrap();
        let log = Arc::new(SqliteLog::open_sealed(folder.path(), None).unwrap());
        let world = World::open(log.clone()).await;
        let ann = world.join("Ann", "gp").await;
        let room = world.stop().await;

        let head = log.room(&room["room"].as_str().unwrap().into()).await.unwrap().unwrap().head;
        let mut append = Append::new(room["room"].as_str().unwrap().into(), head);
        append.rows = vec![later(head.next(), kind, version)];
        assert!(matches!(log.append(append).await, Outcome::Committed(_)));

        let world = World::open(log.clone()).await;
        let before = contents(folder.path());
        for (way, status, answer) in asked(&world, &room, &ann).await {
            assert_eq!(answer["code"], "unreadable_room", "{way}: {status} {answer}");
            assert!(matches!(status, 0 | 503), "{way}: {status}");
            let words = answer["message"].as_str().unwrap();
            assert!(words.contains("newer release") && words.contains("Nothing of it is lost"), "{words}");
            assert_eq!(answer.get("retry_ms"), None, "{way}: coming back does not help");
        }
        assert_eq!(contents(folder.path()), before, "{kind} {version}");

        // The other room goes on, and this one once its release is back.
        let ben = world.join("Ben", "asc").await;
        let mut ben = world.enter(&ben["token"], "b").await;
        ben.must(None, json!({ "type": "ask_for_help", "on": true })).await;
        drop(ben);
        world.stop().await;
        drop(log);
        assert_eq!(verify_folder(folder.path()).unwrap().faults, []);
    }
}

fn later(seq: Seq, kind: &'static str, version: u16) -> Row {
    let body = json!({ "event": kind, "participant": "p1", "on": true }).to_string();
    let (at, actor) = (clock::now(), "server".to_owned());
    Row { seq, at, actor, origin: None, part: 0, kind: kind.into(), version, body: Json::read(body).unwrap() }
}
