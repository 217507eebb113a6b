//! The server, its log, the network and the clients of one session, one happening after the other.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap},
    time::Duration,
};

use bytes::Bytes;
use crosstracks_protocol::{
    command::Actor,
    ids::RoomId,
    room::{Newcomer, groups::Modality},
    stamp::{Chance, Timestamp},
    wire::ClientMessage,
};
use crosstracks_server::{
    auth::Token,
    by_hand::{As, AtTheDoor, ByHand},
    log::{Append, Creation, EventLog, MemoryLog, Outcome},
};
use futures_util::FutureExt;
use tokio::time::Instant;

use super::{
    Figures,
    client::{Answer, Client, Wants},
    faults::{Fault, Faults},
    oracle::{Expected, Oracle, Origin, Violation},
    positions::{OPENED, Position, ROOM},
    work,
};

use self::network::Connection;

/// How long things go wrong, in simulated milliseconds.
const CHAOS: u64 = 9_000;
/// How long after that everything is well again, at most.
const HEALED_WITHIN: u64 = 180_000;
/// The most that one client has waiting.
const WAITING: usize = 3;
/// Of so many looks at the clock a client takes one to do something.
const WORKS: usize = 3;
/// Of so many turns one is looked at in every detail, as the end of every session is.
const LOOKS: u64 = 4;
/// How often the server looks at the clock.
const GLANCE: u64 = 500;

/// What happens at a moment.
enum Happening {
    Tick(usize),
    Hello(usize),
    ToServer(usize, ClientMessage),
    ToClient(usize, Delivery),
    /// The client hears that its connection is gone.
    Lost(usize),
    /// The server hears that a connection is gone.
    Left(usize),
    /// Somebody's answer from the door.
    LetIn(usize, As),
    Knock(usize),
    Appended(u32),
    Glance,
    Start,
    Fault(Fault),
    Heal,
}

/// Messages of one turn, and what whoever gets them must show then.
struct Delivery {
    messages: Vec<Bytes>,
    is_over: bool,
    /// The number of the log's last event.
    head: u64,
    expected: Option<Expected>,
}

/// A server's life.
struct Life {
    room: ByHand,
    /// When its last turn began.
    began: u64,
    appending: Option<Append>,
}

/// A session.
pub(super) struct World {
    pub(super) figures: Figures,
    pub(super) plan: Option<Vec<String>>,
    chance: Chance,
    faults: Faults,
    now: u64,
    start: Instant,
    queue: BinaryHeap<Reverse<(u64, u64)>>,
    happenings: BTreeMap<u64, Happening>,
    number: u64,
    log: MemoryLog,
    life: Option<Life>,
    lives: u32,
    /// How far the server's clock is off.
    skew: i64,
    /// The next append fails.
    fails: bool,
    is_healed: bool,
    oracle: Oracle,
    clients: Vec<Client>,
    connections: Vec<Connection>,
    door: BTreeMap<usize, (u32, AtTheDoor)>,
    given: usize,
    /// Acknowledged to a client.
    ledger: Vec<Origin>,
}

macro_rules! note {
    ($world:expr, $($what:tt)*) => {
        if $world.plan.is_some() {
            let line = format!($($what)*);
            $world.note(line);
        }
    };
}

