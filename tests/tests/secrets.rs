//! Ways in: tokens that are replaced as they are used and never shut anybody out, secrets that lie nowhere, and codes
//! that cannot be guessed at any speed, whoever shares an address with the guesser.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use crosstracks_tests::{Connection, Desk, Http, Raw, Server};
use serde_json::{Value, json};
use tokio::task::JoinSet;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

fn hello(token: &str, next: Option<&str>) -> Value {
    let mut hello = json!({ "type": "hello", "token": token, "device": "phone" });
    if let Some(next) = next {
        hello["next"] = next.into();
    }
    hello
}

/// The token that a welcome offers, if there is one; or the code of the goodbye.
async fn come(http: &Http, token: &str, next: Option<&str>) -> Result<Option<String>, String> {
    let mut connection = Connection::open(http.address()).await;
    connection.send(&hello(token, next)).await;
    let answer = connection.next().await.expect("an answer");
    match answer["type"].as_str() {
        Some("welcome") => Ok(answer["next"].as_str().map(str::to_owned)),
        _ => Err(answer["code"].as_str().unwrap().to_owned()),
    }
}

/// The same over the fallback, up to its first two messages.
async fn come_by_stream(http: &Http, token: &str, next: Option<&str>) -> String {
    let mut raw = Raw::connect(http.address()).await;
    let body = hello(token, next).to_string();
    let head = format!("POST /api/stream HTTP/1.1\r\nHost: x\r\nContent-Length: {}\r\n\r\n", body.len());
    raw.send((head + &body).as_bytes()).await;
    raw.until(&["\"type\":\"welcome\"", "\"type\":\"goodbye\""]).await
}

#[tokio::test]
async fn a_token_gives_way_to_the_next_and_nobody_is_shut_out() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let desk = Desk::open(&http, None).await;
    let bad = Err("bad_token".to_owned());
    for first in
        [http.join(&desk.code, "Ann", "gp").await, desk.opened["facilitator"].as_str().unwrap().to_owned()]
    {
        // As long as it is not used, what was offered is nothing, and the first stays good.
        let offered = come(&http, &first, None).await.unwrap().unwrap();
        let other = come(&http, &first, None).await.unwrap().unwrap();
        assert_ne!(offered, other);
        assert_eq!(come(&http, &offered, None).await, bad);
        // It takes the first one's place; whose answer was lost comes again with both.
        let third = come(&http, &first, Some(&offered)).await.unwrap().unwrap();
        assert!(come(&http, &first, Some(&offered)).await.is_ok());
        assert!(come(&http, &offered, None).await.is_ok());
        assert_eq!(come(&http, &first, None).await, bad);
        assert_eq!(come(&http, &first, Some(&other)).await, bad, "another page's offer came too late");
        assert_eq!(
            http.post("/api/links", Some(&first), &json!({ "kind": "invite" })).await.code(),
            "bad_token"
        );
        // And so on, over the fallback too.
        assert!(come_by_stream(&http, &offered, Some(&third)).await.contains("\"type\":\"welcome\""));
        assert!(come_by_stream(&http, &offered, None).await.contains("bad_token"));
        assert!(come(&http, &offered, Some(&third)).await.is_ok());
        // The same token twice is no other.
        assert!(come(&http, &third, Some(&third)).await.is_ok());
    }
    let display = desk.opened["display"].as_str().unwrap();
    assert_eq!(come(&http, display, None).await, Ok(None), "the projector's link opens many screens");
}

#[tokio::test]
async fn what_is_offered_lasts_over_a_kill() {
    let mut server = Server::start(PROGRAM);
    let http = server.http();
    let desk = Desk::open(&http, None).await;
    let first = http.join(&desk.code, "Ann", "gp").await;
    let second = come(&http, &first, None).await.unwrap().unwrap();
    server.kill();
    server.start_again();
    let third = come(&http, &first, Some(&second)).await.unwrap().unwrap();
    server.kill();
    server.start_again();
    assert!(come(&http, &first, Some(&second)).await.is_ok());
    assert!(come(&http, &second, Some(&third)).await.is_ok());
    assert_eq!(come(&http, &second, None).await, Err("bad_token".to_owned()));
}

