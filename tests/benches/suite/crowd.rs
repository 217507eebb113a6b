//! The load generator: many sockets on one thread, read with epoll into one buffer. It takes nothing from the
//! allocator for a frame that comes whole.

use std::{
    io::{self, ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use rustix::{
    buffer::spare_capacity,
    event::{
        Timespec,
        epoll::{self, CreateFlags, EventData, EventFlags},
    },
    fd::OwnedFd,
    io::Errno,
};

use crate::frame::{self, opcode};

/// How much is read at once.
const BUFFER: usize = 256 * 1024;
/// How many sockets are looked at in one turn.
const EVENTS: usize = 512;
/// A command that a server does not take for so long will not be taken.
const STUCK: Duration = Duration::from_secs(30);

struct Socket {
    stream: TcpStream,
    /// The part of a frame whose rest has not come.
    rest: Vec<u8>,
}

/// Open sockets, each known by its place.
pub(crate) struct Crowd {
    epoll: OwnedFd,
    sockets: Vec<Option<Socket>>,
    buffer: Vec<u8>,
    events: Vec<epoll::Event>,
    scratch: Vec<u8>,
    pings: Vec<(usize, Vec<u8>)>,
    closed: usize,
}

impl Crowd {
    pub(crate) fn new() -> Self {
        Self {
            epoll: epoll::create(CreateFlags::CLOEXEC).unwrap(),
            sockets: Vec::new(),
            buffer: vec![0; BUFFER],
            events: Vec::with_capacity(EVENTS),
            scratch: Vec::new(),
            pings: Vec::new(),
            closed: 0,
        }
    }

    /// Adds a socket that is a WebSocket already, and gives its place.
    pub(crate) fn add(&mut self, stream: TcpStream) -> usize {
        let place = self.sockets.len();
        stream.set_nonblocking(true).unwrap();
        epoll::add(&self.epoll, &stream, EventData::new_u64(place as u64), EventFlags::IN).unwrap();
        self.sockets.push(Some(Socket { stream, rest: Vec::new() }));
        place
    }

    /// Drops a socket, as a phone that goes out of reach would.
    pub(crate) fn drop_at(&mut self, place: usize) {
        self.sockets[place] = None;
    }

    /// How many places there are, those that are empty included.
    pub(crate) fn places(&self) -> usize {
        self.sockets.len()
    }

    /// How many sockets the server has closed, or broken, so far.
    pub(crate) fn closed(&self) -> usize {
        self.closed
    }

    /// Sends a text.
    pub(crate) fn text(&mut self, place: usize, text: &[u8]) {
        self.message(place, opcode::TEXT, text);
    }

    /// Sends a message as one frame.
    pub(crate) fn message(&mut self, place: usize, opcode: u8, payload: &[u8]) {
        let mut frame = std::mem::take(&mut self.scratch);
        frame::from_client(opcode, payload, &mut frame);
        self.write(place, &frame);
        self.scratch = frame;
    }

    /// Writes a frame that is ready.
    pub(crate) fn write(&mut self, place: usize, frame: &[u8]) {
        let Some(socket) = &mut self.sockets[place] else { return };
        let mut left = frame;
        let start = Instant::now();
        while !left.is_empty() {
            match socket.stream.write(left) {
                Ok(written) => left = &left[written..],
                Err(error) if error.kind() == ErrorKind::WouldBlock && start.elapsed() < STUCK => {
                    std::thread::yield_now();
                }
                Err(_) => {
                    self.sockets[place] = None;
                    self.closed += 1;
                    return;
                }
            }
        }
    }

    /// Waits for frames, at most so long, and shows each text or binary one with its socket's place. Says whether
    /// any socket had anything.
    pub(crate) fn poll(&mut self, most: Duration, mut heard: impl FnMut(usize, &[u8])) -> bool {
        let most = Timespec { tv_sec: most.as_secs() as i64, tv_nsec: i64::from(most.subsec_nanos()) };
        self.events.clear();
        match epoll::wait(&self.epoll, spare_capacity(&mut self.events), Some(&most)) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(error) => panic!("epoll: {error}"),
        }
        for at in 0..self.events.len() {
            let place = self.events[at].data.u64() as usize;
            if self.read(place, &mut heard).is_err() {
                self.sockets[place] = None;
                self.closed += 1;
            }
        }
        for (place, payload) in std::mem::take(&mut self.pings) {
            self.message(place, opcode::PONG, &payload);
        }
        !self.events.is_empty()
    }

    /// Answers pings, and hears nothing else.
    pub(crate) fn keep_alive(&mut self) {
        while self.poll(Duration::ZERO, |_, _| {}) {}
    }

    /// Polls until it is so. Says whether it came to be in time.
    #[must_use]
    pub(crate) fn until<S: ?Sized>(
        &mut self,
        limit: Duration,
        state: &mut S,
        mut heard: impl FnMut(&mut S, usize, &[u8]),
        mut is_so: impl FnMut(&S) -> bool,
    ) -> bool {
        let end = Instant::now() + limit;
        while !is_so(state) {
            let left = end.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            self.poll(left.min(Duration::from_secs(1)), |place, payload| heard(state, place, payload));
        }
        true
    }

    /// Polls until nothing has come for so long.
    pub(crate) fn quiet(&mut self, silence: Duration) {
        self.quiet_with(silence, |_, _| {});
    }

    /// Polls until nothing has come for so long, and shows what came before.
    pub(crate) fn quiet_with(&mut self, silence: Duration, mut heard: impl FnMut(usize, &[u8])) {
        let mut heard_at = Instant::now();
        while heard_at.elapsed() < silence {
            self.poll(Duration::from_millis(20), |place, message| {
                heard(place, message);
                heard_at = Instant::now();
            });
        }
    }

    /// Reads what is there, once.
    fn read(&mut self, place: usize, heard: &mut impl FnMut(usize, &[u8])) -> io::Result<()> {
        let Some(socket) = &mut self.sockets[place] else { return Ok(()) };
        let read = match socket.stream.read(&mut self.buffer) {
            Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
            Ok(read) => read,
            Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(()),
            Err(error) => return Err(error),
        };
        let fresh = &self.buffer[..read];
        let joined;
        let mut bytes = if socket.rest.is_empty() {
            fresh
        } else {
            socket.rest.extend_from_slice(fresh);
            joined = std::mem::take(&mut socket.rest);
            &joined[..]
        };
        while let Some(whole) = frame::first(bytes) {
            match whole.opcode {
                opcode::TEXT | opcode::BINARY => heard(place, whole.payload),
                opcode::PING => self.pings.push((place, whole.payload.to_vec())),
                opcode::CLOSE => return Err(ErrorKind::ConnectionAborted.into()),
                _ => {}
            }
            bytes = &bytes[whole.length..];
        }
        socket.rest = bytes.to_vec();
        Ok(())
    }
}
