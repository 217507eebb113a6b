//! The server as a process, which can be killed.

use std::{
    fs::{self, File},
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use serde_json::Value;
use tempfile::TempDir;

use crate::Http;

/// A running `crosstracks serve` on a folder of its own. Killed when it is dropped.
pub struct Server {
    program: PathBuf,
    options: Vec<String>,
    address: SocketAddr,
    child: Child,
    folder: TempDir,
}

impl Server {
    /// Starts it on a free port. `program` is `env!("CARGO_BIN_EXE_crosstracks-under-test")`.
    pub fn start(program: impl AsRef<Path>) -> Self {
        Self::start_with(program, &[])
    }

    /// Starts it with more options.
    pub fn start_with(program: impl AsRef<Path>, options: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = program.as_ref().to_owned();
        let options: Vec<_> = options.iter().map(|option| (*option).to_owned()).collect();
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let (child, address) = launch(&program, &options, any, folder.path());
        Self { program, options, address, child, folder }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it is, as `--url` and browsers take it.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of its plain requests.
    pub fn http(&self) -> Http {
        Http::new(self.address)
    }

    /// The folder that rooms are kept in.
    pub fn data(&self) -> PathBuf {
        data(self.folder.path())
    }

    /// All that it has logged, over all its starts.
    pub fn log(&self) -> String {
        fs::read_to_string(log(self.folder.path())).unwrap()
    }

    /// How much memory it takes now, in bytes (Linux's resident set).
    pub fn memory(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
        line.split_whitespace().next().unwrap().parse::<u64>().unwrap() * 1024
    }

    /// Ends the process as a power cut would: with no time to write or say anything.
    pub fn kill(&mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Starts it again, on the same port and folder.
    pub fn start_again(&mut self) {
        let (child, address) = launch(&self.program, &self.options, self.address, self.folder.path());
        assert_eq!(address, self.address);
        self.child = child;
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may be dead already.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("The server's log:\n{}", self.log());
        }
    }
}

fn data(folder: &Path) -> PathBuf {
    folder.join("data")
}

fn log(folder: &Path) -> PathBuf {
    folder.join("log")
}

/// Starts the process, and waits for the line that says where it listens.
fn launch(program: &Path, options: &[String], listen: SocketAddr, folder: &Path) -> (Child, SocketAddr) {
    let log = File::options().create(true).append(true).open(log(folder)).unwrap();
    let mut command = Command::new(program);
    command.args(["serve", "--json", "--listen", &listen.to_string(), "--data"]).arg(data(folder));
    let mut child =
        command.args(options).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn().unwrap();
    let mut line = String::new();
    // The process writes no other line, so nothing blocks it when the pipe's end is dropped here.
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let started: Value = serde_json::from_str(&line).unwrap_or_else(|_| {
        let _ = child.kill();
        let said = fs::read_to_string(self::log(folder)).unwrap_or_default();
        panic!("the server did not start: {line:?}\n{said}")
    });
    (child, started["listen"].as_str().unwrap().parse().unwrap())
}
