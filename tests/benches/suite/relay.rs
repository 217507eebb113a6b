//! The servers that only relay: a message goes to everybody in the room, or back to its sender.

use std::{net::TcpStream, time::Duration};

use serde_json::{Value, json};

use crate::{
    crowd::Crowd,
    door::{self, Http},
    frame::opcode,
    host::{Host, Kind},
};

/// Colyseus' own codes at the start of a message.
const JOIN_ROOM: u8 = 10;
const ROOM_DATA: u8 = 13;
/// How long everybody may take to be in.
const ARRIVAL: Duration = Duration::from_secs(300);

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
    let streams: Vec<TcpStream> = door::each(rooms * people, local, |http, number| {
        let path = match (http, wish) {
            (Some(http), _) => seat(http, number / people),
            (None, Wish::Tell) => format!("/room/{}", number / people),
            (None, Wish::Echo) => "/echo".to_owned(),
        };
        door::upgrade(host.address, &path).unwrap()
    });
    let places: Vec<usize> = streams.into_iter().map(|stream| crowd.add(stream)).collect();
    if host.kind == Kind::Colyseus {
        answer_joins(crowd, places.len());
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

/// Colyseus holds back what it sends to a client until that has said that it is in.
fn answer_joins(crowd: &mut Crowd, people: usize) {
    let (mut joined, mut answered) = (Vec::new(), 0);
    while answered < people {
        let before = answered;
        crowd.poll(ARRIVAL, |place, message| {
            if message.first() == Some(&JOIN_ROOM) {
                joined.push(place);
            }
        });
        answered += joined.len();
        for place in joined.drain(..) {
            crowd.message(place, opcode::BINARY, &[JOIN_ROOM]);
        }
        assert!(answered > before || crowd.closed() == 0, "Colyseus closed {}", crowd.closed());
    }
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
