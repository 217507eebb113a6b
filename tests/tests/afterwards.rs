//! A session that has ended, from the outside: its report in every form, and its moments, for its facilitators alone.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::process::{Child, Command, Stdio};

use crosstracks_tests::{Desk, Server};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// Practice participants, who go when this does.
struct People(Child);

impl People {
    fn join(server: &Server, code: &str, services: &str) -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(["rehearse", "--url", &server.url(), "--room", code, "--speed", "max"]);
        Self(command.args(["--services", services]).stdout(Stdio::null()).spawn().unwrap())
    }
}

impl Drop for People {
    fn drop(&mut self) {
        // They may have gone already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn words<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_is_looked_back_on_by_its_facilitators_alone() {
    let mut server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    let ours = desk.opened["facilitator"].as_str().unwrap().to_owned();
    let display = words(&desk.opened, "display").to_owned();
    let room = words(&desk.opened, "room").to_owned();
    let report = format!("/api/rooms/{room}/report?readers=facilitators");
    let replay = format!("/api/rooms/{room}/replay");
    let early = http.get_as(&report, &ours).await;
    assert_eq!((early.status, early.code()), (422, "wrong_state"), "not before the end");

    let someone = http.join(&desk.code, "Ann", "gp").await;
    desk.until(|desk| desk["people"].as_object().is_some_and(|all| all.len() == 1)).await;
    let ann = desk.view()["people"].as_object().unwrap().keys().next().cloned();
    desk.act(&json!({ "type": "remove", "participant": ann })).await.unwrap();
    let people = People::join(&server, &desk.code, "7,6");
    desk.to_the_end(14).await;
    drop(people);

    let other = Desk::open(&http, None).await;
    let theirs = words(&other.opened, "facilitator");
    for path in
        [report.clone(), format!("/api/rooms/{room}/report/csv?readers=commissioners"), replay.clone()]
    {
        for token in [someone.as_str(), &display, theirs] {
            assert_eq!(http.get_as(&path, token).await.status, 403, "{path}");
        }
        assert_eq!(http.get(&path).await.status, 401, "{path}");
        assert_eq!(http.get_as(&path, &"A".repeat(43)).await.status, 401, "{path}");
    }
    let mine = http.get_as("/api/rooms/mine/report?readers=facilitators", &ours).await;
    assert_eq!(mine.status, 200, "{mine:?}");
    assert_eq!(http.get_as("/api/rooms/mine/report?readers=managers", &ours).await.status, 400);
    assert_eq!(http.get_as("/api/rooms/mine/report/docx?readers=facilitators", &ours).await.status, 404);

    let sections = mine.body["sections"].as_array().unwrap();
    assert_eq!(sections.len(), 10);
    let theirs = http.get_as("/api/rooms/mine/report?readers=commissioners", &ours).await.body;
    assert!(theirs.to_string().contains("not shown (fewer than 10)"));
    assert!(!theirs.to_string().contains("Why might somebody say this?"));

    // What facilitators would change stands in the report at once.
    let item = words(&desk.view()["debrief"]["items"][0], "item").to_owned();
    let note =
        json!({ "type": "note_debrief", "item": item, "verdict": "edit", "note": "Shorter: planted heron" });
    desk.act(&note).await.unwrap();
    let noted = http.get_as(&report, &ours).await.body;
    assert!(noted.to_string().contains("planted heron"));

    // What is deleted is in none of it any more.
    desk.act(&json!({ "type": "redact", "text": "Shorter: planted heron" })).await.unwrap();
    let noted = http.get_as(&report, &ours).await.body;
    assert!(!noted.to_string().contains("planted heron"));

    let forms = [
        ("html", "text/html; charset=utf-8", &b"<!doctype html>"[..]),
        ("csv", "text/csv; charset=utf-8", "\u{feff}".as_bytes()),
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK"),
        ("json", "application/json", b"{"),
    ];
    for (form, kind, begins) in forms {
        let path = format!("/api/rooms/{room}/report/{form}?readers=facilitators");
        let file = http.download(&path, &ours).await;
        let name = format!("attachment; filename=\"crosstracks-report-facilitators.{form}\"");
        assert_eq!((file.status, &file.headers), (200, &[kind.to_owned(), name]));
        assert!(file.bytes.starts_with(begins), "{form}");
    }

    let moments = http.get_as(&replay, &ours).await.body;
    let moments = moments.as_array().unwrap();
    assert_eq!(words(&moments[0], "what"), "started the session");
    assert!(moments.iter().any(|moment| moment["answered"]["done"] == 13), "everybody voted");
    let shown = |moment: &Value| format!("{replay}/{}", moment["seq"]);
    let last = http.get_as(&shown(moments.last().unwrap()), &ours).await;
    assert_eq!((last.status, words(&last.body, "phase")), (200, "closed"));
    let first = http.get_as(&shown(&moments[0]), &ours).await.body;
    assert_eq!(first["step"]["step"], "welcome");
    for nothing in ["1", "999999", "x"] {
        assert_eq!(http.get_as(&format!("{replay}/{nothing}"), &ours).await.status, 404);
    }
    assert_eq!(http.get_as(&shown(&moments[0]), &someone).await.status, 403);

    // A restart makes everything anew of the log.
    server.kill();
    server.start_again();
    assert_eq!(http.get_as(&report, &ours).await.body, noted);
    assert_eq!(http.get_as(&shown(&moments[0]), &ours).await.body, first);
}
