//! Whole sessions of practice participants, from an empty room to the end: `crosstracks rehearse` as anybody
//! runs it, and once more in a room that the test facilitates, to see who sits with whom.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may fail so")]

use std::{collections::BTreeMap, process::Stdio};

use crosstracks_tests::{Desk, LONG, Server};
use serde_json::Value;
use tokio::{process::Command, time::timeout};

const PROGRAM: &str = env!("CARGO_BIN_EXE_crosstracks-under-test");
const THREE_SERVICES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../packs/three-services.json");

fn rehearse(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["rehearse", "--json", "--speed", "max"]).args(arguments);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).kill_on_drop(true);
    command
}
