//! What a siege costs the people in the room: `cargo bench -p crosstracks-tests --bench siege`.
//!
//! In one run, and several times by turns, without and with 2,000 half-open connections, 500 readers that never read
//! and 100 flooders: how long a command takes to its acknowledgement, and how much memory the server takes. The ratio
//! is the middle one of the rounds'. Nothing else should run meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail so")]

use std::{fmt, time::Duration};

use clap::Parser;
use crosstracks_server::limits::raise_open_files;
use crosstracks_tests::{Attackers, Connection, Desk, Server, Siege, round_trips};
use serde_json::json;
use tokio::time::{interval, sleep};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
/// How much longer a command may take for 99 of 100, and how much memory the server may take.
const TARGET: (f64, u64) = (2.0, 512 << 20);
/// Connections of one person, below what pushes out the oldest.
const EACH: usize = 12;
/// Between two commands.
const PAUSE: Duration = Duration::from_millis(5);
/// Until an attack, or its end, is in full swing.
const REST: Duration = Duration::from_secs(3);

#[derive(Debug, Parser)]
struct Options {
    /// Connections whose request never ends.
    #[arg(long, default_value_t = 2_000)]
    half_open: usize,
    /// Readers that never read.
    #[arg(long, default_value_t = 500)]
    unread: usize,
    /// Clients that send as fast as they can.
    #[arg(long, default_value_t = 100)]
    flooders: usize,
    /// How many commands are timed, each time.
    #[arg(long, default_value_t = 2_000)]
    commands: usize,
    /// How many times without, and with them.
    #[arg(long, default_value_t = 5)]
    rounds: usize,
    /// What Cargo says to a benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() {
    let Options { half_open, unread, flooders, commands, rounds, .. } = Options::parse();
    raise_open_files();
    let server = Server::start(PROGRAM);
    let http = server.http();
    let mut desk = Desk::open(&http, None).await;
    let mut people = Vec::new();
    for n in 0..20 {
        let token = http.join(&desk.code, &format!("P{n}"), "gp").await;
        people.push(Connection::hello(http.address(), &token, "phone").await);
    }
    let mut tokens = Vec::new();
    for n in 0..(unread + flooders).div_ceil(EACH).max(1) {
        tokens.push(http.join(&desk.code, &format!("A{n}"), "asc").await);
    }
    desk.act(&json!({ "type": "start" })).await.unwrap();
    // Something for everybody to be shown, all the time.
    let ticking = tokio::spawn(async move {
        let mut every = interval(Duration::from_millis(100));
        for n in 0_u64.. {
            every.tick().await;
            let minutes = if n.is_multiple_of(2) { 1 } else { -1 };
            desk.act(&json!({ "type": "extend", "minutes": minutes })).await.unwrap();
        }
    });

    let attackers = Attackers { half_open, unread, flooders };
    println!("{attackers:?}, {commands} commands each time");
    let mut ratios = Vec::new();
    let mut most = 0;
    for round in 1..=rounds {
        let without = phase(&mut people, commands, &server).await;
        let siege = Siege::lay(server.address(), attackers, tokens.clone()).await;
        sleep(REST).await;
        let with = phase(&mut people, commands, &server).await;
        siege.lift().await;
        sleep(REST).await;
        for (which, phase) in [("without", &without), ("with", &with)] {
            println!("{round} {which:8} {phase}");
        }
        ratios.push(with.p99 / without.p99);
        most = most.max(with.memory);
    }
    ticking.abort();

    ratios.sort_by(f64::total_cmp);
    let ratio = ratios[ratios.len() / 2];
    let holds = |is: bool| if is { "holds" } else { "is missed" };
    println!("p99 {ratio:.2} times; the target of {} {}", TARGET.0, holds(ratio <= TARGET.0));
    println!("memory: the target of {} MiB {}", TARGET.1 >> 20, holds(most <= TARGET.1));
}

/// How long commands took, in milliseconds, and the server's memory after them, in bytes.
struct Phase {
    p50: f64,
    p99: f64,
    memory: u64,
}

async fn phase(people: &mut [Connection], commands: usize, server: &Server) -> Phase {
    let times = round_trips(people, commands, PAUSE).await;
    let at = |percent: usize| times[(times.len() - 1) * percent / 100].as_secs_f64() * 1e3;
    Phase { p50: at(50), p99: at(99), memory: server.memory() }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { p50, p99, memory } = self;
        let memory = *memory as f64 / f64::from(1 << 20);
        write!(f, "p50 {p50:5.2} ms  p99 {p99:5.2} ms  memory {memory:5.1} MiB")
    }
}
