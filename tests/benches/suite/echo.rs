//! Asking and being answered: everybody sends the next thing once the last was answered. A relay echoes; the
//! product takes a vote, keeps it on disk, shows it where it shows, and acknowledges it.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::{
    Options,
    crowd::Crowd,
    frame,
    host::{Host, Kind},
    product::{self, Desk},
    relay::{self, Wish},
    report::{Report, Series},
    stage::{Busy, Slice, round},
    sys::{self, Cores},
};

/// As long as a vote.
const LENGTH: usize = 100;
/// How long a server is measured in each round, all its turns together.
pub(crate) const SLICE: Duration = Duration::from_secs(1);
/// A server that has been silent for so long has lost something.
const STALLED: Duration = Duration::from_secs(30);

/// A server, and people who ask it things.
pub(crate) struct Counter {
    pub(crate) host: Host,
    crowd: Crowd,
    /// The places of those who ask.
    people: Vec<usize>,
    asks: Asks,
    /// Each one's number of the last command.
    counters: Vec<u64>,
}

enum Asks {
    Ready(Vec<u8>),
    /// Votes on a quote, for one and the other of these by turns.
    Votes {
        quote: String,
        services: Vec<String>,
    },
}

/// Processor time for each answer, with 30 people who ask as fast as they are answered (target 3's first half).
pub(crate) fn run(options: &Options, report: &mut Report) {
    report.section("Answers: 30 people, each asks again once answered");
    let mut counters = Vec::new();
    for kind in [Kind::Product].into_iter().chain(options.others()) {
        match Counter::set_up(kind, 30, 30) {
            Ok(counter) => counters.push(counter),
            Err(error) => report.note(&format!("{kind} is left out: {error}")),
        }
    }
    let mut all: Vec<_> = counters.iter().map(|counter| (counter.host.kind, Series::default())).collect();
    for _ in 0..options.runs {
        let round = round(&mut counters, SLICE);
        all.iter_mut().zip(round).for_each(|((_, series), slice)| series.0.push(slice.per_frame()));
    }
    let of = |kind| all.iter().find(|(of, _)| *of == kind).map(|(_, series)| series);
    for &(kind, ref series) in &all {
        let does = if kind == Kind::Product { "a vote, kept on disk" } else { "an echo" };
        report.figure(&format!("{kind}: {does}"), "µs", series);
        if let Some(floor) = of(Kind::Floor)
            && kind != Kind::Floor
        {
            report.figure(&format!("{kind}, to the floor"), "×", &series.over(floor));
        }
    }
    if let (Some(product), Some(floor)) = (of(Kind::Product), of(Kind::Floor)) {
        report.target(3, "a vote to an echo of the floor", product.over(floor).median(), 2.5);
    }
}

impl Counter {
    /// Starts a server with so many people, in one room where there are rooms, of whom the first so many ask.
    pub(crate) fn set_up(kind: Kind, people: usize, asking: usize) -> Result<Self, String> {
        let host = Host::start(kind, Cores::One, LENGTH)?;
        let mut crowd = Crowd::new();
        let (mut places, asks) = if kind == Kind::Product {
            let room = product::open(host.address, 1, people).remove(0);
            let mut desk = Desk::sit(&mut crowd, host.address, std::slice::from_ref(&room)).remove(0);
            desk.go_to_vote(&mut crowd);
            let quote = desk.quotes().remove(0);
            desk.act(&mut crowd, &json!({ "type": "open", "items": [quote] }));
            let ways: Vec<_> = room.people.iter().map(|token| (token.clone(), "phone".to_owned())).collect();
            let display = [(room.display.clone(), "display".to_owned())];
            product::connect(&mut crowd, host.address, &display, |_, _| {});
            let places = product::connect(&mut crowd, host.address, &ways, |_, _| {});
            (places, Asks::Votes { quote, services: room.services })
        } else {
            let places = relay::connect(&mut crowd, &host, 1, people, Wish::Echo);
            let (opcode, message) = relay::message(kind, Wish::Echo, LENGTH);
            let mut ready = Vec::new();
            frame::from_client(opcode, &message, &mut ready);
            (places, Asks::Ready(ready))
        };
        crowd.quiet(Duration::from_millis(300));
        places.truncate(asking);
        let size = places.iter().max().map_or(0, |most| most + 1);
        let mut counter = Self { host, crowd, people: places, asks, counters: vec![0; size] };
        counter.slice(Duration::from_millis(200));
        Ok(counter)
    }

    fn ask(&mut self, place: usize) {
        let Self { crowd, asks, counters, .. } = self;
        match asks {
            Asks::Ready(frame) => crowd.write(place, frame),
            Asks::Votes { quote, services } => {
                counters[place] += 1;
                let number = counters[place];
                let choice = &services[number as usize % services.len()];
                crowd.text(place, &product::vote(number, quote, choice));
            }
        }
    }
}

impl Busy for Counter {
    /// Has everybody ask for so long, and counts the answers.
    fn slice(&mut self, time: Duration) -> Slice {
        self.crowd.keep_alive();
        let before = sys::cpu_ns(self.host.pid());
        let end = Instant::now() + time;
        let (mut answered, mut waiting) = (0u64, self.people.len());
        for place in self.people.clone() {
            self.ask(place);
        }
        let mut heard = Vec::new();
        let mut heard_at = Instant::now();
        while waiting > 0 {
            let votes = matches!(self.asks, Asks::Votes { .. });
            self.crowd.poll(Duration::from_secs(1), |place, message| {
                assert!(!product::is(message, "rejected"), "{}", String::from_utf8_lossy(message));
                if !votes || product::is(message, "ack") {
                    heard.push(place);
                }
            });
            if !heard.is_empty() {
                heard_at = Instant::now();
            }
            let closed = self.crowd.closed();
            assert!(
                heard_at.elapsed() < STALLED && closed == 0,
                "{} fell silent, closed {closed}",
                self.host.kind
            );
            answered += heard.len() as u64;
            for place in heard.drain(..) {
                if Instant::now() < end {
                    self.ask(place);
                } else {
                    waiting -= 1;
                }
            }
        }
        Slice { cpu_ns: sys::cpu_ns(self.host.pid()) - before, frames: answered }
    }

    fn keep_alive(&mut self) {
        self.crowd.keep_alive();
    }
}