#[tokio::test]
async fn secrets_lie_nowhere() {
    let server = Server::start_with(PROGRAM, &["--log", "debug"]);
    let http = server.http();
    let desk = Desk::open(&http, None).await;
    let opened = |key: &str| desk.opened[key].as_str().unwrap().to_owned();
    let participant = http.join(&desk.code, "Ann", "gp").await;
    let next = come(&http, &participant, None).await.unwrap().unwrap();
    come(&http, &participant, Some(&next)).await.unwrap();
    let link = http.post("/api/links", Some(&next), &json!({ "kind": "device" })).await;
    let link = link.body["token"].as_str().unwrap().to_owned();
    let secrets = [opened("facilitator"), opened("display"), participant, next, link];
    // A careless client may put one where it is logged, if addresses are.
    http.get(&format!("/healthz?token={}", secrets[0])).await;
    http.get(&format!("/api/rooms/{}", secrets[1])).await;
    let files =
        std::fs::read_dir(server.data()).unwrap().map(|file| std::fs::read(file.unwrap().path()).unwrap());
    let all: Vec<Vec<u8>> = files.chain([server.log().into_bytes()]).collect();
    for secret in &secrets {
        let raw = decode(secret);
        for (what, bytes) in [("as text", secret.as_bytes()), ("as bytes", &raw[..])] {
            let lies = all.iter().any(|file| file.windows(bytes.len()).any(|window| window == bytes));
            assert!(!lies, "a secret lies somewhere, {what}");
        }
    }
}

/// The bytes of a token.
fn decode(token: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for symbol in token.bytes() {
        let value = ALPHABET.iter().position(|one| *one == symbol).unwrap();
        bits = bits << 6 | u32::try_from(value).unwrap();
        count += 6;
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap());
        }
    }
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_guesser_is_slowed_and_nobody_at_the_same_address_is() {
    const JOINS: usize = 300;
    let server = Server::start(PROGRAM);
    let http = server.http();
    let desk = Desk::open(&http, None).await;
    let guessed = Arc::new(AtomicU32::new(0));
    let mut guessers = JoinSet::new();
    for n in 0..20 {
        let (http, guessed) = (http.clone(), Arc::clone(&guessed));
        guessers.spawn(async move {
            let mut guesses = 0_u32;
            loop {
                let answer = http.get(&format!("/api/rooms/{}", code(n * 1_000_000 + guesses))).await;
                // A guess that is waited for too long is ended, unanswered.
                assert!(matches!(answer.status, 404 | 503), "{answer:?}");
                guesses += 1;
                guessed.fetch_add(1, Ordering::Relaxed);
            }
        });
    }
    for n in 0..JOINS {
        http.join(&desk.code, &format!("P{n}"), "gp").await;
    }
    guessers.shutdown().await;
    let card = http.get(&format!("/api/rooms/{}", desk.code)).await;
    assert_eq!(card.status, 200);
    let guessed = guessed.load(Ordering::Relaxed);
    println!("{JOINS} joined while twenty guessed {guessed} times from the same address");
}

/// Any code.
fn code(mut n: u32) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHJKMNPQRTVWXYZ2346789";
    let symbol = |_| {
        let symbol = ALPHABET[n as usize % ALPHABET.len()];
        n /= 28;
        char::from(symbol)
    };
    (0..7).map(symbol).collect()
}

#[tokio::test]
async fn a_locked_door_holds_whoever_has_the_code() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    desk.connection.ask(&json!({ "type": "lock_joining", "on": true }), None).await.unwrap();
    let mut bots = JoinSet::new();
    for n in 0..50 {
        let (http, code) = (http.clone(), desk.code.clone());
        bots.spawn(async move { http.join(&code, &format!("Bot {n}"), "gp").await });
    }
    for token in bots.join_all().await {
        let mut connection = Connection::hello(http.address(), &token, "bot").await;
        assert_eq!(connection.view("shared"), &json!({}), "a knock shows nothing of the room");
        let refused = connection.ask(&json!({ "type": "accept_rules" }), None).await.unwrap_err();
        assert_eq!(refused["code"], "not_in_yet");
    }
    desk.until(|desk| desk["people"].as_object().is_some_and(|people| people.len() == 50)).await;
    let people = desk.view()["people"].as_object().unwrap();
    assert!(people.values().all(|person| person["standing"] == "knocking"), "{people:?}");
}

#[tokio::test]
async fn a_closed_room_and_none_are_the_same_answer() {
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    desk.act(&json!({ "type": "close_room" })).await.unwrap();
    let path = |code: &str| format!("/api/rooms/{code}");
    // The code is free a moment after the session has ended.
    while http.get(&path(&desk.code)).await.status == 200 {}
    let mut answers = Vec::new();
    for code in [&desk.code, "AAAAAAA", "nonsense"] {
        let answer = http.get(&path(code)).await;
        answers.push((answer.status, answer.body.to_string()));
    }
    assert!(answers.iter().all(|answer| *answer == answers[0] && answer.0 == 404), "{answers:?}");
}
