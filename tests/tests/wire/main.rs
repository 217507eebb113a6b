//! The wire, byte by byte, against the running server: RFC 6455 by its categories, HTTP that is slow, half or too
//! large, and a room whose people notice nothing of it.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

mod closing;
mod fragments;
mod framing;
mod handshake;
mod http;
mod siege;
mod utf8;

use std::{collections::VecDeque, net::SocketAddr};

use crosstracks_tests::{Desk, Heard, Raw, RawFrame, Server};
use tokio::task::JoinSet;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

const CONTINUE: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const CLOSE: u8 = 8;
const PING: u8 = 9;
const PONG: u8 = 10;
/// A frame that is not the last of its message.
const MORE: u8 = 0;

/// A message of this protocol that is answered at once.
const ASK: &str = r#"{"type":"ping"}"#;
const ANSWER: &[u8] = br#"{"type":"pong"}"#;

/// What comes of the bytes of a case.
#[derive(Debug, Clone)]
enum Outcome {
    /// These frames, in order, and the connection lives.
    Lives(Vec<(u8, Vec<u8>)>),
    /// A close with this code, and the end.
    Closes(u16),
    /// A close without a code, and the end.
    ClosesWithout,
}

/// A case: a name, what is sent, and what comes of it.
struct Case {
    name: String,
    bytes: Vec<u8>,
    outcome: Outcome,
}

fn case(name: impl Into<String>, frames: &[RawFrame], outcome: Outcome) -> Case {
    Case { name: name.into(), bytes: frames.iter().flat_map(RawFrame::bytes).collect(), outcome }
}

/// The frame breaks the rules of the framing itself.
fn fails(name: impl Into<String>, frames: &[RawFrame]) -> Case {
    case(name, frames, Outcome::Closes(1002))
}

/// Messages that are understood, so many times.
fn lives(name: impl Into<String>, frames: &[RawFrame], answers: usize) -> Case {
    case(name, frames, Outcome::Lives(vec![(TEXT, ANSWER.to_vec()); answers]))
}

fn text(payload: impl Into<Vec<u8>>) -> RawFrame {
    RawFrame::new(TEXT, payload)
}

/// Runs cases, each on a connection of its own, as the same person at most a few at once.
async fn run(cases: Vec<Case>) {
    let server = Server::start_with(PROGRAM, &["--max-commands", "1000000"]);
    let desk = Desk::open(&server.http(), None).await;
    let token = server.http().join(&desk.code, "Ann", "gp").await;
    let (count, address) = (cases.len(), server.address());
    let mut cases: VecDeque<_> = cases.into();
    let mut running = JoinSet::new();
    let mut wrong = Vec::new();
    let mut device = 0;
    while !cases.is_empty() || !running.is_empty() {
        while running.len() < 8
            && let Some(case) = cases.pop_front()
        {
            device += 1;
            running.spawn(try_out(address, token.clone(), format!("case-{device}"), case));
        }
        if let Some(found) = running.join_next().await.transpose().unwrap().flatten() {
            wrong.push(found);
        }
    }
    let first = wrong.iter().take(5).map(String::as_str).collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} of {count} are wrong:\n{}", wrong.len(), first.join("\n"));
    println!("{count} of {count} cases hold");
    let log = server.log();
    assert!(!log.contains("panicked"), "{log}");
}

/// What is wrong with how a case comes out, if anything is.
async fn try_out(address: SocketAddr, token: String, device: String, case: Case) -> Option<String> {
    let mut raw = Raw::hello(address, &token, &device).await;
    raw.send(&case.bytes).await;
    let is_to_live = matches!(case.outcome, Outcome::Lives(_));
    if is_to_live {
        // Whatever came before, this is answered last.
        raw.send(&RawFrame::new(PING, *b"the last").bytes()).await;
    }
    let mut heard = Vec::new();
    let closed = loop {
        match raw.hear().await {
            Heard::Frame(PONG, payload) if payload == b"the last" => break None,
            Heard::Frame(CLOSE, payload) => break Some(payload),
            // The room goes on meanwhile, and says so.
            Heard::Frame(TEXT, text) if is_of_the_room(&text) => {}
            Heard::Frame(opcode, payload) => heard.push((opcode, payload)),
            Heard::End => return Some(format!("{}: ended without a close", case.name)),
        }
    };
    let holds = match (&case.outcome, &closed) {
        (Outcome::Lives(wanted), None) => heard == *wanted,
        (Outcome::Closes(code), Some(payload)) => payload.get(..2) == Some(&code.to_be_bytes()[..]),
        (Outcome::ClosesWithout, Some(payload)) => payload.is_empty(),
        _ => false,
    };
    if closed.is_some() {
        // Whoever closes hangs up after it.
        drop(raw);
    }
    let heard: Vec<_> = heard
        .iter()
        .map(|(opcode, payload)| (opcode, String::from_utf8_lossy(payload).into_owned()))
        .collect();
    (!holds).then(|| format!("{}: heard {heard:?}, closed {closed:?}, not {:?}", case.name, case.outcome))
}

fn is_of_the_room(text: &[u8]) -> bool {
    [&br#"{"type":"presence""#[..], br#"{"type":"update""#, br#"{"type":"goodbye""#]
        .iter()
        .any(|start| text.starts_with(start))
}
