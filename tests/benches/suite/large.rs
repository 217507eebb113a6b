//! Scenario 3: a conference in one room. It comes, votes, moves on, loses its network and comes back; in the
//! middle of another vote the server is killed. Then everything acknowledged is looked for, twice.

use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

use crosstracks_protocol::{
    event::Event,
    ids::{RoomId, Seq},
};
use crosstracks_server::log::{EventLog, SqliteLog};
use serde_json::{Value, json};

use crate::{
    crowd::Crowd,
    door::Http,
    host::{Host, Kind},
    product::{self, Desk, Room, is},
    report::{Report, Series},
    sys::Cores,
    wave,
};

/// How long anything may take before it is given up.
const LIMIT: Duration = Duration::from_secs(300);

/// Everybody, by number.
struct Conference {
    host: Host,
    crowd: Crowd,
    room: Room,
    desk: Desk,
    /// Who the room says that each one is.
    ids: Vec<String>,
    places: Vec<usize>,
    quotes: Vec<String>,
}

/// What was found.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Faults {
    /// Votes that were acknowledged and are not there.
    pub(crate) lost: usize,
    /// Votes that took effect more than once.
    pub(crate) repeated: usize,
}

pub(crate) fn run(report: &mut Report, people: usize, window: Duration) -> Faults {
    report.section(&format!("One room of {people}, on all cores"));
    let seconds = |time: Duration| Series(vec![time.as_secs_f64()]);
    let (mut all, joined) = Conference::gather(people);
    report.figure("a join wave, until all are welcomed", "s", &seconds(joined));
    report.target(6, "join wave, in s", joined.as_secs_f64(), 10.0);

    let (first, voted) = all.vote(0, window, None);
    assert!(first.iter().all(|acked| *acked));
    report.figure("all vote, until all are answered", "s", &seconds(voted));
    let moved = all.move_on();
    report.figure("a stage change, until all phones show it", "s", &seconds(moved));
    report.target(6, "stage change, in s", moved.as_secs_f64(), 1.0);

    let mut faults = Faults::default();
    all.places.iter().for_each(|place| all.crowd.drop_at(*place));
    let back = all.come_back(&[(0, &first)], &mut faults);
    report.figure("a reconnect storm, until all are welcomed", "s", &seconds(back));
    report.target(6, "reconnect storm, in s", back.as_secs_f64(), 10.0);

    all.move_back();
    let (mut second, _) = all.vote(1, window, Some(window / 2));
    let known = second.iter().filter(|acked| **acked).count();
    let (restarted, back) = all.kill_and_return(&[(0, &first), (1, &second)], &mut faults);
    report.note(&format!("killed in the middle of a vote, with {known} of {people} acknowledged"));
    report.figure("kill -9, until the server accepts again", "s", &seconds(restarted));
    report.figure("then, until all are welcomed", "s", &seconds(back));
    report.target(6, "return after a restart, in s", back.as_secs_f64(), 10.0);
    all.resend(1, &mut second);

    let on_disk = all.look_at_disk(2);
    report.note(&format!("on disk: {} votes of {}", on_disk.1, 2 * people));
    faults.lost += on_disk.0.lost;
    faults.repeated += on_disk.0.repeated;
    report.target(6, "votes lost", faults.lost as f64, 0.0);
    report.target(6, "votes repeated", faults.repeated as f64, 0.0);
    faults
}

impl Conference {
    /// Opens a room, and lets everybody join and connect at once.
    fn gather(people: usize) -> (Self, Duration) {
        let host = Host::start(Kind::Product, Cores::All, 0).unwrap_or_else(|error| panic!("{error}"));
        let to = host.address;
        let mut room = Room::open(&mut Http::new(to));
        let mut crowd = Crowd::new();
        let tokens = std::sync::Mutex::new(vec![String::new(); people]);
        let mut ids = vec![String::new(); people];
        let (places, took) = wave::come(
            &mut crowd,
            people,
            || Http::new(to),
            |http, number| {
                let token = room.join(http, number);
                let stream = wave::greet(to, &token, "phone");
                tokens.lock().unwrap()[number] = token;
                stream
            },
            Some(product::is_welcome),
            |number, welcome| {
                let own = own(welcome);
                ids[number] = own["participant"].as_str().unwrap().to_owned();
            },
        );
        room.people = tokens.into_inner().unwrap();
        let mut desk = Desk::sit(&mut crowd, to, std::slice::from_ref(&room)).remove(0);
        desk.go_to_vote(&mut crowd);
        let quotes = desk.quotes();
        (Self { host, crowd, room, desk, ids, places, quotes }, took)
    }

    fn choice(&self, number: usize) -> &str {
        &self.room.services[number % self.room.services.len()]
    }

    /// Has everybody vote on a quote within a window, or until it is broken off. Says whose votes were acknowledged.
    fn vote(
        &mut self,
        quote: usize,
        window: Duration,
        broken_off: Option<Duration>,
    ) -> (Vec<bool>, Duration) {
        self.desk.act(&mut self.crowd, &json!({ "type": "open", "items": [self.quotes[quote]] }));
        self.crowd.quiet(Duration::from_millis(500));
        let people = self.places.len();
        let mut number_at = vec![None; self.crowd.places()];
        self.places.iter().enumerate().for_each(|(number, place)| number_at[*place] = Some(number));
        let mut acked = vec![false; people];
        let (mut sent, mut answered) = (0, 0);
        let start = Instant::now();
        while answered < people && broken_off.is_none_or(|end| start.elapsed() < end) {
            assert!(start.elapsed() < window + LIMIT, "only {answered} votes were answered");
            while sent < people && start.elapsed() >= window.mul_f64(sent as f64 / people as f64) {
                let text = product::vote(quote as u64 + 1, &self.quotes[quote], self.choice(sent));
                self.crowd.text(self.places[sent], &text);
                sent += 1;
            }
            self.crowd.poll(Duration::from_millis(1), |place, message| {
                if let Some(number) = number_at[place]
                    && is(message, "ack")
                    && !std::mem::replace(&mut acked[number], true)
                {
                    answered += 1;
                }
            });
        }
        (acked, start.elapsed())
    }

