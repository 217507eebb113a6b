//! Runs the tests in `tests/browser`, which drive a real browser, and fails with what they say. It gets what
//! they need before: npm's packages, and a Chromium where none is installed. None is ever skipped.

use std::path::Path;

use crosstracks_tests::node;

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

#[test]
fn a_session_from_the_open_door_to_the_end() {
    run("session.test.mjs");
}

#[test]
fn every_other_screen_can_be_used_by_everybody() {
    run("states.test.mjs");
}

#[test]
fn a_session_that_has_ended_is_looked_back_on() {
    run("afterwards.test.mjs");
}

#[test]
fn nothing_typed_is_lost_and_everybody_can_take_part() {
    run("resilience.test.mjs");
}

#[test]
fn whatever_is_typed_stays_text() {
    run("hostile.test.mjs");
}

#[test]
fn a_participant_needs_little_to_begin() {
    run("first-load.test.mjs");
}

fn run(file: &str) {
    let said =
        node(&["--test", "--test-reporter=spec", file], PROGRAM, Path::new(env!("CARGO_TARGET_TMPDIR")));
    println!("{said}");
    let count = |what: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("ℹ {what} ")));
        line.and_then(|number| number.parse::<usize>().ok())
    };
    assert!(count("tests").is_some_and(|tests| tests > 0), "{file} has no tests");
    assert_eq!((count("skipped"), count("todo")), (Some(0), Some(0)), "{file} leaves tests out");
}
