//! What is malformed, too much, too early or not one's own: each gets its own code and a sentence that helps,
//! and the room and the people in it notice nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{collections::BTreeSet, fs, process::Command};

use crosstracks_protocol::wire::MAX_MESSAGE;
use crosstracks_tests::{Answer, Connection, Desk, Http, Server};
use serde_json::{Value, json};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
const PACK: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../packs/gp-asc-england.json");

/// A room in its lobby, with people in it who will say what they noticed.
struct Scene {
    server: Server,
    desk: Desk,
    onlookers: Vec<(&'static str, Connection)>,
}

impl Scene {
    async fn set() -> Self {
        let server = Server::start(PROGRAM);
        let desk = Desk::open(&server.http(), None).await;
        Self { server, desk, onlookers: Vec::new() }
    }

    fn http(&self) -> Http {
        self.server.http()
    }

    async fn join(&self, name: &str, service: &str) -> String {
        self.http().join(&self.desk.code, name, service).await
    }

    async fn connect(&self, token: &str, device: &str) -> Connection {
        Connection::hello(self.server.address(), token, device).await
    }

    /// Somebody of each role sits down and watches.
    async fn watch(&mut self) {
        let opened = |key: &str| self.desk.opened[key].as_str().unwrap().to_owned();
        let tokens = [
            ("shared", self.join("Ann", "gp").await),
            ("shared", self.join("Ben", "asc").await),
            ("desk", opened("facilitator")),
            ("display", opened("display")),
        ];
        for (index, (layer, token)) in tokens.into_iter().enumerate() {
            let connection = self.connect(&token, &format!("onlooker-{index}")).await;
            self.onlookers.push((layer, connection));
        }
    }

