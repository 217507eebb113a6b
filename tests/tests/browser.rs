//! Runs the tests in `tests/browser`, which drive a real browser, and fails with what they say. It gets what
//! they need before: npm's packages, and a Chromium where none is installed. None is ever skipped.

#![allow(clippy::unwrap_used, reason = "a test may fail so")]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::Command,
    sync::{Mutex, PoisonError},
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");

/// A browser with a room full of people takes all of a small machine.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

#[test]
fn a_session_from_the_open_door_to_the_end() {
    run("session.test.mjs");
}

#[test]
fn every_other_screen_can_be_used_by_everybody() {
    run("states.test.mjs");
}

#[test]
fn nothing_typed_is_lost_and_everybody_can_take_part() {
    run("resilience.test.mjs");
}

fn run(file: &str) {
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("browser");
    // Another `cargo test` may be about to get the same things.
    let lock = File::open(folder.join("package.json")).unwrap();
    lock.lock().unwrap();
    install(&folder);
    let chromium = chromium(&folder);
    lock.unlock().unwrap();

    let said = output(
        Command::new("node")
            .args(["--test", "--test-reporter=spec", file])
            .current_dir(&folder)
            .env("CHROMIUM", chromium)
            .env("CROSSTRACKS", PROGRAM)
            .env("PICTURES", target("pictures")),
    );
    println!("{said}");
    let count = |what: &str| {
        let line = said.lines().find_map(|line| line.strip_prefix(&format!("ℹ {what} ")));
        line.and_then(|number| number.parse::<usize>().ok())
    };
    assert!(count("tests").is_some_and(|tests| tests > 0), "{file} has no tests");
    assert_eq!((count("skipped"), count("todo")), (Some(0), Some(0)), "{file} leaves tests out");
}

/// A folder in Cargo's target folder.
fn target(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name(name)
}

/// Installs npm's packages, unless that very lock file has been installed already.
fn install(folder: &Path) {
    let wanted = fs::read(folder.join("package-lock.json")).unwrap();
    let stamp = folder.join("node_modules/.installed");
    if fs::read(&stamp).is_ok_and(|installed| installed == wanted) {
        return;
    }
    output(Command::new("npm").args(["ci", "--prefer-offline", "--no-progress"]).current_dir(folder));
    fs::write(stamp, wanted).unwrap();
}

fn chromium(folder: &Path) -> String {
    let said = output(Command::new("sh").arg(folder.join("chromium.sh")).arg(target("chromium")));
    said.lines().last().unwrap().to_owned()
}

/// Runs a command that must succeed, and gives what it wrote on standard output.
fn output(command: &mut Command) -> String {
    let done = command.output().unwrap_or_else(|error| panic!("{command:?} cannot be run: {error}"));
    let [said, complained] = [done.stdout, done.stderr].map(|b| String::from_utf8_lossy(&b).into_owned());
    assert!(done.status.success(), "{command:?} failed ({}):\n{said}\n{complained}", done.status);
    said
}
