//! Clients that mean no good: half-open connections, readers that never read, flooders.

use std::{
    net::SocketAddr,
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use serde_json::json;
use tokio::{
    runtime::Builder,
    sync::oneshot,
    task::{JoinSet, spawn_blocking},
    time::sleep,
};
use tokio_util::sync::{CancellationToken, DropGuard};

use crate::{Connection, Raw, RawFrame};

/// How many of each.
#[derive(Debug, Clone, Copy)]
pub struct Attackers {
    /// Connections whose request never ends: a byte comes now and then.
    pub half_open: usize,
    /// Participants who are shown everything and read nothing, with the smallest window.
    pub unread: usize,
    /// Participants who send as fast as the line takes it.
    pub flooders: usize,
}

/// An attack that goes on until it is dropped. Those who attack have machines of their own, so here they have a thread
/// of their own, which leaves the processors to everybody else: what an attack costs themselves is not measured.
pub struct Siege {
    until: DropGuard,
    thread: JoinHandle<()>,
}

impl Siege {
    /// Begins. Each of `tokens` opens a few connections of the readers and one of the flooders'.
    pub async fn lay(address: SocketAddr, attackers: Attackers, tokens: Vec<String>) -> Self {
        let (laid, is_laid) = oneshot::channel();
        let stop = CancellationToken::new();
        let until = stop.clone().drop_guard();
        let thread = thread::spawn(move || {
            // Where a thread has no rank of its own, or may not have one, the whole process has the same.
            let _ = rustix::process::nice(19);
            Builder::new_current_thread().enable_all().build().unwrap().block_on(async {
                let _attack = attack(address, attackers, &tokens).await;
                laid.send(()).unwrap();
                stop.cancelled().await;
            });
        });
        is_laid.await.expect("not all who attack came in");
        Self { until, thread }
    }

    /// Ends it.
    pub async fn lift(self) {
        let Self { until, thread } = self;
        drop(until);
        spawn_blocking(|| thread.join().unwrap()).await.unwrap();
    }
}

async fn attack(address: SocketAddr, attackers: Attackers, tokens: &[String]) -> JoinSet<()> {
    let mut tasks = JoinSet::new();
    for n in 0..attackers.half_open {
        tasks.spawn(dribble(address, n));
    }
    for n in 0..attackers.unread {
        let raw = unread(address, &tokens[n % tokens.len()], n).await;
        tasks.spawn(async move {
            std::future::pending::<()>().await;
            drop(raw);
        });
    }
    for n in 0..attackers.flooders {
        let raw = Raw::hello(address, &tokens[n % tokens.len()], &format!("flood-{n}")).await;
        tasks.spawn(flood(raw));
    }
    tasks
}

/// A request whose head never ends. When the server hangs up, another begins.
async fn dribble(address: SocketAddr, n: usize) {
    loop {
        let mut raw = Raw::connect(address).await;
        raw.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n").await;
        for letter in 0.. {
            sleep(Duration::from_millis(900 + (n as u64 % 10) * 20)).await;
            raw.send(format!("X-{letter}: y\r\n").as_bytes()).await;
            if raw.has_ended() {
                break;
            }
        }
    }
}

async fn unread(address: SocketAddr, token: &str, n: usize) -> Raw {
    let mut raw = Raw::narrow(address).await;
    raw.say_hello(token, &format!("unread-{n}")).await;
    raw
}

/// Commands that are refused, and messages that ask for an answer, without end.
async fn flood(mut raw: Raw) {
    let command = json!({ "type": "command", "id": 1, "command": { "type": "start" } }).to_string();
    let frames = [RawFrame::new(1, command).bytes(), RawFrame::new(1, r#"{"type":"ping"}"#).bytes()].concat();
    loop {
        raw.send(&frames).await;
        raw.skip();
        tokio::task::yield_now().await;
    }
}

/// How long each of so many commands takes to be acknowledged, by people who take turns; the shortest first.
pub async fn round_trips(people: &mut [Connection], count: usize, pause: Duration) -> Vec<Duration> {
    let mut times = Vec::with_capacity(count);
    let most = people.len();
    for n in 0..count {
        let command = json!({ "type": "ask_for_help", "on": (n / most).is_multiple_of(2) });
        let asked = Instant::now();
        people[n % most].ask(&command, None).await.unwrap();
        times.push(asked.elapsed());
        sleep(pause).await;
    }
    times.sort_unstable();
    times
}
