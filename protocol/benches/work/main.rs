//! The room's own work for one command, in instructions: they repeat, where times do not.
//!
//! `cargo bench -p crosstracks-protocol --bench work` runs every scenario under Valgrind's callgrind (Debian's
//! package valgrind) and compares with the figures stored beside this file; `-- --store` stores new ones.
//! Run as a test, every scenario is run once, and nothing is measured.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may fail so")]

mod figures;
mod scene;

use std::{
    env,
    process::{Command, ExitCode},
};

use figures::Figures;
use scene::{SCENARIOS, Scene};

const SIZES: [usize; 4] = [30, 300, 3_000, 10_000];
/// What of a command's work is measured apart.
pub(crate) const PARTS: [&str; 3] = ["decide", "apply", "show"];

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments[..] {
        [run, scenario, people] if run == "--run" => {
            Scene::of(people.parse().unwrap()).play(scenario);
            ExitCode::SUCCESS
        }
        arguments if arguments.iter().any(|argument| argument == "--bench") => {
            measure(arguments.iter().any(|argument| argument == "--store"))
        }
        _ => {
            SCENARIOS.iter().for_each(|scenario| Scene::of(SIZES[0]).play(scenario));
            println!("{} passed, 0 failed", SCENARIOS.len());
            ExitCode::SUCCESS
        }
    }
}

fn measure(store: bool) -> ExitCode {
    let stored = Figures::stored();
    let mut found = Figures::of_this_toolchain();
    println!(
        "{:24} {:>8} {:>10} {:>10} {:>10} {:>10}",
        "instructions", "people", "decide", "apply", "show", "all"
    );
    for scenario in SCENARIOS {
        for people in SIZES {
            let counts = callgrind(scenario, people);
            let [decide, apply, show] = counts;
            println!(
                "{scenario:24} {people:8} {decide:10} {apply:10} {show:10} {:10}",
                counts.iter().sum::<u64>()
            );
            for (part, count) in PARTS.iter().zip(counts) {
                found.add(scenario, people, part, count);
            }
        }
        let all = |people| PARTS.iter().map(|part| found.get(scenario, people, part)).sum::<u64>() as f64;
        println!(
            "{:24} {:>8} {:10.2} × from {} to {} people",
            "",
            "",
            all(SIZES[3]) / all(SIZES[0]),
            SIZES[0],
            SIZES[3]
        );
    }
    if store {
        found.store();
        return ExitCode::SUCCESS;
    }
    let worse = found.compare(&stored);
    if worse == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The instructions of one run in each part.
fn callgrind(scenario: &str, people: usize) -> [u64; 3] {
    let out = tempfile::NamedTempFile::new().unwrap();
    let run = Command::new("valgrind")
        .args(["--tool=callgrind", "--toggle-collect=work::scene::part_*"])
        .arg(format!("--callgrind-out-file={}", out.path().display()))
        .arg(env::current_exe().unwrap())
        .args(["--run", scenario, &people.to_string()])
        .output()
        .expect("Valgrind is needed: apt-get install valgrind");
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let told = Command::new("callgrind_annotate")
        .args(["--inclusive=yes", "--threshold=100", "--show-percs=no"])
        .arg(out.path())
        .output()
        .unwrap();
    let told = String::from_utf8(told.stdout).unwrap();
    PARTS.map(|part| {
        let name = format!("work::scene::part_{part}");
        let line =
            told.lines().find(|line| line.contains(&name)).unwrap_or_else(|| panic!("{name} in {told}"));
        line.split_whitespace().next().unwrap().replace(',', "").parse().unwrap()
    })
}
