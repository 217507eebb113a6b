//! Everybody votes, at moments spread evenly, while a facilitator now and then changes the time of the step.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    crowd::Crowd,
    host::{Host, Kind},
    product::{self, Desk, Room, is, number_after},
    report::Series,
    sys::{self, Cores},
};

/// How often the facilitator changes the time.
const EXTEND: Duration = Duration::from_secs(1);
/// How long the last answers may take after the last vote.
const LATE: Duration = Duration::from_secs(60);

/// What somebody at a place is.
#[derive(Debug, Clone, Copy)]
enum Seat {
    Desk(usize),
    Display(usize),
    Person { room: usize, number: usize },
}

/// Rooms of the product in which people vote.
pub(crate) struct Ballot {
    pub(crate) host: Host,
    crowd: Crowd,
    rooms: Vec<Voting>,
    seats: Vec<Seat>,
    /// Rounds so far: each is on another quote.
    round: usize,
}

struct Voting {
    desk: Desk,
    quotes: Vec<String>,
    services: Vec<String>,
    people: Vec<Person>,
    /// How many have not heard of the last change of time, and when that was asked for.
    unaware: usize,
    told_at: Instant,
    counted: [Vec<(Instant, u64)>; 2],
}

#[derive(Debug, Clone, Copy)]
struct Person {
    place: usize,
    counter: u64,
    sent_at: Instant,
}

/// What a round showed. Times in milliseconds.
#[derive(Debug, Default)]
pub(crate) struct Round {
    /// From a vote to its acknowledgement.
    pub(crate) ack: Series,
    /// From a vote to the display's frame that counts it.
    pub(crate) display: Series,
    /// From a vote to the desk's.
    pub(crate) desk: Series,
    /// From a facilitator's command to the last phone that heard of it.
    pub(crate) fanout: Series,
    /// Microseconds of the server's processor time for a vote, all else included.
    pub(crate) cpu_per_vote: f64,
    /// The server's share of the time of two cores, from 0 to 1.
    pub(crate) share: f64,
}

impl Ballot {
    /// Fills rooms, and goes to the vote.
    pub(crate) fn set_up(rooms: usize, people: usize, cores: Cores) -> Self {
        let host = Host::start(Kind::Product, cores, 0).unwrap_or_else(|error| panic!("{error}"));
        let mut crowd = Crowd::new();
        let opened = product::open(host.address, rooms, people);
        let mut desks = Desk::sit(&mut crowd, host.address, &opened);
        desks.iter_mut().for_each(|desk| desk.go_to_vote(&mut crowd));
        let ways = |token: &String, device: &str| (token.clone(), device.to_owned());
        let displays: Vec<_> = opened.iter().map(|room| ways(&room.display, "display")).collect();
        let displays = product::connect(&mut crowd, host.address, &displays, |_, _| {});
        let phones: Vec<_> =
            opened.iter().flat_map(|room| room.people.iter().map(|token| ways(token, "phone"))).collect();
        let places = product::connect(&mut crowd, host.address, &phones, |_, _| {});
        let mut seats = vec![Seat::Desk(0); crowd.places()];
        desks.iter().enumerate().for_each(|(room, desk)| seats[desk.place] = Seat::Desk(room));
        displays.iter().enumerate().for_each(|(room, place)| seats[*place] = Seat::Display(room));
        for (at, place) in places.iter().enumerate() {
            seats[*place] = Seat::Person { room: at / people, number: at % people };
        }
        let rooms = opened.into_iter().zip(desks).zip(places.chunks(people));
        let rooms = rooms.map(|((room, desk), places)| Voting::new(room, desk, places)).collect();
        crowd.quiet(Duration::from_millis(500));
        Self { host, crowd, rooms, seats, round: 0 }
    }

    /// Opens a quote, and has everybody vote on it `each` times within `window`.
    pub(crate) fn round(&mut self, window: Duration, each: usize) -> Round {
        self.open_quote();
        let people: usize = self.rooms.iter().map(|room| room.people.len()).sum();
        let most = people * each;
        let mut round = Round::default();
        let mut acks: Vec<Vec<Instant>> = self.rooms.iter().map(|_| Vec::new()).collect();
        let before = sys::cpu_ns(self.host.pid());
        let start = Instant::now();
        let (mut sent, mut answered, mut next_extend) = (0, 0, EXTEND.min(window) / 2);
        let mut last = Duration::ZERO;
        while answered < most || self.rooms.iter().any(|room| room.unaware > 0) {
            let now = start.elapsed();
            assert!(now < window + LATE, "only {answered} of {most} votes were answered");
            while sent < most && now >= window.mul_f64(sent as f64 / most as f64) {
                // Rooms by turns, so that each of them has votes all the time.
                let at = sent % people;
                let (room, number) = (at % self.rooms.len(), at / self.rooms.len());
                self.vote(room, number, sent / people);
                sent += 1;
            }
            if now >= next_extend && now < window && self.rooms.iter().all(|room| room.unaware == 0) {
                self.extend();
                next_extend += EXTEND;
            }
            let next = window.mul_f64(sent as f64 / most as f64).min(next_extend);
            let wait = if sent < most { next.saturating_sub(start.elapsed()) } else { EXTEND / 10 };
            let Self { crowd, rooms, seats, .. } = self;
            crowd.poll(wait, |place, message| {
                let now = Instant::now();
                match seats[place] {
                    Seat::Desk(room) => rooms[room].hear_desk(now, message),
                    Seat::Display(room) => rooms[room].count(1, now, message),
                    Seat::Person { room, number } => {
                        let of = &mut rooms[room];
                        if is(message, "ack") {
                            answered += 1;
                            let sent_at = of.people[number].sent_at;
                            round.ack.0.push(ms(now - sent_at));
                            if acks[room].len() < of.people.len() {
                                acks[room].push(sent_at);
                            }
                        } else if of.unaware > 0 && of.is_told(message) {
                            of.unaware -= 1;
                            if of.unaware == 0 {
                                round.fanout.0.push(ms(now - of.told_at));
                            }
                        }
                        assert!(!is(message, "rejected"), "{}", String::from_utf8_lossy(message));
                    }
                }
            });
            assert_eq!(self.crowd.closed(), 0, "the server closed connections");
            last = start.elapsed();
        }
        let cpu = sys::cpu_ns(self.host.pid()) - before;
        round.cpu_per_vote = cpu as f64 / most as f64 / 1e3;
        round.share = cpu as f64 / 1e9 / last.as_secs_f64() / 2.0;
        self.screens(&acks, &mut round);
        round
    }