    /// The session starts, and that is the first thing that anybody hears of, apart from who is connected.
    async fn nobody_noticed(mut self) {
        self.desk.until(|desk| desk["people"].as_object().is_some_and(|people| people.len() >= 2)).await;
        self.desk.act(&json!({ "type": "start" })).await.unwrap();
        for (layer, mut connection) in self.onlookers {
            assert_eq!(connection.view(layer)["phase"], "lobby");
            let first = connection.until(|message| message["type"] != "presence").await;
            assert_eq!(first["type"], "update", "{layer} noticed {first}");
            assert_eq!(connection.view(layer)["phase"], "live", "{layer} noticed {first}");
        }
        let log = self.server.log();
        assert!(!log.contains("panicked"), "{log}");
    }
}

/// A sentence for a person, with no word in it that is for programs.
fn is_a_sentence(message: &Value) -> bool {
    let text = message.as_str().unwrap_or_default();
    let ends = text.ends_with('.') || text.ends_with('?');
    text.split_whitespace().count() >= 3
        && text.starts_with(char::is_uppercase)
        && ends
        && !text.contains('_')
}

#[tokio::test]
async fn a_connection_that_cannot_go_on_is_told_why_and_closed() {
    let mut scene = Scene::set().await;
    let token = scene.join("Cas", "gp").await;
    scene.watch().await;
    let hello = |token: &str| json!({ "type": "hello", "token": token, "device": "d" }).to_string();
    let good = hello(&token);
    let nobody = hello(&"A".repeat(43));
    let long = json!({ "type": "ping", "more": "x".repeat(MAX_MESSAGE) }).to_string();
    for (texts, code, close) in [
        (vec!["{".to_owned()], "malformed", 1007),
        (vec![good.clone(), "[]".to_owned()], "malformed", 1007),
        (vec![good.clone(), json!({ "type": "dance" }).to_string()], "malformed", 1007),
        (vec![good.clone(), json!({ "type": "ping", "extra": 1 }).to_string()], "malformed", 1007),
        (vec![long.clone()], "too_large", 1009),
        (vec![good.clone(), long], "too_large", 1009),
        (vec![json!({ "type": "ping" }).to_string()], "hello_expected", 1008),
        (vec![good.clone(), good.clone()], "hello_expected", 1008),
        (vec![nobody], "bad_token", 1008),
        (vec![hello("not a token")], "bad_token", 1008),
    ] {
        let mut connection = Connection::open(scene.server.address()).await;
        for text in &texts {
            connection.send_text(text.as_str()).await;
        }
        let (goodbye, closed) = connection.to_the_end().await;
        let goodbye = goodbye.unwrap_or_else(|| panic!("no goodbye for {texts:?}"));
        assert_eq!((goodbye["code"].as_str(), closed), (Some(code), Some(close)), "{texts:?}");
        assert!(is_a_sentence(&goodbye["message"]), "{goodbye}");
    }
    let mut connection = Connection::open(scene.server.address()).await;
    connection.send_bytes(vec![0, 159, 146, 150]).await;
    assert_eq!(connection.to_the_end().await.0.unwrap()["code"], "malformed");
    scene.nobody_noticed().await;
}

#[tokio::test]
async fn a_command_that_cannot_be_is_refused_with_its_own_code() {
    let mut scene = Scene::set().await;
    let mut participant = scene.connect(&scene.join("Cas", "gp").await, "phone").await;
    let display_token = scene.desk.opened["display"].as_str().unwrap().to_owned();
    let mut display = scene.connect(&display_token, "projector").await;
    let own = json!({ "type": "correct_myself", "name": "Cas", "service": "gp", "modality": "in_room" });
    let called = |name: &str| json!({ "type": "correct_myself", "name": name, "service": "gp", "modality": "in_room" });
    scene.desk.act(&json!({ "type": "show_names", "on": true })).await.unwrap();
    let revision = scene.desk.view()["revision"].as_u64();
    scene.watch().await;

    let vote = json!({ "type": "vote", "quote": "q1", "choice": ["gp"] });
    let mut codes = BTreeSet::new();
    for (command, code) in [
        (json!({ "type": "dance" }), "unknown_command"),
        (json!({ "type": "start" }), "wrong_role"),
        (vote.clone(), "not_started"),
        (called(&"x".repeat(41)), "text_too_long"),
        (called("   "), "text_empty"),
        (called("Cas\u{202e}"), "text_unprintable"),
        (
            json!({ "type": "correct_myself", "name": "Cas", "service": "nobody", "modality": "in_room" }),
            "unknown",
        ),
    ] {
        let refused = participant.ask(&command, None).await.expect_err(&command.to_string());
        assert_eq!(refused["code"], code, "{command}");
        assert!(is_a_sentence(&refused["message"]), "{refused}");
        codes.insert(code);
    }
    for (command, expected, code) in [
        (vote, None, "wrong_role"),
        (json!({ "type": "start" }), None, "expected_missing"),
        (json!({ "type": "start" }), revision.map(|revision| revision - 1), "stale"),
        (json!({ "type": "pause" }), revision, "not_started"),
        (json!({ "type": "resume" }), revision, "wrong_state"),
        (json!({ "type": "admit", "participant": "nobody" }), None, "unknown"),
    ] {
        let refused = scene.desk.connection.ask(&command, expected).await.expect_err(&command.to_string());
        assert_eq!(refused["code"], code, "{command}");
        assert!(is_a_sentence(&refused["message"]), "{refused}");
        codes.insert(code);
    }
    let refused = display.ask(&json!({ "type": "start" }), revision).await.unwrap_err();
    assert_eq!(refused["code"], "wrong_role");
    assert_eq!(codes.len(), 10, "{codes:?}");

    // The refused are none the worse for it.
    participant.ask(&own, None).await.unwrap();
    scene.nobody_noticed().await;
}

#[tokio::test]
async fn a_request_that_cannot_be_is_refused_with_its_own_code() {
    let mut scene = Scene::set().await;
    let other = Desk::open(&scene.http(), None).await;
    let facilitator = scene.desk.opened["facilitator"].as_str().unwrap().to_owned();
    let participant = scene.join("Cas", "gp").await;
    scene.watch().await;
    let http = scene.http();
    let card = |code: &str, name: &str, service: &str| json!({ "code": code, "name": name, "service": service, "modality": "in_room" });
    let code = scene.desk.code.clone();
    let refused = |answer: Answer, status: u16, code: &str| {
        assert_eq!((answer.status, answer.code()), (status, code), "{answer:?}");
        assert!(is_a_sentence(&answer.body["message"]), "{answer:?}");
    };

    refused(http.get("/api/rooms/AAAAAAA").await, 404, "no_room");
    refused(http.get("/api/rooms/short").await, 404, "no_room");
    let join = async |card: Value| http.post("/api/join", None, &card).await;
    refused(join(card("AAAAAAA", "Dee", "gp")).await, 404, "no_room");
    refused(join(card(&code, "", "gp")).await, 422, "text_empty");
    refused(join(card(&code, &"x".repeat(41), "gp")).await, 422, "text_too_long");
    refused(join(card(&code, "Dee", "nobody")).await, 422, "unknown");
    refused(http.post_raw("/api/join", "{").await, 400, "malformed");
    refused(http.post_raw("/api/join", " ".repeat(MAX_MESSAGE + 1)).await, 413, "too_large");

    let open = async |body: Value| http.post("/api/rooms", None, &body).await;
    refused(open(json!({ "title": "A room", "name": "Robin", "pack": "none" })).await, 422, "no_pack");
    refused(open(json!({ "title": "", "name": "Robin" })).await, 422, "text_empty");

    let link = async |bearer: Option<&str>, body: Value| http.post("/api/links", bearer, &body).await;
    let way_in = |who: &str| json!({ "kind": "way_in", "participant": who });
    refused(link(None, json!({ "kind": "invite" })).await, 401, "bad_token");
    refused(link(Some("nonsense"), json!({ "kind": "invite" })).await, 401, "bad_token");
    refused(link(Some(&participant), json!({ "kind": "invite" })).await, 403, "not_allowed");
    scene.desk.until(|desk| desk["people"].as_object().is_some_and(|people| !people.is_empty())).await;
    let own = scene.desk.view()["people"].as_object().unwrap().keys().next().unwrap().clone();
    let foreign = other.opened["facilitator"].as_str().unwrap();
    refused(link(Some(foreign), way_in("nobody")).await, 422, "unknown");
    assert_eq!(link(Some(&facilitator), way_in(&own)).await.status, 201);

    // A link works once.
    let device = link(Some(&participant), json!({ "kind": "device" })).await;
    let token = json!({ "token": device.body["token"] });
    let redeemed = http.post("/api/redeem", None, &token).await;
    assert_eq!(redeemed.status, 200, "{redeemed:?}");
    refused(http.post("/api/redeem", None, &token).await, 401, "bad_token");
    refused(http.post("/api/redeem", None, &json!({ "token": "nonsense" })).await, 401, "bad_token");

    let message = json!({ "session": "nobody", "message": { "type": "ping" } });
    refused(http.post("/api/send", None, &message).await, 404, "no_stream");
    scene.nobody_noticed().await;
}

#[test]
fn a_pack_with_mistakes_is_not_taken_and_each_has_its_place() {
    let mut pack: Value = serde_json::from_slice(&fs::read(PACK).unwrap()).unwrap();
    pack["quotes"][0]["speaker_services"] = json!(["nobody"]);
    pack["services"][0]["name"] = "".into();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("pack.json");
    fs::write(&file, pack.to_string()).unwrap();
    let run = |arguments: &[&str]| Command::new(PROGRAM).args(arguments).arg(&file).output().unwrap();

    let checked = run(&["check", "--json"]);
    assert!(!checked.status.success());
    let found: Value = serde_json::from_slice(&checked.stdout).unwrap();
    let places: Vec<_> =
        found["findings"].as_array().unwrap().iter().map(|one| one["place"].as_str()).collect();
    let wanted = ["/quotes/0/speaker_services", "/services/0/name"];
    assert!(wanted.iter().all(|place| places.contains(&Some(place))), "{found:#}");

    let data = folder.path().join("data");
    let served = run(&["serve", "--listen", "127.0.0.1:0", "--data", data.to_str().unwrap(), "--pack"]);
    assert!(!served.status.success());
    let said = String::from_utf8(served.stderr).unwrap();
    assert!(said.contains("crosstracks check") && said.contains("pack.json"), "{said}");
}
