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
    network::Connection,
    oracle::{Expected, Oracle, Origin, Violation},
    positions::{OPENED, Position, ROOM},
    work,
};

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

    // The server.

    fn starts(&mut self) -> Result<(), Violation> {
        if self.life.is_some() {
            return Ok(());
        }
        self.lives += 1;
        let day = (OPENED + self.now).saturating_add_signed(self.skew);
        let day = Timestamp(day.max(self.oracle.room.at().0.saturating_sub(3_600_000)));
        let seed = self.chance.draw();
        let room = ByHand::open(&self.log, &RoomId::from(ROOM), seed, (day, self.instant()));
        let room = room.map_err(|error| error.to_string())?;
        note!(self, "the server starts, its clock {} ms off", self.skew);
        if *room.room() != self.oracle.room {
            return Err("the room made of its log is another one".to_owned());
        }
        self.life = Some(Life { room, began: self.now, appending: None });
        Ok(())
    }

    /// The server ends. Of an append that was on its way, nobody knows whether it is durable.
    fn dies(&mut self, is_durable: bool) -> Result<(), Violation> {
        let Some(life) = self.life.take() else { return Ok(()) };
        if let Some(append) = life.appending {
            note!(self, "the append on its way {} durable", if is_durable { "is" } else { "is not" });
            if is_durable {
                self.keeps(&append)?;
                self.oracle.takes(Some(&append), &[], (life.began, self.lives))?;
            }
        }
        self.door.clear();
        for link in 0..self.connections.len() {
            if self.connections[link].member(self.lives).is_some() {
                let after = 1 + self.chance.below(2_000) as u64;
                self.at(after, Happening::Lost(link));
            }
        }
        let after = 300 + self.chance.below(4_000) as u64;
        self.at(after, Happening::Start);
        Ok(())
    }

    fn keeps(&mut self, append: &Append) -> Result<(), Violation> {
        match self.log.append(append.clone()).now_or_never() {
            Some(Outcome::Committed(_)) => Ok(()),
            other => Err(format!("the log did not take an append: {other:?}")),
        }
    }

    /// One turn of the room, if it is not in one and has something to do.
    fn turn(&mut self) -> Result<(), Violation> {
        let now = self.instant();
        let Some(life) = self.life.as_mut().filter(|life| life.appending.is_none()) else { return Ok(()) };
        if !life.room.is_due(now) {
            return Ok(());
        }
        self.figures.turns += 1;
        life.began = self.now;
        let append = life.room.begin(now).map_err(|error| error.to_string())?;
        if append.is_none() {
            return self.finishes(None);
        }
        life.appending = append;
        // What is told now is told before it is durable.
        let early = self.collects();
        self.holds(&early, None)?;
        let (after, lives) = (1 + self.chance.below(self.faults.disk) as u64, self.lives);
        self.at(after, Happening::Appended(lives));
        Ok(())
    }

    fn appended(&mut self, life: u32) -> Result<(), Violation> {
        if life != self.lives {
            return Ok(());
        }
        if std::mem::take(&mut self.fails) {
            self.figures.unknown += 1;
            note!(self, "an append fails, and the server ends");
            let is_durable = self.chance.below(2) == 0;
            return self.dies(is_durable);
        }
        let Some(append) = self.life.as_mut().and_then(|life| life.appending.take()) else { return Ok(()) };
        self.keeps(&append)?;
        self.finishes(Some(append))
    }

    fn finishes(&mut self, append: Option<Append>) -> Result<(), Violation> {
        let now = self.instant();
        let Some(life) = &mut self.life else { return Ok(()) };
        life.room.finish(now).map_err(|error| error.to_string())?;
        let sent = self.collects();
        self.holds(&sent, append.as_ref())?;
        let is_looked_at = self.figures.turns.is_multiple_of(LOOKS);
        if is_looked_at {
            self.is_the_log()?;
        }
        for (link, messages, is_over) in sent {
            let client = self.connections[link].client;
            let Some(seat) = self.clients[client].seat.clone() else { continue };
            let head = self.oracle.room.seq().0;
            let expected = is_looked_at.then(|| self.oracle.expected(&seat));
            self.sends(link, Delivery { messages, is_over, head, expected });
        }
        let answers: Vec<_> =
            self.door.iter_mut().map(|(client, (_, door))| (*client, door.answer())).collect();
        for (client, answer) in answers {
            let Some(answer) = answer else { continue };
            self.door.remove(&client);
            if let Ok(who) = answer
                && self.chance.below(4) > 0
            {
                let after = self.latency();
                self.at(after, Happening::LetIn(client, As::Participant(who)));
            }
        }
        // What came meanwhile.
        self.turn()
    }

    /// The room in memory is what its log makes.
    fn is_the_log(&self) -> Result<(), Violation> {
        if self.life.as_ref().is_some_and(|life| *life.room.room() != self.oracle.room) {
            return Err("the room in memory is not the room of its log".to_owned());
        }
        Ok(())
    }

    /// What every connection was sent.
    fn collects(&mut self) -> Vec<(usize, Vec<Bytes>, bool)> {
        let Some(life) = &mut self.life else { return vec![] };
        let mut all = Vec::new();
        for (link, connection) in self.connections.iter().enumerate() {
            if let Some(member) = connection.member(self.lives) {
                let sent = life.room.sent(member);
                if !sent.messages.is_empty() || sent.goodbye.is_some() {
                    all.push((link, sent.messages, sent.goodbye.is_some()));
                }
            }
        }
        all
    }

    /// Holds answers against what is durable.
    fn holds(
        &mut self,
        sent: &[(usize, Vec<Bytes>, bool)],
        append: Option<&Append>,
    ) -> Result<(), Violation> {
        let (mut acks, mut refusals) = (Vec::new(), Vec::new());
        for (link, messages, _) in sent {
            for message in messages {
                let into = match () {
                    () if message.starts_with(br#"{"type":"ack""#) => &mut acks,
                    () if message.starts_with(br#"{"type":"rejected""#) => &mut refusals,
                    () => continue,
                };
                let answer: serde_json::Value = serde_json::from_slice(message).unwrap_or_default();
                let client = &self.clients[self.connections[*link].client];
                let id = answer["id"].as_u64().unwrap_or_default();
                // A message that came twice may be answered once more, when the client has long heard the answer.
                if client.pending.iter().any(|(pending, ..)| *pending == id) {
                    into.extend(origin(client, id));
                }
            }
        }
        if append.is_none()
            && sent
                .iter()
                .any(|(_, messages, _)| messages.iter().any(|m| m.starts_with(br#"{"type":"update""#)))
        {
            return Err("something is shown that is not durable".to_owned());
        }
        let began = self.life.as_ref().map_or(self.now, |life| life.began);
        self.oracle.takes(append, &acks, (began, self.lives))?;
        refusals.iter().try_for_each(|origin| self.oracle.refuses(origin))
    }

    // The network.

    fn latency(&mut self) -> u64 {
        1 + self.chance.below(self.faults.latency) as u64
    }

    fn breaks(&mut self, link: usize) {
        if std::mem::replace(&mut self.connections[link].is_broken, true) {
            return;
        }
        self.figures.breaks += 1;
        note!(self, "connection {link} breaks");
        // Each side hears of it soon, or only by the other's silence.
        if self.chance.below(3) > 0 {
            let after = 1 + self.chance.below(8_000) as u64;
            self.at(after, Happening::Lost(link));
        }
        if self.chance.below(3) > 0 {
            let after = 1 + self.chance.below(45_000) as u64;
            self.at(after, Happening::Left(link));
        }
    }

    fn is_lost(&mut self, link: usize) -> bool {
        if self.faults.loses > 0 && self.chance.below(self.faults.loses) == 0 {
            self.breaks(link);
        }
        self.connections[link].is_broken
    }

    fn sends(&mut self, link: usize, delivery: Delivery) {
        if self.is_lost(link) {
            return;
        }
        let latency = self.latency();
        let connection = &mut self.connections[link];
        let cut_off = self.clients[connection.client].cut_off_until;
        let arrives = connection.to_client.max(self.now.max(cut_off) + latency);
        connection.to_client = arrives;
        self.at(arrives - self.now, Happening::ToClient(link, delivery));
    }

    fn posts(&mut self, link: usize, message: ClientMessage) {
        if self.is_lost(link) {
            return;
        }
        let latency = self.latency();
        let connection = &mut self.connections[link];
        let cut_off = self.clients[connection.client].cut_off_until;
        let mut arrives = self.now.max(cut_off) + latency;
        if connection.is_posted {
            if self.faults.repeats > 0 && self.chance.below(self.faults.repeats) == 0 {
                let later = arrives - self.now + self.chance.below(30_000) as u64;
                self.at(later, Happening::ToServer(link, message.clone()));
            }
        } else {
            arrives = arrives.max(connection.to_server);
            connection.to_server = arrives;
        }
        self.at(arrives - self.now, Happening::ToServer(link, message));
    }

    fn server_hears(&mut self, link: usize, message: ClientMessage) -> Result<(), Violation> {
        let member = self.connections[link].member(self.lives);
        if let Some((life, member)) = self.life.as_mut().zip(member) {
            life.room.hear(member, message);
        }
        self.turn()
    }

    fn hello(&mut self, link: usize) -> Result<(), Violation> {
        let client = self.connections[link].client;
        let (seat, device) = (self.clients[client].seat.clone(), self.clients[client].device.clone());
        match (&mut self.life, seat) {
            (Some(life), Some(seat)) => {
                self.connections[link].member = Some((self.lives, life.room.enter(seat, device)));
            }
            _ => {
                let after = self.latency();
                self.at(after, Happening::Lost(link));
            }
        }
        self.turn()
    }

    fn left(&mut self, link: usize) -> Result<(), Violation> {
        let member = self.connections[link].member(self.lives);
        if let Some((life, member)) = self.life.as_mut().zip(member) {
            life.room.leave(member);
            self.connections[link].member = None;
            note!(self, "the server hears that connection {link} is gone");
        }
        self.turn()
    }

    // The clients.

    fn loses(&mut self, link: usize) {
        let client = self.connections[link].client;
        if self.clients[client].link == Some(link) {
            note!(self, "client {client} hears that its connection is gone");
            self.clients[client].loses(None, self.now, &mut self.chance);
        }
        self.connections[link].is_broken = true;
    }

    fn client_hears(&mut self, link: usize, delivery: Delivery) -> Result<(), Violation> {
        let index = self.connections[link].client;
        if self.clients[index].link != Some(link) || self.connections[link].is_broken {
            return Ok(());
        }
        let Delivery { messages, is_over, head, expected } = delivery;
        let mut answers = Vec::new();
        for message in &messages {
            let client = &mut self.clients[index];
            let (answer, next) = client.hears(message, self.now, &mut self.chance)?;
            answers.extend(answer);
            if let Some(next) = next {
                self.posts(link, next);
            }
        }
        for answer in answers {
            note!(self, "client {index} hears {answer:?}");
            match answer {
                Answer::Done(id) => {
                    self.figures.acknowledged += 1;
                    self.ledger.extend(origin(&self.clients[index], id));
                }
                Answer::Refused(_) => self.figures.refused += 1,
            }
        }
        let client = &mut self.clients[index];
        if is_over && client.link == Some(link) {
            client.loses(None, self.now, &mut self.chance);
        }
        if client.welcomed {
            if head < client.head {
                return Err(format!("client {index} is shown {head} after {}", client.head));
            }
            client.head = head;
            if let Some(expected) = expected {
                expected.is_shown(&client.views).map_err(|why| format!("client {index}: {why}"))?;
            }
        }
        Ok(())
    }

    fn ticks(&mut self, index: usize) -> Result<(), Violation> {
        let after = 200 + self.chance.below(1_200) as u64;
        self.at(after, Happening::Tick(index));
        let client = &mut self.clients[index];
        if client.seat.is_none() {
            if self.now >= 2_000 {
                let after = self.latency();
                self.at(after, Happening::Knock(index));
            }
            return Ok(());
        }
        match client.ticks(self.now, &mut self.chance) {
            Wants::Connection => self.connects(index),
            Wants::Ping => {
                // The pong is the connection's own, and needs no room.
                if let Some(link) = self.clients[index].link
                    && !self.connections[link].is_broken
                {
                    self.clients[index].is_there(self.now);
                }
            }
            Wants::Nothing if self.now < CHAOS && self.chance.below(WORKS) == 0 => self.works(index),
            Wants::Nothing => {}
        }
        Ok(())
    }

    fn connects(&mut self, index: usize) {
        let link = self.connections.len();
        let is_posted = self.chance.below(3) == 0;
        self.connections.push(Connection::new(index, is_posted));
        if let Some(old) = self.clients[index].link {
            self.connections[old].is_broken = true;
        }
        self.clients[index].connects(link, self.now);
        note!(self, "client {index} opens connection {link}");
        if self.is_lost(link) {
            return;
        }
        let arrives = self.now.max(self.clients[index].cut_off_until) + self.latency();
        self.connections[link].to_server = arrives;
        self.at(arrives - self.now, Happening::Hello(link));
    }

    fn works(&mut self, index: usize) {
        let client = &mut self.clients[index];
        let Some(link) = client.link.filter(|_| client.welcomed && client.pending.len() < WAITING) else {
            return;
        };
        let command = match client.seat {
            Some(As::Participant(_)) => work::participants(&client.views, &mut self.chance),
            Some(As::Facilitator(_)) if self.chance.below(3) == 0 => {
                work::facilitators(&client.views, 20, &mut self.chance)
            }
            _ => None,
        };
        let Some(command) = command else { return };
        let expected = match client.seat {
            Some(As::Facilitator(_)) => client.views["desk"]["revision"].as_u64(),
            _ => None,
        };
        let next = client.gives(expected, command.clone(), self.now);
        let counter = client.counter();
        if let Some(origin) = origin(client, counter) {
            note!(self, "client {index} gives {counter}: {command:?}");
            self.given += 1;
            self.figures.given += 1;
            self.oracle.is_given(origin, expected, command);
        }
        if let Some(next) = next {
            self.posts(link, next);
        }
    }

    fn knocks(&mut self, index: usize) -> Result<(), Violation> {
        if self.clients[index].seat.is_some() || self.door.contains_key(&index) {
            return Ok(());
        }
        let services = &self.oracle.room.pack().services;
        let service = services[self.chance.below(services.len())].id.clone();
        if let Some(life) = &mut self.life {
            let newcomer = Newcomer {
                name: "Newcomer".to_owned(),
                service,
                profession: None,
                modality: Modality::InRoom,
                device: Some(self.clients[index].device.clone()),
            };
            self.door.insert(index, (self.lives, life.room.join(newcomer, Token::draw().hash())));
        }
        self.turn()
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

mod ending;
