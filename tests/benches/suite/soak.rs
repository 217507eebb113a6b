//! Scenario 4, second half: rooms with steady traffic for long, and whether the server grows.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    Options,
    crowd::Crowd,
    host::{Host, Kind},
    product::{self, Desk, is},
    report::{Report, Series},
    sys::{self, Cores},
    wave,
};

const ROOMS: usize = 200;
const PEOPLE: usize = 25;
/// How often each person votes, on average.
const VOTE: Duration = Duration::from_secs(10);
/// How often each table writes.
const POINT: Duration = Duration::from_secs(30);
/// How often each room's facilitator changes the time.
const EXTEND: Duration = Duration::from_secs(20);
/// How often somebody anywhere drops off and comes back: so often that everybody has before it is warm.
const RETURN: Duration = Duration::from_millis(50);
/// How often each person corrects their name, on average: a text to be kept, and the last one to be deleted.
const NAME: Duration = Duration::from_secs(60);
/// How often the server's memory is looked at.
const LOOK: Duration = Duration::from_secs(30);
/// Memory is to grow no more from here on.
const WARM: Duration = Duration::from_secs(300);

/// Something that comes again and again.
struct Beat {
    every: Duration,
    due: Duration,
    count: usize,
}

impl Beat {
    fn new(every: Duration) -> Self {
        Self { every, due: Duration::ZERO, count: 0 }
    }

    /// The turn that is due, if one is.
    fn next(&mut self, now: Duration) -> Option<usize> {
        if now < self.due {
            return None;
        }
        self.due += self.every;
        self.count += 1;
        Some(self.count - 1)
    }
}

struct Soak {
    host: Host,
    crowd: Crowd,
    desks: Vec<Desk>,
    desk_at: BTreeMap<usize, usize>,
    /// Each one's way in, place, and number of the last command.
    people: Vec<(String, usize, u64)>,
    /// One at each table: their number, the table, and how often they wrote.
    writers: Vec<(usize, String, usize)>,
    quote: String,
    services: Vec<String>,
    answered: u64,
}

pub(crate) fn run(options: &Options, report: &mut Report) {
    let length = Duration::from_secs(60 * options.minutes);
    report.section(&format!("Soak: {ROOMS} rooms of {PEOPLE} for {} minutes", options.minutes));
    let mut soak = Soak::set_up();
    let people = soak.people.len() as u32;
    let mut votes = Beat::new(VOTE / people);
    let mut names = Beat::new(NAME / people);
    let mut points = Beat::new(POINT / soak.writers.len() as u32);
    let mut extends = Beat::new(EXTEND / ROOMS as u32);
    let mut returns = Beat::new(RETURN);
    let mut looks = Beat::new(LOOK);
    let mut seen = Vec::new();
    let start = Instant::now();
    while start.elapsed() < length {
        let now = start.elapsed();
        while let Some(turn) = votes.next(now) {
            soak.vote(turn);
        }
        while let Some(turn) = points.next(now) {
            soak.write(turn);
        }
        while let Some(turn) = names.next(now) {
            soak.rename(turn);
        }
        if let Some(turn) = extends.next(now) {
            soak.extend(turn);
        }
        if let Some(turn) = returns.next(now) {
            soak.come_back(turn);
        }
        if looks.next(now).is_some() {
            let (resident, files) = (sys::resident(soak.host.pid()), sys::files(soak.host.pid()));
            let mib = resident as f64 / 1024.0 / 1024.0;
            report.note(&format!(
                "{:>5} s  {mib:>8.1} MiB  {files} open files  {} answers",
                now.as_secs(),
                soak.answered
            ));
            seen.push((now, mib));
        }
        soak.hear(Duration::from_millis(1));
    }
    report.figure("answers", "", &Series(vec![soak.answered as f64]));
    let warm: Vec<_> = seen.iter().filter(|(at, _)| *at >= WARM).copied().collect();
    match slope(&warm) {
        Some(slope) => report.figure("growth after five minutes", "MiB/h", &Series(vec![slope])),
        None => report.note("too short to say whether it grows"),
    }
}

/// How steeply a line through the points rises, for an hour.
fn slope(points: &[(Duration, f64)]) -> Option<f64> {
    let hours = |at: &Duration| at.as_secs_f64() / 3600.0;
    let count = points.len() as f64;
    let x = points.iter().map(|(at, _)| hours(at)).sum::<f64>() / count;
    let y = points.iter().map(|(_, mib)| mib).sum::<f64>() / count;
    let across: f64 = points.iter().map(|(at, _)| (hours(at) - x).powi(2)).sum();
    let up: f64 = points.iter().map(|(at, mib)| (hours(at) - x) * (mib - y)).sum();
    (across > 0.0).then(|| up / across)
}

