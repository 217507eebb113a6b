//! Rooms are copied while they are used, looked over, and put back: by the commands that an operator has.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::{fs, path::Path, process::Command};

use crosstracks_tests::{Connection, Desk, Server};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// Runs a command, and gives whether it succeeded and its JSON object.
fn run(command: &str, file: Option<&Path>, data: &Path) -> (bool, Value) {
    let done = Command::new(PROGRAM).arg(command).args(file).arg("--json").arg("--data").arg(data).output();
    let done = done.unwrap();
    (done.status.success(), serde_json::from_slice(&done.stdout).unwrap_or_default())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_brings_everybody_back() {
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("copy");
    let mut server = Server::start(PROGRAM);
    let http = server.http();
    let desk = Desk::open(&http, None).await;
    let ann = http.join(&desk.code, "Ann", "gp").await;

    let (whole, found) = run("verify", None, &server.data());
    assert!(whole, "{found}");
    assert_eq!((&found["rooms"], &found["faults"]), (&json!(1), &json!([])));
    let (copied, backup) = run("backup", Some(&copy), &server.data());
    assert!(copied);
    assert_eq!(backup["events"], found["events"]);
    assert!(!run("restore", Some(&copy), &server.data()).0, "there are rooms");

    let ben = http.join(&desk.code, "Ben", "asc").await;
    server.kill();
    for left in ["crosstracks.db", "crosstracks.db-wal", "crosstracks.db-shm"] {
        let _ = fs::remove_file(server.data().join(left));
    }
    assert!(!run("verify", None, &server.data()).0, "there is nothing to look at");
    let (restored, back) = run("restore", Some(&copy), &server.data());
    assert!(restored);
    assert_eq!(back, json!({ "rooms": 1, "events": found["events"], "erased_again": 0 }));

    server.start_again();
    let here = Connection::hello(server.address(), &ann, "a").await;
    assert_eq!(here.view("own")["name"], "Ann");
    // Ben came after the copy.
    let mut gone = Connection::open(server.address()).await;
    gone.send(&json!({ "type": "hello", "token": ben, "device": "b" })).await;
    assert_eq!(gone.next().await.unwrap()["code"], "bad_token");
}
