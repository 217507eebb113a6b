//! Simulated sessions: see `tests/src/simulation.rs`, and "Simulation" in `tests/README.md`.
//!
//! `CROSSTRACKS_SESSIONS` says how many, `CROSSTRACKS_SEED` where to begin.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::env;

use crosstracks_tests::simulation;

/// Sessions that failed once, by their seed; they are run every time.
const KEPT: &str = include_str!("simulation-seeds.txt");

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().expect("a number"))
}

#[test]
fn nothing_is_lost_doubled_or_shown_too_early_in_any_session() {
    let count = number("CROSSTRACKS_SESSIONS").unwrap_or(10_000);
    let seed = number("CROSSTRACKS_SEED").unwrap_or(1);
    let (figures, time) = simulation::sessions(seed, count).unwrap_or_else(|failure| panic!("{failure}"));
    println!("{figures:#?} in {time:?}");
    // Sessions are worth something only if they are of every step, and if things went wrong in them.
    if count >= 1_000 {
        assert!(figures.steps.len() >= 12, "{figures:?}");
        for happened in
            [figures.acknowledged, figures.refused, figures.crashes, figures.unknown, figures.breaks]
        {
            assert!(happened > count / 50, "{figures:?}");
        }
    }
}

#[test]
fn sessions_that_failed_once_do_not_fail_again() {
    let seeds = KEPT.lines().filter(|line| !line.trim_start().starts_with('#') && !line.trim().is_empty());
    for seed in seeds.map(|line| line.split_whitespace().next().unwrap().parse().unwrap()) {
        simulation::session(seed).unwrap_or_else(|failure| panic!("{failure}"));
    }
}

#[test]
fn the_same_seed_is_the_same_session() {
    for seed in 1..20 {
        assert_eq!(simulation::session(seed).unwrap(), simulation::session(seed).unwrap());
    }
}
