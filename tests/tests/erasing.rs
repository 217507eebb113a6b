//! What is erased is in no file of the server and in no copy that is put back, and whoever was erased has no way in.
//!
//! Texts are sealed, so it is the sealed ones that are looked for.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::{fs, path::Path, process::Command};

use crosstracks_server::log::{EventLog, SqliteLog};
use crosstracks_tests::{Connection, Desk, Http, Server};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// A log's texts with whose they are: as they are kept, or opened with the key.
async fn texts(data: &Path, room: &str, opened: bool) -> Vec<(Option<String>, String)> {
    let copy = tempfile::tempdir().unwrap();
    for file in fs::read_dir(data).unwrap() {
        let file = file.unwrap();
        fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
    }
    let texts = if opened {
        SqliteLog::open_sealed(copy.path(), None).unwrap().texts(&room.into()).await
    } else {
        SqliteLog::open(copy.path()).unwrap().texts(&room.into()).await
    };
    texts.unwrap().into_iter().map(|text| (text.owner, text.body)).collect()
}

/// Whether one of these stands in some file of a folder.
fn holds(folder: &Path, texts: &[String]) -> bool {
    fs::read_dir(folder).unwrap().any(|file| {
        let bytes = fs::read(file.unwrap().path()).unwrap();
        texts.iter().any(|text| bytes.windows(text.len()).any(|window| window == text.as_bytes()))
    })
}

/// Waits until none of these stands in any of the server's files: its write-ahead log is emptied when nobody waits.
async fn until_gone(server: &Server, texts: &[String]) {
    for _ in 0..1_000 {
        if !holds(&server.data(), texts) {
            return;
        }
        // The writer has had a turn when this is answered.
        assert_eq!(server.http().get("/readyz").await.status, 200);
    }
    panic!("still there");
}

/// Runs a command on a folder and gives what it printed.
fn run(command: &str, copy: &Path, data: &Path) -> Value {
    let mut program = Command::new(PROGRAM);
    let done = program.arg(command).arg(copy).arg("--json").arg("--data").arg(data).output().unwrap();
    assert!(done.status.success(), "{done:?}");
    serde_json::from_slice(&done.stdout).unwrap()
}

/// A room in which somebody has joined and said something that surprised them.
struct Scene {
    server: Server,
    http: Http,
    desk: Desk,
    room: String,
    token: String,
    phone: Connection,
    /// Whom it is about.
    zoe: String,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start(PROGRAM);
        let http = server.http();
        let mut desk = Desk::open(&http, None).await;
        let token = http.join(&desk.code, "Zoe", "gp").await;
        for (n, service) in ["gp", "gp", "asc", "asc", "asc"].into_iter().enumerate() {
            http.join(&desk.code, &format!("Person {n}"), service).await;
        }
        desk.until(|desk| desk["people"].as_object().is_some_and(|all| all.len() == 6)).await;
        let people = desk.view()["people"].as_object().unwrap();
        let zoe = people.iter().find(|(_, person)| person["name"] == "Zoe").unwrap().0.clone();
        let is_open = |view: &Value| view["items"]["impressions.surprise"]["status"]["state"] == "open";
        while !is_open(desk.view()) {
            desk.follow().await;
        }
        let mut phone = Connection::hello(server.address(), &token, "phone").await;
        phone.ask(&json!({ "type": "say_surprise", "text": "Mr Doe of Mill Lane" }), None).await.unwrap();
        let room = desk.opened["room"].as_str().unwrap().to_owned();
        Self { server, http, desk, room, token, phone, zoe }
    }

    /// The texts of hers, or of somebody else, as they are kept.
    async fn sealed(&self, hers: bool) -> Vec<String> {
        let all = texts(&self.server.data(), &self.room, false).await;
        let of = all.into_iter().filter(|(owner, _)| (owner.as_ref() == Some(&self.zoe)) == hers);
        of.map(|(_, body)| body).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_erased_is_in_no_file_and_has_no_way_in() {
    let mut scene = Scene::set().await;
    let (hers, others) = (scene.sealed(true).await, scene.sealed(false).await);
    assert_eq!((hers.len(), others.len()), (2, 7), "her name and her words; names and the title");
    assert!(holds(&scene.server.data(), &hers), "else the test sees nothing");
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    run("backup", &copy, &scene.server.data());
    assert!(holds(elsewhere.path(), &hers));

    scene.desk.act(&json!({ "type": "erase", "participant": scene.zoe })).await.unwrap();

    let gone = scene.phone.ask(&json!({ "type": "come_back" }), None).await.unwrap_err();
    assert_eq!(gone["code"], "erased");
    let own = scene.phone.view("own");
    assert_eq!((&own["erased"], &own["name"], &own["surprise"]), (&json!(true), &json!(""), &json!("")));
    let mut again = Connection::open(scene.server.address()).await;
    again.send(&json!({ "type": "hello", "token": scene.token, "device": "phone" })).await;
    assert_eq!(again.next().await.unwrap()["code"], "bad_token");
    let facilitator = scene.desk.opened["facilitator"].as_str().unwrap();
    let wanted = json!({ "kind": "way_in", "participant": scene.zoe });
    let link = scene.http.post("/api/links", Some(facilitator), &wanted).await;
    assert_eq!(link.code(), "unknown", "nobody can be sent a way in: {link:?}");
    until_gone(&scene.server, &hers).await;
    assert!(holds(&scene.server.data(), &others));

    // A copy of before is put back, and what was erased since is erased from it.
    scene.server.kill();
    for left in ["crosstracks.db", "crosstracks.db-wal", "crosstracks.db-shm"] {
        let _ = fs::remove_file(scene.server.data().join(left));
    }
    let back = run("restore", &copy, &scene.server.data());
    assert_eq!(back["erased_again"], 2);
    assert!(!holds(&scene.server.data(), &hers));
    assert!(holds(&scene.server.data(), &others));
    scene.server.start_again();
    assert_eq!(texts(&scene.server.data(), &scene.room, true).await.len(), others.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_redacted_is_in_no_file_and_on_no_screen() {
    let mut scene = Scene::set().await;
    let before = texts(&scene.server.data(), &scene.room, true).await;
    let at = before.iter().position(|(_, body)| body == "Mr Doe of Mill Lane").unwrap();
    let sealed = texts(&scene.server.data(), &scene.room, false).await[at].1.clone();
    let redact = json!({ "type": "redact", "text": "Mr Doe of Mill Lane" });
    scene.desk.act(&redact).await.unwrap();
    scene.phone.until_view("own", |own| own["surprise"] == "").await;
    assert_eq!(scene.desk.act(&redact).await.unwrap_err()["code"], "unknown", "it is there no more");
    until_gone(&scene.server, &[sealed]).await;
    assert_eq!(texts(&scene.server.data(), &scene.room, true).await.len(), before.len() - 1);
}