    /// Closes the last round's quote and opens the next.
    fn open_quote(&mut self) {
        for room in &mut self.rooms {
            let quotes = room.quotes.len();
            if self.round > 0 {
                let last = &room.quotes[(self.round - 1) % quotes];
                room.desk.act(&mut self.crowd, &json!({ "type": "close", "items": [last] }));
            }
            let quote = &room.quotes[self.round % quotes];
            let open = if self.round < quotes {
                json!({ "type": "open", "items": [quote] })
            } else {
                json!({ "type": "reopen", "item": quote })
            };
            room.desk.act(&mut self.crowd, &open);
        }
        self.round += 1;
        self.crowd.quiet(Duration::from_millis(500));
        for room in &mut self.rooms {
            room.counted = Default::default();
        }
    }

    fn vote(&mut self, room: usize, number: usize, turn: usize) {
        let Voting { people, quotes, services, .. } = &mut self.rooms[room];
        let person = &mut people[number];
        person.counter += 1;
        let quote = &quotes[(self.round - 1) % quotes.len()];
        let choice = &services[(number + turn) % services.len()];
        let text = product::vote(person.counter, quote, choice);
        person.sent_at = Instant::now();
        self.crowd.text(person.place, &text);
    }

    fn extend(&mut self) {
        for room in &mut self.rooms {
            let minutes = if room.desk.counter.is_multiple_of(2) { 1 } else { -1 };
            room.unaware = room.people.len();
            room.told_at = Instant::now();
            room.desk.send(&mut self.crowd, &format!(r#"{{"type":"extend","minutes":{minutes}}}"#));
        }
    }

    /// When votes were seen: the room counts them in the order in which it acknowledges them.
    fn screens(&mut self, acks: &[Vec<Instant>], round: &mut Round) {
        let Self { crowd, rooms, seats, .. } = self;
        crowd.quiet_with(Duration::from_millis(300), |place, message| match seats[place] {
            Seat::Desk(room) => rooms[room].hear_desk(Instant::now(), message),
            Seat::Display(room) => rooms[room].count(1, Instant::now(), message),
            Seat::Person { .. } => {}
        });
        for (room, acks) in self.rooms.iter().zip(acks) {
            for (counted, series) in room.counted.iter().zip([&mut round.desk, &mut round.display]) {
                let mut frames = counted.iter();
                let mut frame = frames.next();
                for (count, sent_at) in (1..).zip(acks) {
                    while frame.is_some_and(|(_, done)| *done < count) {
                        frame = frames.next();
                    }
                    if let Some((shown_at, _)) = frame {
                        series.0.push(ms(shown_at.saturating_duration_since(*sent_at)));
                    }
                }
            }
        }
    }
}

impl Voting {
    fn new(room: Room, desk: Desk, places: &[usize]) -> Self {
        let now = Instant::now();
        let person = |place: &usize| Person { place: *place, counter: 0, sent_at: now };
        Self {
            quotes: desk.quotes(),
            desk,
            services: room.services,
            people: places.iter().map(person).collect(),
            unaware: 0,
            told_at: now,
            counted: Default::default(),
        }
    }

    fn hear_desk(&mut self, now: Instant, message: &[u8]) {
        self.desk.hear(message);
        self.count(0, now, message);
    }

    /// Notes how many a screen says have voted.
    fn count(&mut self, screen: usize, now: Instant, message: &[u8]) {
        if let Some(done) = number_after(message, b"\"done\":") {
            self.counted[screen].push((now, done));
        }
    }

    /// Whether a phone was told of a change of time.
    fn is_told(&self, message: &[u8]) -> bool {
        let shared = b"\"shared\"";
        is(message, "update") && message.windows(shared.len()).any(|window| window == shared)
    }
}

fn ms(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
