//! Figures of a toolchain, stored beside the benchmark.

use std::{collections::BTreeMap, fs, path::PathBuf, process::Command};

use serde::{Deserialize, Serialize};

/// What differs by more than this is said, in thousandths.
const TOLERANCE: u64 = 20;

/// Instructions by scenario, people and part.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Figures {
    rustc: String,
    instructions: BTreeMap<String, u64>,
}

impl Figures {
    pub(crate) fn stored() -> Self {
        fs::read_to_string(path()).map(|text| serde_json::from_str(&text).unwrap()).unwrap_or_default()
    }

    pub(crate) fn of_this_toolchain() -> Self {
        let version = Command::new("rustc").arg("--version").output().expect("rustc is there");
        let rustc = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        Self { rustc, instructions: BTreeMap::new() }
    }

    pub(crate) fn add(&mut self, scenario: &str, people: usize, part: &str, count: u64) {
        self.instructions.insert(key(scenario, people, part), count);
    }

    pub(crate) fn get(&self, scenario: &str, people: usize, part: &str) -> u64 {
        self.instructions.get(&key(scenario, people, part)).copied().unwrap_or(0)
    }

    pub(crate) fn store(&self) {
        fs::write(path(), serde_json::to_string_pretty(self).unwrap() + "\n").unwrap();
    }

    /// Says what differs from the stored figures, and how many are worse. Those of another toolchain judge nothing.
    pub(crate) fn compare(&self, stored: &Self) -> usize {
        if stored.rustc != self.rustc {
            println!("the stored figures are of {:?}, these of {:?}: not compared", stored.rustc, self.rustc);
            return 0;
        }
        let mut worse = 0;
        for (key, count) in &self.instructions {
            let before = stored.instructions.get(key).copied().unwrap_or(0);
            if count.abs_diff(before) * 1_000 > before * TOLERANCE {
                println!("{key}: {before} → {count}");
                worse += usize::from(*count > before);
            }
        }
        println!("{worse} worse than stored by more than {} %", TOLERANCE / 10);
        worse
    }
}

fn key(scenario: &str, people: usize, part: &str) -> String {
    format!("{scenario}, {people} people, {part}")
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("benches/work/figures.json")
}
