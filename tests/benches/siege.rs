//! What a siege costs the people in the room: `cargo bench -p crosstracks-tests --bench siege`.
//!
//! In one run, without and with 2,000 half-open connections, 500 readers that never read and 100 flooders: how long
//! a command takes to its acknowledgement, and how much memory the server takes. Nothing else should run meanwhile.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail so")]

use std::time::Duration;

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
    /// What Cargo says to a benchmark.
    #[arg(long, hide = true)]
    bench: bool,
}

#[tokio::main]
async fn main() {
    let Options { half_open, unread, flooders, commands, .. } = Options::parse();
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

    let pause = Duration::from_millis(5);
    let before = (round_trips(&mut people, commands, pause).await, server.memory());
    let attackers = Attackers { half_open, unread, flooders };
    let siege = Siege::lay(server.address(), attackers, &tokens).await;
    sleep(Duration::from_secs(3)).await;
    let during = (round_trips(&mut people, commands, pause).await, server.memory());
    siege.lift().await;
    sleep(Duration::from_secs(3)).await;
    let after = (round_trips(&mut people, commands, pause).await, server.memory());
    ticking.abort();

    println!("{attackers:?}, {commands} commands each time");
    for (when, (times, memory)) in [("without", &before), ("with", &during), ("after", &after)] {
        let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e3;
        let memory = *memory as f64 / f64::from(1 << 20);
        println!("{when:8} p50 {:7.2} ms  p99 {:7.2} ms  memory {memory:6.1} MiB", at(0.5), at(0.99));
    }
    let p99 = |times: &[Duration]| times[times.len() * 99 / 100].as_secs_f64();
    let ratio = p99(&during.0) / p99(&before.0);
    let holds = |is: bool| if is { "holds" } else { "is missed" };
    println!("p99 {ratio:.2} times; the target of {} {}", TARGET.0, holds(ratio <= TARGET.0));
    println!("memory: the target of {} MiB {}", TARGET.1 >> 20, holds(during.1 <= TARGET.1));
}
