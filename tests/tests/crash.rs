//! Kills the server at random moments of a session, as a power cut would, and starts it again: each time,
//! everything that it ever acknowledged is there, and nothing twice.
//!
//! `CROSSTRACKS_KILLS` says how many times, over as many sessions as that takes; `CROSSTRACKS_SEED` makes a run choose
//! the same moments again.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::Path,
    process::Stdio,
    time::Duration,
};

use crosstracks_protocol::{
    command::{Choice, Command},
    event::Event,
    ids::{DeviceId, ItemId, PointId, RoomId, Seq, TextId},
    stamp::Chance,
};
use crosstracks_server::log::{EventLog, Row, SqliteLog};
use crosstracks_tests::{Ledger, Relay, Sent, Server};
use serde_json::Value;
use tokio::{process::Command as Program, time::timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// At most so many acknowledgements between one kill and the next; each number from 1 is as likely.
const MOST_BETWEEN: usize = 12;

/// The most kills of one session: it has to last as long.
const IN_A_SESSION: u64 = 50;

/// Longer than a session takes in which the server is killed all the time.
const SESSION: Duration = Duration::from_secs(300);

#[tokio::test(flavor = "multi_thread")]
async fn what_was_acknowledged_survives_every_kill_and_is_there_once() {
    let number = |name: &str| env::var(name).ok().map(|text| text.parse::<u64>().expect("a number"));
    let kills = number("CROSSTRACKS_KILLS").unwrap_or(50);
    let seed = number("CROSSTRACKS_SEED").unwrap_or_else(|| u64::from(std::process::id()));
    println!("CROSSTRACKS_KILLS={kills} CROSSTRACKS_SEED={seed}");
    let mut chance = Chance::new(seed);
    let (mut left, mut acknowledged, mut found) = (kills, 0, [0; 3]);
    while left > 0 {
        let now = left.min(IN_A_SESSION);
        left -= now;
        let (more, of_kinds) = session(now, seed, &mut chance).await;
        acknowledged += more;
        found.iter_mut().zip(of_kinds).for_each(|(sum, more)| *sum += more);
    }
    println!("{kills} kills: {acknowledged} acknowledged, 0 lost, 0 twice; votes, points, marks: {found:?}");
}

/// One session with so many kills. Says how many commands were acknowledged, and how many votes, points and marks of
/// those were found on disk.
async fn session(kills: u64, seed: u64, chance: &mut Chance) -> (usize, [usize; 3]) {
    let mut audit = Audit::default();
    let mut server = Server::start(PROGRAM);
    let relay = Relay::before(server.address()).await;
    let mut session = Program::new(PROGRAM)
        .args(["rehearse", "--json", "--speed", "max", "--people", "20", "--services", "13,7"])
        .args(["--url", &relay.url()])
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap();

    for kill in 1..=kills {
        let at = format!("at kill {kill}, CROSSTRACKS_SEED={seed}");
        let moment = relay.count() + 1 + chance.below(MOST_BETWEEN);
        tokio::select! {
            () = relay.acknowledged(moment) => {}
            ended = session.wait() => panic!("the session was over {at}: {ended:?}"),
            () = tokio::time::sleep(SESSION) => panic!("nothing goes on {at}"),
        }
        server.kill();
        // Before anybody can come back and say again what was lost.
        audit.look(&server, &relay, &at).await;
        server.start_again();
    }

    let done = timeout(SESSION, session.wait_with_output()).await.expect("the session did not end").unwrap();
    let said = String::from_utf8(done.stdout).unwrap();
    let report: Value = serde_json::from_str(said.lines().last().unwrap()).unwrap();
    assert!(done.status.success(), "{report:#}");

    server.kill();
    let at = format!("at the end, CROSSTRACKS_SEED={seed}");
    audit.look(&server, &relay, &at).await;
    let Audit { ledger, kept, found } = audit;
    println!("{} acknowledged, {} welcomes", ledger.acknowledged.len(), ledger.welcomes);
    println!("votes, points, marks: {found:?}");
    assert!(found.iter().all(|count| *count > 0), "there were not all kinds {at}: {found:?}");
    // Everybody was answered by now, so nothing else is there either.
    let choices = |votes: Votes| votes.into_iter().map(|(of, (_, choice))| (of, choice)).collect::<Vec<_>>();
    assert_eq!(choices(acknowledged_votes(&ledger)), choices(kept.votes()), "{at}");
    (ledger.acknowledged.len(), found)
}

/// The books so far: what was acknowledged, what was on disk, and how many votes, points and marks were found.
#[derive(Default)]
struct Audit {
    ledger: Ledger,
    kept: Kept,
    found: [usize; 3],
}

impl Audit {
    /// Holds all that the dead server had acknowledged against what it left on disk.
    async fn look(&mut self, server: &Server, relay: &Relay, at: &str) {
        let ledger = relay.last_words().await;
        let kept = Kept::read(&server.data(), ledger.room.as_ref().unwrap()).await;
        kept.carries_on(&self.kept, at);
        kept.has_nothing_twice(at);
        kept.has_the_last_votes(&ledger, at);
        for sent in &ledger.uncounted {
            let is_other = !matches!(
                ledger.acknowledged[sent],
                Command::AddPoint { .. } | Command::Vote { .. } | Command::MarkPoint { .. }
            );
            assert!(!is_other || kept.events.contains_key(sent), "{sent:?} is gone {at}");
        }
        for (sent, command) in &ledger.acknowledged {
            // What was found before is there for good: the log carried on from there.
            if !self.ledger.acknowledged.contains_key(sent)
                && let Some(kind) = kept.has(sent, command, at)
            {
                self.found[kind] += 1;
            }
        }
        (self.ledger, self.kept) = (ledger, kept);
    }
}

/// Somebody's last vote on each quote, with the number of the command.
type Votes = BTreeMap<(DeviceId, ItemId), (u64, Choice)>;

fn acknowledged_votes(ledger: &Ledger) -> Votes {
    let vote = |((device, counter), command): (&Sent, &Command)| match command {
        Command::Vote { quote, choice } => {
            Some(((device.clone(), quote.clone()), (*counter, choice.clone())))
        }
        _ => None,
    };
    ledger.acknowledged.iter().filter_map(vote).collect()
}

/// What is on disk.
#[derive(Default)]
struct Kept {
    rows: Vec<Row>,
    all: Vec<(Option<Sent>, Event)>,
    events: BTreeMap<Sent, Vec<(u16, Event)>>,
    texts: BTreeMap<TextId, String>,
}

impl Kept {
    /// Reads a copy, so that it is the server which has to bring what was left into order.
    async fn read(data: &Path, room: &RoomId) -> Self {
        let copy = tempfile::tempdir().unwrap();
        for file in fs::read_dir(data).unwrap() {
            let file = file.unwrap();
            fs::copy(file.path(), copy.path().join(file.file_name())).unwrap();
        }
        let log = SqliteLog::open_sealed(copy.path(), None).unwrap();
        let rows = log.read(room, Seq(0)).await.unwrap();
        let texts = log.texts(room).await.unwrap();
        let texts = texts.into_iter().map(|text| (text.id, text.body)).collect();
        let mut kept = Self { texts, ..Self::default() };
        for row in &rows {
            let event = Event::read(&row.kind, row.version, row.body.text()).unwrap();
            let sent = row.origin.clone().map(|origin| (origin.device, origin.counter));
            if let Some(sent) = sent.clone() {
                kept.events.entry(sent).or_default().push((row.part, event.clone()));
            }
            kept.all.push((sent, event));
        }
        kept.rows = rows;
        kept
    }

    /// Nothing that was here before the last start has changed, and each point that stands has its words.
    fn carries_on(&self, before: &Self, at: &str) {
        assert!(self.rows.starts_with(&before.rows), "what was on disk has changed {at}");
        for (id, body) in &before.texts {
            assert!(self.texts.get(id).is_none_or(|now| now == body), "{id:?} has changed {at}");
        }
        let mut standing = BTreeMap::new();
        for (_, event) in &self.all {
            match event {
                Event::PointAdded { point, text, .. } | Event::PointEdited { point, text, .. } => {
                    standing.insert(point, text);
                }
                Event::PointRemoved { point } => _ = standing.remove(point),
                _ => {}
            }
        }
        let wordless: BTreeSet<_> =
            standing.iter().filter(|(_, text)| !self.texts.contains_key(text)).collect();
        assert!(wordless.is_empty(), "words are gone {at}: {wordless:?}");
    }

    fn has_nothing_twice(&self, at: &str) {
        for (sent, events) in &self.events {
            let parts = events.iter().map(|(part, _)| usize::from(*part));
            assert!(parts.eq(0..events.len()), "{sent:?} took effect more than once {at}: {events:?}");
        }
    }

    /// Of each person's votes on a quote, the last that is kept is the last that was acknowledged, or one that was
    /// sent after it and that nobody had heard of yet.
    fn has_the_last_votes(&self, ledger: &Ledger, at: &str) {
        let kept = self.votes();
        for (of, (counter, choice)) in acknowledged_votes(ledger) {
            let holds = kept.get(&of).is_some_and(|(last, chosen)| *last > counter || *chosen == choice);
            assert!(holds, "{of:?}: {choice:?}, and not {:?}, {at}", kept.get(&of));
        }
    }

    fn votes(&self) -> Votes {
        let vote = |(sent, event): &(Option<Sent>, Event)| match (sent.clone(), event) {
            (Some((device, counter)), Event::Voted { quote, choice, .. }) => {
                Some(((device, quote.clone()), (counter, choice.clone())))
            }
            _ => None,
        };
        self.all.iter().filter_map(vote).collect()
    }

    /// An acknowledged command is here. Says which kind it is of, if it is a vote, a point or a mark.
    fn has(&self, sent: &Sent, command: &Command, at: &str) -> Option<usize> {
        let own = self.events.get(sent).map(Vec::as_slice).unwrap_or_default();
        let found = own.iter().filter(|(_, event)| self.fits(command, event)).count();
        // To vote or mark the same once more changes nothing and leaves no event.
        let (kind, holds) = match command {
            Command::Vote { .. } => (0, found == 1 || own.is_empty()),
            Command::AddPoint { .. } => (1, found == 1),
            Command::MarkPoint { .. } => {
                let stands = || self.all.iter().any(|(_, event)| self.fits(command, event));
                (2, found == 1 || (own.is_empty() && stands()))
            }
            _ => return None,
        };
        assert!(holds, "{sent:?} is not kept {at}: {command:?} came to {own:?}");
        Some(kind)
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
