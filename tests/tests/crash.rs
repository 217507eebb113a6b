//! Kills the server at random moments of a session, as a power cut would, and starts it again: everything that
//! it ever acknowledged is there, and nothing twice.
//!
//! `CROSSTRACKS_KILLS` says how many times, `CROSSTRACKS_SEED` makes a run choose the same moments again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{collections::BTreeMap, env, process::Stdio, time::Duration};

use crosstracks_protocol::{
    command::Command,
    event::Event,
    ids::{DeviceId, PointId, Seq, TextId},
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

    /// All of the ledger is here, and once.
    fn holds(&self, ledger: &Ledger) {
        for (sent, events) in &self.events {
            let parts = events.iter().map(|(part, _)| usize::from(*part));
            assert!(parts.eq(0..events.len()), "{sent:?} took effect more than once: {events:?}");
        }
        let mut checked = [0; 3];
        for (sent, command) in &ledger.acknowledged {
            let own = self.events.get(sent).map(Vec::as_slice).unwrap_or_default();
            let found = own.iter().filter(|(_, event)| self.fits(command, event)).count();
            let what = || format!("{sent:?}: {command:?} came to {own:?}");
            match command {
                Command::AddPoint { .. } => {
                    assert_eq!(found, 1, "{}", what());
                    checked[1] += 1;
                }
                // To vote or mark the same once more changes nothing and leaves no event.
                Command::Vote { .. } => {
                    assert!(found == 1 || own.is_empty(), "{}", what());
                    checked[0] += 1;
                }
                Command::MarkPoint { .. } => {
                    let stands = self.all.iter().any(|(_, event)| self.fits(command, event));
                    assert!(found == 1 || (own.is_empty() && stands), "{}", what());
                    checked[2] += 1;
                }
                _ => assert!(!own.is_empty() || !ledger.uncounted.contains(sent), "{}", what()),
            }
        }
        println!("votes, points, marks: {checked:?}");
        assert!(checked.iter().all(|count| *count > 0), "there were not all kinds: {checked:?}");
        self.holds_the_last_votes(ledger);
    }

    /// Of each person's votes on a quote, the last that was acknowledged is the last that is kept.
    fn holds_the_last_votes(&self, ledger: &Ledger) {
        let mut acknowledged = BTreeMap::new();
        for ((device, _), command) in &ledger.acknowledged {
            if let Command::Vote { quote, choice } = command {
                acknowledged.insert((device, quote), choice);
            }
        }
        let mut kept = BTreeMap::new();
        for (device, event) in &self.all {
            if let (Some(device), Event::Voted { quote, choice, .. }) = (device, event) {
                kept.insert((device, quote), choice);
            }
        }
        assert_eq!(acknowledged, kept);
    }

    fn was_changed(&self, point: &PointId) -> bool {
        self.all.iter().any(|(_, event)| match event {
            Event::PointEdited { point: of, .. } | Event::PointRemoved { point: of } => of == point,
            _ => false,
        })
    }

    fn fits(&self, command: &Command, event: &Event) -> bool {
        match (command, event) {
            (Command::Vote { quote, choice }, Event::Voted { quote: of, choice: chosen, .. }) => {
                quote == of && choice == chosen
            }
            (Command::AddPoint { sheet, text }, Event::PointAdded { sheet: on, text: kept, point, .. }) => {
                let as_sent = self.texts.get(kept).map(|kept| kept == text);
                // Words that were changed later are not kept.
                sheet == on && as_sent.unwrap_or_else(|| self.was_changed(point))
            }
            (Command::MarkPoint { point, mark }, Event::PointMarked { point: of, mark: given, .. }) => {
                point == of && mark == given
            }
            _ => false,
        }
    }
}
