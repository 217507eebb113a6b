//! The servers, each a process of its own, which ends with the suite.

use std::{
    fmt,
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::{
    peers,
    sys::{self, Cores},
};

const PRODUCT: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// More than any scenario has, so that no bound is met but those of the machine.
const OPTIONS: [&str; 10] = [
    "--log",
    "error",
    "--max-people",
    "20000",
    "--max-rooms",
    "20000",
    "--max-connections",
    "19000",
    "--max-commands",
    "1000000",
];

/// Which server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Crosstracks, with its state machine, its log on disk and its views.
    Product,
    /// One write(2) of a ready frame for each socket: what the kernel itself charges.
    Floor,
    /// tokio-tungstenite with its defaults, and a broadcast channel of texts.
    Naive,
    /// Bun's own publish and subscribe.
    Bun,
    /// Colyseus on Node.js.
    Colyseus,
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Product => "crosstracks",
            Self::Floor => "floor",
            Self::Naive => "naive",
            Self::Bun => "bun",
            Self::Colyseus => "colyseus",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A running server.
pub(crate) struct Host {
    pub(crate) kind: Kind,
    pub(crate) address: SocketAddr,
    cores: Cores,
    child: Child,
    folder: TempDir,
}

impl Host {
    /// Starts one, and waits until it listens. What its frames carry is `payload` bytes long, where it has them ready.
    pub(crate) fn start(kind: Kind, cores: Cores, payload: usize) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (child, address) = launch(kind, cores, payload, any, folder.path())?;
        Ok(Self { kind, address, cores, child, folder })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Where the product keeps its rooms.
    pub(crate) fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// Ends it as a power cut would.
    pub(crate) fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, at the same address and with the same folder.
    pub(crate) fn start_again(&mut self) {
        let started = launch(self.kind, self.cores, 0, self.address, self.folder.path());
        let (child, address) = started.unwrap_or_else(|error| panic!("it did not start again: {error}"));
        assert_eq!(address, self.address);
        self.child = child;
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn launch(
    kind: Kind,
    cores: Cores,
    payload: usize,
    listen: SocketAddr,
    folder: &Path,
) -> Result<(Child, SocketAddr), String> {
    let mut command = match kind {
        Kind::Product => {
            let mut command = Command::new(PRODUCT);
            command.args(["serve", "--json", "--listen", &listen.to_string(), "--data"]);
            command.arg(folder.join("data")).args(OPTIONS);
            command
        }
        Kind::Floor | Kind::Naive => {
            let mut command = Command::new(std::env::current_exe().map_err(|error| error.to_string())?);
            command.args([crate::SERVE, kind.name(), &payload.to_string()]);
            command
        }
        Kind::Bun => peers::bun()?,
        Kind::Colyseus => peers::colyseus()?,
    };
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = sys::spawn_on(cores, &mut command).map_err(|error| format!("{command:?}: {error}"))?;
    let mut lines = BufReader::new(child.stdout.take().ok_or("no standard output")?).lines();
    let address = loop {
        let line = lines.next().and_then(Result::ok);
        let Some(line) = line else {
            let _ = child.kill();
            let _ = child.wait();
            return Err(format!("{kind} ended before it listened"));
        };
        if let Some(address) = listens(&line) {
            break address;
        }
    };
    // Whatever it says later is of no interest, but must not stop it.
    std::thread::spawn(move || lines.for_each(drop));
    Ok((child, address))
}

/// The address in a line such as `{"listen":"127.0.0.1:8080"}`.
fn listens(line: &str) -> Option<SocketAddr> {
    serde_json::from_str::<Value>(line).ok()?.get("listen")?.as_str()?.parse().ok()
}
