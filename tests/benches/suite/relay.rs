//! The servers that only relay: a message goes to everybody in the room, or back to its sender.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    crowd::Crowd,
    door::{self, Http},
    frame::opcode,
    host::{Host, Kind},
    wave,
};

/// Colyseus' own codes at the start of a message.
const JOIN_ROOM: u8 = 10;
const ROOM_DATA: u8 = 13;

/// What a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wish {
    /// It goes to everybody in the room, its sender too.
    Tell,
    /// It comes back.
    Echo,
}

/// Connects so many people to each room of a relay, and gives their places, room by room.
pub(crate) fn connect(crowd: &mut Crowd, host: &Host, rooms: usize, people: usize, wish: Wish) -> Vec<usize> {
    let local = || (host.kind == Kind::Colyseus).then(|| Http::new(host.address));
    let come = |http: &mut Option<Http>, number: usize| {
        let path = match (http, wish) {
            (Some(http), _) => seat(http, number / people),
            (None, Wish::Tell) => format!("/room/{}", number / people),
            (None, Wish::Echo) => "/echo".to_owned(),
        };
        door::upgrade(host.address, &path).unwrap()
    };
    let joins: Option<fn(&[u8]) -> bool> =
        (host.kind == Kind::Colyseus).then_some(|message| message.first() == Some(&JOIN_ROOM));
    let (places, _) = wave::come(crowd, rooms * people, local, come, joins, |_, _| {});
    if joins.is_some() {
        // It holds back what it sends to a client until that has said that it is in.
        places.iter().for_each(|place| crowd.message(*place, opcode::BINARY, &[JOIN_ROOM]));
    }
    // A server may still be seating those whose upgrade it has answered.
    crowd.quiet(Duration::from_millis(200));
    places
}

/// Reserves a seat, and gives the path to take it.
fn seat(http: &mut Http, room: usize) -> String {
    let seat = http.post("/matchmake/joinOrCreate/relay", &json!({ "room": room.to_string() }));
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let (process, room) = (text(&seat["room"]["processId"]), text(&seat["room"]["roomId"]));
    format!("/{process}/{room}?sessionId={}", text(&seat["sessionId"]))
}

/// A message of so many bytes, in the server's own form.
pub(crate) fn message(kind: Kind, wish: Wish, length: usize) -> (u8, Vec<u8>) {
    let text = vec![b'x'; length];
    if kind != Kind::Colyseus {
        return (opcode::TEXT, text);
    }
    let name: &[u8] = match wish {
        Wish::Tell => b"tell",
        Wish::Echo => b"echo",
    };
    // MessagePack: a string of 4, then one with a length of two bytes.
    let mut message = vec![ROOM_DATA, 0xa4];
    message.extend_from_slice(name);
    message.push(0xda);
    message.extend_from_slice(&(length as u16).to_be_bytes());
    message.extend_from_slice(&text);
    (opcode::BINARY, message)
}