impl Soak {
    fn set_up() -> Self {
        let host = Host::start(Kind::Product, Cores::All, 0).unwrap_or_else(|error| panic!("{error}"));
        let mut crowd = Crowd::new();
        let rooms = product::open(host.address, ROOMS, PEOPLE);
        let mut desks = Desk::sit(&mut crowd, host.address, &rooms);
        let mut quote = String::new();
        for desk in &mut desks {
            desk.go_to_vote(&mut crowd);
            quote = desk.open_talk(&mut crowd);
        }
        let phones = rooms.iter().flat_map(|room| &room.people);
        let phones: Vec<_> = phones.map(|token| (token.clone(), "phone".to_owned())).collect();
        let mut writers = BTreeMap::new();
        let places = product::connect(&mut crowd, host.address, &phones, |number, welcome| {
            writers.entry((number / PEOPLE, table(welcome))).or_insert(number);
        });
        let people = phones.into_iter().zip(places).map(|((token, _), place)| (token, place, 0)).collect();
        let writers = writers.into_iter().map(|((_, table), number)| (number, table, 0)).collect();
        let services = rooms[0].services.clone();
        let desk_at = desks.iter().enumerate().map(|(at, desk)| (desk.place, at)).collect();
        Self { host, crowd, desks, desk_at, people, writers, quote, services, answered: 0 }
    }

    fn vote(&mut self, turn: usize) {
        let at = turn % self.people.len();
        let (_, place, counter) = &mut self.people[at];
        *counter += 1;
        let service = &self.services[*counter as usize % self.services.len()];
        self.crowd.text(*place, &product::vote(*counter, &self.quote, service));
    }

    /// A table's first point, or that point in other words.
    fn write(&mut self, turn: usize) {
        let at = turn % self.writers.len();
        let (number, table, times) = &mut self.writers[at];
        let (_, place, counter) = &mut self.people[*number];
        *counter += 1;
        let sheet = format!("{}.why_said", self.quote);
        let command = if *times == 0 {
            json!({ "type": "add_point", "sheet": sheet, "text": "They wish that somebody would ask." })
        } else {
            let text = format!("They wish that somebody would ask, {turn} times.");
            json!({ "type": "edit_point", "point": format!("{table}.{sheet}.1"), "text": text, "revision": times })
        };
        *times += 1;
        let message = json!({ "type": "command", "id": counter, "command": command });
        self.crowd.text(*place, message.to_string().as_bytes());
    }

    fn rename(&mut self, turn: usize) {
        let at = turn % self.people.len();
        let (_, place, counter) = &mut self.people[at];
        *counter += 1;
        let text = format!(
            r#"{{"type":"command","id":{counter},"command":{{"type":"correct_myself","name":"Person {turn}","service":"{}","modality":"remote"}}}}"#,
            self.services[at % PEOPLE % self.services.len()]
        );
        self.crowd.text(*place, text.as_bytes());
    }

    fn extend(&mut self, turn: usize) {
        let minutes = if (turn / self.desks.len()).is_multiple_of(2) { 1 } else { -1 };
        let at = turn % self.desks.len();
        let command = format!(r#"{{"type":"extend","minutes":{minutes}}}"#);
        self.desks[at].send(&mut self.crowd, &command);
    }

    fn come_back(&mut self, turn: usize) {
        let at = (turn * 7) % self.people.len();
        let (token, place, _) = &mut self.people[at];
        self.crowd.drop_at(*place);
        *place = self.crowd.add(wave::greet(self.host.address, token, "phone"));
    }

    fn hear(&mut self, most: Duration) {
        let Self { crowd, desks, desk_at, answered, .. } = self;
        crowd.poll(most, |place, message| {
            assert!(!is(message, "rejected"), "{}", String::from_utf8_lossy(message));
            *answered += u64::from(is(message, "ack"));
            if let Some(desk) = desk_at.get(&place) {
                desks[*desk].hear(message);
            }
        });
        assert_eq!(self.crowd.closed(), 0, "the server closed connections");
    }
}

/// The table that a welcome says one sits at.
fn table(welcome: &[u8]) -> String {
    let welcome: Value = serde_json::from_slice(welcome).unwrap();
    welcome["views"]["group"]["group"].as_str().expect("everybody sits at a table").to_owned()
}
