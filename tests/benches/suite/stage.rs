//! A server with people in rooms, and slices of time in which every room is told one thing after the other.
//!
//! In lock-step: a room is told the next thing once everybody in it has heard the last. So there is a frame for
//! each message and person on every server, and none gains by writing several at once.

use std::{
    iter,
    time::{Duration, Instant},
};

use crate::{
    crowd::Crowd,
    frame,
    host::{Host, Kind},
    product::{self, Desk},
    relay::{self, Wish},
    sys::{self, Cores},
};

/// A server that has been silent for so long has lost something.
const STALLED: Duration = Duration::from_secs(30);

/// A room in lock-step.
struct Room {
    people: usize,
    /// How many have yet to hear, the sender's acknowledgement included.
    left: usize,
    speaker: Speaker,
}

/// How a room is told something.
enum Speaker {
    /// A facilitator, who changes the time of the step: to and fro, so that it stays what it is.
    Desk(Desk),
    /// Whoever is at a place.
    Place(usize),
}

/// What a slice of time cost.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Slice {
    /// Nanoseconds of the server's processor time.
    pub(crate) cpu_ns: u64,
    /// Frames that clients received, the sender's own included; or answers, where only those are counted.
    pub(crate) frames: u64,
}

impl Slice {
    /// Microseconds of processor time for a frame.
    pub(crate) fn per_frame(self) -> f64 {
        self.cpu_ns as f64 / self.frames as f64 / 1e3
    }
}

impl iter::Sum for Slice {
    fn sum<I: Iterator<Item = Self>>(slices: I) -> Self {
        let none = Self { cpu_ns: 0, frames: 0 };
        slices.fold(none, |a, b| Self { cpu_ns: a.cpu_ns + b.cpu_ns, frames: a.frames + b.frames })
    }
}

/// A server with people, that can be kept busy for a while.
pub(crate) trait Busy {
    /// Keeps it busy for so long.
    fn slice(&mut self, time: Duration) -> Slice;

    /// Answers what it asks while others are measured.
    fn keep_alive(&mut self);
}

/// Into so many turns a round is cut: a shared machine changes its speed from one second to the next, and is to change it
/// for all alike.
const TURNS: u32 = 6;

/// Keeps each busy for so long, in turns. Gives what it cost each.
pub(crate) fn round<B: Busy>(servers: &mut [B], time: Duration) -> Vec<Slice> {
    let mut slices = vec![Vec::new(); servers.len()];
    for _ in 0..TURNS {
        for (at, slices) in slices.iter_mut().enumerate() {
            slices.push(servers[at].slice(time / TURNS));
            servers.iter_mut().for_each(B::keep_alive);
        }
    }
    slices.into_iter().map(|slices| slices.into_iter().sum()).collect()
}

/// A server with its rooms full.
pub(crate) struct Stage {
    pub(crate) host: Host,
    crowd: Crowd,
    rooms: Vec<Room>,
    /// The room of each place.
    room_of: Vec<usize>,
    /// What a relay is told, as a frame.
    ready: Vec<u8>,
    /// How long the last message to a participant was.
    pub(crate) payload: usize,
}

impl Stage {
    /// Starts a server and fills its rooms. A relay's messages have `payload` bytes.
    pub(crate) fn set_up(kind: Kind, rooms: usize, people: usize, payload: usize) -> Result<Self, String> {
        let host = Host::start(kind, Cores::One, payload)?;
        let mut crowd = Crowd::new();
        let mut stage_rooms = Vec::new();
        let mut room_of = Vec::new();
        let mut ready = Vec::new();
        if kind == Kind::Product {
            let opened = product::open(host.address, rooms, people);
            let desks = Desk::sit(&mut crowd, host.address, &opened);
            for (number, mut desk) in desks.into_iter().enumerate() {
                desk.go_to_vote(&mut crowd);
                let ways: Vec<_> =
                    opened[number].people.iter().map(|token| (token.clone(), "phone".to_owned())).collect();
                let places = product::connect(&mut crowd, host.address, &ways, |_, _| {});
                room_of.resize(crowd.places(), 0);
                places.into_iter().chain([desk.place]).for_each(|place| room_of[place] = number);
                stage_rooms.push(Room { people, left: 0, speaker: Speaker::Desk(desk) });
            }
        } else {
            let places = relay::connect(&mut crowd, &host, rooms, people, Wish::Tell);
            room_of.resize(crowd.places(), 0);
            places.iter().enumerate().for_each(|(number, place)| room_of[*place] = number / people);
            for room in places.chunks(people) {
                stage_rooms.push(Room { people, left: 0, speaker: Speaker::Place(room[0]) });
            }
            let (opcode, message) = relay::message(kind, Wish::Tell, payload);
            frame::from_client(opcode, &message, &mut ready);
        }
        crowd.quiet(Duration::from_millis(300));
        let mut stage = Self { host, crowd, rooms: stage_rooms, room_of, ready, payload };
        // Once for warming up; then everything is allocated, and its length known.
        stage.slice(Duration::from_millis(200));
        Ok(stage)
    }
}

impl Busy for Stage {
    /// Tells all rooms things for so long.
    fn slice(&mut self, time: Duration) -> Slice {
        let Self { host, crowd, rooms, room_of, ready, payload } = self;
        crowd.keep_alive();
        let before = sys::cpu_ns(host.pid());
        let end = Instant::now() + time;
        let (mut frames, mut running) = (0, rooms.len());
        let mut told = Vec::with_capacity(rooms.len());
        for room in rooms.iter_mut() {
            room.tell(crowd, ready);
        }
        let mut heard_at = Instant::now();
        while running > 0 {
            let before = frames;
            crowd.poll(Duration::from_secs(1), |place, message| {
                frames += 1;
                let room = &mut rooms[room_of[place]];
                if room.hear(place, message, payload) {
                    room.left -= 1;
                    if room.left == 0 {
                        told.push(room_of[place]);
                    }
                }
            });
            if frames > before {
                heard_at = Instant::now();
            }
            let (silent, closed) = (heard_at.elapsed() > STALLED, crowd.closed());
            assert!(
                !silent && closed == 0,
                "{} fell silent, or closed some of its sockets: {closed}",
                host.kind
            );
            let over = Instant::now() >= end;
            for room in told.drain(..) {
                if over {
                    running -= 1;
                } else {
                    rooms[room].tell(crowd, ready);
                }
            }
        }
        Slice { cpu_ns: sys::cpu_ns(host.pid()) - before, frames }
    }

    fn keep_alive(&mut self) {
        self.crowd.keep_alive();
    }
}

impl Room {
    fn tell(&mut self, crowd: &mut Crowd, ready: &[u8]) {
        match &mut self.speaker {
            Speaker::Desk(desk) => {
                self.left = self.people + 1;
                let minutes = if desk.counter.is_multiple_of(2) { 1 } else { -1 };
                desk.send(crowd, &format!(r#"{{"type":"extend","minutes":{minutes}}}"#));
            }
            Speaker::Place(place) => {
                self.left = self.people;
                crowd.write(*place, ready);
            }
        }
    }

    /// Takes in a frame, and says whether it is one that was waited for.
    fn hear(&mut self, place: usize, message: &[u8], payload: &mut usize) -> bool {
        match &mut self.speaker {
            Speaker::Place(_) => true,
            Speaker::Desk(desk) if desk.place == place => {
                desk.hear(message);
                product::is(message, "ack")
            }
            Speaker::Desk(_) => {
                *payload = message.len();
                product::is(message, "update")
            }
        }
    }
}
