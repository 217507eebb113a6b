//! How fast and small Crosstracks is, beside the least that the kernel charges and beside servers that people
//! would pick instead, all in one run.
//!
//! `cargo bench -p crosstracks-tests --bench suite -- --help` says what can be measured. Run by `cargo test` it is
//! a test of a few seconds that measures nothing.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail so")]

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, ValueEnum};

mod ballot;
mod crowd;
mod door;
mod echo;
mod fanout;
mod frame;
mod growth;
mod host;
mod large;
mod memory;
mod peers;
mod plot;
mod product;
mod relay;
mod report;
mod servers;
mod smoke;
mod soak;
mod stage;
mod store;
mod sys;
mod votes;
mod wave;

use self::{host::Kind, report::Report};

/// The first argument where this program is run again as a server to compare with.
const SERVE: &str = "serve";

/// How long everybody has to vote.
pub(crate) const WINDOW: std::time::Duration = std::time::Duration::from_secs(10);

/// Measures Crosstracks beside a floor server, the usual design, Bun and Colyseus.
///
/// Servers run on the first core and the load generator on the second, unless a scenario says otherwise, and
/// take turns in every round. Bun and Colyseus come from npm the first time. Ratios are taken round by round.
#[derive(Debug, Parser)]
#[command(name = "suite")]
pub(crate) struct Options {
    /// What to measure; without it, everything but the soak.
    #[arg(value_name = "SCENARIO")]
    scenarios: Vec<Scenario>,
    /// How many rounds.
    #[arg(long, value_name = "N", default_value_t = 5)]
    runs: usize,
    /// Servers to leave out. May be repeated.
    #[arg(long, value_name = "SERVER")]
    without: Vec<Peer>,
    /// How long the soak takes.
    #[arg(long, value_name = "N", default_value_t = 30)]
    minutes: u64,
    /// How many people make a large room, instead of 10,000.
    #[arg(long, value_name = "N")]
    people: Option<usize>,
    /// Draw the growth into this file, as SVG.
    #[arg(long, value_name = "FILE")]
    plot: Option<PathBuf>,
    /// Write all figures to this file, as JSON.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// What Cargo says to a benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

/// What can be measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Scenario {
    /// A message to everybody in a room: one room of 1,000, and 100 rooms of 10.
    Fanout,
    /// What a vote costs until it is answered, beside a plain echo.
    Answers,
    /// Votes: to their acknowledgement, and to the screens that count them, beside the store.
    Votes,
    /// 10,000 people in one room: they join, vote, move on, drop off and come back, and the server is killed.
    Large,
    /// How cost grows from 10 to 10,000 people in a room.
    Growth,
    /// What an idle connection and an empty room take.
    Memory,
    /// Steady traffic in 200 rooms of 25 for long, and whether the server grows. Not without being named.
    Soak,
}

/// Servers to compare with, beside the floor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Peer {
    /// The usual design.
    Naive,
    /// Bun's own publish and subscribe.
    Bun,
    /// Colyseus.
    Colyseus,
}

impl Options {
    /// The servers to compare with.
    pub(crate) fn others(&self) -> Vec<Kind> {
        let peers = [(Peer::Naive, Kind::Naive), (Peer::Bun, Kind::Bun), (Peer::Colyseus, Kind::Colyseus)];
        let asked = peers.into_iter().filter(|(peer, _)| !self.without.contains(peer));
        std::iter::once(Kind::Floor).chain(asked.map(|(_, kind)| kind)).collect()
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, serve, name, payload] = &arguments[..]
        && serve == SERVE
    {
        servers::run(name, payload.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    sys::raise_files();
    sys::settle();
    if !arguments.iter().any(|argument| argument == "--bench") {
        smoke::run(&arguments);
        return ExitCode::SUCCESS;
    }
    let options = Options::parse();
    let mut report = Report::default();
    let scenarios = if options.scenarios.is_empty() {
        use Scenario::{Answers, Fanout, Growth, Large, Memory, Votes};
        &[Fanout, Answers, Votes, Large, Memory, Growth][..]
    } else {
        &options.scenarios
    };
    for scenario in scenarios {
        match scenario {
            Scenario::Fanout => fanout::run(&options, &mut report),
            Scenario::Answers => echo::run(&options, &mut report),
            Scenario::Votes => votes::run(&options, &mut report),
            Scenario::Large => _ = large::run(&mut report, options.people.unwrap_or(10_000), WINDOW),
            Scenario::Growth => growth::run(&options, &mut report),
            Scenario::Memory => memory::run(&options, &mut report),
            Scenario::Soak => soak::run(&options, &mut report),
        }
    }
    match report.finish(options.json.as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the figures could not be written: {error}");
            ExitCode::FAILURE
        }
    }
}
