//! The floor: for each message to a room, one write(2) of a ready frame for each of its sockets; for each
//! message to be echoed, one write. It cannot do less and still be a server; all that others do comes on top.

use std::{
    collections::BTreeMap,
    io::{ErrorKind, Read, Write},
    net::{TcpListener, TcpStream},
    rc::Rc,
};

use rustix::{
    buffer::spare_capacity,
    event::epoll::{self, CreateFlags, EventData, EventFlags},
    fd::OwnedFd,
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use crate::frame::{self, opcode};

const LISTENER: u64 = u64::MAX;
const EVENTS: usize = 256;
const BUFFER: usize = 64 * 1024;

/// What becomes of a message.
enum Does {
    /// Nothing yet: the request to upgrade has not come whole.
    Upgrades,
    Echoes,
    /// It goes to everybody in the room.
    Tells(String),
}

struct Client {
    stream: Rc<TcpStream>,
    does: Does,
    rest: Vec<u8>,
}

struct Floor {
    epoll: OwnedFd,
    clients: BTreeMap<u64, Client>,
    rooms: BTreeMap<String, Vec<Rc<TcpStream>>>,
    ready: Vec<u8>,
}

pub(super) fn run(payload: usize) {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.set_nonblocking(true).unwrap();
    let epoll = epoll::create(CreateFlags::CLOEXEC).unwrap();
    epoll::add(&epoll, &listener, EventData::new_u64(LISTENER), EventFlags::IN).unwrap();
    super::announce(listener.local_addr().unwrap());

    let mut ready = Vec::new();
    frame::from_server(opcode::TEXT, &vec![b'x'; payload], &mut ready);
    let mut floor = Floor { epoll, clients: BTreeMap::new(), rooms: BTreeMap::new(), ready };
    let mut events = Vec::with_capacity(EVENTS);
    let mut buffer = vec![0; BUFFER];
    let mut accepted = 0;
    loop {
        events.clear();
        if epoll::wait(&floor.epoll, spare_capacity(&mut events), None).is_err() {
            continue;
        }
        for event in &events {
            match event.data.u64() {
                LISTENER => floor.accept(&listener, &mut accepted),
                id => floor.hear(id, &mut buffer),
            }
        }
    }
}

impl Floor {
    fn accept(&mut self, listener: &TcpListener, accepted: &mut u64) {
        while let Ok((stream, _)) = listener.accept() {
            stream.set_nonblocking(true).unwrap();
            stream.set_nodelay(true).unwrap();
            epoll::add(&self.epoll, &stream, EventData::new_u64(*accepted), EventFlags::IN).unwrap();
            let client = Client { stream: Rc::new(stream), does: Does::Upgrades, rest: Vec::new() };
            self.clients.insert(*accepted, client);
            *accepted += 1;
        }
    }

    fn hear(&mut self, id: u64, buffer: &mut [u8]) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        let read = match client.stream.as_ref().read(buffer) {
            Ok(0) => return self.forget(id),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return,
            Err(_) => return self.forget(id),
        };
        if matches!(client.does, Does::Upgrades) || !client.rest.is_empty() {
            client.rest.extend_from_slice(&buffer[..read]);
            let bytes = std::mem::take(&mut client.rest);
            self.take(id, &bytes);
        } else {
            self.take(id, &buffer[..read]);
        }
    }

    fn take(&mut self, id: u64, mut bytes: &[u8]) {
        let Some(client) = self.clients.get_mut(&id) else { return };
        if matches!(client.does, Does::Upgrades) {
            let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") else {
                client.rest = bytes.to_vec();
                return;
            };
            client.upgrade(&bytes[..end]);
            if let Does::Tells(room) = &client.does {
                self.rooms.entry(room.clone()).or_default().push(Rc::clone(&client.stream));
            }
            bytes = &bytes[end + 4..];
        }
        let mut echo = (Vec::new(), Vec::new());
        while let Some(whole) = frame::first(bytes) {
            if whole.opcode == opcode::TEXT {
                match &client.does {
                    Does::Tells(room) => {
                        for member in &self.rooms[room] {
                            write(member, &self.ready);
                        }
                    }
                    Does::Echoes | Does::Upgrades => {
                        let (text, frame) = &mut echo;
                        frame::unmask(whole.payload, text);
                        frame::from_server(opcode::TEXT, text, frame);
                        write(&client.stream, frame);
                    }
                }
            }
            bytes = &bytes[whole.length..];
        }
        client.rest = bytes.to_vec();
    }

    fn forget(&mut self, id: u64) {
        let Some(client) = self.clients.remove(&id) else { return };
        if let Does::Tells(room) = &client.does
            && let Some(members) = self.rooms.get_mut(room)
        {
            members.retain(|member| !Rc::ptr_eq(member, &client.stream));
        }
    }
}

impl Client {
    fn upgrade(&mut self, head: &[u8]) {
        let head = String::from_utf8_lossy(head);
        let path = head.split(' ').nth(1).unwrap_or_default();
        self.does = if path == "/echo" { Does::Echoes } else { Does::Tells(path.to_owned()) };
        let key = head.lines().find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap_or_default();
        let accept = derive_accept_key(key.trim().as_bytes());
        let response = format!(
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Accept: {accept}\r\n\r\n"
        );
        write(&self.stream, response.as_bytes());
    }
}

/// One write. What does not fit is lost, and the count of frames at the other end says so.
fn write(mut stream: &TcpStream, bytes: &[u8]) {
    let _ = stream.write(bytes);
}