    /// Goes to the stage after the vote's, and waits until every phone shows it.
    fn move_on(&mut self) -> Duration {
        let stage = self.desk.stage() + 1;
        let command = json!({ "type": "go_to", "cursor": { "stage": stage, "step": 0, "item": 0 } });
        let mut told = vec![true; self.crowd.places()];
        self.places.iter().for_each(|place| told[*place] = false);
        let mut left = self.places.len();
        let start = Instant::now();
        self.desk.send(&mut self.crowd, &command.to_string());
        while left > 0 {
            assert!(start.elapsed() < LIMIT, "{left} phones never heard of the stage change");
            let desk = &mut self.desk;
            self.crowd.poll(Duration::from_secs(1), |place, message| {
                if place == desk.place {
                    desk.hear(message);
                } else if is(message, "update") && !std::mem::replace(&mut told[place], true) {
                    left -= 1;
                }
            });
        }
        let took = start.elapsed();
        self.settle();
        took
    }

    fn move_back(&mut self) {
        let cursor = json!({ "stage": self.desk.stage(), "step": self.desk.step(), "item": 0 });
        self.desk.act(&mut self.crowd, &json!({ "type": "go_to", "cursor": cursor }));
        self.settle();
    }

    /// Waits until there is nothing more to hear.
    fn settle(&mut self) {
        let Self { crowd, desk, .. } = self;
        crowd.quiet_with(Duration::from_millis(300), |place, message| {
            if place == desk.place {
                desk.hear(message);
            }
        });
    }

    /// Everybody comes back with their tokens, and what they see is compared with what they know was kept.
    fn come_back(&mut self, known: &[(usize, &Vec<bool>)], faults: &mut Faults) -> Duration {
        let (to, room, quotes) = (self.host.address, &self.room, &self.quotes);
        let (places, took) = wave::come(
            &mut self.crowd,
            room.people.len(),
            || (),
            |(), number| wave::greet(to, &room.people[number], "phone"),
            Some(product::is_welcome),
            |number, welcome| {
                let own = own(welcome);
                let choice = json!([room.services[number % room.services.len()]]);
                let lost = known
                    .iter()
                    .filter(|(quote, acked)| acked[number] && own["votes"][&quotes[*quote]] != choice);
                faults.lost += lost.count();
            },
        );
        self.places = places;
        took
    }

    /// Kills the server, starts it again, and has everybody come back. Says how long either took.
    fn kill_and_return(
        &mut self,
        known: &[(usize, &Vec<bool>)],
        faults: &mut Faults,
    ) -> (Duration, Duration) {
        let start = Instant::now();
        self.host.kill();
        self.host.start_again();
        let restarted = start.elapsed();
        self.crowd = Crowd::new();
        let back = self.come_back(known, faults);
        (restarted, back)
    }

    /// Everybody who has heard nothing of their vote sends it again, under the same number.
    fn resend(&mut self, quote: usize, acked: &mut [bool]) {
        let mut number_at = vec![None; self.crowd.places()];
        for (number, place) in self.places.iter().enumerate() {
            number_at[*place] = Some(number);
            if !acked[number] {
                let text = product::vote(quote as u64 + 1, &self.quotes[quote], self.choice(number));
                self.crowd.text(*place, &text);
            }
        }
        let all = self.crowd.until(
            LIMIT,
            acked,
            |acked, place, message| {
                if let Some(number) = number_at[place] {
                    acked[number] |= is(message, "ack");
                }
            },
            |acked| acked.iter().all(|acked| *acked),
        );
        assert!(all, "votes that were sent again were not answered");
    }

    /// Kills the server and reads its log: each person's vote on each of the first quotes is there once.
    fn look_at_disk(&mut self, quotes: usize) -> (Faults, usize) {
        self.host.kill();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let log = SqliteLog::open_sealed(&self.host.data(), None).unwrap();
        let room = RoomId::new(self.room.id.as_str());
        let rows = runtime.block_on(log.read(&room, Seq(0))).unwrap();
        let mut kept: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
        for row in rows {
            if let Ok(Event::Voted { participant, quote, choice, .. }) =
                Event::read(&row.kind, row.version, row.body.text())
            {
                kept.entry((participant.to_string(), quote.to_string())).or_default().push(choice.key());
            }
        }
        let mut faults = Faults::default();
        for (number, id) in self.ids.iter().enumerate() {
            for quote in &self.quotes[..quotes] {
                let votes = kept.get(&(id.clone(), quote.clone())).map(Vec::as_slice).unwrap_or_default();
                faults.lost += usize::from(!votes.iter().any(|choice| choice == self.choice(number)));
                faults.repeated += votes.len().saturating_sub(1);
            }
        }
        (faults, kept.values().map(Vec::len).sum())
    }
}

/// A welcome's view of oneself. What everybody sees is long, and the same for all: it is not read.
fn own(welcome: &[u8]) -> Value {
    let key = b"\"own\":";
    let at = welcome.windows(key.len()).rposition(|window| window == key).expect("a participant's welcome");
    let mut values = serde_json::Deserializer::from_slice(&welcome[at + key.len()..]).into_iter();
    values.next().unwrap().unwrap()
}
