//! Whole sessions in one thread, without a runtime and without waiting: room, log, connections and network as state
//! machines, everything drawn from one number.
//!
//! The server's part is its own code, driven by hand ([`crosstracks_server::by_hand`]); the log is its memory engine,
//! which a crash does not reach. Clients behave as `client-web` does. While faults last, nothing that must never
//! happen happens: nothing is told before it is durable, nothing acknowledged is lost or done twice, everybody shows
//! some moment of the log and never an earlier one again, and nobody is shown what is not theirs. When they have
//! healed, all that waits is answered, and everybody sees the room as it is.

use std::{
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        OnceLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

mod client;
mod faults;
mod oracle;
mod positions;
mod work;
mod world;

use self::{positions::Position, world::World};

/// What happened in sessions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Figures {
    /// Sessions run.
    pub sessions: u64,
    /// Turns of rooms.
    pub turns: u64,
    /// Events in the logs at the end.
    pub events: u64,
    /// Commands that people gave.
    pub given: u64,
    /// Acknowledgements that reached their client.
    pub acknowledged: u64,
    /// Refusals that did.
    pub refused: u64,
    /// Crashes of the server.
    pub crashes: u64,
    /// Appends of which nobody knew the outcome.
    pub unknown: u64,
    /// Connections broken.
    pub breaks: u64,
    /// Partitions.
    pub partitions: u64,
    /// The steps of workshops that sessions began at.
    pub steps: BTreeSet<String>,
}

impl Figures {
    fn add(&mut self, other: Self) {
        let Self {
            sessions,
            turns,
            events,
            given,
            acknowledged,
            refused,
            crashes,
            unknown,
            breaks,
            partitions,
            steps,
        } = other;
        self.sessions += sessions;
        self.turns += turns;
        self.events += events;
        self.given += given;
        self.acknowledged += acknowledged;
        self.refused += refused;
        self.crashes += crashes;
        self.unknown += unknown;
        self.breaks += breaks;
        self.partitions += partitions;
        self.steps.extend(steps);
    }
}

/// A session in which something happened that must not, with the plan that makes it happen again.
#[derive(Debug)]
pub struct Failure {
    /// The number that the session was drawn from.
    pub seed: u64,
    /// What happened.
    pub violation: String,
    /// What happened before, step by step.
    pub plan: Vec<String>,
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { seed, violation, plan } = self;
        write!(f, "{}\nseed {seed}: {violation}", plan.join("\n"))
    }
}

fn positions() -> &'static [Position] {
    static POSITIONS: OnceLock<Vec<Position>> = OnceLock::new();
    POSITIONS.get_or_init(positions::all)
}

/// One session.
///
/// # Errors
/// [`Failure`] if something happened that must not.
pub fn session(seed: u64) -> Result<Figures, Failure> {
    let (figures, violation, _) = run(seed, false);
    let Some(violation) = violation else { return Ok(figures) };
    let (_, _, plan) = run(seed, true);
    Err(Failure { seed, violation, plan })
}

fn run(seed: u64, is_told: bool) -> (Figures, Option<String>, Vec<String>) {
    let mut world = match World::new(seed, positions(), is_told) {
        Ok(world) => world,
        Err(violation) => return (Figures::default(), Some(violation), vec![]),
    };
    let ran = catch_unwind(AssertUnwindSafe(|| world.run()));
    let violation = ran.unwrap_or_else(|_| Err("it panicked".to_owned())).err();
    (world.figures, violation, world.plan.unwrap_or_default())
}

/// `count` sessions from `first` on, on every core, until one fails.
///
/// # Errors
/// The first [`Failure`].
pub fn sessions(first: u64, count: u64) -> Result<(Figures, Duration), Failure> {
    let start = Instant::now();
    let next = AtomicU64::new(0);
    let worker = || {
        let mut figures = Figures::default();
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= count {
                return Ok(figures);
            }
            match session(first.wrapping_add(n)) {
                Ok(one) => figures.add(one),
                Err(failure) => {
                    next.store(count, Ordering::Relaxed);
                    return Err(failure);
                }
            }
        }
    };
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let results: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(worker)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut figures = Figures::default();
    for result in results {
        figures.add(result?);
    }
    Ok((figures, start.elapsed()))
}