impl World {
    pub(super) fn new(seed: u64, positions: &[Position], is_told: bool) -> Result<Self, Violation> {
        let mut chance = Chance::new(seed);
        let position = &positions[chance.below(positions.len())];
        let log = MemoryLog::default();
        let created = log.create(position.new_room()).now_or_never();
        if created != Some(Ok(Creation::Created)) {
            return Err(format!("the log does not open a room: {created:?}"));
        }
        let mut seats = vec![As::Facilitator(position.facilitator.clone()), As::Display];
        seats.extend(position.people.iter().cloned().map(As::Participant));
        // Some have two devices, one desk may have two.
        let again = seats[chance.below(seats.len())].clone();
        seats.push(again);
        let mut clients: Vec<Client> = Vec::new();
        for (n, seat) in seats.into_iter().enumerate() {
            if n > 3 && chance.below(2) == 0 {
                continue;
            }
            clients.push(Client::new(Some(seat), &format!("d{n}")));
        }
        clients.push(Client::new(None, "new"));
        let faults = Faults::draw(&mut chance);
        let mut world = Self {
            figures: Figures { sessions: 1, ..Figures::default() },
            plan: is_told.then(Vec::new),
            chance,
            faults,
            now: 0,
            start: Instant::now(),
            queue: BinaryHeap::new(),
            happenings: BTreeMap::new(),
            number: 0,
            log,
            life: None,
            lives: 0,
            skew: 0,
            fails: false,
            is_healed: false,
            oracle: Oracle::new(position.room.clone()),
            clients,
            connections: Vec::new(),
            door: BTreeMap::new(),
            given: 0,
            ledger: Vec::new(),
        };
        world.figures.steps.insert(position.step.clone());
        world.at(0, Happening::Start);
        world.at(CHAOS, Happening::Heal);
        world.at(GLANCE, Happening::Glance);
        for client in 0..world.clients.len() {
            let soon = world.chance.below(900) as u64;
            world.at(soon, Happening::Tick(client));
        }
        world.next_fault();
        Ok(world)
    }

    /// Runs to the end: until nothing waits and everybody sees the room as it is, or too long after all was healed.
    pub(super) fn run(&mut self) -> Result<(), Violation> {
        while let Some(Reverse((at, number))) = self.queue.pop() {
            self.now = at;
            let Some(happening) = self.happenings.remove(&number) else { continue };
            let is_glance = matches!(happening, Happening::Glance);
            self.happens(happening)?;
            if self.is_healed && is_glance && self.is_quiet() {
                return self.ends();
            }
            if self.now > CHAOS + HEALED_WITHIN {
                return Err(self.what_waits());
            }
        }
        Err("nothing happens any more".to_owned())
    }

    fn happens(&mut self, happening: Happening) -> Result<(), Violation> {
        match happening {
            Happening::Tick(client) => self.ticks(client),
            Happening::Hello(link) => self.hello(link),
            Happening::ToServer(link, message) => self.server_hears(link, message),
            Happening::ToClient(link, delivery) => self.client_hears(link, delivery),
            Happening::Lost(link) => {
                self.loses(link);
                Ok(())
            }
            Happening::Left(link) => self.left(link),
            Happening::Knock(client) => self.knocks(client),
            Happening::LetIn(client, seat) => {
                self.clients[client].seat.get_or_insert(seat);
                Ok(())
            }
            Happening::Appended(life) => self.appended(life),
            Happening::Glance => {
                self.at(GLANCE, Happening::Glance);
                self.turn()
            }
            Happening::Start => self.starts(),
            Happening::Fault(fault) => self.goes_wrong(fault),
            Happening::Heal => self.heals(),
        }
    }

    fn at(&mut self, after: u64, happening: Happening) {
        self.number += 1;
        self.queue.push(Reverse((self.now + after, self.number)));
        self.happenings.insert(self.number, happening);
    }

    fn note(&mut self, line: String) {
        let now = self.now;
        self.plan.iter_mut().for_each(|plan| plan.push(format!("{now:>6} ms  {line}")));
    }

    fn instant(&self) -> Instant {
        self.start + Duration::from_millis(self.now)
    }
}

/// A client's command, as the log names it.
fn origin(client: &Client, counter: u64) -> Option<Origin> {
    let by = match client.seat.clone()? {
        As::Participant(who) => Actor::Participant(who),
        As::Facilitator(who) => Actor::Facilitator(who),
        As::Display => return None,
    };
    Some((by, client.device.clone(), counter))
}

// After the macro that they use.
mod clients;
mod ending;
mod network;
mod server;
