//! What the system is asked for: cores, file handles, and what a process has used.

use std::{
    fs, io,
    process::{Child, Command},
};

use rustix::{
    process::{Resource, Rlimit, getrlimit, setrlimit},
    thread::{CpuSet, sched_setaffinity},
};

/// The core that servers have to themselves.
const SERVER_CORE: usize = 0;
/// The core of the load generator.
const LOAD_CORE: usize = 1;

/// Whether a server has a core of its own, or whatever is free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cores {
    /// The first core alone; the load generator is on the second.
    One,
    /// All of them, as in real life.
    All,
}

/// Puts this thread, and whatever it starts, on the load generator's core.
pub(crate) fn settle() {
    pin(&[LOAD_CORE]);
}

/// Starts a process on its cores: a child inherits them from the thread that starts it.
pub(crate) fn spawn_on(cores: Cores, command: &mut Command) -> io::Result<Child> {
    match cores {
        Cores::One => pin(&[SERVER_CORE]),
        Cores::All => pin(&[SERVER_CORE, LOAD_CORE]),
    }
    let child = command.spawn();
    settle();
    child
}

/// A machine of one core has no second; then the kernel shares it out.
fn pin(cores: &[usize]) {
    let mut set = CpuSet::new();
    for core in cores {
        set.set(*core);
    }
    let _ = sched_setaffinity(None, &set);
}

/// Allows as many open files as may be allowed.
pub(crate) fn raise_files() {
    let limit = getrlimit(Resource::Nofile);
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
}

/// Nanoseconds that all threads of a process have run, by the scheduler's own count.
pub(crate) fn cpu_ns(pid: u32) -> u64 {
    let threads = fs::read_dir(format!("/proc/{pid}/task")).unwrap();
    let of_thread = |path: std::path::PathBuf| {
        // A thread may end in between.
        let text = fs::read_to_string(path.join("schedstat")).ok()?;
        text.split_whitespace().next()?.parse::<u64>().ok()
    };
    threads.filter_map(|thread| of_thread(thread.ok()?.path())).sum()
}

/// Resident memory of a process, in bytes.
pub(crate) fn resident(pid: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse::<u64>().unwrap_or_default() * 1024
}

/// Open files of a process.
pub(crate) fn files(pid: u32) -> usize {
    fs::read_dir(format!("/proc/{pid}/fd")).map_or(0, Iterator::count)
}
