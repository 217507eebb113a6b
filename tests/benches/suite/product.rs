//! Crosstracks by its public protocol: rooms, the people in them, and what is said there (PROTOCOL.md).

use std::{net::SocketAddr, time::Duration};

use crosstracks_protocol::patch;
use serde_json::{Value, json};

use crate::{
    crowd::Crowd,
    door::{self, Http},
    wave,
};

/// How long everybody may take to be in.
const ARRIVAL: Duration = Duration::from_secs(300);

/// A room, and the people who will be in it.
#[derive(Debug, Clone)]
pub(crate) struct Room {
    pub(crate) id: String,
    pub(crate) code: String,
    pub(crate) facilitator: String,
    pub(crate) display: String,
    pub(crate) services: Vec<String>,
    /// A token each.
    pub(crate) people: Vec<String>,
}

impl Room {
    /// Opens a room.
    pub(crate) fn open(http: &mut Http) -> Self {
        let opened = http.post(
            "/api/rooms",
            &json!({ "title": "Measured room", "name": "Facilitator", "grace_seconds": 0 }),
        );
        let text = |key: &str| opened[key].as_str().unwrap().to_owned();
        let code = text("code");
        let card = http.get(&format!("/api/rooms/{code}"));
        let services = card["services"].as_array().unwrap();
        let services = services.iter().map(|service| service["id"].as_str().unwrap().to_owned()).collect();
        Self {
            id: text("room"),
            code,
            facilitator: text("facilitator"),
            display: text("display"),
            services,
            people: Vec::new(),
        }
    }

    /// Has the person with a number join, and gives their token.
    pub(crate) fn join(&self, http: &mut Http, number: usize) -> String {
        let joined = http.post(
            "/api/join",
            &json!({
                "code": self.code,
                "name": format!("Person {number}"),
                "service": self.services[number % self.services.len()],
                "modality": "in_room",
            }),
        );
        joined["token"].as_str().unwrap().to_owned()
    }
}

/// Opens rooms with so many people in each.
pub(crate) fn open(to: SocketAddr, rooms: usize, people: usize) -> Vec<Room> {
    let mut opened = door::each(rooms, || Http::new(to), |http, _| Room::open(http));
    let tokens = door::each(
        rooms * people,
        || Http::new(to),
        |http, number| opened[number / people].join(http, number % people),
    );
    for (room, tokens) in opened.iter_mut().zip(tokens.chunks(people.max(1))) {
        room.people = tokens.to_vec();
    }
    opened
}

/// What a client says first.
pub(crate) fn hello(token: &str, device: &str) -> Vec<u8> {
    json!({ "type": "hello", "token": token, "device": device }).to_string().into_bytes()
}

/// A vote.
pub(crate) fn vote(number: u64, quote: &str, service: &str) -> Vec<u8> {
    format!(
        r#"{{"type":"command","id":{number},"command":{{"type":"vote","quote":"{quote}","choice":["{service}"]}}}}"#
    )
    .into_bytes()
}

/// Connects with these tokens and devices, waits until everybody was welcomed, and gives their places. Each welcome
/// is shown with its number among them.
pub(crate) fn connect(
    crowd: &mut Crowd,
    to: SocketAddr,
    ways: &[(String, String)],
    welcome: impl FnMut(usize, &[u8]),
) -> Vec<usize> {
    let greet = |_: &mut (), number: usize| {
        let (token, device) = &ways[number];
        wave::greet(to, token, device)
    };
    wave::come(crowd, ways.len(), || (), greet, Some(is_welcome), welcome).0
}

/// Whether a message is the first that a client hears.
pub(crate) fn is_welcome(message: &[u8]) -> bool {
    is(message, "welcome")
}

/// A facilitator's connection.
#[derive(Debug, Clone)]
pub(crate) struct Desk {
    pub(crate) place: usize,
    pub(crate) revision: u64,
    /// The number of the last command.
    pub(crate) counter: u64,
    /// What the desk shows, as far as it was looked at.
    view: Value,
}

impl Desk {
    /// Sits down at the desks of rooms.
    pub(crate) fn sit(crowd: &mut Crowd, to: SocketAddr, rooms: &[Room]) -> Vec<Self> {
        let ways: Vec<_> = rooms.iter().map(|room| (room.facilitator.clone(), "desk".to_owned())).collect();
        let mut views = vec![Value::Null; rooms.len()];
        let places = connect(crowd, to, &ways, |at, message| {
            views[at] = serde_json::from_slice::<Value>(message).unwrap()["views"]["desk"].take();
        });
        let desk = |(place, view): (usize, Value)| Self {
            place,
            revision: view["revision"].as_u64().unwrap(),
            counter: 0,
            view,
        };
        places.into_iter().zip(views).map(desk).collect()
    }

