//! Kills the server at random moments of a session, as a power cut would, and starts it again: everything that
//! it ever acknowledged is there, and nothing twice.
//!
//! `CROSSTRACKS_KILLS` says how many times, `CROSSTRACKS_SEED` makes a run choose the same moments again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{collections::BTreeMap, env, process::Stdio, time::Duration};

use crosstracks_protocol::{
    command::Command,
    event::Event,
    ids::{DeviceId, Seq, TextId},
    stamp::Chance,
};
use crosstracks_server::log::{EventLog, Row, SqliteLog};
use crosstracks_tests::{Ledger, Relay, Sent, Server};
use serde_json::Value;
use tokio::{process::Command as Program, time::timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// At most so many acknowledgements between one kill and the next; each number from 1 is as likely.
const MOST_BETWEEN: usize = 12;

/// Longer than a session takes in which the server is killed all the time.
const SESSION: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_every_kill_and_is_there_once() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let kills = number("CROSSTRACKS_KILLS").unwrap_or(50);
    let seed = number("CROSSTRACKS_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("CROSSTRACKS_KILLS={kills} CROSSTRACKS_SEED={seed}");
    let mut chance = Chance::new(seed);

    let mut server = Server::start(PROGRAM);
    let relay = Relay::before(server.address()).await;
    let mut session = Program::new(PROGRAM)
        .args(["rehearse", "--json", "--speed", "max", "--people", "20", "--services", "13,7"])
        .args(["--url", &relay.url()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();

    for kill in 0..kills {
        let moment = relay.count() + 1 + chance.below(MOST_BETWEEN);
        tokio::select! {
            () = relay.acknowledged(moment) => {}
            ended = session.wait() => panic!("the session was over after {kill} kills: {ended:?}"),
            () = tokio::time::sleep(SESSION) => panic!("after {kill} kills nothing goes on"),
        }
        server.kill();
        server.start_again();
    }

    let done = timeout(SESSION, session.wait_with_output()).await.expect("the session did not end").unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let report: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(done.status.success(), "{report:#}");

    server.kill();
    let ledger = relay.ledger();
    assert_eq!(ledger.forgotten, [""; 0]);
    let kept = Kept::read(&server, &ledger).await;
    println!("{} acknowledged, {} welcomes", ledger.acknowledged.len(), ledger.welcomes);
    kept.holds(&ledger);
}

/// What is on disk.
struct Kept {
    events: BTreeMap<Sent, Vec<(u16, Event)>>,
    all: Vec<(Option<DeviceId>, Event)>,
    texts: BTreeMap<TextId, String>,
}

impl Kept {
    async fn read(server: &Server, ledger: &Ledger) -> Self {
        let log = SqliteLog::open(&server.data()).unwrap();
        let room = ledger.room.as_ref().unwrap();
        let rows: Vec<Row> = log.read(room, Seq(0), usize::MAX).await.unwrap();
        let texts = log.texts(room).await.unwrap();
        let mut kept = Self {
            events: BTreeMap::new(),
            all: Vec::new(),
            texts: texts.into_iter().map(|text| (text.id, text.body)).collect(),
        };
        for row in rows {
            let event = Event::read(&row.kind, row.version, &row.body).unwrap();
            let device = row.origin.as_ref().map(|origin| origin.device.clone());
            if let Some(origin) = row.origin {
                let sent = (origin.device, origin.counter);
                kept.events.entry(sent).or_default().push((row.part, event.clone()));
            }
            kept.all.push((device, event));
        }
        kept
    }

    fn holds(&self, ledger: &Ledger) {
        for (sent, events) in &self.events {
            let parts: Vec<_> = events.iter().map(|(part, _)| usize::from(*part)).collect();
            assert!(parts.iter().copied().eq(0..parts.len()), "{sent:?} took effect more than once: {events:?}");
        }
        let mut checked = [0; 3];
        for (sent, command) in &ledger.acknowledged {
            let own = self.events.get(sent).map(Vec::as_slice).unwrap_or_default();
            let which = match command {
                Command::Vote { .. } => 0,
                Command::AddPoint { .. } => 1,
                Command::MarkPoint { .. } => 2,
                _ => continue,
            };
            checked[which] += 1;
            let fits = own.iter().filter(|(_, event)| self.fits(command, event)).count();
            // One's vote or one's group's mark given again changes nothing and leaves no event: the earlier one stands.
            let is_vote = which == 0;
            let stood = || {
                let same = |by: &Option<DeviceId>| !is_vote || by.as_ref() == Some(&sent.0);
                self.all.iter().any(|(by, event)| same(by) && self.fits(command, event))
            };
            assert!(fits == 1 || (which != 1 && fits == 0 && stood()), "{sent:?}: {command:?} is {own:?}");
        }
        println!("votes, points, marks: {checked:?}");
        assert!(checked.iter().all(|count| *count > 0), "there were not all kinds: {checked:?}");
    }

    fn fits(&self, command: &Command, event: &Event) -> bool {
        match (command, event) {
            (Command::Vote { quote, choice }, Event::Voted { quote: of, choice: chosen, .. }) => {
                quote == of && choice == chosen
            }
            (Command::AddPoint { sheet, text }, Event::PointAdded { sheet: on, text: kept, .. }) => {
                sheet == on && self.texts.get(kept) == Some(text)
            }
            (Command::MarkPoint { point, mark }, Event::PointMarked { point: of, mark: given, .. }) => {
                point == of && mark == given
            }
            _ => false,
        }
    }
}