    /// Sends a command on the agenda.
    pub(crate) fn send(&mut self, crowd: &mut Crowd, command: &str) {
        self.counter += 1;
        let Self { place, revision, counter, .. } = self;
        let text =
            format!(r#"{{"type":"command","id":{counter},"expected":{revision},"command":{command}}}"#);
        crowd.text(*place, text.as_bytes());
    }

    /// Takes in what the desk was sent.
    pub(crate) fn hear(&mut self, message: &[u8]) {
        if is(message, "update")
            && let Some(revision) = number_after(message, b"\"revision\":")
        {
            self.revision = revision;
        }
        assert!(!is(message, "rejected"), "refused: {}", String::from_utf8_lossy(message));
    }

    /// Takes in what changed on the desk: only while setting up, since it costs time.
    fn look(&mut self, message: &[u8]) {
        let Ok(message) = serde_json::from_slice::<Value>(message) else { return };
        if let Some(whole) = message["full"].get("desk") {
            self.view = whole.clone();
        }
        if let Some(change) = message["patch"].get("desk") {
            patch::merge(&mut self.view, change);
        }
    }

    /// The quotes of the vote that the room is at.
    pub(crate) fn quotes(&self) -> Vec<String> {
        let order = self.view["item_order"].as_array().expect("a room at its vote");
        order.iter().map(|item| item.as_str().unwrap().to_owned()).collect()
    }

    /// Opens a vote on a quote, picks it for the tables' talk, forms the tables, goes to their talk and opens that too.
    /// Gives the quote: it can be voted on and written about from now on.
    pub(crate) fn open_talk(&mut self, crowd: &mut Crowd) -> String {
        let quote = self.quotes().remove(0);
        self.act(crowd, &json!({ "type": "open", "items": [quote] }));
        self.act(crowd, &json!({ "type": "pick_quotes", "quotes": [quote] }));
        self.act(crowd, &json!({ "type": "propose_groups", "kind": "mixed" }));
        self.act(crowd, &json!({ "type": "apply_groups" }));
        let talk = json!({ "stage": self.stage(), "step": self.step() + 1, "item": 0 });
        self.act(crowd, &json!({ "type": "go_to", "cursor": talk }));
        let items = self.view["item_order"].clone();
        self.act(crowd, &json!({ "type": "open", "items": items }));
        quote
    }

    /// Does something on the agenda, and waits until it is done.
    pub(crate) fn act(&mut self, crowd: &mut Crowd, command: &Value) {
        self.send(crowd, &command.to_string());
        let mut state = (&mut *self, false);
        let done = crowd.until(
            ARRIVAL,
            &mut state,
            |(desk, done), place, message| {
                if place == desk.place {
                    desk.hear(message);
                    desk.look(message);
                    *done |= is(message, "ack");
                }
            },
            |(_, done)| *done,
        );
        assert!(done, "{command} was not answered");
    }

    /// Starts the session and goes to its first vote.
    pub(crate) fn go_to_vote(&mut self, crowd: &mut Crowd) {
        self.act(crowd, &json!({ "type": "start" }));
        let cursor = json!({ "stage": self.stage(), "step": self.step(), "item": 0 });
        self.act(crowd, &json!({ "type": "go_to", "cursor": cursor }));
    }

    /// The stage with the vote, from 0.
    pub(crate) fn stage(&self) -> usize {
        self.vote().0
    }

    /// The vote's step in it, from 0.
    pub(crate) fn step(&self) -> usize {
        self.vote().1
    }

    fn vote(&self) -> (usize, usize) {
        let stages = self.view["agenda"].as_array().unwrap();
        let at = stages.iter().enumerate().find_map(|(stage, of)| {
            let step = of["steps"].as_array()?.iter().position(|step| step["step"] == "vote")?;
            Some((stage, step))
        });
        at.expect("a pack with a vote")
    }
}

/// Whether a message is of a type.
pub(crate) fn is(message: &[u8], kind: &str) -> bool {
    let start = b"{\"type\":\"";
    message.starts_with(start)
        && message[start.len()..].starts_with(kind.as_bytes())
        && message.get(start.len() + kind.len()) == Some(&b'"')
}

/// The number that follows a key for the first time.
pub(crate) fn number_after(message: &[u8], key: &[u8]) -> Option<u64> {
    let at = message.windows(key.len()).position(|window| window == key)? + key.len();
    let digits = message[at..].iter().take_while(|byte| byte.is_ascii_digit());
    Some(digits.fold(0, |number, digit| number * 10 + u64::from(digit - b'0')))
}
